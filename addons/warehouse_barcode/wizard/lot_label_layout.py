from odoo import api, fields, models

from ..tools import labels_formats


class LotLabelLayout(models.TransientModel):
    _name = "lot.label.layout"
    _inherit = ["lot.label.layout", "warehouse.barcode.label.layout"]

    print_format = fields.Selection(
        selection_add=labels_formats.PRINT_FORMATS,
        default=labels_formats.DEFAULT,
        ondelete=dict.fromkeys(dict(labels_formats.PRINT_FORMATS), "cascade"),
    )

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        if self.env.context.get(labels_formats.AUTOPRINT):
            wizards._set_format_of_operation_type()
        return wizards

    def _set_format_of_operation_type(self):
        """Core knows only its own formats: it takes ours for ZPL."""
        for wizard in self:
            types = wizard.move_line_ids.picking_id.picking_type_id
            chosen = types[:1].lot_label_format
            if labels_formats.is_ours(chosen):
                wizard.print_format = chosen.rpartition("_")[0]

    def process(self):
        self.ensure_one()
        if not labels_formats.is_ours(self.print_format):
            return super().process()
        pickings = self.move_line_ids.picking_id
        return self._print_or_note(pickings, self._get_barcode_label_items)

    def _get_barcode_label_items(self):
        labels = self.env["warehouse.barcode.labels"]
        lines = self.move_line_ids.filtered("lot_id")
        if self.label_quantity == "units":
            return labels._get_receipt_items(lines)
        return [["lot", lot.id, 1] for lot in lines.lot_id]
