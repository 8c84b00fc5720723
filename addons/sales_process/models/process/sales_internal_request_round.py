from odoo import fields, models


class SalesInternalRequestRound(models.Model):
    """One question and its answer: a request that is asked again has several (R071).

    Exactly one round of a request that waits is open (no ``date_end``). ``hours`` are
    working hours of the department, counted when the round ends. Nobody writes
    rounds by hand.
    """

    _name = "sales.internal.request.round"
    _description = "Round of an Internal Request"
    _order = "id"
    _rec_name = "request_id"

    request_id = fields.Many2one(
        "sales.internal.request", required=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one("res.users", string="Responsible")
    remark = fields.Text(help="What the asker was not satisfied with.")
    date_begin = fields.Datetime(string="Asked on", required=True)
    deadline = fields.Datetime()
    date_end = fields.Datetime(string="Answered on")
    hours = fields.Float(string="Hours Spent", digits=(12, 2))
    answer = fields.Html()
    answered_by_id = fields.Many2one("res.users")

    _one_open_round = models.UniqueIndex(
        "(request_id) WHERE date_end IS NULL",
        "A request is asked once at a time.",
    )

    def _end(self, now, **values):
        """The round is over: its working hours are fixed."""
        for line in self:
            request = line.request_id
            hours = request.department_id._count_hours(
                line.date_begin, now, request.company_id
            )
            line.write(
                {
                    "date_end": now,
                    "hours": hours,
                    "user_id": request.user_id.id,
                    **values,
                }
            )
        self.flush_recordset()  # the next round may be inserted right after
