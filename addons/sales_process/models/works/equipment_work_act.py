import json
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.works.act import (
    canonical,
    differences,
    fingerprint,
    fingerprint_text,
)
from ...tools.works.measure import number_text

_logger = logging.getLogger(__name__)

VERSION = 2  # 2: the money of the act may be part of it
REPORT = "sales_process.equipment_work_act_report"
BATCH = 20


class EquipmentWork(models.Model):
    """The act: what the client signs, its fingerprint, its file.

    1. ``act_content`` keeps the canonical text of what was signed: the records of the
       act (``own``) and how other records were called then (``shown``), and of the
       signature. ``act_hash`` is its SHA-256.
    2. ``_verify_act`` makes the content anew and compares the parts that the act had
       when it was signed: a part that later versions add does not break it. That a
       client was renamed since does not change the act: only its own records do.
    3. A PDF that could not be made does not lose the signature: it is made later.
    """

    _inherit = "equipment.work"

    act_hash = fields.Char(string="Fingerprint of the act", readonly=True, copy=False)
    act_content = fields.Text(readonly=True, copy=False)
    act_file_id = fields.Many2one(
        "ir.attachment",
        string="Act as a file",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    act_check = fields.Selection(
        [("unchanged", "Unchanged"), ("changed", "Changed")],
        string="Act since the signature",
        compute="_compute_act_check",
    )
    act_differences = fields.Char(compute="_compute_act_check")

    @api.depends("act_hash", "state")
    def _compute_act_check(self):
        for work in self:
            changed = work._find_act_changes() if work.act_hash else []
            work.act_check = work.act_hash and ("changed" if changed else "unchanged")
            work.act_differences = ", ".join(changed)

    # ---- content -------------------------------------------------------------------

    def _get_act_content(self):
        """What the client signs, as plain values: see the class."""
        self.ensure_one()
        # sudo: the client may not read every part by himself; in one language for all
        work = self.sudo().with_context(lang=False)
        return {
            "version": VERSION,
            "own": work._get_own_content(),
            "shown": work._get_shown_content(),
        }

    def _get_own_content(self):
        return {
            "number": self.name,
            "kind": self.kind,
            "company": self.company_id.id,
            "client": self.partner_id.id,
            "address": self.address_id.id,
            "contact": self.contact_id.id,
            "engineer": self.engineer_id.id,
            "started": self.date_started or None,
            "done": self.date_done or None,
            "warranty": self.warranty_start or None,
            "equipment": sorted(self.lot_ids.ids),
            "lines": [
                [line.name, line.quantity, line.uom_id.id] for line in self.line_ids
            ],
            "checks": [
                [check.name, check.lot_id.id, check.answer or None, check.note or None]
                for check in self.check_ids
            ],
            "measures": [measure._get_act_content() for measure in self.measure_ids],
            "defects": [
                [defect.name, defect.lot_id.id, defect.deadline or None]
                for defect in self.defect_ids
            ],
            "remark": self.remark or None,
            "trained": self.trained_people or None,
            "photos": sorted(self.photo_ids.mapped("checksum")),
        }

    def _get_shown_content(self):
        """How the records that the act names are called now."""
        names = self.partner_id | self.address_id | self.contact_id
        return {
            "partners": {
                partner.id: [partner.display_name, self._get_address_line(partner)]
                for partner in names
            },
            "company": self.company_id.name,
            "engineer": self.engineer_id.name or None,
            "equipment": {
                lot.id: [lot.name, lot.product_id.display_name] for lot in self.lot_ids
            },
        }

    def _get_act_hash(self):
        """Fingerprint of what the client sees now, before he signs."""
        return fingerprint(self._get_act_content())

    def _get_signature_content(self):
        """The signature itself: who, when, and the bytes of the picture or the scan."""
        work = self.sudo()
        drawn = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("res_field", "=", "signature"),
                ]
            )
        )
        return {
            "by": work.signed_by,
            "on": work.signed_on or None,
            "drawn": drawn.mapped("checksum"),
            "scan": work.signed_scan_id.checksum or None,
        }

    def _prepare_seal(self):
        """What was signed as canonical text, and its fingerprint."""
        content = {
            **self._get_act_content(),
            "signature": self._get_signature_content(),
        }
        text = canonical(content)
        return {"act_content": text, "act_hash": fingerprint_text(text)}

    def _seal_act(self):
        """Keep what was signed, with its fingerprint."""
        self.write(self._prepare_seal())

    def _verify_act(self):
        """Whether the signed act is as it was when it was signed."""
        self.ensure_one()
        return bool(self.act_hash) and not self._find_act_changes()

    def _find_act_changes(self):
        """Names of the parts of a signed act that are not as they were signed."""
        work = self.sudo()  # sudo: whoever looks, all parts are compared
        if fingerprint_text(work.act_content or "") != work.act_hash:
            return ["seal"]
        kept = json.loads(work.act_content)
        own = work._get_own_content()
        changed = differences(
            kept["own"], {name: own[name] for name in kept["own"] if name in own}
        )
        now = json.loads(canonical(work._get_signature_content()))
        return changed + differences(kept["signature"], now)

    # ---- file ----------------------------------------------------------------------

    def _get_act_file_name(self):
        """A name that a person understands: kind, number, client."""
        self.ensure_one()
        label = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        client = self.partner_id.commercial_partner_id.name or ""
        name = self.env._(
            "Act %(number)s %(kind)s %(client)s",
            number=self.name,
            kind=label,
            client=client,
        )
        kept = "".join(sign if sign not in '\\/:*?"<>|\n\r\t' else "-" for sign in name)
        return " ".join(kept.split())[:120] + ".pdf"

    def _get_act_language(self):
        return self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang

    def _render_act(self):
        """The act as a PDF: bytes, and its mimetype."""
        self.ensure_one()
        report = self.env["ir.actions.report"].sudo()
        content, kind = report.with_context(
            report_pdf_no_attachment=True, lang=self._get_act_language()
        )._render_qweb_pdf(REPORT, self.ids)
        return content, kind

    def _get_act_pdf(self):
        """The act for who reads it now: as it was signed, else as it stands.

        :return: bytes, mimetype, name of the file
        """
        self.ensure_one()
        work = self.sudo()  # sudo: for the client by his link
        name = work._get_act_file_name()
        if work.act_file_id:
            return work.act_file_id.raw, work.act_file_id.mimetype, name
        content, kind = work._render_act()
        return content, "application/pdf" if kind == "pdf" else "text/html", name

    def _make_act_file(self):
        """Keep the signed act as a file; once.

        :return: whether it is there
        """
        self.ensure_one()
        work = self.sudo()  # sudo: the client signs, the program keeps the file
        if work.act_file_id or work.state != "signed":
            return bool(work.act_file_id)
        try:
            with self.env.cr.savepoint():
                content, kind = work._render_act()
                name = work._get_act_file_name()
                work.act_file_id = (
                    self.env["ir.attachment"]
                    .sudo()
                    .create(
                        {
                            "name": name if kind == "pdf" else f"{name[:-4]}.html",
                            "raw": content,
                            "res_model": self._name,
                            "res_id": self.id,
                        }
                    )
                )
        except Exception as error:
            # whatever fails in making a picture of the act: the signature is kept
            _logger.warning(
                "The file of the act %s could not be made: %s",
                self.name,
                error,
                exc_info=not isinstance(error, UserError),
            )
        return bool(work.act_file_id)

    def action_make_act_file(self):
        """
        :raises UserError: it cannot be made now either
        """
        self.ensure_one()
        if self.state != "signed":
            raise UserError(self.env._("The act is not signed yet."))
        if not self._make_act_file():
            raise UserError(
                self.env._("The file could not be made. Ask the administrator.")
            )
        return True

    @api.model
    def _cron_make_act_files(self):
        """Make the files of signed acts that could not be made when they were signed."""
        works = self.search(
            Domain("state", "=", "signed")
            & Domain("act_file_id", "=", False)
            & Domain("act_hash", "!=", False),
            order="id",
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(works))
        for work in works:
            work._make_act_file()
            if not cron._commit_progress(1):
                break

    def action_print_act(self):
        """The act as it stands; a signed one as it was signed."""
        self.ensure_one()
        if self.act_file_id:
            return {
                "type": "ir.actions.act_url",
                "url": f"/web/content/{self.act_file_id.id}?download=true",
            }
        return self.env.ref(REPORT).report_action(self, config=False)


class EquipmentWorkMeasure(models.Model):
    _inherit = "equipment.work.measure"

    def _get_value_text(self):
        """What was measured, as it is printed."""
        number = (
            number_text(self.value, self._get_decimal_point()) if self.has_value else ""
        )
        return ", ".join(part for part in (number, self.value_text) if part)

    def _get_act_content(self):
        low, high = self._get_limits()
        return [
            self.name,
            self.lot_id.id,
            self.unit or None,
            low,
            high,
            self.required_text or None,
            self.value if self.has_value else None,
            self.value_text or None,
            self.note or None,
        ]
