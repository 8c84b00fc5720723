import hashlib
import hmac
import time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.intake.telephony import outgoing

LINK_SECONDS = 600  # how long a link can be played
PLAYABLE = ("https:", "http:", "cdr:", "mango:", "zadarma:")


class SalesCall(models.Model):
    """The recording is played through a link made at the click; each one is logged."""

    _inherit = "sales.call"

    has_recording = fields.Boolean(compute="_compute_has_recording")
    listening_ids = fields.One2many("sales.call.listening", "call_id")

    @api.depends("recording_ref", "webhook_id")
    def _compute_has_recording(self):
        for call in self:
            reference = call.recording_ref or ""
            # sudo: whether the exchange can be asked, not its account
            webhook = call.webhook_id.sudo()
            is_file = reference.startswith("file:") and webhook.api_url
            call.has_recording = bool(is_file) or reference.startswith(PLAYABLE)

    def get_recording_link(self):
        """Return `{"url": link}` that plays the recording for ten minutes.

        The listening is logged.

        :raises UserError: there is no recording, or the exchange does not give it
        """
        self.ensure_one()
        self.check_access("read")
        if not self.has_recording:
            raise UserError(self.env._("There is no recording of this call."))
        # sudo: nobody may write into the log of listening himself
        self.env["sales.call.listening"].sudo().create(
            {"call_id": self.id, "user_id": self.env.uid}
        )
        expires = int(time.time()) + LINK_SECONDS
        sign = self._sign_recording(expires, self.env.uid)
        return {"url": f"/sales_process/recording/{self.id}/{expires}/{sign}"}

    def _sign_recording(self, expires, uid):
        # sudo: the secret of the database
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        text = f"recording:{self.id}:{expires}:{uid}"
        return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()

    def _check_recording_link(self, expires, sign):
        """:raises AccessError: the link is old, of somebody else, or forged"""
        expected = self._sign_recording(expires, self.env.uid)
        if expires < time.time() or not hmac.compare_digest(expected, sign):
            raise AccessError(
                self.env._(
                    "The link to the recording is too old. Press “Listen” again."
                )
            )
        self.check_access("read")

    def _open_recording(self):
        """Return (address to redirect to, None), or (None, open response to pass on).

        A MikoPBX stands in the office network: what it sends is passed on.
        """
        # sudo: the account of the exchange is secret
        webhook = self.webhook_id.sudo()
        reference = self.recording_ref
        if reference.startswith(("https:", "http:")):
            return reference, None
        if reference.startswith(("cdr:", "file:")):
            return None, webhook._open_record(self.external_id, reference)
        return webhook._find_cloud_link(reference), None


class SalesCallListening(models.Model):
    """Who has listened to which recording."""

    _name = "sales.call.listening"
    _description = "Listening to a Recording"
    _order = "id desc"

    call_id = fields.Many2one(
        "sales.call", required=True, readonly=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one("res.users", required=True, readonly=True)
    date = fields.Datetime(readonly=True, default=fields.Datetime.now)


class SalesWebhook(models.Model):
    _inherit = "sales.webhook"

    def _open_record(self, linkedid, reference):
        """The open response of a MikoPBX with the recording.

        :raises UserError: the exchange has no recording of this call
        """
        answer = self._get_json(outgoing.cdr_of_call(self._get_account(), linkedid))
        data = answer.get("data")
        records = data.get("records") if isinstance(data, dict) else None
        records = [row for row in records or [] if isinstance(row, dict)]
        number = reference.partition(":")[2]
        wanted = [
            row
            for row in records
            if number in (str(row.get("id")), str(row.get("recordingfile")))
        ]
        for row in [*wanted, *records]:
            link = row.get("playback_url") or row.get("download_url")
            if link:
                request = outgoing.ApiRequest(self._get_absolute(str(link)))
                return self._send(request, stream=True)
        raise UserError(self.env._("The exchange has no recording of this call."))

    def _find_cloud_link(self, reference):
        """The temporary link of a cloud exchange.

        :raises UserError: the exchange gives none
        """
        response = self._send(outgoing.recording(self._get_account(), reference))
        link = response.headers.get("Location")
        if not link and "json" in response.headers.get("Content-Type", ""):
            answer = response.json()
            link = answer.get("link") if isinstance(answer, dict) else None
        if not str(link or "").startswith("https://"):
            raise UserError(self.env._("The exchange has no recording of this call."))
        return link
