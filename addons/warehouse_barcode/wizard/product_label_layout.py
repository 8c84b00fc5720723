from collections import defaultdict

from odoo import fields, models

from ..tools import labels_formats

CORE_DEFAULT = "2x7xprice"


class ProductLabelLayout(models.TransientModel):
    _name = "product.label.layout"
    _inherit = ["product.label.layout", "warehouse.barcode.label.layout"]

    print_format = fields.Selection(
        selection_add=labels_formats.PRINT_FORMATS,
        default=lambda self: self._get_default_print_format(),
        ondelete=dict.fromkeys(dict(labels_formats.PRINT_FORMATS), "cascade"),
    )

    def _get_default_print_format(self):
        """Ours, unless something has no barcode: core's sheet prints that too."""
        get_ids = self.env.context.get
        templates = self.env["product.template"].browse(
            get_ids("default_product_tmpl_ids")
        )
        products = self.env["product.product"].browse(get_ids("default_product_ids"))
        products |= templates.product_variant_ids
        is_complete = all(product.barcode for product in products)
        is_operation = bool(get_ids("default_move_ids"))
        return labels_formats.DEFAULT if is_complete or is_operation else CORE_DEFAULT

    def process(self):
        self.ensure_one()
        if not labels_formats.is_ours(self.print_format):
            return super().process()
        pickings = self.move_ids.picking_id
        return self._print_or_note(pickings, self._get_barcode_label_items)

    def _get_barcode_label_items(self):
        """Quantities as core counts them; pieces of a series get its label, products
        of an operation without a barcode are left out."""
        lines = self.move_ids.move_line_ids
        has_series = any(line.lot_id or line.lot_name for line in lines)
        if self.move_quantity == "move" and has_series:
            return self.env["warehouse.barcode.labels"]._get_receipt_items(lines)
        _xml_id, data = self._prepare_report_data()
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
