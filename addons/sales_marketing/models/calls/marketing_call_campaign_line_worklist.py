from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MarketingCallCampaignLine(models.Model):
    """The caller's screen: one client at a time (R154).

    Every method answers with the state of the screen. A result carries the key that
    the screen has made for the client it shows: the same key a second time, after a
    double press or a lost answer, changes nothing.
    """

    _inherit = "marketing.call.campaign.line"

    result_key = fields.Char(readonly=True, copy=False)

    _result_key_unique = models.UniqueIndex(
        "(result_key) WHERE result_key IS NOT NULL",
        "This result has been entered already.",
    )

    @api.model
    def worklist_open(self, campaign_id=False, skipped=(), any_time=False):
        """The screen with the next client.

        :param campaign_id: only calls of this campaign
        :param list skipped: calls (ids) that the caller has put aside
        :param bool any_time: also clients whose hours of calls are over
        """
        self.browse().check_access("write")
        skipped = [int(line_id) for line_id in skipped]
        scope = self._get_mine_domain()
        if campaign_id:
            scope &= Domain("campaign_id", "=", int(campaign_id))
        line = self._take_next(scope, skipped, any_time)
        return {
            "campaigns": self._get_campaign_rows(),
            "campaign_id": campaign_id,
            "progress": self._get_progress(campaign_id),
            "card": line._get_card() if line else False,
            "waiting": False if line else self._get_waiting(scope),
            "skipped": [] if line else self._get_still_open(scope, skipped),
        }

    @api.model
    def worklist_keep(self, line_id):
        """The client is still on the screen: nobody else gets him."""
        line = self.browse(int(line_id)).exists()
        if line and not line.sudo().user_id and line._is_mine():
            line.sudo()._hold()  # sudo: the holder is no field of the caller's
        return True

    @api.model
    def worklist_close(self):
        """The screen is closed: a client of a common pool is free again."""
        self.browse().check_access("write")
        self._let_go_others(self.browse())
        return True

    @api.model
    def worklist_result(self, line_id, values, view):
        """Enter a result and show the next client.

        :param int line_id: the client on the screen
        :param dict values: ``key``, ``attempts`` (as they were on the screen),
            ``result``, ``note``, ``callback_at`` (UTC), ``answers`` by question
        :param dict view: parameters of ``worklist_open``
        :raise UserError: not his call any more, or something is missing
        """
        line = self.browse(int(line_id)).exists()
        if not line or line.sudo().result_key != values["key"]:
            line._check_can_enter(values)
            line._enter_result(values)
        return {**self.worklist_open(**view), "undo": line._get_undo_row()}

    @api.model
    def worklist_save(self, line_id, values):
        """Keep the comment and the answers before the client is put aside."""
        line = self.browse(int(line_id)).exists()
        if line and line._is_mine() and line.state == "open":
            line._save_answers(values.get("answers") or {})
            if (values.get("note") or False) != line.note:
                line.write({"note": values.get("note") or False})
        return True

    def _check_can_enter(self, values):
        if not self or not self._is_mine():
            raise UserError(
                self.env._("This client is not yours to call any more. Take the next."),
            )
        if self.attempts != values["attempts"] or self.state != "open":
            raise UserError(
                self.env._("The result of this call has been entered elsewhere."),
            )
        if values["result"] not in dict(self._fields["result"].selection):
            raise UserError(self.env._("Choose a result."))

    def _enter_result(self, values):
        self._save_answers(values.get("answers") or {})
        if values["result"] == "interested":
            self._check_answered()
        written = {
            "result": values["result"],
            "note": (values.get("note") or "").strip() or False,
        }
        if values["result"] == "callback":
            written["callback_at"] = self._check_moment(values.get("callback_at"))
        step = self._begin_step()
        self.write(written)
        self._end_step(step, values["key"])

    def _check_moment(self, text):
        moment = fields.Datetime.to_datetime(text) if text else False
        if not moment or moment <= fields.Datetime.now():
            raise UserError(
                self.env._("Choose when to call again: a day and time to come."),
            )
        return moment

    # ---- answers -----------------------------------------------------------------

    def _save_answers(self, values):
        """Write, change and take away answers.

        :param dict values: {question id: value}
        :raise UserError: a value is wrong
        """
        # sudo: callers write answers through their calls only
        line = self.sudo()
        kept = {answer.question_id: answer for answer in line.answer_ids}
        created = []
        for question in line.campaign_id.question_ids:
            key = str(question.id)
            if key not in values:
                continue
            value = question._clean_answer(values[key])
            answer = kept.get(question, line.answer_ids.browse())
            if not value:
                answer.unlink()
            elif answer:
                answer.value = value
            else:
                created.append(
                    {
                        "line_id": line.id,
                        "question_id": question.id,
                        "value": value,
                    },
                )
        line.answer_ids.create(created)

    def _check_answered(self):
        line = self.sudo()  # sudo: as above
        missing = (
            line.campaign_id.question_ids.filtered("is_required")
            - line.answer_ids.question_id
        )
        if missing:
            raise UserError(
                self.env._(
                    "Answer first: %(questions)s",
                    questions=", ".join(missing.mapped("name")),
                ),
            )

    # ---- progress ----------------------------------------------------------------

    @api.model
    def _get_campaign_rows(self):
        """Campaigns in which the user has something to call."""
        rows = self._read_group(
            self._get_mine_domain(),
            ["campaign_id"],
            ["__count"],
            order="campaign_id",
        )
        # sudo: names of campaigns in which the user has calls
        return [
            {"id": campaign.id, "name": campaign.sudo().name, "count": count}
            for campaign, count in rows
        ]

    @api.model
    def _get_progress(self, campaign_id=False):
        """How many of his calls are done, and how many of them interested."""
        scope = Domain("campaign_id.state", "=", "running")
        if campaign_id:
            scope &= Domain("campaign_id", "=", int(campaign_id))
        own = scope & Domain("user_id", "=", self.env.uid)
        rows = self._read_group(own, ["state", "result"], ["__count"])
        done = sum(count for state, _result, count in rows if state == "done")
        left = self.search_count(
            scope & self._get_pool_domain() & Domain("state", "=", "open"),
        )
        return {
            "done": done,
            "total": left + sum(count for _state, _result, count in rows),
            "interested": sum(n for _s, result, n in rows if result == "interested"),
        }

    @api.model
    def _get_still_open(self, scope, skipped):
        """Calls that were put aside and are still to be made."""
        return self.search(scope & Domain("id", "in", skipped)).ids
