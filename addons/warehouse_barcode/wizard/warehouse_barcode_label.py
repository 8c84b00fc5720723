import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import labels_formats

KINDS = [
    ("lot", "Series and serial numbers"),
    ("location", "Locations"),
    ("package", "Packages"),
    ("picking", "Transfers"),
    ("operation_type", "Operation types"),
]


class WarehouseBarcodeLabel(models.TransientModel):
    """Labels of the records that were chosen in a list; products and the goods of a
    transfer have core's own wizards."""

    _name = "warehouse.barcode.label"
    _description = "Print Barcode Labels"

    kind = fields.Selection(KINDS, required=True, readonly=True, default="lot")
    record_refs = fields.Text(
        "Records",
        required=True,
        readonly=True,
        default=lambda self: json.dumps(self.env.context.get("active_ids") or []),
    )
    print_format = fields.Selection(
        labels_formats.PRINT_FORMATS,
        string="Format",
        required=True,
        default=lambda self: (
            labels_formats.PREFIX + self.env["warehouse.barcode.labels"]._get_format()
        ),
    )
    quantity = fields.Selection(
        [("custom", "The same number of each"), ("stock", "One per piece in stock")],
        string="Number of labels",
        required=True,
        default="custom",
    )
    copies = fields.Integer("Copies of each", required=True, default=1)
    box_quantity = fields.Integer(
        "Pieces in a box",
        help="For a label on a closed box: its code says how many pieces are inside, so "
        "one scan counts them all. Leave it empty for single pieces. Only codes with the "
        "GTIN of the product carry it.",
    )
    label_count = fields.Integer("Labels in all", compute="_compute_label_count")

    @api.depends("kind", "record_refs", "quantity", "copies")
    def _compute_label_count(self):
        for wizard in self:
            items = wizard._get_items() if wizard._get_record_ids() else []
            wizard.label_count = sum(item[2] for item in items)

    def action_print(self):
        self.ensure_one()
        if self.copies < 1:
            raise UserError(self.env._("Print at least one copy."))
        label_format, is_zpl = labels_formats.split(self.print_format)
        return self.env["warehouse.barcode.labels"]._get_report_action(
            self._get_items(), label_format, is_zpl
        )

    def _get_record_ids(self):
        return json.loads(self.record_refs or "[]")

    def _get_items(self):
        labels = self.env["warehouse.barcode.labels"]
        if self.kind == "lot" and self.quantity == "stock":
            return self._get_items_of_stock(
                labels._browse("lot", self._get_record_ids())
            )
        items = labels._get_items(self.kind, self._get_record_ids(), self.copies)
        if self.kind == "lot" and self.box_quantity > 1:
            return [[*item, self.box_quantity] for item in items]
        return items

    def _get_items_of_stock(self, lots):
        """As many labels as pieces on hand; series without stock get none."""
        items = [["lot", lot.id, self._get_pieces(lot)] for lot in lots]
        return [item for item in items if item[2] > 0]

    def _get_pieces(self, lot):
        unit = self.env.ref("uom.product_uom_unit")
        if lot.product_qty <= 0:
            return 0
        if not lot.product_uom_id._has_common_reference(unit):
            return 1
        return int(lot.product_qty)
