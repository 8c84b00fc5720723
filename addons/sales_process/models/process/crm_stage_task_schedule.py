from odoo import fields, models


class CrmStageTask(models.Model):
    """Giving the tasks: in one batch for any number of deals."""

    _inherit = "crm.stage.task"

    def _schedule(self, pairs, start=None):
        """Make an activity for each (task, deal) that somebody is responsible for.

        :param list pairs: of a task and a deal
        :param start: moment from which the terms count; now when it is left out
        :return: the activities that were made
        """
        start = start or fields.Datetime.now()
        people = self.env["crm.lead"]._get_people(
            [(lead, task.responsible, task.user_id) for task, lead in pairs]
        )
        values = [
            task._prepare_activity_values(lead, user, start)
            for (task, lead), user in zip(pairs, people, strict=True)
            if user
        ]
        # sudo: whoever moves the deal may not be allowed to plan for the head
        return self.env["mail.activity"].sudo().create(values)

    def _prepare_activity_values(self, lead, user, start):
        deadline = lead._plan_working(self.term, self.term_unit, start)
        localized = self.with_context(lang=user.lang, tz=user.tz or "UTC")
        local = fields.Datetime.context_timestamp(localized, deadline)
        return {
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "res_id": lead.id,
            "activity_type_id": self.activity_type_id.id,
            "summary": localized.summary,
            "note": localized.note,
            "user_id": user.id,
            "automated": True,
            "date_deadline": local.date(),
            "deadline_time": deadline,
            "stage_task_id": self.id,
        }
