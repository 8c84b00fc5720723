import logging

from psycopg2 import DataError, IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

BATCH = 100


class MarketingImport(models.Model):
    """Loading in the background: batches, progress, cancelling, undoing."""

    _inherit = "marketing.import"

    def action_start(self):
        """Begin to load, or go on after a cancellation. A second click does nothing.

        :raise UserError: not checked yet, or nothing to load
        """
        self.check_access("write")
        for record in self:
            record._lock()
            if record.state in ("running", "done"):
                continue
            if record.state == "draft":
                raise UserError(self.env._("Check the file first."))
            if not record.todo_count:
                raise UserError(
                    self.env._(
                        "There is nothing to load: every row is left out. See the rows "
                        "and decide otherwise where needed.",
                    ),
                )
            # sudo: nobody types in results
            record.sudo().write(
                {
                    "state": "running",
                    "user_id": self.env.uid,
                    "date_started": fields.Datetime.now(),
                },
            )
        # sudo: a marketer may not run scheduled actions, only ask for this one
        self.env.ref("sales_marketing.ir_cron_import").sudo()._trigger()
        return True

    def action_cancel(self):
        """Stop after the batch under way; what is loaded stays."""
        self.check_access("write")
        for record in self:
            record._lock()
            if record.state == "running":
                # sudo: nobody types in results
                record.sudo().write(
                    {"state": "cancelled", "date_done": fields.Datetime.now()},
                )
        return True

    def action_undo(self):
        """Take away what the import made and nobody has touched since.

        :raise UserError: it is still loading
        """
        self.check_access("write")
        for record in self:
            record._lock()
            if record.state not in ("done", "cancelled"):
                raise UserError(self.env._("Cancel the loading first."))
            undone, kept = record._get_handler()._undo(record)
            record.message_post(
                body=self.env._(
                    "Undone: %(undone)s. Kept because somebody works with them: "
                    "%(kept)s.",
                    undone=undone,
                    kept=kept,
                ),
            )
        return True

    def action_refresh(self):
        """Show the progress as it is now."""
        return True

    def _lock(self):
        """Two clicks at once: the second waits, then sees what the first has done."""
        self.flush_recordset()
        self.lock_for_update()
        self.invalidate_recordset()

    # ---- scheduled action --------------------------------------------------------------

    @api.model
    def _cron_run(self):
        """Load the rows of every import under way, batch by batch."""
        cron = self.env["ir.cron"]
        running = self.search([("state", "=", "running")], order="date_started, id")
        left = sum(running.mapped("todo_count"))
        cron._commit_progress(remaining=left)
        for record in running:
            while record._is_running():
                done = record._as_its_user()._run_batch()
                left = max(left - done, 0)
                if not done:
                    record._as_its_user()._finish()
                if not cron._commit_progress(done, remaining=left):
                    return

    def _is_running(self):
        """Whether nobody has cancelled it meanwhile."""
        self.invalidate_recordset(["state"])
        return self.state == "running"

    def _as_its_user(self):
        """The import in the name, language and company of whoever started it.

        Nothing is tracked or subscribed: the import itself is the record.
        """
        # sudo: a marketer has no right to make contacts except by a checked import
        return (
            self.with_user(self.user_id)
            .sudo()
            .with_context(
                allowed_company_ids=self.company_id.ids,
                lang=self.user_id.lang,
                tracking_disable=True,
                mail_create_nolog=True,
                mail_create_nosubscribe=True,
                mail_notrack=True,
            )
        )

    def _run_batch(self):
        """Load the next rows; return how many, 0 when none is left."""
        lines = self.env["marketing.import.line"].search(
            [*self._get_todo_domain(), ("import_id", "=", self.id)],
            order="number, id",
            limit=BATCH,
        )
        if lines:
            self._apply_safely(lines)
        self.env.flush_all()
        self.env.invalidate_all()
        return len(lines)

    @api.model
    def _get_todo_domain(self):
        return Domain("state", "=", "todo") & Domain("decision", "!=", "skip")

    def _apply_safely(self, lines):
        """Load the rows together; when that fails, one by one."""
        try:
            with self.env.cr.savepoint():
                self._get_handler()._apply(self, lines)
                self.env.flush_all()
        except (UserError, IntegrityError, DataError) as error:
            self.env.invalidate_all()
            if len(lines) > 1:
                for line in lines:
                    self._apply_safely(line)
                return
            _logger.info("Row %s of import %s: %s", lines.number, self.id, error)
            lines.write({"state": "failed", "error": str(error)[:500]})

    def _finish(self):
        left = self.env["marketing.import.line"].search(
            [("import_id", "=", self.id), ("state", "=", "todo")],
        )
        # sudo: the scheduled action ends what its user has begun
        left.sudo().write({"state": "skipped"})
        self.sudo().write({"state": "done", "date_done": fields.Datetime.now()})
        self.env.flush_all()
        self.user_id._bus_send(
            "simple_notification",
            {
                "type": "warning" if self.failed_count else "success",
                "message": self.env._(
                    "“%(name)s” is loaded. Made: %(made)s, filled in: %(filled)s, "
                    "failed: %(failed)s.",
                    name=self.name,
                    made=self.made_count,
                    filled=self.filled_count,
                    failed=self.failed_count,
                ),
            },
        )
