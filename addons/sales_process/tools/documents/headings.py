"""Headings of a long text stay on the page of what follows them. No database."""

import lxml.html
from markupsafe import Markup, escape

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def keep_headings(html):
    """The text with each heading and the block below it in one unbreakable block.

    wkhtmltopdf knows ``page-break-inside: avoid`` (class ``sp_keep``), not
    ``page-break-after``.

    :param html: HTML of a text
    :return: Markup
    """
    root = lxml.html.fragment_fromstring(str(html or ""), create_parent="div")
    for heading in root.xpath("|".join(f".//{name}" for name in HEADINGS)):
        below = heading.getnext()
        if below is None or below.tag in HEADINGS or (heading.tail or "").strip():
            continue
        block = lxml.html.Element("div", {"class": "sp_keep"})
        heading.addprevious(block)
        block.extend([heading, below])
        block.tail, below.tail = below.tail, None
    inner = [lxml.html.tostring(child, encoding="unicode") for child in root]
    return escape(root.text or "") + Markup("").join(map(Markup, inner))
