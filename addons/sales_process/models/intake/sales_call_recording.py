from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesCall(models.Model):
    """The recording is heard in the card of the call."""

    _inherit = "sales.call"

    has_recording = fields.Boolean(
        string="Talk Recorded", compute="_compute_has_recording"
    )

    @api.depends("recording_ref")
    def _compute_has_recording(self):
        for call in self:
            call.has_recording = bool(call.recording_ref)

    def get_recording_link(self):
        """Return `{"url": ...}`, an address that works for a short time.

        :raises UserError: the exchange does not give the recording
        """
        self.ensure_one()
        self.check_access("read")
        raise UserError(self.env._("This exchange does not give its recordings."))
