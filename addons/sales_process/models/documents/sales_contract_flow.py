from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# only actions change them
FLOW_FIELDS = frozenset({"state", "signed_on", "date_told"})
# what was signed does not change any more
SIGNED_FIELDS = frozenset(
    {
        "body",
        "city",
        "client_basis",
        "client_genitive",
        "client_position",
        "client_signatory",
        "company_id",
        "date",
        "kind",
        "name",
        "our_basis",
        "our_genitive",
        "our_position",
        "our_signatory",
        "partner_id",
        "template_id",
    }
)
EDITABLE = ("draft", "sent")


class SalesContract(models.Model):
    """Draft, sent, signed, ended, cancelled; who writes what."""

    _inherit = "sales.contract"

    # ---- actions -----------------------------------------------------------------

    def action_send(self):
        """A letter to the client with the contract; its sending changes the state."""
        self.ensure_one()
        self._check_state(*EDITABLE, "signed")
        self._get_text()  # what is wrong in the text is said now
        template = self.env.ref(
            "sales_process.mail_template_contract", raise_if_not_found=False
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the contract"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id if template else False,
                "default_composition_mode": "comment",
            },
        }

    def action_give(self):
        """It is given on paper: when, by whom."""
        self.ensure_one()
        self._check_state(*EDITABLE, "signed")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_document_give_action"
        )
        rows = self.env["sales.document.register"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)], limit=1
        )
        if not rows:
            raise UserError(
                self.env._("Choose the deal or an order of the contract first.")
            )
        return {**action, "context": {"active_ids": rows.ids}}

    def action_sign(self):
        """Both parties have signed.

        :raises UserError: it is over, or its text cannot be printed
        """
        self.check_access("write")
        self._check_state(*EDITABLE)
        self._sign(fields.Date.context_today(self))
        return True

    def action_end(self):
        """The contract is not in force any more."""
        self.check_access("write")
        self._check_state("signed")
        # sudo: a state changes by its action only; the right to write is checked
        self.sudo().state = "ended"
        self._finish_renew_task()
        return True

    def action_cancel(self):
        self.check_access("write")
        self._check_state(*EDITABLE, "signed")
        # sudo: a state changes by its action only; the right to write is checked
        self.sudo().state = "cancelled"
        self._finish_renew_task()
        return True

    def action_draft(self):
        """Once more from the beginning."""
        self.check_access("write")
        self._check_state("cancelled", "sent")
        # sudo: a state changes by its action only; the right to write is checked
        self.sudo().write({"state": "draft", "signed_on": False})
        return True

    # ---- steps -------------------------------------------------------------------

    def _sign(self, day):
        """The text is kept as it is now, with the specifications."""
        self.lock_for_update()
        for contract in self:
            contract._keep_version("signed")
        # sudo: a state changes by its action only
        self.sudo().write({"state": "signed", "signed_on": day})

    def _on_sent_to_client(self):
        super()._on_sent_to_client()
        drafts = self.filtered(lambda contract: contract.state == "draft")
        for contract in drafts:
            contract._keep_version("sent")
        # sudo: a state changes by what happens to the contract
        drafts.sudo().state = "sent"

    def _check_state(self, *states):
        """
        :raises UserError: naming the contract and its state
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for contract in self:
            if contract.state not in states:
                raise UserError(
                    self.env._(
                        "%(contract)s is “%(state)s”: this is not possible any more.",
                        contract=contract.display_name,
                        state=labels[contract.state],
                    )
                )

    # ---- who writes what ---------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_new_values(v) for v in vals_list])

    def write(self, vals):
        self._check_may_write(vals)
        if {"body", "template_id"} & vals.keys():
            self._keep_changed(vals.get("body"))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if self.filtered(lambda contract: contract.state != "draft"):
            raise UserError(
                self.env._("Only a draft is deleted. Cancel the contract instead.")
            )

    @api.model
    def _prepare_new_values(self, vals):
        """Number the contract; defaults of the context do not sign it.

        :raises AccessError: the contract would be born signed
        """
        begun = {
            name
            for name in FLOW_FIELDS & vals.keys()
            if vals[name] not in ("draft", False)
        }
        if begun and not self.env.su:
            raise AccessError(self.env._("A contract begins as a draft."))
        values = {**dict.fromkeys(FLOW_FIELDS, False), "state": "draft", **vals}
        if (values.get("name") or "/") == "/":
            company = self.env["res.company"].browse(values.get("company_id"))
            day = fields.Date.to_date(values.get("date"))
            values["name"] = self._get_next_number(
                company or self.env.company, day or fields.Date.context_today(self)
            )
        return values

    def _check_may_write(self, vals):
        """
        :raises AccessError: a state is written past its action
        :raises UserError: the contract is signed
        """
        if self.env.su:
            return
        if FLOW_FIELDS & vals.keys():
            raise AccessError(
                self.env._("The state of a contract changes by its buttons.")
            )
        fixed = self.filtered(lambda contract: contract.state not in EDITABLE)
        if fixed and SIGNED_FIELDS & vals.keys():
            raise UserError(
                self.env._(
                    "%(contracts)s: signed or over, its text does not change any more. "
                    "Make a new contract.",
                    contracts=", ".join(fixed.mapped("display_name")),
                )
            )
