from odoo import models
from odoo.exceptions import UserError

TELL = "sales_process.mail_activity_type_tell_recall"


class SalesRecall(models.Model):
    """One task per client, for his salesperson, however often it is asked for."""

    _inherit = "sales.recall"

    def action_make_tasks(self):
        """Give each client that is not told yet to his salesperson.

        A client without a salesperson goes to the head of the department, else to the
        responsible of the recall.

        :raises UserError: the recall is closed, or nobody is left to be told
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        self.lock_for_update()
        untold = self.line_ids.filtered("must_tell")._get_untold()
        if not untold:
            raise UserError(
                self.env._("Nobody is left to be told. Search again to be sure.")
            )
        for lines in untold.grouped("client_id").values():
            if not lines._get_task_lines():
                lines._schedule_task()
        return True


class SalesRecallLine(models.Model):
    _inherit = "sales.recall.line"

    def _get_task_lines(self):
        """Lines of the same client and recall on which the task is open."""
        kind = self.env.ref(TELL)
        same = self.recall_id.line_ids.filtered(
            lambda line: line.client_id in self.client_id
        )
        # sudo: the tasks of whomever
        return same.filtered(
            lambda line: kind in line.sudo().activity_ids.activity_type_id
        )

    def _schedule_task(self):
        line = self[0]
        # sudo: who makes the recall gives tasks to salespeople
        line.sudo().activity_schedule(
            TELL,
            user_id=line._get_teller().id,
            summary=self.env._(
                "Recall %(recall)s: tell %(client)s",
                recall=line.recall_id.name,
                client=line.client_id.display_name,
            ),
            note=line.recall_id.reason,
        )

    def _get_teller(self):
        # sudo: departments and their leaders are not readable to everybody
        team = (self.lead_id | self.sudo().order_id.opportunity_id).sudo().team_id
        return (
            self.salesperson_id._get_sales_stand_in()
            or team[:1]._get_sales_leader()
            or self.recall_id.user_id
        )

    def _after_told(self):
        """The last line of a client is told: his task is done."""
        for recall, lines in self.grouped("recall_id").items():
            for client in lines.client_id:
                # sudo: the client's other lines and the task may be somebody else's
                same = recall.sudo().line_ids.filtered(
                    lambda line, client=client: (
                        line.client_id == client and line.must_tell
                    )
                )
                if not same._get_untold():
                    same.activity_feedback([TELL])
