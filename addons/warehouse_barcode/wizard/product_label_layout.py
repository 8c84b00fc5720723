from collections import defaultdict

from odoo import fields, models

from ..tools import labels_formats


class ProductLabelLayout(models.TransientModel):
    _inherit = "product.label.layout"

    print_format = fields.Selection(
        selection_add=labels_formats.PRINT_FORMATS,
        default=labels_formats.DEFAULT,
        ondelete=dict.fromkeys(dict(labels_formats.PRINT_FORMATS), "cascade"),
    )

    def process(self):
        self.ensure_one()
        if not labels_formats.is_ours(self.print_format):
            return super().process()
        _xml_id, data = self._prepare_report_data()
        items = self._get_barcode_label_items(data)
        label_format, is_zpl = labels_formats.split(self.print_format)
        return self.env["warehouse.barcode.labels"]._get_report_action(
            items, label_format, is_zpl
        )

    def _get_barcode_label_items(self, data):
        """Quantities as core counts them; pieces of a series get its label, products
        of an operation without a barcode are left out."""
        if self.move_quantity == "move" and self.move_ids.move_line_ids.lot_id:
            labels = self.env["warehouse.barcode.labels"]
            return labels._get_receipt_items(self.move_ids.move_line_ids)
        quantities = self._get_quantities_by_variant(data["quantity_by_product"])
        if self.move_ids:
            products = self.env["product.product"].browse(quantities)
            with_code = products.filtered("barcode") or products
            quantities = {
                product_id: quantities[product_id] for product_id in with_code.ids
            }
        return [
            ["product", product_id, count] for product_id, count in quantities.items()
        ]

    def _get_quantities_by_variant(self, quantities):
        if not self.product_tmpl_ids:
            return quantities
        by_variant = defaultdict(int)
        for template in self.product_tmpl_ids:
            for variant in template.product_variant_ids:
                by_variant[variant.id] += quantities[template.id]
        return by_variant
