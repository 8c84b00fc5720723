"""Text of a letter: where the quoted part, the signature and the banners start."""

import re

from .mail_html import TextBuilder

_BLANK = {"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u200b": "", "\ufeff": ""}

_DAY = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|"
    r"\d{1,2}\s+\w{3,9}\.?,?\s+\d{4}|\w{3,9}\.?\s+\d{1,2},?\s+\d{4})"
)
_ATTRIBUTIONS = (
    # Thunderbird, Apple Mail, Outlook for Mac, Gmail in English
    re.compile(
        r"(?:пишет|пишут|писал[аи]?|написал[аи]?|wrote|schrieb)(?:\(а\))?\s*:\s*$",
        re.IGNORECASE,
    ),
    # Gmail and Yandex in Russian: a date, a name, <address>:
    re.compile(rf"{_DAY}.{{0,80}}<\s?[^<>\s]+@[^<>\s]+>\s*:\s*$", re.IGNORECASE),
    # Roundcube: "Name wrote 2026-11-12 10:15:"
    re.compile(
        rf"\s(?:писал[аи]?|wrote)(?:\(а\))?\s+{_DAY}.{{0,20}}:\s*$", re.IGNORECASE
    ),
    # Mail.ru: "Monday, 9 November 2026, 12:00 +03:00 from Name <address>:"
    re.compile(rf"{_DAY}.{{0,40}}\s(?:от|from)\s.{{0,80}}:\s*$", re.IGNORECASE),
    # The Bat!: "You wrote on 12 November 2026, 10:15:"
    re.compile(r"^(?:Вы\s+писали|You\s+wrote)\b.{0,60}:\s*$", re.IGNORECASE),
)
_ATTRIBUTION_START = re.compile(
    rf"^(?:On\s|В\s)?(?:\w{{2,12}}\.?,\s*)?{_DAY}", re.IGNORECASE
)
_QUOTE_MARKS = (
    re.compile(
        r"^[-_=*\s<8]{2,}\s*(?:Original Message|Original Appointment|Исходное сообщение|"
        r"Исходное письмо|Пересылаемое сообщение|Пересланное сообщение|"
        r"Перенаправленное сообщение|Forwarded message|Reply message)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:Начало (?:переадресованного|пересланного) сообщения|"
        r"Begin forwarded message)\s*:",
        re.IGNORECASE,
    ),
    re.compile(r"^_{10,}\s*$"),
)
_HEADER_LINE = re.compile(
    r"^\*?(?:От кого|От|From|Кому|To|Отправлен[оы]?|Отправленные|Sent|Дата|Date|Тема|"
    r"Subject|Копия|Cc|Важность|Importance|Вложения|Attachments)\*?\s*:",
    re.IGNORECASE,
)
_FROM_LINE = re.compile(r"^\*?(?:От кого|От|From)\*?\s*:", re.IGNORECASE)
_SIGNATURE_STARTS = re.compile(
    r"^(?:--+\s*$|—\s*$|"
    r"(?:(?:заранее|большое)\s+)?(?:спасибо|благодар\w+)[,!.]?\s+с\s+ув|"
    r"с\s+(?:\w+\s+)?(?:уважением|почтением|любовью|наилучшими|пожеланиями)|с\s+ув\.|"
    r"всего\s+(?:вам\s+)?(?:доброго|наилучшего)|хорошего\s+дня|"
    r"best\s+(?:regards|wishes)|(?:kind|warm|with)\s+(?:best\s+)?regards|regards\b|"
    r"(?:yours\s+)?(?:sincerely|faithfully)|br[,.]?\s*$|thanks(?:\s+and\s+regards)?[,.!]?\s*$)",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^(?:добр\w+\s+(?:день|утро|вечер)|доброго\s+\w+|здравствуйте|приветствую|"
    r"уважаем\w+|коллеги|hello|hi\b|dear|good\s+(?:day|morning|afternoon))",
    re.IGNORECASE,
)
_SIGNATURE_LINES = 18
_BANNERS = re.compile(
    r"^[\s*_=-]*(?:"
    r"(?:настоящее|данное|это)\s+(?:электронное\s+)?(?:сообщение|письмо)\b.*"
    r"(?:конфиденциальн|предназначен|содержит|может содержать)|"
    r"(?:уведомление|предупреждение)\s+о\s+конфиденциальности|"
    r"информация,?\s+содержащаяся\s+в\s+(?:этом|данном|настоящем)|"
    r"содержание\s+(?:данного|этого|настоящего)\s+сообщения|"
    r"(?:legal\s+|confidentiality\s+)(?:notice|disclaimer)|disclaimer\s*:|"
    r"(?:this|the\s+information\s+(?:contained\s+)?in\s+this)\s+(?:e-?mail|message|"
    r"communication)\b.*(?:confidential|intended|privileged)|"
    r"please\s+consider\s+the\s+environment|"
    r"(?:пожалуйста,?\s+)?(?:подумайте|позаботьтесь)\s+(?:о|об)\s+(?:природе|окружающей))",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"^\s*(?:отправлено\s+(?:с|со|из)\s|отправлено\s+через\s|послано\s+с\s|"
    r"sent\s+(?:from|via)\s|получите\s+outlook|get\s+outlook|"
    r"без\s+вирусов\.|virus-free\.|проверено\s+(?:антивирусом|на\s+вирусы)|"
    r"это\s+(?:сообщение|письмо)\s+проверено)",
    re.IGNORECASE,
)
_EXTERNAL = re.compile(
    r"^\W*(?:внимание|осторожно|caution|external|warning)\W.{0,60}"
    r"(?:внешн\w+|external|outside|за\s+предел\w+)",
    re.IGNORECASE,
)


def html_to_text(html):
    """Return the visible text of HTML; a two-cell table row reads `label: value`."""
    builder = TextBuilder()
    builder.feed(html or "")
    builder.close()
    return clean_text(builder.text())


def clean_text(text):
    """Unify blanks and line ends, strip the lines, keep at most one empty line."""
    text = (text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    for letter, blank in _BLANK.items():
        text = text.replace(letter, blank)
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def split_quote(text):
    """Return (what the sender wrote, the quoted letters).

    Lines marked with `>` are quoted. What stands between them is an answer; what
    stands below the last of them is one too, unless the letter began with its answer.
    Below "Original Message" or a block of headers everything is quoted, and so it is
    below "Name wrote:" when no marked line follows.
    """
    segments = _split_segments(text.split("\n"))
    answers = [lines for is_own, lines in segments if is_own]
    if len(answers) == 2 and not _is_greeting(answers[0]):
        is_below = segments[-1][0] and segments[0][0]
        answers = answers[:1] if is_below else answers
    own = "\n".join("\n".join(lines) for lines in answers)
    kept = {id(lines) for lines in answers}
    quoted = [
        line for _own, lines in segments if id(lines) not in kept for line in lines
    ]
    return clean_text(own), "\n".join(quoted)


def _split_segments(lines):
    """Return [(is it the sender's own, lines)], without empty parts between."""
    segments, index = [], 0
    while index < len(lines):
        length = _attribution_length(lines, index)
        is_last = length and not _is_marked_next(lines, index + length)
        if is_last or _ends_letter(lines, index):
            segments.append((False, lines[index:]))
            break
        is_own = not length and not lines[index].startswith(">")
        taken = lines[index : index + (length or 1)]
        is_blank = is_own and not taken[0].strip()
        if segments and (segments[-1][0] == is_own or is_blank):
            segments[-1][1].extend(taken)
        elif not is_blank:
            segments.append((is_own, taken))
        index += length or 1
    return segments


def _is_greeting(lines):
    text = " ".join(lines).strip()
    return not text or (len(text) < 60 and bool(_GREETING.match(text)))


def strip_banners(text):
    """Return the text without legal notices, "sent from my phone" and the like.

    A notice at the end takes everything below it; one on top only its paragraph.
    """
    lines = text.split("\n")
    kept, index = [], 0
    while index < len(lines):
        line = lines[index]
        if _BANNERS.match(line):
            if any(item.strip() for item in kept):
                break
            index = _next_paragraph(lines, index)
            continue
        if not (_DEVICE.match(line) or _EXTERNAL.match(line)):
            kept.append(line)
        index += 1
    return clean_text("\n".join(kept))


def split_signature(text):
    """Return (the letter, its signature block).

    The first sign-off near the end counts: a banner may follow the name.
    """
    lines = text.split("\n")
    for index, line in enumerate(lines):
        rest = [item for item in lines[index:] if item.strip()]
        if len(rest) <= _SIGNATURE_LINES and _SIGNATURE_STARTS.match(line.strip()):
            return "\n".join(lines[:index]).strip(), "\n".join(rest)
    return text.strip(), ""


def is_header_block(lines, index):
    """Whether headers of a quoted letter (От:, Дата:, Тема:) start at this line."""
    if not _HEADER_LINE.match(lines[index]):
        return False
    following = [line for line in lines[index : index + 9] if line.strip()][:5]
    block = [line for line in following if _HEADER_LINE.match(line)]
    return len(block) >= 2 and any(_FROM_LINE.match(line) for line in block)


def is_attribution(line):
    """Whether the line says who wrote the quoted text below it, and when."""
    if not line.rstrip().endswith(":"):
        return False
    return any(pattern.search(line) for pattern in _ATTRIBUTIONS)


def _ends_letter(lines, index):
    """Whether nothing below this line was written by the sender."""
    if any(mark.match(lines[index]) for mark in _QUOTE_MARKS):
        return True
    return index > 0 and is_header_block(lines, index)


def _attribution_length(lines, index):
    """How many lines "Name <address> wrote:" takes here; long ones are folded."""
    if is_attribution(lines[index]):
        return 1
    if _ATTRIBUTION_START.match(lines[index]):
        for length in (2, 3):
            if is_attribution(" ".join(lines[index : index + length])):
                return length
    return 0


def _is_marked_next(lines, index):
    following = (line for line in lines[index:] if line.strip())
    return next(following, "").startswith(">")


def _next_paragraph(lines, index):
    while index < len(lines) and lines[index].strip():
        index += 1
    return index + 1
