from base64 import b64encode
from functools import lru_cache

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ..tools import gs1_encode, labels_layout, labels_zpl

# the build without Qt's patches draws everything in 0.768 of its size and cannot be
# told otherwise; the patched one obeys the paper format
ZOOM_UNPATCHED = 1.3021
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
    'viewBox="0 0 {width} {height}" preserveAspectRatio="none" '
    'shape-rendering="crispEdges"><path d="{path}"/></svg>'
)
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">'
    '<path d="{path}" fill="none" stroke="#000" stroke-width="2.2" '
    'stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


def _as_uri(svg):
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


@lru_cache(maxsize=1024)
def draw(rows):
    """The symbol as a vector image that the page carries itself."""
    svg = SVG.format(
        width=len(rows[0]), height=len(rows), path=gs1_encode.svg_path(rows)
    )
    return _as_uri(svg)


class WarehouseBarcodeLabelReport(models.AbstractModel):
    """Values of the label reports, PDF and ZPL.

    ``data`` comes back from the browser: it is checked as if anybody had written it,
    and the records are read with the rights of the user.
    """

    _name = "warehouse.barcode.label.report"
    _description = "Printed Barcode Labels"

    @api.model
    def _get_report_values(self, docids, data=None):
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only internal users print labels."))
        data = data or {}
        label_format = data.get("label_format")
        service = self.env["warehouse.barcode.labels"]
        is_zpl = data.get("report_type") == "text"
        service._check_format(label_format, is_zpl)
        labels = service._prepare_labels(self._read_items(data.get("items")))
        if is_zpl:
            # Markup: the text is no HTML, nothing of it may be escaped
            return {"zpl": Markup(labels_zpl.render(labels, label_format))}
        return self._get_page_values(data) | {
            "pages": self._prepare_pages(labels, label_format),
            "page": self._get_page_size(label_format),
        }

    def _read_items(self, items):
        if not isinstance(items, list) or not all(map(self._is_item, items)):
            raise UserError(self.env._("Choose what to print labels for."))
        return items

    def _is_item(self, item):
        return (
            isinstance(item, list)
            and len(item) in (3, 4)
            and isinstance(item[0], str)
            and all(type(number) is int for number in item[1:])
        )

    def _get_page_values(self, data):
        is_html = data.get("report_type") == "html"
        is_exact = is_html or _wkhtml().is_patched_qt
        return {"zoom": 1 if is_exact else ZOOM_UNPATCHED, "draw": draw}

    def _draw_icon(self, path):
        return _as_uri(ICON.format(path=path))

    def _get_page_size(self, label_format):
        """Width and height of a page; a millimetre is left, or a page more comes out."""
        if label_format == "a4":
            return {"width": 210, "height": 296}
        size = labels_layout.SIZES_OF_LABELS[label_format]
        return {"width": size.width, "height": size.height - 1}

    def _prepare_pages(self, labels, label_format):
        """Pages of spots: left, top, size of a label and what stands on it."""
        size = labels_layout.SIZES_OF_LABELS[label_format]
        spots = [
            {
                "width": size.width,
                "height": size.height,
                "items": self._prepare_items(label, label_format),
            }
            for label in labels
            for _copy in range(label.copies)
        ]
        columns, rows = self._get_grid(label_format)
        pages = [
            spots[start : start + columns * rows]
            for start in range(0, len(spots), columns * rows)
        ]
        return [
            [
                spot
                | {
                    "left": index % columns * size.width,
                    "top": index // columns * size.height,
                }
                for index, spot in enumerate(page)
            ]
            for page in pages
        ]

    def _get_grid(self, label_format):
        if label_format == "a4":
            return labels_layout.A4_COLUMNS, labels_layout.A4_ROWS
        return 1, 1

    def _prepare_items(self, label, label_format):
        return [
            {"symbol": item}
            if isinstance(item, labels_layout.Symbol)
            else {"text": item}
            for item in labels_layout.arrange(label, label_format)
        ]
