"""What the headers of a letter tell about how it was sent.

Sources: RFC 3834 (automatic answers), RFC 3464 and 3798 (reports), RFC 2369 and 2919
(mailing lists), and the marks of the spam filters met in Russia: SpamAssassin, rspamd,
Yandex, Mail.ru, Exchange, Kaspersky, Dr.Web, Barracuda, Bogofilter, DSPAM.
"""

import re

AUTO_REPLY = "auto_reply"
BOUNCE = "bounce"
MAILING_LIST = "list"
SPAM = "spam"
AUTOMATIC = "automatic"

SPAM_LEVEL = 6  # stars of X-Spam-Level, unless the setting says otherwise

_MAILER = re.compile(r"(?:^|[<\s,])(?:mailer-daemon|postmaster)@", re.IGNORECASE)
_REPORT = re.compile(r"^\s*multipart/report\b", re.IGNORECASE)
_LIST_HEADERS = ("list-id", "list-post", "list-unsubscribe")
# header -> what its value looks like when the filter holds the letter for spam
_SPAM_MARKS = {
    "x-spam-flag": r"\s*(?:yes|true|1)\b",
    "x-spam-status": r"\s*yes\b",
    "x-spam": r"\s*(?:yes|true|spam|1)\b",
    "x-yandex-spam": r"\s*4\b",
    "x-mras": r"\s*(?:spam|bad)\b",
    "x-mailru-spam": r"\s*(?:yes|true|spam|1)\b",
    "x-mru-spam": r"\s*(?:yes|true|spam|1)\b",
    "x-rspamd-action": r"\s*(?:add header|rewrite subject|soft reject|reject)\b",
    "x-forefront-antispam-report": r".*\bSFV:(?:SPM|SKS|SKB)\b",
    "x-ms-exchange-organization-scl": r"\s*[5-9]\b",
    "x-klms-antispam-status": r"\s*(?:probable[ _-]?)?spam\b",
    "x-kse-antispam-status": r"\s*(?:probable[ _-]?)?spam\b",
    "x-kaspersky-antispam-status": r"\s*(?:probable[ _-]?)?spam\b",
    "x-drweb-spamstate": r"\s*(?:yes|spam)\b",
    "x-barracuda-spam-status": r"\s*yes\b",
    "x-bogosity": r"\s*(?:yes|spam)\b",
    "x-dspam-result": r"\s*spam\b",
}
_SPAM = {name: re.compile(mark, re.IGNORECASE) for name, mark in _SPAM_MARKS.items()}


def is_auto_reply(headers):
    """Whether a machine answers for a person: out of office, "we got your letter".

    :param dict headers: {lower-case name: value}
    """
    submitted = _word(headers, "auto-submitted")
    return (
        submitted.startswith("auto-replied")
        or _word(headers, "precedence") == "auto_reply"
        or _is_yes(headers, "x-autoreply")
        or _is_yes(headers, "x-autorespond")
    )


def is_report(headers):
    """Whether a mail server tells what became of a letter of ours."""
    return (
        bool(_REPORT.match(headers.get("content-type", "")))
        or bool(headers.get("x-failed-recipients"))
        or bool(_MAILER.search(headers.get("from", "")))
    )


def is_bounce(headers):
    """Whether it is a report, or came with the empty envelope of reports."""
    return is_report(headers) or headers.get("return-path", "").strip() == "<>"


def is_list(headers, own_domains=()):
    """Whether it came through a mailing list, unless the list is one of ours.

    A department behind a group address gets every letter with its own List-Id.
    """
    named = [headers[name] for name in _LIST_HEADERS if headers.get(name)]
    is_bulk = _word(headers, "precedence") in ("list", "bulk", "junk")
    if not named:
        return is_bulk
    identity = headers.get("list-id") or headers.get("list-post") or ""
    return not _is_of(identity, own_domains)


def is_automatic(headers):
    """Whether the sending program says that nobody typed the letter."""
    submitted = _word(headers, "auto-submitted")
    suppressed = _word(headers, "x-auto-response-suppress")
    return submitted.startswith("auto-") or suppressed not in ("", "none")


def is_spam(headers, level=SPAM_LEVEL):
    """Whether a spam filter has marked the letter.

    :param int level: stars of X-Spam-Level from which on; 0 does not look at them
    """
    if any(m.match(headers[name]) for name, m in _SPAM.items() if name in headers):
        return True
    stars = re.match(r"\s*([*+]*)", headers.get("x-spam-level", "")).group(1)
    return bool(level) and len(stars) >= level


def skip_reason(headers, own_domains=(), level=SPAM_LEVEL):
    """Why a new letter is left out by its headers alone; empty when it is not.

    A letter inside a thread and a letter of a site's robot are the caller's care.
    """
    if is_auto_reply(headers):
        return AUTO_REPLY
    if is_bounce(headers):
        return BOUNCE
    if is_spam(headers, level):
        return SPAM
    if is_list(headers, own_domains):
        return MAILING_LIST
    return AUTOMATIC if is_automatic(headers) else ""


def _word(headers, name):
    """The value of a header without its comments and parameters."""
    return re.split(r"[;(]", headers.get(name, ""))[0].strip().lower()


def _is_yes(headers, name):
    return _word(headers, name) not in ("", "no", "false", "0")


def _is_of(identity, domains):
    """Whether a list's name or address belongs to one of the domains."""
    name = identity.lower()
    return any(
        re.search(rf"(?:^|[\s<@.:]){re.escape(domain)}(?![\w.-])", name)
        for domain in domains
        if domain
    )
