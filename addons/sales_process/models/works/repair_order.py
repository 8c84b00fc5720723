from odoo import fields, models


class RepairOrder(models.Model):
    _inherit = "repair.order"

    claim_id = fields.Many2one(
        "sales.claim",
        copy=False,
        index="btree_not_null",
        help="The claim by whose decision the goods are repaired.",
    )
