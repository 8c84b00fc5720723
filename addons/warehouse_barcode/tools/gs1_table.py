"""The table of GS1 application identifiers, one text for Python and JavaScript.

The text lives in ``static/src/core/gs1_table.js`` (a template string without
placeholders), so the browser and the server can never disagree. A line is::

    3100-3105 * N6
    7003 N6,yymmdd N4,hhmi
    253 N13,csum,gcppos1 [X..17]

identifier or range, ``*`` when the length is predefined (no FNC1 after it), then the
components: character set, length (``..`` = up to) and checks; ``[]`` = optional.
"""

import re
from functools import cache
from pathlib import Path

TABLE_FILE = (
    Path(__file__).resolve().parents[1] / "static" / "src" / "core" / "gs1_table.js"
)
TABLE_TEXT = re.compile(r"`\n(.*?)`", re.S)
COMPONENT = re.compile(r"(\[?)([NXYZ])(\.\.)?(\d+)((?:,\w+)*)\]?$")


@cache
def load():
    """Return ``{ai: {"fixed": bool, "components": (...)}}`` for all identifiers."""
    text = TABLE_TEXT.search(TABLE_FILE.read_text(encoding="utf-8")).group(1)
    table = {}
    for line in text.splitlines():
        ais, *words = line.split()
        fixed = words[0] == "*"
        components = tuple(_component(word) for word in words[fixed:])
        for ai in _expand(ais):
            table[ai] = {"fixed": fixed, "components": components}
    return table


def _component(word):
    optional, cset, up_to, length, lints = COMPONENT.match(word).groups()
    size = int(length)
    return {
        "cset": cset,
        "min": (0 if optional else 1) if up_to else size,
        "max": size,
        "optional": bool(optional),
        "lints": tuple(lints.split(",")[1:]),
    }


def _expand(ais):
    first, _dash, last = ais.partition("-")
    width = len(first)
    return [f"{ai:0{width}d}" for ai in range(int(first), int(last or first) + 1)]


def render(ais):
    """Turn the rows of ``ai_table.json`` into the text of ``gs1_table.js``."""
    groups = []
    for row in ais:
        spec = _render_spec(row)
        last = groups[-1] if groups else None
        if last and last[2] == spec and _follows(last[1], row["ai"]):
            last[1] = row["ai"]
        else:
            groups.append([row["ai"], row["ai"], spec])
    return "\n".join(
        f"{first if first == last else f'{first}-{last}'} {spec}"
        for first, last, spec in groups
    )


def _follows(ai, following):
    return len(ai) == len(following) and int(ai) + 1 == int(following)


def _render_spec(row):
    words = [] if row["fnc1_required"] else ["*"]
    words += [_render_component(part) for part in row["components"]]
    return " ".join(words)


def _render_component(part):
    up_to = "" if part["min"] == part["max"] else ".."
    word = ",".join([f"{part['cset']}{up_to}{part['max']}", *part["lint"]])
    return f"[{word}]" if part["optional"] else word
