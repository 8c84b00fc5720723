from odoo import fields, models
from odoo.exceptions import UserError

APPROVE = "sales_process.mail_activity_type_approve_order"


class SaleOrder(models.Model):
    """The buttons of the approval: asking, approving, refusing."""

    _inherit = "sale.order"

    def action_ask_approval(self):
        """The salesperson asks the head; he gets a task.

        :raise UserError: there is nothing to approve, or nobody who could
        """
        self.ensure_one()
        self.check_access("write")
        if not self.approval_problem:
            raise UserError(self.env._("This order needs no approval."))
        head = self.opportunity_id.team_id._get_present_head()
        # sudo: the salesperson asks, he does not decide
        order = self.sudo()
        order._end_asking()
        order.write(
            {"approval_state": "asked", "approval_user_id": False, "approval_date": False,
             "approval_note": False}
        )  # fmt: skip
        order.activity_schedule(
            APPROVE,
            summary=self.env._("Approve: %(problem)s", problem=order.approval_problem),
            user_id=head.id,
        )
        return True

    def action_approve(self):
        """The head approves the discount and the amount as they are now."""
        for order in self:
            order._decide_approval("approved")
        return True

    def action_refuse(self):
        """Open the form in which the head says why not."""
        self.ensure_one()
        self._check_may_approve()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse the order"),
            "res_model": "sale.order.refuse",
            "views": [[False, "form"]],
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def _decide_approval(self, state, note=False):
        """
        :param str state: "approved" or "refused"
        :raise UserError: not the user's to decide, or decided already
        """
        self.ensure_one()
        self._check_may_approve()
        if not self.approval_problem:
            raise UserError(self.env._("This order needs no approval."))
        problem, asker = self.approval_problem, self.user_id
        values = {
            "approval_state": state,
            "approval_user_id": self.env.uid,
            "approval_date": fields.Datetime.now(),
            "approval_note": note,
        }
        if state == "approved":
            values |= self._prepare_approved()
        # sudo: only here, and only after the check
        order = self.sudo()
        order.write(values)
        order._end_asking()
        order._tell_approval(state, problem, note, asker)

    def _prepare_approved(self):
        """What the approval covers: values as they are now."""
        return {
            "approved_discount": self.list_discount,
            "approved_amount": self._get_company_amount(),
        }

    def _check_may_approve(self):
        for order in self:
            if not order.can_approve:
                raise UserError(
                    self.env._(
                        "Only the head of “%(team)s” approves this order.",
                        team=order.sudo().opportunity_id.team_id.name,
                    )
                )

    def _tell_approval(self, state, problem, note, asker):
        """A note in the chatter; the salesperson is told."""
        speaker = self.with_context(lang=asker.lang or self.env.lang)
        texts = {
            "approved": speaker.env._("Approved: %(problem)s", problem=problem),
            "refused": speaker.env._(
                "Not approved (%(problem)s): %(note)s", problem=problem, note=note
            ),
        }
        author = self.env.user.partner_id
        people = asker.partner_id - author
        speaker.message_post(
            body=texts[state], author_id=author.id, partner_ids=people.ids
        )

    def _end_asking(self):
        # sudo: tasks of the head end, whoever has sent or confirmed the order
        self.sudo().activity_unlink([APPROVE])
