from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

KINDS = [
    ("client", "Client or contact"),
    ("deal", "Lead or deal"),
    ("inquiry", "Inquiry"),
    ("order", "Quotation or order"),
    ("task", "Task"),
]
STATES = [
    ("plan", "Planned"),
    ("done", "Handed over"),
    ("left", "Not handed over"),
    ("undone", "Given back"),
    ("kept", "Not given back"),
]
PROBLEMS = [
    ("nobody", "No new responsible is chosen"),
    ("changed", "It has another responsible meanwhile"),
    ("closed", "It is closed or deleted meanwhile"),
    ("locked", "Somebody was changing it at that moment"),
    ("foreign", "It belongs to another department"),
    ("company", "The new responsible may not see its company"),
    ("rights", "The new responsible has no rights on it any more"),
]


class SalesHandoverLine(models.Model):
    """One document of a hand-over: who had it, who gets it, what came of it.

    The user changes only `new_user_id`, and with it that of all that goes together
    (`group_key`): a client, his deals and tasks are never torn apart.
    """

    _name = "sales.handover.line"
    _description = "Document of a Hand-over"
    _order = "handover_id, partner_id, group_key, kind, id"

    handover_id = fields.Many2one(
        "sales.handover", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(KINDS, required=True)
    res_id = fields.Integer(required=True)
    name = fields.Char(string="Document", required=True)
    partner_id = fields.Many2one("res.partner", string="Client", ondelete="set null")
    group_key = fields.Char(required=True)
    info = fields.Char(string="Stage")
    amount = fields.Monetary()
    currency_id = fields.Many2one(related="handover_id.company_id.currency_id")
    old_user_id = fields.Many2one(
        "res.users", string="Present Responsible", ondelete="restrict"
    )
    new_user_id = fields.Many2one(
        "res.users", string="New Responsible", ondelete="restrict"
    )
    possible_ids = fields.Many2many(related="handover_id.possible_ids")
    handover_state = fields.Selection(
        related="handover_id.state", string="State of the Hand-over"
    )
    state = fields.Selection(STATES, required=True, default="plan", index=True)
    problem = fields.Selection(PROBLEMS)
    was_following = fields.Boolean(help="The old responsible followed the document.")
    was_followed = fields.Boolean(
        help="The new responsible followed the document already."
    )

    _document_uniq = models.Constraint(
        "unique(handover_id, kind, res_id)", "The document is in the list already."
    )

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self._check_may_write(vals)
        user = self.env["res.users"].browse(vals["new_user_id"] or [])
        family = self._get_family(user)
        # sudo: the rest of the family is in the same list
        return super(SalesHandoverLine, family.sudo()).write(vals)

    def _check_may_write(self, vals):
        """
        :raises AccessError: anything but the new responsible is written
        :raises UserError: it is no preview any more
        """
        if vals.keys() != {"new_user_id"}:
            raise AccessError(
                self.env._("Only the new responsible can be changed in the list.")
            )
        self.check_access("write")
        self.handover_id._check_preview()

    def _get_family(self, user):
        """The lines with all that goes together, as far as the user may have it.

        :raises UserError: the user may not have these documents
        """
        self.handover_id._check_targets(user)
        may_have = {
            kind: not user or user in self.handover_id._get_allowed(kind)
            for kind, _label in self._fields["kind"].selection
        }
        if not all(may_have[line.kind] for line in self):
            raise UserError(
                self.env._("%(user)s has no rights on these documents.", user=user.name)
            )
        family = self.search(
            [
                ("handover_id", "in", self.handover_id.ids),
                ("group_key", "in", self.mapped("group_key")),
            ]
        )
        return family.filtered(lambda line: may_have[line.kind])

    def action_open(self):
        """Open the document."""
        self.ensure_one()
        return self.handover_id._open_document(self.kind, self.res_id)

    @api.model
    def _get_model(self, kind):
        return self.env[self.env["sales.handover"]._get_models()[kind]]
