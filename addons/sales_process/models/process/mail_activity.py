from odoo import fields, models


class MailActivity(models.Model):
    """Core keeps only the day of a deadline; the process counts in hours (R078)."""

    _inherit = "mail.activity"

    deadline_time = fields.Datetime(
        string="Deadline (exact)",
        readonly=True,
        help="Moment until which the task is to be done, for terms in working hours.",
    )
    stage_task_id = fields.Many2one(
        "crm.stage.task",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="Rule of the process that gave the task.",
    )
