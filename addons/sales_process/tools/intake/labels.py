"""Reading of `label: value` letters, as site forms and chats send them.

Only a KNOWN label at the start of a line ends a field: a client's own
"Second question: ..." stays in his text.
"""

import re
from functools import lru_cache

_STARS = re.compile(r"^[*=_\-\s]{3,}$")
_REQUIRED = re.compile(
    r"\s*\((?:обязательно|обязательное поле|необязательно|required|optional)\)", re.I
)
# what stands between a label and its value besides a colon
_OTHER_SEPARATOR = re.compile(r"\s+[-–—=]\s+|\t|\s*=\s*|\s*\|\s*")
_BARE_LABELS = 2  # so many labels without a colon: the whole letter is written so


def parse_labels(text, labels):
    """Return {field: value} of a letter.

    :param text: plain text
    :param labels: {label: field}; several labels may name one field, the first
        one with a value wins. A field named "ignore" only ends the one before it
    """
    known = {_key(label): field for label, field in labels.items()}
    lines = (text or "").split("\n")
    bare = _has_bare_labels(lines, known)
    values, field = {}, None
    for index, line in enumerate(lines):
        label, rest = _read_label(line, known, lines[index + 1 : index + 2], bare)
        if label is not None:
            field = known[label]
            if field in values and any(part.strip() for part in values[field]):
                field = "ignore"
            values[field] = [rest]
        elif field and not _STARS.match(line):
            values[field].append(line)
    values.pop("ignore", None)
    return {name: "\n".join(parts).strip() for name, parts in values.items()}


def has_label(text, label):
    """Whether some line starts with this label or phrase (whole words).

    `Name|Your name` asks for one of several.
    """
    starts = _starts_with(tuple(_key(part) for part in label.split("|")))
    return any(starts.match(key) for key in _line_keys(text or ""))


@lru_cache(maxsize=512)
def _starts_with(keys):
    words = "|".join(re.escape(key) for key in keys if key)
    return re.compile(rf"(?:{words})(?!\w)")


@lru_cache(maxsize=8)
def _line_keys(text):
    return tuple(_key(line[:200]) for line in text.split("\n"))


def _has_bare_labels(lines, known):
    """Forms that put a label on a line of its own, without a colon."""
    bare = {_key(line) for line in lines if ":" not in line and len(line) < 60}
    return len([key for key in bare if key and known.get(key)]) >= _BARE_LABELS


def _read_label(line, known, following, bare):
    """Return (label, rest of the line), or (None, "") for an ordinary line."""
    if ":" in line:
        name, rest = line.split(":", 1)
        if _key(name) in known:
            return _key(name), rest.strip()
    other = _OTHER_SEPARATOR.search(line)
    if other and _key(line[: other.start()]) in known:
        return _key(line[: other.start()]), line[other.end() :].strip()
    # second layout of Bitrix: the label, a line of stars, the value
    is_starred = following and _STARS.match(following[0])
    if (is_starred or bare) and _key(line) in known:
        return _key(line), ""
    return None, ""


def _key(label):
    plain = _REQUIRED.sub("", label or "")
    return re.sub(r"\s+", " ", plain).strip(" *:•·-\t").casefold().replace("ё", "е")
