from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("draft", "New"),
    ("queued", "In the queue"),
    ("running", "Sending"),
    ("waiting", "Waiting"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
    ("failed", "Failed"),
]
OPEN = ("queued", "running", "waiting")
RESUMABLE = ("waiting", "failed", "done", "cancelled")
#: what the marketer chooses, before the start
OPTIONS = {"account_id", "segment_ids"}
CRON = "sales_marketing.marketing_mailchimp_cron_sync"


class MarketingMailchimpSync(models.Model):
    """One run: members of segments go to an audience, changes only.

    1. *Start* puts the run into the queue; a scheduled action does the rest, so the
       browser may be closed.
    2. The members pass the sieve of the export, always with consent: who may not go
       is listed with the reason. What was sent before and is unchanged stays.
    3. What is left becomes lines: new contacts, changed ones, those who have left a
       segment (they lose its tag), and those who have withdrawn their consent or are
       blacklisted (they are unsubscribed in Mailchimp, whatever their segment).
    4. Lines are sent in small batches, each saved when it is done. A run that breaks
       off goes on with the first line that is not done; sending one twice has the
       effect of once.
    5. When Mailchimp asks to wait or does not answer, the run waits, longer each time.

    The status of somebody who is in the audience is never written, but for the
    withdrawal of step 3.
    """

    _name = "marketing.mailchimp.sync"
    _description = "Sending to Mailchimp"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    account_id = fields.Many2one(
        "marketing.mailchimp.account",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('state', '=', 'on')]",
        default=lambda self: self._default_account_id(),
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    account_state = fields.Selection(
        related="account_id.state",
        string="Exchange of the account",
    )
    segment_ids = fields.Many2many(
        "marketing.segment",
        "marketing_mailchimp_sync_segment_rel",
        "sync_id",
        "segment_id",
        string="Segments",
        ondelete="restrict",
    )
    state = fields.Selection(
        STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Sent by",
        default=lambda self: self.env.user,
        readonly=True,
        copy=False,
    )
    start_date = fields.Datetime(string="Started on", readonly=True, copy=False)
    end_date = fields.Datetime(string="Finished on", readonly=True, copy=False)
    next_try = fields.Datetime(string="Goes on at", readonly=True, copy=False)
    failures = fields.Integer(
        string="Failures in a row",
        readonly=True,
        copy=False,
    )
    message = fields.Char(readonly=True, copy=False)
    is_prepared = fields.Boolean(readonly=True, copy=False)
    unchanged_count = fields.Integer(
        string="Unchanged",
        readonly=True,
        copy=False,
        help="Sent before, and nothing has changed since.",
    )
    reason_counts = fields.Json(
        string="Not sent by reason",
        readonly=True,
        copy=False,
        help="As the preparation has found it.",
    )
    refused_count = fields.Integer(
        string="Not sent",
        compute="_compute_refused",
        help="Contacts of the segments that may not be sent.",
    )
    reason_text = fields.Char(string="Reasons", compute="_compute_refused")
    line_ids = fields.One2many("marketing.mailchimp.sync.line", "sync_id")
    refusal_ids = fields.One2many(
        "marketing.mailchimp.sync.line",
        "sync_id",
        string="Contacts not sent",
        domain=[("state", "in", ("kept", "error"))],
        readonly=True,
    )
    line_count = fields.Integer(string="To send", compute="_compute_progress")
    done_count = fields.Integer(string="Sent", compute="_compute_progress")
    new_count = fields.Integer(string="New ones", compute="_compute_progress")
    updated_count = fields.Integer(string="Updated", compute="_compute_progress")
    left_count = fields.Integer(
        string="Left a segment",
        compute="_compute_progress",
        help="Lost the tag of the segment.",
    )
    withdrawn_count = fields.Integer(
        string="Unsubscribed there",
        compute="_compute_progress",
        help="Consent withdrawn or address blacklisted here.",
    )
    error_count = fields.Integer(
        string="Refused by Mailchimp",
        compute="_compute_progress",
    )
    progress = fields.Float(
        compute="_compute_progress",
        help="Share of the contacts dealt with, percent.",
    )

    @api.model
    def _default_account_id(self):
        accounts = self.env["marketing.mailchimp.account"]
        return accounts.search([("state", "=", "on")], limit=1)

    @api.depends("segment_ids.name", "start_date")
    @api.depends_context("lang", "tz")
    def _compute_name(self):
        for run in self:
            names = ", ".join(run.segment_ids.mapped("name"))
            parts = [names or self.env._("Withdrawn consents")]
            if run.start_date:
                day = fields.Datetime.context_timestamp(run, run.start_date)
                parts.append(day.strftime("%d.%m.%Y %H:%M"))
            run.name = " · ".join(parts)

    @api.depends("reason_counts", "line_ids.state", "line_ids.reason")
    @api.depends_context("lang")
    def _compute_refused(self):
        """Who was left out by the preparation, and who has said no since."""
        labels = self.line_ids.browse()._get_reason_labels()
        later = self.env["marketing.mailchimp.sync.line"]._read_group(
            [
                ("sync_id", "in", self.ids),
                ("state", "=", "kept"),
                ("kind", "!=", False),
            ],
            ["sync_id", "reason"],
            ["__count"],
        )
        for run in self:
            counts = Counter(run.reason_counts or {})
            for other, reason, count in later:
                if other == run._origin:
                    counts[reason] += count
            run.refused_count = counts.total()
            run.reason_text = " · ".join(
                f"{labels.get(reason, reason)}: {count}"
                for reason, count in counts.most_common()
            )

    @api.depends("line_ids.state", "line_ids.kind")
    def _compute_progress(self):
        groups = self.env["marketing.mailchimp.sync.line"]._read_group(
            [("sync_id", "in", self.ids), ("state", "!=", "kept")],
            ["sync_id", "state", "kind"],
            ["__count"],
        )
        for run in self:
            rows = [row[1:] for row in groups if row[0] == run._origin]
            done = {
                kind: count for state, kind, count in rows if state == "done" and kind
            }
            run.line_count = sum(row[2] for row in rows)
            todo = sum(count for state, _kind, count in rows if state == "todo")
            run.done_count = sum(done.values())
            run.new_count = done.get("new", 0)
            run.updated_count = done.get("update", 0)
            run.left_count = done.get("leave", 0)
            run.withdrawn_count = done.get("withdraw", 0)
            run.error_count = sum(row[2] for row in rows if row[0] == "error")
            total = run.line_count
            share = (total - todo) / total if total else run.is_prepared
            run.progress = 100 * share

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_result_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_result_fields(vals)
        if OPTIONS & vals.keys() and any(run.state != "draft" for run in self):
            raise UserError(self.env._("This run has started. Make a new one."))
        return super().write(vals)

    def _check_result_fields(self, vals):
        """What a run has done is written by the run alone."""
        if vals.keys() - OPTIONS and not self.env.su:
            raise AccessError(
                self.env._("The result of a run cannot be typed in or changed."),
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(run.state != "draft" for run in self):
            raise UserError(
                self.env._(
                    "A started run stays: it shows which contacts went to Mailchimp.",
                ),
            )

    # ---- what the marketer does ------------------------------------------------------

    def action_start(self):
        """Put the run into the queue. A second click changes nothing."""
        self._check_may_start()
        for run in self._lock_fresh().filtered(lambda run: run.state == "draft"):
            if not run.segment_ids:
                raise UserError(self.env._("Choose the segments to send."))
            run._set_state(
                "queued",
                user_id=self.env.uid,
                start_date=fields.Datetime.now(),
            )
        self._trigger_cron()
        return True

    def action_cancel(self):
        """Stop. What has been sent stays sent; the next run sends the rest."""
        self.check_access("write")
        for run in self._lock_fresh().filtered(
            lambda run: run.state in ("draft", *OPEN),
        ):
            run._set_state("cancelled", end_date=fields.Datetime.now(), next_try=False)
        return True

    def action_resume(self):
        """Go on at once with a run that waits; take up one that has ended anew.

        What an ended run has not sent is compared with what was sent once more, so the
        contacts go as they are today, and refused ones get another chance.
        """
        self._check_may_start()
        for run in self._lock_fresh().filtered(lambda run: run.state in RESUMABLE):
            run._set_state(
                "queued",
                is_prepared=run.state == "waiting" and run.is_prepared,
                failures=0,
                next_try=False,
                end_date=False,
            )
        self._trigger_cron()
        return True

    def action_refresh(self):
        """Show how far the run is."""
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_open_lines(self):
        """Open the contacts of the run."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_marketing.marketing_mailchimp_sync_line_action",
        )
        context = {"search_default_sent": 1, "sales_marketing_one_sync": True}
        return {**action, "domain": [("sync_id", "=", self.id)], "context": context}

    def action_open_refused(self):
        """Open the contacts that did not go, with their reasons."""
        action = self.action_open_lines()
        return {
            **action,
            "context": {"search_default_not_sent": 1, "sales_marketing_one_sync": True},
        }

    def _check_may_start(self):
        self.check_access("write")
        for run in self:
            if run.account_id.state != "on":
                raise UserError(
                    self.env._(
                        "The exchange of “%(name)s” is off. Ask the marketer in "
                        "charge to switch it on.",
                        name=run.account_id.name,
                    ),
                )

    def _lock_fresh(self):
        """Two clicks at once: the second one finds what the first has done."""
        self.flush_recordset()
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        return self

    # ---- states ----------------------------------------------------------------------

    @api.model
    def _get_open_states(self):
        return OPEN

    def _set_state(self, state, **values):
        # sudo: nobody types in results
        self.sudo().write({"state": state, **values})

    def _is_open(self):
        """Whether nobody has cancelled the run since the last commit."""
        self.invalidate_recordset(["state"])
        return self.state in OPEN

    @api.model
    def _trigger_cron(self, at=None):
        # sudo: only administrators read scheduled actions
        self.env.ref(CRON).sudo()._trigger(at)

    def _finish(self, state, message=False):
        self._set_state(
            state,
            message=message,
            end_date=fields.Datetime.now(),
            next_try=False,
        )
        self._tell_user(message)

    def _tell_user(self, message):
        """Say it in the browser of whoever has started the run."""
        run = self.with_context(lang=self.user_id.lang or "en_US")
        is_good = self.state == "done"
        text = run.env._("Sent: %(count)s", count=run.done_count)
        self.user_id.partner_id._bus_send(
            "simple_notification",
            {
                "type": "success" if is_good else "warning",
                "title": run.env._("Mailchimp: %(name)s", name=run.name),
                "message": text if is_good else message or text,
            },
        )
