"""Repair of malformed mail before Odoo reads it.

Home-made site forms send charset names that Python does not know ("windows1251"),
no charset at all, or raw 8-bit headers. Odoo then loses the letters or the whole
mail. `normalise` changes only such mail: a well-formed one comes back byte for byte.
"""

import base64
import codecs
import contextlib
import email
import re
from collections import Counter
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser

# most frequent Russian letters: a right decoding is full of them, in lower case
_FREQUENT = dict(zip("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфё", range(32, 0, -1), strict=True))
_CANDIDATES = ("cp1251", "koi8-r", "cp866", "iso8859-5")
_NOT_TEXT = re.compile("[\u2500-\u259f\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f]")
_RAW_BYTES = re.compile("[\udc80-\udcff]")
_INNER_CAPITAL = re.compile("[а-яё][А-ЯЁ]")
_WORD_LIMIT = 42  # bytes of one encoded word: its text stays under 75 characters
_HEADERS_LIMIT = 65_536


def normalise(raw):
    """Return the mail with known charsets and 7-bit headers.

    :param bytes raw: the mail as it was received
    :return: the same object when nothing is wrong with it
    """
    message = email.message_from_bytes(_without_nul(raw), policy=policy.compat32)
    changed = [_repair_part(part) for part in message.walk()]
    if any(changed):
        # headers that are no headers at all cannot be written: the gateway gets them
        # as they are
        with contextlib.suppress(LookupError, ValueError, MessageError):
            return message.as_bytes()
    return _without_nul(raw) if b"\0" in raw else raw


def read_headers(raw):
    """Return {lower-case name: decoded value} of the top headers; never raises."""
    head = _without_nul(raw)[:_HEADERS_LIMIT]
    message = BytesHeaderParser(policy=policy.compat32).parsebytes(head)
    return decode_headers(message)


def decode_headers(message):
    """Return {lower-case name: decoded value} of a parsed letter; never raises."""
    headers = {}
    for name, value in message.raw_items():
        headers.setdefault(name.lower(), _readable(str(value)))
    return headers


def guess_charset(data):
    """Return the charset in which the bytes read as Russian text."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return max(_CANDIDATES, key=lambda charset: _score(data, charset))
    return "utf-8"


def known_charset(name):
    """Return a name of the charset that Python knows, or an empty string."""
    name = (name or "").strip("\"' \t").lower()
    for candidate in (name, _alias(name)):
        if candidate and _is_text_codec(candidate):
            return candidate
    return ""


def _without_nul(raw):
    return raw.replace(b"\0", b"") if b"\0" in raw else raw


def _alias(name):
    plain = re.sub(r"[^a-z0-9]", "", name)
    page = re.fullmatch(r"(?:x?windows|x?win|x?cp|ansi|ms)?(125\d|866)", plain)
    if page:
        return f"cp{page.group(1)}"
    if plain.startswith("koi8"):
        return "koi8-u" if plain.endswith("u") else "koi8-r"
    if plain.startswith("utf8"):
        return "utf-8"
    return ""


def _is_text_codec(name):
    try:
        return codecs.lookup(name)._is_text_encoding
    except (LookupError, ValueError):
        return False


def _score(data, charset):
    text = data.decode(charset, "replace")
    counts = Counter(text)
    frequent = sum(value * counts[letter] for letter, value in _FREQUENT.items())
    capitals = len(_INNER_CAPITAL.findall(text))
    noise = len(_NOT_TEXT.findall(text)) + text.count("\ufffd")
    return frequent - 60 * capitals - 40 * noise


def _has_raw_bytes(text):
    return bool(_RAW_BYTES.search(text))


def _readable(value):
    """Decode a header for people: encoded words, raw bytes, folding."""
    if _has_raw_bytes(value):
        data = value.encode("ascii", "surrogateescape")
        value = data.decode(guess_charset(data), "replace")
    # a broken encoded word is shown as it came
    with contextlib.suppress(LookupError, ValueError, MessageError):
        value = str(make_header(decode_header(value)))
    return " ".join(value.split())


def _repair_part(part):
    repaired = _repair_headers(part)
    if part.get_content_maintype() == "text":
        repaired |= _repair_charset(part)
    return repaired


def _repair_charset(part):
    """Give a text part a charset that decodes its bytes."""
    declared = part.get_param("charset")
    if isinstance(declared, tuple):  # RFC 2231
        declared = declared[2]
    data = _payload(part)
    if not declared and data.isascii():
        return False
    charset = known_charset(declared)
    if charset and _decodes(data, charset):
        if _is_text_codec((declared or "").strip("\"' \t").lower()):
            return False
    else:
        charset = guess_charset(data)
    part.set_param("charset", charset)
    return True


def _payload(part):
    """The decoded bytes of a part, whatever its transfer encoding is."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decodes(data, charset):
    try:
        data.decode(charset)
    except UnicodeDecodeError:
        return False
    return True


def _repair_headers(part):
    headers = list(part.raw_items())
    if not any(_has_raw_bytes(str(value)) for _name, value in headers):
        return False
    part._headers = [
        (name, _repair_header(name, str(value))) for name, value in headers
    ]
    return True


def _repair_header(name, value):
    if not _has_raw_bytes(value):
        return value
    data = value.encode("ascii", "surrogateescape")
    text = data.decode(guess_charset(data), "replace")
    if name.lower().startswith("content-"):
        return _encode_parameters(text)
    return _encode_words(text)


def _encode_words(text):
    """Write the non-ASCII words of a header as encoded words (RFC 2047)."""
    result, run = [], []
    for token in text.split():
        if token.isascii():
            result += [*_encoded(run), token]
            run = []
        else:
            run.append(token)
    return "\r\n ".join([*result, *_encoded(run)]) if run else " ".join(result)


def _encoded(run):
    text = " ".join(run).strip('"')
    words, chunk = [], ""
    for letter in text:
        if len((chunk + letter).encode()) > _WORD_LIMIT:
            words.append(chunk)
            chunk = ""
        chunk += letter
    if chunk:
        words.append(chunk)
    return [f"=?utf-8?b?{base64.b64encode(w.encode()).decode()}?=" for w in words]


def _encode_parameters(text):
    """Write non-ASCII parameters (a file name) as RFC 2231 asks for."""

    def encode(match):
        name, value = match.group(1), match.group(2).strip('"')
        if value.isascii():
            return match.group()
        quoted = "".join(f"%{byte:02X}" for byte in value.encode())
        return f"{name}*=utf-8''{quoted}"

    text = re.sub(r'([\w-]+)=("[^"]*"|[^;\s]+)', encode, text)
    return text.encode("ascii", "ignore").decode()
