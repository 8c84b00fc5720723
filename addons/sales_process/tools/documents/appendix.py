"""Files that are appended to a printed form: PDF as it is, a picture as a page."""

import io

from PIL import Image, ImageOps
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from odoo.tools.pdf import PdfReader, PdfReadError

PDF = "application/pdf"
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp")
MARGIN = 15 * mm
LARGEST = 50_000_000  # pixels of a picture


class AppendixError(ValueError):
    """The file cannot be appended."""


def is_appendable(mimetype):
    return mimetype == PDF or mimetype in PICTURES


def to_pdf(content, mimetype):
    """The file as a PDF.

    :param content: bytes of the file
    :raises AppendixError: damaged, protected by a password, or of another kind
    """
    if mimetype == PDF:
        return _check_pdf(content)
    if mimetype in PICTURES:
        return _draw_picture(content)
    raise AppendixError(mimetype)


def _check_pdf(content):
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted or not len(reader.pages):
            raise AppendixError("protected")
    except AppendixError:
        raise
    # a damaged file makes the reader fail in any way
    except (PdfReadError, ValueError, KeyError, TypeError, AttributeError,
            RecursionError, NotImplementedError, IndexError, OSError) as error:  # fmt: skip
        raise AppendixError("damaged") from error
    return content


def _draw_picture(content):
    """A page of A4 with the picture as large as it fits, not coarser than 75 dpi."""
    try:
        picture = Image.open(io.BytesIO(content))
        if picture.width * picture.height > LARGEST:
            raise AppendixError("too large")
        picture = ImageOps.exif_transpose(picture).convert("RGB")
    except AppendixError:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise AppendixError("damaged") from error
    page = A4 if picture.height >= picture.width else A4[::-1]
    room = page[0] - 2 * MARGIN, page[1] - 2 * MARGIN
    scale = min(room[0] / picture.width, room[1] / picture.height, 72 / 75)
    size = picture.width * scale, picture.height * scale
    drawn = io.BytesIO()
    canvas = Canvas(drawn, pagesize=page)
    left, bottom = (page[0] - size[0]) / 2, page[1] - MARGIN - size[1]
    canvas.drawImage(ImageReader(picture), left, bottom, *size)
    canvas.save()
    return drawn.getvalue()
