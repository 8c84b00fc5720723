import logging

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)
#: a run that the server has interrupted is begun anew so many times
ATTEMPTS = 3


class Stopped(Exception):
    """Somebody wants the export to stop."""


class MarketingExportQueue(models.Model):
    """Exports in the background.

    One export is one transaction: rows, marks of what has changed, files and the
    record appear together or not at all. So a server that stops leaves nothing half
    done, and the export begins anew; the lock on the record keeps a second worker out.
    It has the rights, the companies and the language of the user who asked.
    """

    _inherit = "marketing.export"

    company_ids = fields.Many2many(
        "res.company",
        string="Companies",
        readonly=True,
        copy=False,
        help="Companies that were chosen when the export was asked for.",
    )
    error = fields.Char(string="What went wrong", readonly=True, copy=False)
    attempts = fields.Integer(readonly=True, copy=False)
    is_workbook_wanted = fields.Boolean(
        string="Excel file is being made", readonly=True, copy=False
    )
    run_ids = fields.One2many(
        "marketing.export.run", "export_id", groups="sales_marketing.group_marketer"
    )

    def action_cancel(self):
        """Stop an export that is waiting or being made."""
        for export in self:
            export.check_access("write")
            export._cancel()
        return True

    def get_progress(self):
        """State and number of members done, for the bar of the form."""
        self.ensure_one()
        self.check_access("read")
        # sudo: written beside the export by the superuser
        run = self.sudo().run_ids
        return {
            "state": self.state,
            "label": dict(self._fields["state"]._description_selection(self.env))[
                self.state
            ],
            "done": run.done,
            "total": run.total,
            "is_stopped": run.is_stopped,
        }

    def _cancel(self):
        # sudo: the progress is the superuser's
        self.sudo().run_ids.is_stopped = True
        if self.state == "queued" and self.try_lock_for_update(allow_referencing=True):
            self.sudo().state = "cancelled"
        elif self.state not in ("queued", "running"):
            raise UserError(self.env._("This export is not being made."))

    def _queue(self):
        # sudo: nobody types in the state, nor the progress
        export = self.sudo()
        export.run_ids.unlink()
        export.write(
            {
                "state": "queued",
                "run_ids": [fields.Command.create({"total": self._count_members()})],
            },
        )
        self._trigger_queue()

    def _queue_workbook(self):
        self.sudo().is_workbook_wanted = True  # sudo: as above
        self._trigger_queue()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The Excel file is large. You will be told when it is made.",
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _trigger_queue(self):
        self.env.ref("sales_marketing.ir_cron_make_exports")._trigger()

    @api.model
    def _cron_make_exports(self):
        """Make the exports that wait, and those whose worker has gone."""
        cron = self.env["ir.cron"]
        waiting = self.search(self._get_queue_domain(), order="id")
        cron._commit_progress(remaining=len(waiting))
        for export in waiting:
            export._run_waiting()
            if not cron._commit_progress(1):
                break

    @api.model
    def _get_queue_domain(self):
        return [
            "|",
            ("state", "in", ("queued", "running")),
            ("is_workbook_wanted", "=", True),
        ]

    def _run_waiting(self):
        if self.state in ("queued", "running"):
            self._run()
        elif self.is_workbook_wanted:
            self._run_workbook()

    def _run(self):
        """Make one export; whatever comes of it is written down."""
        if not self._begin():
            return
        export = self._as_requester()
        try:
            export._check_requester()
            export._make(self._tell)
            export._announce()
        except Stopped:
            self._give_up("cancelled")
        except SerializationFailure:
            # another export of the same segment has just finished: after it, then
            self._give_up("queued")
            self._trigger_queue()
        except (UserError, OSError) as error:
            _logger.warning("Export %s has failed: %s", self.id, error)
            self._give_up("failed", str(error))

    def _begin(self):
        """Note the start for everybody to see; False: not ours, or not any more."""
        self.invalidate_recordset()
        if not self.try_lock_for_update(allow_referencing=True):
            return False
        if self.state not in ("queued", "running"):
            return False
        if self.run_ids.is_stopped:
            self._give_up("cancelled")
            return False
        if self.attempts >= ATTEMPTS:
            self._give_up("failed", self._get_interrupted_text())
            return False
        self.write({"state": "running", "attempts": self.attempts + 1})
        self.run_ids.done = 0
        self.env["ir.cron"]._commit_progress()
        # the commit has let the lock go
        return bool(self.try_lock_for_update(allow_referencing=True))

    def _get_interrupted_text(self):
        return self._as_requester().env._(
            "The server has interrupted the export %(count)s times. Take a smaller "
            "segment, or ask the administrator for more time (limit_time_real_cron).",
            count=ATTEMPTS,
        )

    def _as_requester(self):
        """The export with the rights, companies, language of who asked for it."""
        user = self.user_id
        companies = self.company_ids & user.company_ids
        return self.with_user(user).with_context(
            lang=user.lang,
            tz=user.tz,
            allowed_company_ids=(companies or user.company_id).ids,
        )

    def _check_requester(self):
        """Rights may have been taken since the export was asked for."""
        if not self.env.user.active:
            raise UserError(
                self.env._(
                    "%(user)s does not work here any more.", user=self.env.user.name
                ),
            )
        self.check_access("write")
        self.segment_id.check_access("read")

    def _tell(self, done):
        """Tell the progress in a transaction of its own, and ask whether to go on.

        :raise Stopped: somebody has cancelled
        """
        with self.env.registry.cursor() as cr:
            run = self.with_env(self.env(cr=cr)).run_ids
            run.done = done
            if run.is_stopped:
                raise Stopped

    def _give_up(self, state, error=False):
        """Take everything back that the run has done, and note how it ended."""
        self.env.cr.rollback()
        self.env.invalidate_all()
        self.write({"state": state, "error": error})
        if state != "queued":
            self._as_requester()._announce()

    def _announce(self):
        """Tell who asked: beside the screen at once, and in the history for good."""
        # sudo: the message is about a state that nobody types in
        export = self.sudo()
        text, kind = export._get_announcement()
        export.message_post(
            body=text,
            partner_ids=self.env.user.partner_id.ids,
            subtype_xmlid="mail.mt_note",
            author_id=self.env.ref("base.partner_root").id,
        )
        self.env.user._bus_send(
            "simple_notification",
            {"title": export.name, "message": text, "type": kind},
        )

    def _get_announcement(self):
        if self.state == "done":
            return self.env._(
                "The export is ready. In the file: %(rows)s. Refused: %(refused)s.",
                rows=self.row_count,
                refused=self.refused_count,
            ), "success"
        if self.state == "cancelled":
            return self.env._("The export is cancelled. Nothing was kept."), "warning"
        return self.env._(
            "The export has failed: %(error)s", error=self.error
        ), "danger"

    def _run_workbook(self):
        if not self.try_lock_for_update(allow_referencing=True):
            return
        export = self._as_requester()
        export._make_workbook()
        self.is_workbook_wanted = False
        export.message_post(
            body=export.env._("The Excel file is ready."),
            partner_ids=export.env.user.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )
        export.env.user._bus_send(
            "simple_notification",
            {
                "title": export.name,
                "message": export.env._("The Excel file is ready."),
                "type": "success",
            },
        )
