from base64 import b64decode

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

SCAN_TYPES = ("application/pdf", "image/jpeg", "image/png")
MAX_SCAN = 20 * 1024 * 1024  # bytes
MAX_SIGNATURE = 2 * 1024 * 1024  # characters of base64: far above any drawn signature
MAX_NAME = 200
MAX_REASON = 5000


class EquipmentWork(models.Model):
    """The client signs on the page, or on paper that is scanned, or refuses."""

    _inherit = "equipment.work"

    refusal_reason = fields.Text(
        string="Remarks of the client", readonly=True, copy=False
    )
    signature = fields.Image(
        copy=False, attachment=True, max_width=1024, max_height=1024
    )
    signed_by = fields.Char(copy=False, readonly=True)
    signed_on = fields.Datetime(copy=False, readonly=True)
    signed_scan_id = fields.Many2one(
        "ir.attachment",
        string="Scan of the signed act",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    scan_ids = fields.Many2many(
        "ir.attachment",
        "equipment_work_scan_rel",
        "work_id",
        "attachment_id",
        string="Scans",
        copy=False,
        help="Protocol, certificate and other papers.",
    )

    def action_send_act(self):
        """Open a letter to the client with the link to the page where he signs."""
        self.ensure_one()
        if not self._has_to_be_signed():
            raise UserError(
                self.env._("Finish the works first: there is nothing to sign.")
            )
        self._portal_ensure_token()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mail.action_email_compose_message_wizard",
        )
        template = self.env.ref(
            "sales_process.mail_template_act", raise_if_not_found=False
        )
        action["context"] = {
            "default_model": self._name,
            "default_res_ids": self.ids,
            "default_template_id": template.id if template else False,
            "default_composition_mode": "comment",
        }
        return action

    def action_attach_scan(self):
        """The act was signed on paper: attach its scan."""
        self.ensure_one()
        self._check_to_be_signed()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Act signed on paper"),
            "res_model": "equipment.work.scan",
            "view_mode": "form",
            "target": "new",
            "context": {"default_work_id": self.id},
        }

    def _has_to_be_signed(self):
        return self.kind != "certification" and self.state == "done"

    def _has_act(self):
        """Whether there is an act to read: the works are done once."""
        return self.kind != "certification" and self.state in (
            "done",
            "signed",
            "refused",
        )

    def _check_to_be_signed(self):
        """
        :raise UserError: the act is not waiting for a signature
        """
        if not self._has_to_be_signed():
            raise UserError(self.env._("This act is not waiting for a signature."))

    # ---- signing -------------------------------------------------------------------

    def _sign(self, name, signature, content_hash=None):
        """Freeze the act with the client's signature; a second one is refused.

        :param str name: who signed
        :param str signature: base64 image
        :param str content_hash: fingerprint of what he has seen, when it is known
        :raise UserError: the act is not waiting for a signature, it is not what he has
            seen, or nobody signs
        """
        self.ensure_one()
        self.lock_for_update()
        self._check_to_be_signed()
        self._check_seen(content_hash)
        if not name:
            raise UserError(self.env._("Write who signs."))
        self._check_drawn(signature)
        self._finish_signing({"signature": signature, "signed_by": name})
        self.message_post(body=self.env._("The act is signed by %(name)s", name=name))

    def _sign_on_screen(self, name, signature, content_hash):
        """Sign with what a page or a phone has sent: nothing of it is trusted.

        :param content_hash: fingerprint of what was shown; who has seen nothing cannot
            sign it
        :raise UserError: as ``_sign``, and when it is no name or no drawn signature
        """
        name = self._read_signer(name)
        if not isinstance(signature, str) or not 0 < len(signature) <= MAX_SIGNATURE:
            raise UserError(self.env._("Signature is missing."))
        self._sign(name, signature, str(content_hash or ""))

    def _read_signer(self, name):
        """
        :raise UserError: there is no name
        """
        name = name.strip()[:MAX_NAME] if isinstance(name, str) else ""
        if not name:
            raise UserError(self.env._("Write who signs."))
        return name

    def _check_seen(self, content_hash):
        if content_hash is not None and content_hash != self._get_act_hash():
            raise UserError(self.env._("The act has changed, read it again."))

    def _check_drawn(self, signature):
        """A drawn signature is a picture made of points: other files may hold programs.

        :raise UserError: it is none
        """
        kinds = ("image/png", "image/jpeg")
        try:
            is_drawn = not signature or guess_mimetype(b64decode(signature)) in kinds
        except ValueError:  # no base64
            is_drawn = False
        if not is_drawn:
            raise UserError(self.env._("The signature is no picture."))

    def _attach_scan(self, name, day, data, filename):
        """Freeze the act with the scan of the paper that the client has signed.

        :param str name: who signed
        :param day: date of the signature
        :param bytes data: content of the file
        :raise UserError: the file is none, or the day is to come
        """
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()
        self._check_to_be_signed()
        self._check_scan(day, data)
        # sudo: the file belongs to the act, which nobody changes any more
        scan = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": filename,
                    "raw": data,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        )
        moment = fields.Datetime.to_datetime(day)
        self.sudo()._finish_signing(
            {"signed_scan_id": scan.id, "signed_by": name}, moment
        )
        self.message_post(
            body=self.env._("The act is signed on paper by %(name)s", name=name),
        )

    def _check_scan(self, day, data):
        if day > fields.Date.context_today(self):
            raise UserError(self.env._("The act cannot be signed in the future."))
        if not data or len(data) > MAX_SCAN:
            raise UserError(
                self.env._(
                    "The file is empty or larger than %(size)s MB.",
                    size=MAX_SCAN // 1024**2,
                )
            )
        if guess_mimetype(data) not in SCAN_TYPES:
            raise UserError(self.env._("The scan is a PDF, JPEG or PNG file."))

    def _finish_signing(self, values, moment=None):
        """Write the signature, seal the act, make its file, tell who waits for it."""
        moment = moment or fields.Datetime.now()
        work = self.sudo()  # sudo: the client signs, the program seals
        day = fields.Datetime.context_timestamp(self, moment).date()
        work.write(
            {
                **values,
                "signed_on": moment,
                "refusal_reason": False,
                "warranty_start": self.warranty_start or day,
            }
        )
        work._seal_act()
        work.state = "signed"
        work._make_act_file()

    # ---- refusing ------------------------------------------------------------------

    def _refuse(self, name, reason):
        """The client does not accept: engineer, salesperson and head are told why."""
        self.ensure_one()
        self.lock_for_update()
        self._check_to_be_signed()
        work = self.sudo()  # sudo: the client answers by his link
        work.write({"state": "refused", "refusal_reason": reason})
        told = work.engineer_id | work.salesperson_id | work.team_id.user_id
        text = self.env._("%(name)s: %(reason)s", name=name, reason=reason)
        work.message_post(body=text)  # every refusal stays in the history
        work.message_notify(
            partner_ids=told.partner_id.ids,
            subject=self.env._("%(work)s: the client refused the act", work=self.name),
            body=text,
        )
        worker = work.engineer_id or work.salesperson_id or work.team_id.user_id
        if worker:
            work.activity_schedule(
                "sales_process.mail_activity_type_rework",
                user_id=worker.id,
                summary=reason[:200],
            )

    def _after_done(self):
        super()._after_done()
        # sudo: the task may be somebody else's
        self.sudo().activity_feedback(["sales_process.mail_activity_type_rework"])
