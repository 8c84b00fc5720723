from odoo import fields, models


class SalesClaimCause(models.Model):
    """Why something went wrong; a dictionary that the head edits (R105)."""

    _name = "sales.claim.cause"
    _description = "Cause of a Claim"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_supplier = fields.Boolean(
        string="The Supplier Answers",
        help="A claim to the supplier is proposed on claims with this cause.",
    )
