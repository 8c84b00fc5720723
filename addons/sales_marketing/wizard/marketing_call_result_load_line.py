from odoo import api, fields, models

from ..models.calls.marketing_call_campaign_line import RESULTS
from ..tools.calls.phone_results import read_date, same_words

STATES = [
    ("ready", "Will be loaded"),
    ("warning", "To decide"),
    ("loaded", "Loaded already"),
    ("problem", "Problem"),
]
#: after these results the call comes back
OPEN_RESULTS = ("callback", "no_answer")


class MarketingCallResultLoadLine(models.TransientModel):
    """One row of a loaded list: who it is, what was written, what will be done."""

    _name = "marketing.call.result.load.line"
    _description = "Row of Loaded Results"
    _order = "state desc, row_number"

    load_id = fields.Many2one(
        "marketing.call.result.load", required=True, ondelete="cascade"
    )
    row_number = fields.Integer(string="Row", readonly=True)
    key = fields.Char(readonly=True)
    label = fields.Char(string="Contact", readonly=True)
    phone = fields.Char(readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True)
    lead_id = fields.Many2one("crm.lead", readonly=True)
    result_text = fields.Char(string="Result in the file", readonly=True)
    date_text = fields.Char(string="Next call in the file", readonly=True)
    result = fields.Selection(RESULTS, readonly=True)
    note = fields.Text(string="Comment", readonly=True)
    next_date = fields.Date(string="Next call", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    problem = fields.Char(string="What is wrong", readonly=True)
    is_taken = fields.Boolean(string="Take")

    def _get_record(self):
        self.ensure_one()
        return self.partner_id or self.lead_id

    def _set_by_key(self, key):
        if key.export_id != self.load_id.export_id.id:
            self.problem = self.env._("The row is of another list, not of this export.")
            return
        record = self.env[key.model].browse(key.record_id).exists()
        if not record.filtered("active"):
            self.problem = self.env._("The contact is not there any more.")
            return
        self["partner_id" if key.model == "res.partner" else "lead_id"] = record

    def _set_by_number(self, records):
        if len(records) == 1:
            record = records[0]
            field = "partner_id" if record._name == "res.partner" else "lead_id"
            self[field] = record
        elif records:
            self.problem = self.env._(
                "The key of the row is lost, and several contacts have this number."
            )
        else:
            self.problem = self.env._("The row is not of this export.")

    def _check(self):
        """Say of each row what will be done with it; nothing is written."""
        results = self._get_known_results()
        existing = self._get_existing_lines()
        called = self._get_called_meanwhile()
        seen = {}
        for line in self.sorted("row_number"):
            values = line._read_cells(results)
            record = line._get_record()
            values["problem"] = (
                line._get_match_problem()
                or values["problem"]
                or line._get_repeat_problem(seen)
            )
            if values["problem"]:
                line.write({**values, "state": "problem", "is_taken": False})
                continue
            seen[record] = line.row_number
            line.write(
                {
                    **values,
                    **line._compare(values, existing.get(record), called.get(record)),
                },
            )

    def _get_match_problem(self):
        """Who it is was not found out; the reason was noted then."""
        return False if self._get_record() else self.problem

    def _get_repeat_problem(self, seen):
        row = seen.get(self._get_record())
        return row and self.env._(
            "The contact has a result in row %(row)s already.", row=row
        )

    def _read_cells(self, results):
        """Result, day of the next call, and what is wrong with them."""
        text, day = self.result_text or "", self.date_text or ""
        code = results.get(same_words(text)) if text else None
        next_date = read_date(day) if day else None
        if not text and next_date:
            code = "callback"
        return {
            "result": code,
            "next_date": next_date,
            "problem": self._get_cell_problem(code, next_date),
        }

    def _get_cell_problem(self, code, next_date):
        if self.result_text and not code:
            return self.env._(
                "Unknown result “%(text)s”. Choose one of the list.",
                text=self.result_text,
            )
        if self.date_text and not next_date:
            return self.env._(
                "“%(text)s” is no date. Write it as 31.12.2026.", text=self.date_text
            )
        if not code:
            return self.env._("There is a comment, but no result.")
        if code == "callback" and not next_date:
            return self.env._("When to call back? The next call has no date.")
        if next_date and next_date < fields.Date.context_today(self):
            return self.env._("The next call is in the past.")
        return False

    def _compare(self, values, existing, called):
        """A row that is loaded already changes nothing; a later call is asked about."""
        if existing and existing._is_same_result(
            values["result"], self.note, values["next_date"]
        ):
            return {"state": "loaded", "problem": False, "is_taken": False}
        if existing and existing.state == "done":
            return {
                "state": "problem",
                "problem": existing._describe_result(),
                "is_taken": False,
            }
        if called:
            return {"state": "warning", "problem": called._describe_result()}
        return {"state": "ready", "problem": False, "is_taken": True}

    @api.model
    def _get_known_results(self):
        """Code of each result by its words, in every installed language."""
        known = {}
        field = self.env["marketing.call.campaign.line"]._fields["result"]
        for lang, _name in self.env["res.lang"].get_installed():
            env = self.with_context(lang=lang).env
            for code, label in field._description_selection(env):
                known[same_words(label)] = known[same_words(code)] = code
        return known

    def _get_existing_lines(self):
        """Lines of the campaign of the export, by record."""
        lines = self._search_call_lines(
            [("campaign_id.export_id", "=", self.load_id.export_id.id)],
        )
        return {line.partner_id or line.lead_id: line for line in lines}

    def _get_called_meanwhile(self):
        """Last call of another campaign since the list was made, by record."""
        export = self.load_id.export_id
        lines = self._search_call_lines(
            [
                ("campaign_id.export_id", "!=", export.id),
                ("call_date", ">", export.date),
            ],
        )
        return {line.partner_id or line.lead_id: line for line in lines}

    def _search_call_lines(self, domain):
        return self.env["marketing.call.campaign.line"].search(
            [
                *domain,
                "|",
                ("partner_id", "in", self.partner_id.ids),
                ("lead_id", "in", self.lead_id.ids),
            ],
            order="id",
        )

    # ---- write -----------------------------------------------------------------------

    def _apply(self, campaign):
        """Write the results on lines of the campaign, which does all the rest."""
        existing = self._get_existing_lines()
        missing = self.filtered(lambda line: line._get_record() not in existing)
        calls = self.env["marketing.call.campaign.line"].create(
            [line._prepare_call_values(campaign) for line in missing],
        )
        existing.update(
            {
                line._get_record(): call
                for line, call in zip(missing, calls, strict=True)
            },
        )
        pairs = [(line, existing[line._get_record()]) for line in self]
        again = calls.browse(
            call.id
            for line, call in pairs
            if line.result in OPEN_RESULTS and not call.activity_ids
        )
        again._create_call_tasks()
        for line, call in pairs:
            line._write_result(call)

    def _prepare_call_values(self, campaign):
        return {
            "campaign_id": campaign.id,
            "partner_id": self.partner_id.id,
            "lead_id": self.lead_id.id,
            "user_id": self._get_caller().id,
        }

    def _get_caller(self):
        record = self._get_record()
        owner = record.user_id
        if not owner and self.partner_id:
            owner = self.partner_id.commercial_partner_id.user_id
        return owner.filtered("active") or self.load_id.user_id

    def _write_result(self, call):
        values = {"result": self.result, "note": self.note}
        if self.result == "callback":
            values["callback_date"] = self.next_date
        call.write(values)
        if not self.next_date or self.result == "callback":
            return
        if call.state == "open":
            call.callback_date = self.next_date
        else:
            self._schedule_next_call(call)

    def _schedule_next_call(self, call):
        """The call is finished, and there will be another one: a task on the client."""
        # sudo: the client belongs to the salesperson, who gets the task
        self._get_record().sudo().activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=self.next_date,
            user_id=call.user_id.id,
            summary=call.campaign_id.name,
            note=self.note,
        )
