import logging
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.mailchimp.mailchimp_api import member_body, opt_in_time, retry_delay
from ...tools.mailchimp.mailchimp_client import MailchimpError
from .marketing_mailchimp_sync import CRON

_logger = logging.getLogger(__name__)

#: new members in one request; Mailchimp takes 500 but answers slowly then
NEW_AT_ONCE = 200
SINGLE_AT_ONCE = 20
#: a contact that breaks the server so often is left, the others go on
MAX_ATTEMPTS = 3
#: failures in a row after which the run gives up: more than five hours
MAX_FAILURES = 10
EXISTS = "ERROR_CONTACT_EXISTS"


class MarketingMailchimpSync(models.Model):
    """Sends the lines of a run, batch by batch, in the scheduled action.

    New addresses go 200 at a time by ``POST /lists/{id}`` with ``update_existing`` off:
    the status in that request then reaches nobody who is in the audience already. Those
    come back in its ``errors`` and are sent, as all changes are, one by one by ``PUT``
    with ``status_if_new``, which cannot change a status either. ``POST /batches`` is
    not used: its answers come later, as archives of another address, so that a run
    could not say at once who was refused.
    """

    _inherit = "marketing.mailchimp.sync"

    @api.model
    def _cron_sync(self):
        """Work on the runs of the queue, one batch after the other."""
        cron = self.env["ir.cron"]
        while run := self._get_next_run():
            done = run._run_step()
            if done is None:  # another worker is at it
                return
            if not cron._commit_progress(done, remaining=run._count_remaining()):
                break
        if self._get_next_run():
            self._trigger_cron()  # the time of this job is over, the queue is not

    @api.model
    def _get_next_run(self):
        """The first run that may go on; the runs of one account go in their order."""
        runs = self.search(
            [
                ("state", "in", self._get_open_states()),
                ("account_id.state", "=", "on"),
                ("account_id.active", "=", True),
            ],
            order="id",
        )
        now = fields.Datetime.now()
        for account_runs in runs.grouped("account_id").values():
            first = account_runs[:1]
            if not first.next_try or first.next_try <= now:
                return first._in_user_language()
        return self.browse()

    def _in_user_language(self):
        user = self.user_id
        return self.with_context(lang=user.lang, tz=user.tz, tracking_disable=True)

    def _count_remaining(self):
        """Lines that can be sent at once."""
        if not self._is_open() or self.state == "waiting":
            return 0
        return self.env["marketing.mailchimp.sync.line"].search_count(self._get_todo())

    def _get_todo(self):
        return [("sync_id", "=", self.id), ("state", "=", "todo")]

    def _run_step(self):
        """Prepare the run, or send one batch of it.

        :return: how many lines went; None when another worker has them
        """
        self.ensure_one()
        try:
            if not self.is_prepared:
                self._run_preparation()
                return 0
            return self._run_batch()
        except MailchimpError as error:
            self._handle_error(error)
        except UserError as error:
            self._finish("failed", str(error))
        return 0

    def _run_preparation(self):
        stats = self._prepare_lines()
        # the lines are kept apart from the state: a cancellation meanwhile is no clash
        self.env["ir.cron"]._commit_progress()
        if self._is_open():
            self._set_state("running", is_prepared=True, message=False, **stats)

    def _run_batch(self):
        lines = self._take_lines()
        if not lines:
            if self._count_remaining():
                return None
            self._finish("done")
            return 0
        lines -= self._keep_withdrawn(lines)
        error = None
        with self.account_id._open_client() as client:
            try:
                self._send_lines(client, lines)
            except MailchimpError as problem:
                error = problem
                self._count_attempt(lines, problem)
        if error:
            # what went through is saved before the state is touched
            self.env["ir.cron"]._commit_progress()
            raise error
        self._note_success()
        return len(lines)

    def _take_lines(self):
        """The next lines, locked: another worker takes others."""
        lines = self.env["marketing.mailchimp.sync.line"]
        todo = self._get_todo()
        new = [*todo, ("kind", "=", "new"), ("is_single", "=", False)]
        return (
            lines.search(new, limit=NEW_AT_ONCE)
            or lines.search(todo, limit=SINGLE_AT_ONCE)
        ).try_lock_for_update()

    def _keep_withdrawn(self, lines):
        """Leave out who has said no since the run was prepared; return their lines."""
        sent = lines.filtered(lambda line: line.kind in ("new", "update"))
        emails = sent.mapped("email")
        blocked = self.account_id._find_blocked(emails)
        agreed = self.account_id._find_agreed(emails)
        no = sent.filtered(lambda line: line.email in blocked)
        no.write({"state": "kept", "reason": "blacklisted", "job": False})
        silent = sent.filtered(lambda line: line.email not in agreed) - no
        silent.write({"state": "kept", "reason": "no_consent", "job": False})
        return no | silent

    def _send_lines(self, client, lines):
        together = lines.filtered(lambda row: row.kind == "new" and not row.is_single)
        if together:
            self._send_new(client, together)
        for line in lines - together:
            line._send(client)

    def _send_new(self, client, lines):
        """Send new contacts in one request, and read its answer contact by contact."""
        try:
            answer = client.call(
                "POST",
                self.account_id._get_list_path(),
                {"skip_merge_validation": "true", "skip_duplicate_check": "true"},
                self._prepare_new_body(lines),
            )
        except MailchimpError as error:
            if error.kind != "refused":
                raise
            # one of them spoils the request: each goes alone and answers for itself
            lines.write({"is_single": True})
            return
        made = {
            _address(row): row.get("status")
            for row in [
                *(answer.get("new_members") or []),
                *(answer.get("updated_members") or []),
            ]
        }
        errors = {_address(row): row for row in answer.get("errors") or []}
        created = lines.filtered(lambda line: line.email in made)
        created._note_sent({line.email: made[line.email] for line in created})
        for line in lines - created:
            problem = errors.get(line.email)
            if not problem:
                line.is_single = True
            elif problem.get("error_code") == EXISTS:
                line.kind = "update"
            else:
                line._refuse("", problem.get("error"))

    def _prepare_new_body(self, lines):
        status = self.account_id.new_status
        today = fields.Datetime.now().date()  # in UTC, as Mailchimp counts
        members = []
        for line in lines:
            body = member_body(line.job["values"], wipe=False)
            opt_in = opt_in_time(_day(line.job.get("consent")), today)
            if opt_in and status == "subscribed":
                body["timestamp_opt"] = opt_in
            body |= {
                "email_address": line.email,
                "status": status,
                "tags": line.job["tags_on"],
            }
            members.append(body)
        return {"members": members, "update_existing": False, "sync_tags": False}

    # ---- what goes wrong -------------------------------------------------------------

    def _count_attempt(self, lines, error):
        """A contact on which the server breaks again and again is left behind."""
        if error.kind not in ("server", "timeout"):
            return
        left = lines.filtered(lambda line: line.state == "todo")
        together = left.filtered(lambda row: row.kind == "new" and not row.is_single)
        tried = together or left[:1]
        for line in tried:
            line.attempts += 1
        worn = tried.filtered(lambda line: line.attempts >= MAX_ATTEMPTS)
        (worn & together).write({"is_single": True, "attempts": 0})
        for line in worn - together:
            line._refuse("", self.account_id._get_error_text(error))

    def _handle_error(self, error):
        """Wait for what passes by itself; stop at what somebody has to put right."""
        if not self._is_open():
            return
        text = self.account_id._get_error_text(error)
        failures = self.failures + 1
        if not error.is_passing or failures > MAX_FAILURES:
            _logger.info("Mailchimp run %s: stopped, %s", self.id, error.kind)
            self._finish("failed", text)
            return
        seconds = retry_delay(failures, error.retry_after)
        next_try = fields.Datetime.now() + timedelta(seconds=seconds)
        self._set_state("waiting", failures=failures, next_try=next_try, message=text)
        self.env.ref(CRON)._trigger(next_try)

    def _note_success(self):
        if self.state != "running" or self.failures:
            # the lines of this batch are saved first, as in the preparation
            self.env["ir.cron"]._commit_progress()
            if self._is_open():
                self._set_state("running", failures=0, next_try=False, message=False)


def _address(row):
    return str(row.get("email_address") or "").lower()


def _day(text):
    return date.fromisoformat(text) if text else None
