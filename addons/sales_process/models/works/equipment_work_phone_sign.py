from odoo import models
from odoo.exceptions import AccessError, UserError

from .equipment_work_sign import MAX_REASON


class EquipmentWork(models.Model):
    """The client signs, or refuses, on the phone of the engineer: with a connection.

    The server draws the act and seals it, so nothing of this is done later.
    """

    _inherit = "equipment.work"

    def phone_act(self):
        """What the client reads before he signs.

        :return: dict of ``hash``, fingerprint of the act as it is now, and ``url`` of
            its page
        """
        self._check_phone_signing()
        return {"hash": self._get_act_hash(), "url": self.get_portal_url()}

    def phone_sign(self, name, signature, content_hash):
        """The client signs what he has read.

        :param str name: who signs
        :param str signature: base64 picture
        :param str content_hash: as ``phone_act`` gave it
        :raises UserError: it is no signature, or the act is another one by now
        """
        self._check_phone_signing()
        self._sign_on_screen(name, signature, content_hash)
        return self.phone_load(self.ids)

    def phone_refuse(self, name, reason):
        """The client does not accept the works, and says why.

        :raises UserError: there is no name or no reason
        """
        self._check_phone_signing()
        name = self._read_signer(name)
        reason = reason.strip()[:MAX_REASON] if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Write why the works are not accepted."))
        self._refuse(name, reason)
        return self.phone_load(self.ids)

    def _check_phone_signing(self):
        """
        :raises AccessError: it is not the user's work
        :raises UserError: the act is not waiting for a signature
        """
        self.ensure_one()
        self._check_engineer()
        if not self.exists() or not self._is_for_phone():
            raise AccessError(self.env._("This work belongs to somebody else."))
        self._check_to_be_signed()
