from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from ...tools.segment.contact import Sieve

LAYOUTS = [("mailchimp", "Mailchimp"), ("phone", "Calls")]
SCOPES = [("all", "Everybody"), ("changed", "New and changed since the last export")]
STATES = [
    ("draft", "New"),
    ("queued", "Waiting"),
    ("running", "Being made"),
    ("done", "Exported"),
    ("cancelled", "Cancelled"),
    ("failed", "Failed"),
]
OPTIONS = {
    "segment_id",
    "layout",
    "scope",
    "require_consent",
    "not_called_days",
    "tags",
    "call_reason",
}
RESULTS = {
    "state",
    "user_id",
    "date",
    "check_date",
    "company_ids",
    "row_count",
    "new_count",
    "same_count",
    "refused_count",
    "gone_count",
    "cut_count",
    "no_consent_count",
    "reason_counts",
    "refusal_ids",
    "error",
    "attempts",
}
#: more members than this are exported in the background
AT_ONCE = 5000


class MarketingExport(models.Model):
    """One file made of a segment: who took it, when, with which options (R151-R153).

    1. ``action_check`` names a reason for each contact that may not be in the file,
       before there is one;
    2. ``action_export`` makes the file at once, or in the background when there are
       many members: draft -> queued -> running -> done, cancelled or failed, from
       which it may be tried again;
    3. counts, refused contacts and the files stay with the record for good, and each
       download is written down.

    ``scope`` "changed" leaves out rows that are as the last export of the same segment
    and layout has given them; who is not in the segment any more is listed apart.
    ``action_export_again`` repeats the export as a new record with the same options.
    """

    _name = "marketing.export"
    _description = "Marketing Export"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"

    name = fields.Char(compute="_compute_name")
    segment_id = fields.Many2one(
        "marketing.segment",
        required=True,
        ondelete="restrict",
        index=True,
    )
    layout = fields.Selection(LAYOUTS, required=True, default="mailchimp")
    scope = fields.Selection(
        SCOPES,
        string="Take",
        required=True,
        default="all",
        help="What has changed is told by the last finished export of this segment "
        "and layout, whoever made it.",
    )
    require_consent = fields.Boolean(
        string="Only with consent",
        compute="_compute_require_consent",
        store=True,
        readonly=False,
        tracking=True,
        help="Leave out contacts without a dated consent to advertising. The law asks "
        "for it (38-FZ, article 18): switch it off only when consents are kept "
        "elsewhere.",
    )
    not_called_days = fields.Integer(
        string="Not called for days",
        help="Leave out contacts that were called within so many days. 0: take all.",
    )
    tags = fields.Char(
        default="odoo",
        help="Mailchimp tags of every row, separated by semicolons; the tag of the "
        "segment is added.",
    )
    call_reason = fields.Char(
        string="Reason to call",
        compute="_compute_call_reason",
        store=True,
        readonly=False,
        help="Stands in every row of the list, beside the number.",
    )
    state = fields.Selection(
        STATES,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Exported by",
        default=lambda self: self.env.user,
        readonly=True,
        copy=False,
    )
    date = fields.Datetime(string="Exported on", readonly=True, copy=False)
    check_date = fields.Datetime(string="Checked on", readonly=True, copy=False)
    company_id = fields.Many2one(related="segment_id.company_id", store=True)
    row_count = fields.Integer(string="In the file", readonly=True, copy=False)
    new_count = fields.Integer(
        string="Of them new",
        readonly=True,
        copy=False,
        help="Not in the last export of the segment.",
    )
    same_count = fields.Integer(
        string="Left out as not changed",
        readonly=True,
        copy=False,
    )
    refused_count = fields.Integer(string="Refused", readonly=True, copy=False)
    gone_count = fields.Integer(
        string="Gone since the last export",
        readonly=True,
        copy=False,
        help="Were in the last export and may not be, or are not in the segment now: "
        "archive them at the receiver.",
    )
    cut_count = fields.Integer(
        string="With a shortened text",
        readonly=True,
        copy=False,
        help="In the file, but a text was longer than Mailchimp takes (255 bytes).",
    )
    no_consent_count = fields.Integer(
        string="In the file without consent",
        readonly=True,
        copy=False,
    )
    reason_counts = fields.Json(string="Refused by reason", readonly=True, copy=False)
    reason_text = fields.Char(string="Reasons", compute="_compute_reason_text")
    refusal_ids = fields.One2many(
        "marketing.export.refusal",
        "export_id",
        string="Refused contacts",
    )

    _check_not_called_days = models.Constraint(
        "CHECK (not_called_days >= 0)",
        "Days without a call cannot be negative.",
    )

    @api.depends("segment_id", "layout", "date")
    @api.depends_context("lang", "tz")
    def _compute_name(self):
        layouts = dict(self._fields["layout"]._description_selection(self.env))
        for export in self:
            parts = [export.segment_id.name, layouts.get(export.layout)]
            if export.date:
                day = fields.Datetime.context_timestamp(export, export.date)
                parts.append(day.strftime("%d.%m.%Y %H:%M"))
            export.name = " · ".join(filter(None, parts))

    @api.depends("layout")
    def _compute_require_consent(self):
        for export in self:
            export.require_consent = export.layout == "mailchimp"

    @api.depends("segment_id", "layout")
    def _compute_call_reason(self):
        for export in self:
            note = export.layout == "phone" and export.segment_id.note
            export.call_reason = " ".join(note.split()) if note else False

    @api.depends("reason_counts")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        field = self.env["marketing.export.refusal"]._fields["reason"]
        labels = dict(field._description_selection(self.env))
        for export in self:
            counts = sorted((export.reason_counts or {}).items(), key=lambda x: -x[1])
            export.reason_text = " · ".join(
                f"{labels.get(reason, reason)}: {count}" for reason, count in counts
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_result_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_result_fields(vals)
        if OPTIONS & vals.keys():
            self._check_is_draft()
            self._forget_check()
        return super().write(vals)

    def _check_result_fields(self, vals):
        """Who exported what and when is written by the export alone."""
        if RESULTS & vals.keys() and not self.env.su:
            raise AccessError(
                self.env._("The result of an export cannot be typed in or changed."),
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if {"queued", "running"} & set(self.mapped("state")):
            raise UserError(
                self.env._("This export is being made. Cancel it before."),
            )
        if "done" in self.mapped("state"):
            raise UserError(
                self.env._(
                    "A finished export stays: it shows who took which contacts."
                ),
            )

    def action_check(self):
        """Find out who may not be in the file, and why, before it is made."""
        for export in self:
            export._check_is_draft()
            export._lock()
            export._check()
        return True

    def action_export(self):
        """Make the files, or queue it when there are many members. A second click
        changes nothing."""
        for export in self:
            export._lock()
            if export.state not in ("draft", "cancelled", "failed"):
                continue
            export.segment_id._check_domains()
            # sudo: nobody types in results
            export.sudo().write(export._prepare_start_values())
            if export._count_members() > AT_ONCE:
                export._queue()
            else:
                export._make()
        return True

    def action_export_again(self):
        """Make the same export anew, as a new record, and open it."""
        self.ensure_one()
        export = self.copy({"require_consent": self.require_consent})
        export.action_export()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": export.id,
            "view_mode": "form",
        }

    def _check_is_draft(self):
        if "done" in self.mapped("state"):
            raise UserError(
                self.env._("This export is finished. Use “Export again” to repeat it."),
            )
        if {"queued", "running"} & set(self.mapped("state")):
            raise UserError(
                self.env._("This export is being made. Cancel it before."),
            )

    def _forget_check(self):
        """Other options, other result: what a check has found is no longer true."""
        checked = self.sudo().filtered("check_date")  # sudo: as results are written
        if checked:
            checked.refusal_ids.unlink()
            checked.write(dict.fromkeys(self._get_count_fields(), False))

    @api.model
    def _get_count_fields(self):
        return [
            "check_date",
            "row_count",
            "new_count",
            "same_count",
            "refused_count",
            "gone_count",
            "cut_count",
            "no_consent_count",
            "reason_counts",
        ]

    def _lock(self):
        """Two clicks at once: one works, the other is told or sees what was done."""
        self.flush_recordset()
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("This export is being made at the moment."),
            ) from error
        self.invalidate_recordset(["state"])

    def _prepare_start_values(self):
        """Whose rights and companies the export has, also in the background."""
        return {
            "user_id": self.env.uid,
            "company_ids": [fields.Command.set(self.env.companies.ids)],
            "attempts": 0,
            "error": False,
        }

    def _count_members(self):
        return self.segment_id._count_contacts() + self.segment_id._count_leads()

    def _prepare_sieve(self):
        today = fields.Date.context_today(self)
        days = self.not_called_days
        return Sieve(
            self.layout,
            require_consent=self.require_consent,
            today=today,
            called_since=today - timedelta(days=days) if days else None,
        )
