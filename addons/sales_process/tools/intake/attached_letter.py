"""A letter that somebody forwards as an attachment (message/rfc822)."""

import email
from email import policy
from email.utils import parseaddr

from .letter_types import Letter
from .mail_bytes import decode_headers, guess_charset, known_charset
from .mail_text import clean_text, html_to_text

MARK = b"message/rfc822"


def find_attached(raw):
    """Return the first attached letter as a `Letter`; None when there is none.

    :param bytes raw: the letter that carries it
    """
    if MARK not in raw.lower():
        return None
    message = email.message_from_bytes(raw, policy=policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            return _read(part.get_payload(0))
    return None


def _read(inner):
    headers = decode_headers(inner)
    name, address = parseaddr(headers.get("from", ""))
    reply_to = parseaddr(headers.get("reply-to", ""))[1]
    return Letter(
        sender_name=name,
        sender_email=address.lower(),
        reply_to=reply_to.lower(),
        subject=headers.get("subject", ""),
        text=_find_text(inner),
    )


def _find_text(inner):
    """Its plain text, else its HTML as text."""
    parts = [part for part in inner.walk() if not part.is_multipart()]
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and not part.get_filename():
                text = _decode(part)
                return clean_text(text) if kind == "text/plain" else html_to_text(text)
    return ""


def _decode(part):
    data = part.get_payload(decode=True) or b""
    charset = known_charset(part.get_content_charset()) or guess_charset(data)
    return data.decode(charset, "replace")
