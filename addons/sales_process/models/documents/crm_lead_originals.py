import logging
from datetime import timedelta

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

GET_ORIGINALS = "sales_process.mail_activity_type_get_originals"
BATCH = 100
# documents that a task names; the register shows all
NAMED = 20


class SalesDocumentRegister(models.Model):
    """Which originals are missing, and when salespeople hear of it."""

    _inherit = "sales.document.register"

    @api.model
    def _get_missing_originals_domain(self):
        """Documents whose paper is waited for; drafts are on nobody's desk."""
        return [("original", "=", "no"), ("state", "!=", "draft")]

    @api.model
    def _cron_remind_originals(self):
        """Tell salespeople of originals that have not come for some days (a setting).

        One task for a deal, with all that it lacks. A document is told about again only
        after the same number of days; the trace of the document remembers the day. A
        deal that fails does not stop the others.
        """
        days = self.env["sales.settings"]._get_value("original_remind_days")
        if days < 1:
            return
        since = fields.Date.context_today(self) - timedelta(days=days)
        late = self.search(
            [
                *self._get_missing_originals_domain(),
                ("is_deal_open", "=", True),
                ("waiting_since", "<=", since),
            ]
        )
        deals = list(late.grouped("lead_id").items())
        cron = self.env["ir.cron"]
        for start in range(0, len(deals), BATCH):
            part = deals[start : start + BATCH]
            for lead, rows in part:
                try:
                    with self.env.cr.savepoint():
                        lead._remind_of_originals(rows, since)
                except Exception:
                    _logger.exception("Originals of the deal %s: no reminder", lead.id)
            left = len(deals) - start - len(part)
            if not cron._commit_progress(len(part), remaining=left):
                return


class CrmLead(models.Model):
    """The salesperson is told which signed papers of a deal have not come back."""

    _inherit = "crm.lead"

    @api.model
    def _get_control_types(self):
        """To get a paper is no step of the sale."""
        task = self.env["ir.model.data"]._xmlid_to_res_id(
            GET_ORIGINALS, raise_if_not_found=False
        )
        return [*super()._get_control_types(), *filter(None, [task])]

    def _remind_of_originals(self, rows, since):
        """
        :param rows: late documents of the deal
        :param since: date; what was told later than that is not told again
        """
        self.ensure_one()
        traces = self.env["sales.document.trace"]._get_for(rows._get_keys())
        due = traces.filtered(
            lambda trace: not trace.date_reminded or trace.date_reminded <= since
        )
        if not due:
            return
        due.date_reminded = fields.Date.context_today(self)
        user = self._get_originals_keeper()
        if not user:
            return
        self.activity_unlink([GET_ORIGINALS])
        localized = rows.with_context(lang=user.lang)
        self.with_context(lang=user.lang).activity_schedule(
            GET_ORIGINALS,
            user_id=user.id,
            date_deadline=fields.Date.context_today(self),
            summary=localized.env._("Get the originals from the client"),
            note=localized.env["ir.qweb"]._render(
                "sales_process.missing_originals", {"rows": localized[:NAMED]}
            ),
        )

    def _get_originals_keeper(self):
        """The salesperson or who stands in for him, else the leader."""
        # sudo: the leader of a department is not readable to everybody
        return (
            self.user_id._get_sales_stand_in()
            or self.team_id.sudo()._get_sales_leader()
        )

    def _finish_original_reminders(self):
        """Nothing late is left in the deal: its task is done."""
        waiting = self.filtered(
            lambda lead: (
                self.env.ref(GET_ORIGINALS, raise_if_not_found=False)
                in lead.activity_ids.activity_type_id
            )
        )
        if not waiting:
            return
        groups = self.env["sales.document.register"]._read_group(
            [
                *self.env["sales.document.register"]._get_missing_originals_domain(),
                ("lead_id", "in", waiting.ids),
            ],
            ["lead_id"],
        )
        lacking = {lead.id for (lead,) in groups}
        done = waiting.filtered(lambda lead: lead.id not in lacking)
        done.with_context(sales_process_next_follows=True).activity_feedback(
            [GET_ORIGINALS]
        )
