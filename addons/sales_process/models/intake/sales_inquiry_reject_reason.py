from odoo import fields, models

KINDS = [
    ("spam", "Spam"),
    ("vacancy", "Vacancy"),
    ("supplier", "Supplier"),
    ("not_lead", "Not a lead"),
]


class SalesInquiryRejectReason(models.Model):
    _name = "sales.inquiry.reject.reason"
    _description = "Why an Inquiry is Rejected"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(KINDS, required=True, default="not_lead")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
