from odoo import api, models

EXAMINE = "sales_process.mail_activity_type_examine_claim"
DECIDE = "sales_process.mail_activity_type_decide_claim"
CARRY_OUT = "sales_process.mail_activity_type_carry_out_claim"


class SalesClaim(models.Model):
    """Whose turn it is: one open task per step, until the term of the answer."""

    _inherit = "sales.claim"

    def _after_create(self):
        super()._after_create()
        for claim in self:
            claim._schedule_step(EXAMINE, claim._get_examiner())

    def _after_examine(self):
        super()._after_examine()
        # sudo: the task may be the head's, who was to name somebody
        self.sudo().activity_feedback([EXAMINE])
        for claim in self:
            claim._schedule_step(DECIDE, claim._get_decider())

    def _after_decide(self):
        super()._after_decide()
        self.sudo().activity_feedback([EXAMINE, DECIDE])  # sudo: tasks of others
        self._schedule_step(CARRY_OUT, self._get_performer())

    def _after_close(self):
        super()._after_close()
        # sudo: the task may be somebody else's
        self.sudo().activity_feedback([CARRY_OUT])

    def _after_reopen(self):
        super()._after_reopen()
        self.sudo().activity_unlink([CARRY_OUT])  # sudo: the task of somebody else
        self._schedule_step(DECIDE, self._get_decider())

    def _schedule_step(self, kind, user):
        if user:
            # sudo: who registers a claim gives tasks to those who deal with it
            self.sudo().activity_schedule(
                kind,
                user_id=user.id,
                date_deadline=self.deadline,
                summary=self.partner_id.display_name,
            )

    def _get_examiner(self):
        """Who examines, else the head, who names somebody; maybe nobody."""
        return self.user_id._get_sales_stand_in() or self._get_decider()

    def _get_decider(self):
        """The head of the department, who stands in for him, else a director."""
        # sudo: the leader of a department is not readable to everybody
        return self.team_id.sudo()._get_sales_leader() or self._get_director()

    @api.model
    def _get_director(self):
        """The director who gets what has nobody else; maybe nobody.

        The administrator is a director by installation: he comes last.
        """
        directors = self.env["sales.inquiry"]._get_group_users(
            "sales_process.group_director"
        )
        admin = self.env.ref("base.user_admin", raise_if_not_found=False)
        return directors.sorted(lambda user: (user == admin, user.id))[:1]

    def _get_performer(self):
        """Who sees to it that the decision is carried out."""
        return (
            self.salesperson_id._get_sales_stand_in()
            or self.user_id._get_sales_stand_in()
            or self._get_decider()
        )
