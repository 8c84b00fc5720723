from odoo import fields, models


class StockPicking(models.Model):
    """Who carries the goods and who receives them, for the documents of a shipment.

    The electronic transport waybill itself is made in the service of its operator: here
    are its number, date and identifier, and its file.
    """

    _inherit = "stock.picking"

    l10n_ru_carrier_id = fields.Many2one(
        "res.partner",
        string="Carrier",
        copy=False,
        help="Empty: the client takes the goods himself.",
    )
    l10n_ru_driver = fields.Char(string="Driver", copy=False)
    l10n_ru_vehicle_plate = fields.Char(string="Vehicle Plate", copy=False)
    l10n_ru_places = fields.Integer(string="Number of Packages", copy=False)
    l10n_ru_gross_weight = fields.Float(
        string="Gross Weight, kg",
        digits="Stock Weight",
        copy=False,
        help="With packaging. Empty: the weight for shipping counts.",
    )
    l10n_ru_waybill_no = fields.Char(string="Waybill Number", copy=False)
    l10n_ru_waybill_date = fields.Date(string="Waybill Date", copy=False)
    l10n_ru_waybill_ident = fields.Char(
        string="Electronic Waybill ID",
        copy=False,
        help="Identifier of the electronic transport waybill in the state system.",
    )
    l10n_ru_waybill_file = fields.Binary(
        string="Waybill File", attachment=True, copy=False
    )
    l10n_ru_waybill_filename = fields.Char(copy=False)
    l10n_ru_attorney_no = fields.Char(string="Power of Attorney Number", copy=False)
    l10n_ru_attorney_date = fields.Date(string="Power of Attorney Date", copy=False)
    l10n_ru_attorney_person = fields.Char(
        string="Person Who Receives",
        copy=False,
        help="Post and full name of the person to whom the client gave the power of "
        "attorney.",
    )

    def _get_gross_weight(self):
        """Gross weight of all transfers, kg."""
        return sum(
            picking.l10n_ru_gross_weight or picking.shipping_weight for picking in self
        )

    def _get_net_weight(self):
        """Weight of the goods of all transfers without packaging, kg."""
        return sum(
            line.product_uom_id._compute_quantity(line.quantity, line.product_id.uom_id)
            * line.product_id.weight
            for line in self.move_line_ids
        )
