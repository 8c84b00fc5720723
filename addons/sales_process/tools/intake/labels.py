"""Reading of `label: value` letters, as site forms and chats send them.

Only a KNOWN label at the start of a line ends a field: a client's own
"Second question: ..." stays in his text.
"""

import re

_STARS = re.compile(r"^[*=_\-\s]{3,}$")


def parse_labels(text, labels):
    """Return {field: value} of a letter.

    :param text: plain text
    :param labels: {label: field}; several labels may name one field, the first
        one with a value wins. A field named "ignore" only ends the one before it
    """
    known = {_key(label): field for label, field in labels.items()}
    lines = (text or "").split("\n")
    values, field = {}, None
    for index, line in enumerate(lines):
        label, rest = _read_label(line, known, lines[index + 1 : index + 2])
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
    """Whether some line starts with this label or phrase (whole words)."""
    starts = re.compile(re.escape(_key(label)) + r"(?!\w)")
    return any(starts.match(_key(line)) for line in (text or "").split("\n"))


def _read_label(line, known, following):
    """Return (label, rest of the line), or (None, "") for an ordinary line."""
    if ":" in line:
        name, rest = line.split(":", 1)
        if _key(name) in known:
            return _key(name), rest.strip()
    # second layout of Bitrix: the label, a line of stars, the value
    if following and _STARS.match(following[0]) and _key(line) in known:
        return _key(line), ""
    return None, ""


def _key(label):
    return re.sub(r"\s+", " ", label or "").strip(" *:\t").casefold().replace("ё", "е")
