from odoo import fields, models


class SalesClaim(models.Model):
    """The client is answered: by a letter from the claim, or otherwise by hand."""

    _inherit = "sales.claim"

    date_answered = fields.Date(
        string="Client Answered On",
        readonly=True,
        copy=False,
        tracking=True,
        help="A letter to the client after the decision sets it; a talk is noted by "
        "the button.",
    )

    def action_answer_client(self):
        """Open a letter to the client with the decision."""
        self.ensure_one()
        self._check_state("decided")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mail.action_email_compose_message_wizard"
        )
        template = self.env.ref(
            "sales_process.mail_template_claim_answer", raise_if_not_found=False
        )
        action["context"] = {
            "default_model": self._name,
            "default_res_ids": self.ids,
            "default_template_id": template.id if template else False,
            "default_partner_ids": self.partner_id.ids,
            "default_composition_mode": "comment",
        }
        return action

    def action_answered(self):
        """The client has been told by telephone or on paper."""
        self.check_access("write")
        self._check_state("decided")
        self._mark_answered()
        return True

    def _mark_answered(self):
        waiting = self.filtered(
            lambda claim: claim.state == "decided" and not claim.date_answered
        )
        # sudo: the date is set by an answer only
        waiting.sudo().date_answered = fields.Date.context_today(self)

    def _message_post_after_hook(self, message, msg_vals):
        if self.env["mail.thread"]._is_answer_to_client(message):
            self._mark_answered()
        return super()._message_post_after_hook(message, msg_vals)

    def _missing_answer(self):
        if self.date_answered:
            return []
        return [self.env._("Answer the client")]
