from odoo import api, models
from odoo.exceptions import AccessError, UserError

# only actions change them: nobody decides or closes by writing a value
FLOW_FIELDS = frozenset(
    {
        "date_answered",
        "date_closed",
        "date_decided",
        "date_supplier",
        "days_to_close",
        "decided_by",
        "decision",
        "decision_note",
        "lawyer_id",
        "name",
        "state",
        "supplier_state",
    }
)
BEGINNING = {
    **dict.fromkeys(FLOW_FIELDS - {"days_to_close", "name"}, False),
    "state": "new",
}
# what the decision is about: frozen once it is taken
SUBJECT_FIELDS = frozenset(
    {
        "cause_id",
        "company_id",
        "date_received",
        "description",
        "kind",
        "lead_id",
        "lot_id",
        "order_id",
        "partner_id",
        "product_id",
        "quantity",
        "team_id",
    }
)
# what carries the decision out: frozen once the claim is closed
EXECUTION_FIELDS = frozenset(
    {
        "conclusion",
        "credit_note_id",
        "deadline",
        "purchase_id",
        "supplier_text",
        "user_id",
    }
)


class SalesClaim(models.Model):
    """What is written by whom: by the user, by the buttons only, or not any more."""

    _inherit = "sales.claim"

    @api.model_create_multi
    def create(self, vals_list):
        claims = super().create([self._prepare_new_values(vals) for vals in vals_list])
        claims._after_create()
        return claims

    def write(self, vals):
        self._check_may_write(vals)
        result = super().write(vals)
        if "state" in vals:
            self._after_state_change()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if self.filtered(lambda claim: claim.state != "new"):
            raise UserError(
                self.env._("A claim that has been examined stays: close it instead.")
            )

    def _prepare_new_values(self, vals):
        """Number the claim; defaults of the context do not decide or close it."""
        self._check_new_values(vals)
        values = {**BEGINNING, **vals}
        if values.get("name", "/") == "/":
            # sudo: numbers are given to everybody who registers a claim
            sequence = self.env["ir.sequence"].sudo()
            values["name"] = sequence.next_by_code("sales.claim") or "/"
        return values

    def _check_new_values(self, vals):
        """
        :raises AccessError: the claim would be born decided or closed
        """
        begun = {
            name
            for name in FLOW_FIELDS & vals.keys()
            if vals[name]
            and (name, vals[name]) not in {("state", "new"), ("name", "/")}
        }
        if begun and not self.env.su:
            raise AccessError(self.env._("A claim begins as a new one."))

    def _check_may_write(self, vals):
        """
        :raises AccessError: a state or a decision is written past its action
        :raises UserError: the subject of a decision or a closed claim is changed, or
            somebody gives himself more time
        """
        if self.env.su:
            return
        if FLOW_FIELDS & vals.keys():
            raise AccessError(
                self.env._("States and decisions of a claim change by its buttons.")
            )
        if "deadline" in vals:
            self._check_may_decide()
        states = set(self.mapped("state"))
        if SUBJECT_FIELDS & vals.keys() and states & {"decided", "closed"}:
            raise UserError(
                self.env._(
                    "The claim is decided: what the decision is about cannot be "
                    "changed. Open it again first."
                )
            )
        if EXECUTION_FIELDS & vals.keys() and "closed" in states:
            raise UserError(self.env._("The claim is closed. Open it again first."))

    def _after_create(self):
        """Hook: the claims are registered."""

    def _after_state_change(self):
        """Hook: the claims have changed their state; their deals may move on."""
        self.lead_id._advance()

    def _join_lead(self, lead):
        """Leads are merged: their claims belong to the one that stays."""
        # sudo: decided claims move too, whoever merges
        self.sudo().write({"lead_id": lead.id})
