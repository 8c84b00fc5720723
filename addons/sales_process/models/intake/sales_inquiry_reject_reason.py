from odoo import api, fields, models

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
    is_quick = fields.Boolean(
        string="Button on the Board",
        compute="_compute_is_quick",
        store=True,
        readonly=False,
        help="One click on the triage board rejects an inquiry with this reason.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.depends("kind")
    def _compute_is_quick(self):
        for reason in self:
            reason.is_quick = reason.kind != "not_lead"
