"""Placeholders in the text of a contract: ``{{ name }}``. Nothing is ever evaluated.

The text is HTML that people edit on the screen. An editor may put tags and no-break
spaces between the braces; the tags stay where they were, so the HTML stays whole.
"""

import re

from markupsafe import Markup, escape

TOKEN = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
# a block stands in the place of the paragraph that holds nothing else
ALONE = re.compile(
    r"<(p|div)\b[^>]*>\s*(\{\{(?:(?!\}\}).)*\}\})\s*(?:<br\s*/?>\s*)?</\1>", re.DOTALL
)
TAG = re.compile(r"<[^>]*>")
POINT = re.compile(r"(?:<[^>]*>)*\.")
SPACES = re.compile(r"(?:\s|&nbsp;|&#160;|\u200b|\ufeff)+")


class PlaceholderError(ValueError):
    """The text has placeholders that nobody knows, or braces that do not close.

    ``names``: the unknown ones, in their order; empty when braces do not close.
    """

    def __init__(self, names=()):
        super().__init__(", ".join(names))
        self.names = list(names)


def find_names(html):
    """Names of the placeholders of a text, each once, in their order."""
    return list(dict.fromkeys(_read_name(found[1]) for found in TOKEN.finditer(html)))


def check(html, known):
    """
    :param known: names that are allowed
    :raises PlaceholderError: another name, or a brace without its partner
    """
    html = str(html or "")
    unknown = [name for name in find_names(html) if name not in known]
    if unknown:
        raise PlaceholderError(unknown)
    rest = TOKEN.sub("", html)
    if "{{" in rest or "}}" in rest:
        raise PlaceholderError()


def fill(html, values):
    """The text with the values in it.

    Values are plain text (escaped, line ends kept) or ``Markup``, which is a block: a
    paragraph that holds its placeholder alone makes room for it.

    :param values: dict of name -> value; all that the text may name
    :return: Markup
    :raises PlaceholderError: see `check`
    """
    html = str(html or "")
    check(html, values)

    def take_place(found):
        value = values[_read_name(TOKEN.fullmatch(found[2])[1])]
        return found[2] if isinstance(value, Markup) else found[0]

    def put(found):
        tags = "".join(TAG.findall(found[1]))
        value = values[_read_name(found[1])]
        if POINT.match(found.string, found.end()):
            value = _drop_point(value)
        return str(_to_html(value)) + tags

    return Markup(TOKEN.sub(put, ALONE.sub(take_place, html)))


def _drop_point(value):
    """«… 20 коп.» and «… 2026 г.» end a sentence with their own point."""
    return value if isinstance(value, Markup) else str(value).removesuffix(".")


def _to_html(value):
    if isinstance(value, Markup):
        return value
    return Markup("<br/>").join(escape(line) for line in str(value).split("\n"))


def _read_name(inner):
    return SPACES.sub(" ", TAG.sub("", inner)).strip()
