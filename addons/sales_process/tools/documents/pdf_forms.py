"""Printed forms as PDF: several in one run of wkhtmltopdf, pages numbered afterwards.

The build of wkhtmltopdf that distributions ship takes one document at a time and draws
no footers, so bodies are joined before and page numbers are stamped after the run. The
first page of each document is found by an invisible link, which is taken out again.
"""

import io
from copy import deepcopy
from dataclasses import dataclass

import lxml.html
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from odoo.tools.misc import file_path
from odoo.tools.pdf import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    PdfReader,
    PdfWriter,
)

MARK = "http://document.mark/"
FONT = "SalesProcessStamp"
FONT_FILE = "web/static/fonts/google/Roboto/Roboto-Regular.ttf"
SIZE = 7.5
MARGIN, BOTTOM = 15 * mm, 7 * mm


@dataclass(frozen=True)
class Stamp:
    """``title`` stands at the left of each page, ``text`` with ``{page}`` and
    ``{pages}`` at the right; a document of one page gets neither."""

    title: str
    text: str


def join_bodies(bodies):
    """One HTML document of several; each begins on a new page."""
    first, *others = (lxml.html.document_fromstring(str(body)) for body in bodies)
    for other in others:
        part = lxml.html.Element("div", style="page-break-before: always")
        part.text = other.body.text
        part.extend(deepcopy(child) for child in other.body)
        first.body.append(part)
    return lxml.html.tostring(first, encoding="unicode", doctype="<!DOCTYPE html>")


def find_stamps(body):
    """Stamps of the documents in an HTML body, in their order."""
    root = lxml.html.document_fromstring(str(body))
    return [
        Stamp(node.get("data-document-title"), node.get("data-document-stamp"))
        for node in root.xpath("//*[@data-document-stamp]")
    ]


def stamp_pages(content, stamps):
    """The PDF with numbered pages; the marks of the documents are taken out.

    :param content: PDF as bytes
    :param stamps: ``Stamp`` of each document, in their order
    """
    reader, writer = PdfReader(io.BytesIO(content)), PdfWriter()
    pages, marked = list(reader.pages), []
    for start, end, stamp in _find_documents(pages, stamps):
        if end - start > 1:
            marked += [
                (page, stamp.title, stamp.text.format(page=index, pages=end - start))
                for index, page in enumerate(pages[start:end], 1)
            ]
    _stamp(marked)
    for page in pages:
        writer.add_page(page)
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def _find_documents(pages, stamps):
    starts = [number for number, page in enumerate(pages) if _take_mark(page)]
    if len(starts) != len(stamps):  # not drawn by our layout: one document
        starts = [0]
    ends = [*starts[1:], len(pages)]
    nobody = Stamp("", "{page} / {pages}")
    found = stamps if len(stamps) == len(starts) else stamps[:1] or [nobody]
    return zip([0, *starts[1:]], ends, found, strict=True)


def _take_mark(page):
    """Whether a document begins on the page; its link is removed."""
    links = page.get("/Annots")
    links = links.get_object() if links else []
    marks = [link for link in links if _is_mark(link.get_object())]
    for mark in marks:
        links.remove(mark)
    return bool(marks)


def _is_mark(link):
    action = link.get("/A", {})
    return str(action.get("/URI", "")).startswith(MARK)


def _stamp(marked):
    """Write title and number on each page; all share one font.

    :param marked: list of (page, title, text)
    """
    if not marked:
        return
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(FONT, file_path(FONT_FILE)))
    drawn = io.BytesIO()
    canvas = Canvas(drawn)
    for page, title, text in marked:
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        canvas.setPageSize((width, height))
        canvas.setFont(FONT, SIZE)
        canvas.setFillGray(0.35)
        canvas.drawString(MARGIN, BOTTOM, title or "")
        canvas.drawRightString(width - MARGIN, BOTTOM, text)
        canvas.showPage()
    canvas.save()
    drawn.seek(0)
    for (page, _title, _text), top in zip(marked, PdfReader(drawn).pages, strict=True):
        _lay_over(page, top)


def _lay_over(page, top):
    """Draw a page over another one as a form of its own.

    Merging them would read every sign of the page: of a long table for seconds.
    """
    form = _stream(top.get_contents().get_data())
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): top.mediabox,
            NameObject("/Resources"): top["/Resources"],
        }
    )
    resources = page["/Resources"].get_object()
    drawings = resources.get("/XObject", DictionaryObject()).get_object()
    # pages may share their resources: each has a name of its own there
    name = f"/{FONT}{len(drawings)}"
    drawings[NameObject(name)] = form
    resources[NameObject("/XObject")] = drawings
    below = page["/Contents"].get_object()
    parts = below if isinstance(below, ArrayObject) else [page.raw_get("/Contents")]
    page[NameObject("/Contents")] = ArrayObject(
        [_stream(b"q\n"), *parts, _stream(f"\nQ\n{name} Do\n".encode())]
    )


def _stream(data):
    stream = DecodedStreamObject()
    stream.set_data(data)
    return stream
