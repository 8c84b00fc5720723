from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.contact import Sieve
from ..tools.export_file import ExportFile, mailchimp_sheet, phone_sheet
from ..tools.mailchimp import tags_cell

LAYOUTS = [("mailchimp", "Mailchimp"), ("phone", "Calls")]
OPTIONS = {"segment_id", "layout", "require_consent", "not_called_days", "tags"}
RESULTS = {
    "state",
    "user_id",
    "date",
    "row_count",
    "refused_count",
    "no_consent_count",
    "reason_counts",
    "refusal_ids",
    "attachment_ids",
}
SHOWN_REFUSALS = 1000


class MarketingExport(models.Model):
    """One file made of a segment: who took it, when, with which options (R151-R153).

    1. ``action_export`` reads the members of the segment in batches;
    2. the sieve names a reason for each contact that may not be in the file;
    3. the others become rows of a CSV (for programs) and an XLSX (for people);
    4. counts, refused contacts and both files stay with the record for good.

    ``action_export_again`` repeats it as a new record with the same options.
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
    state = fields.Selection(
        [("draft", "New"), ("done", "Exported")],
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
    company_id = fields.Many2one(related="segment_id.company_id", store=True)
    row_count = fields.Integer(string="In the file", readonly=True, copy=False)
    refused_count = fields.Integer(string="Refused", readonly=True, copy=False)
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
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Files",
        readonly=True,
        copy=False,
        bypass_search_access=True,
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
        return super().write(vals)

    def _check_result_fields(self, vals):
        """Who exported what and when is written by the export alone."""
        if RESULTS & vals.keys() and not self.env.su:
            raise AccessError(
                self.env._("The result of an export cannot be typed in or changed."),
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if "done" in self.mapped("state"):
            raise UserError(
                self.env._(
                    "A finished export stays: it shows who took which contacts."
                ),
            )

    def action_export(self):
        """Make the files. A second click changes nothing."""
        for export in self:
            export._lock_draft()
            if export.state == "draft":
                export._run_export()
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

    def action_download_csv(self):
        """Download the file for programs."""
        return self._prepare_download_action("text/csv")

    def action_download_xlsx(self):
        """Download the file for people."""
        return self._prepare_download_action("application/vnd")

    def _prepare_download_action(self, mimetype):
        self.ensure_one()
        file = self.attachment_ids.filtered(lambda a: a.mimetype.startswith(mimetype))
        if not file:
            raise UserError(self.env._("Export the contacts first."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{file[:1].id}?download=true",
            "target": "download",
        }

    def _check_is_draft(self):
        if "done" in self.mapped("state"):
            raise UserError(
                self.env._("This export is finished. Use “Export again” to repeat it."),
            )

    def _lock_draft(self):
        """Two clicks at once: the second waits, then sees what the first has done."""
        self.flush_recordset()
        self.lock_for_update()
        self.invalidate_recordset(["state"])

    def _run_export(self):
        counts, refusals = {}, []
        without_consent = 0
        sieve = self._prepare_sieve()
        with ExportFile(self._prepare_sheet(), self._prepare_refusal_sheet()) as file:
            for contact in self.segment_id._iterate_members():
                reason = sieve.refuse(contact)
                if not reason:
                    file.add(contact)
                    without_consent += not contact.consent_date
                    continue
                counts[reason] = counts.get(reason, 0) + 1
                file.refuse(contact, reason)
                if len(refusals) < SHOWN_REFUSALS:
                    refusals.append(self._prepare_refusal_values(contact, reason))
            values = {
                "row_count": file.row_count,
                "refused_count": sum(counts.values()),
                "reason_counts": counts,
                "no_consent_count": without_consent,
            }
            attachments = self._create_attachments(file)
        # sudo: nobody types in results
        self.env["marketing.export.refusal"].sudo().create(refusals)
        self.sudo().write({**values, **self._prepare_done_values(attachments)})

    def _prepare_done_values(self, attachments):
        return {
            "state": "done",
            "date": fields.Datetime.now(),
            "user_id": self.env.uid,
            "attachment_ids": [fields.Command.set(attachments.ids)],
        }

    def _prepare_sieve(self):
        today = fields.Date.context_today(self)
        days = self.not_called_days
        return Sieve(
            self.layout,
            require_consent=self.require_consent,
            today=today,
            called_since=today - timedelta(days=days) if days else None,
        )

    def _prepare_sheet(self):
        """Columns and cells of the file, by layout."""
        if self.layout == "mailchimp":
            return mailchimp_sheet(self.segment_id.name, self._get_tags_cell())
        return phone_sheet(self.segment_id.name, self._get_phone_headers())

    def _get_tags_cell(self):
        return tags_cell([*(self.tags or "").split(";"), self.segment_id.tag])

    def _get_phone_headers(self):
        return {
            "company": self.env._("Company"),
            "contact": self.env._("Contact"),
            "position": self.env._("Position"),
            "phone": self.env._("Phone"),
            "extension": self.env._("Extension"),
            "other_phones": self.env._("Other phones"),
            "segment": self.env._("Segment"),
            "salesperson": self.env._("Salesperson"),
            "last_call": self.env._("Last call"),
        }

    def _prepare_refusal_sheet(self):
        """Title, headers and reasons of the second sheet, in the user's language."""
        field = self.env["marketing.export.refusal"]._fields["reason"]
        return {
            "title": self.env._("Refused"),
            "headers": [
                self.env._("Company"),
                self.env._("Contact"),
                self.env._("E-mail"),
                self.env._("Phone"),
                self.env._("Reason"),
            ],
            "reasons": dict(field._description_selection(self.env)),
        }

    def _prepare_refusal_values(self, contact, reason):
        return {
            "export_id": self.id,
            "partner_id": contact.model == "res.partner" and contact.id,
            "lead_id": contact.model == "crm.lead" and contact.id,
            "name": contact.name,
            "company_name": contact.company,
            "email": contact.email,
            "phone": contact.phone,
            "reason": reason,
        }

    def _create_attachments(self, file):
        name = self._get_file_name()
        return self.env["ir.attachment"].create(
            [
                {
                    "name": f"{name}.{extension}",
                    "mimetype": mimetype,
                    "raw": content,
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for extension, mimetype, content in file.contents()
            ],
        )

    def _get_file_name(self):
        day = fields.Date.context_today(self)
        return f"{self.segment_id.name} {self.layout} {day.isoformat()}"
