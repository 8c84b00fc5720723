from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS

PIN_LENGTH = 6


class ResUsers(models.Model):
    _inherit = "res.users"

    scanner_pin = fields.Char(
        string="Scanner PIN",
        compute="_compute_scanner_pin",
        inverse="_inverse_scanner_pin",
        copy=False,
        groups="warehouse_barcode.group_storekeeper,base.group_erp_manager",
        help="With it a manager allows a newer series on a storekeeper's device. "
        "At least 6 characters; it can be printed as a barcode on a badge.",
    )
    scanner_pin_hash = fields.Char(copy=False, groups=NO_ACCESS)

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "scanner_pin"]

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "scanner_pin"]

    @api.depends()
    def _compute_scanner_pin(self):
        self.scanner_pin = False

    def _inverse_scanner_pin(self):
        crypt = self._crypt_context()
        for user in self.filtered("scanner_pin"):
            if len(user.scanner_pin) < PIN_LENGTH:
                raise ValidationError(
                    self.env._(
                        "The scanner PIN needs at least %(length)s characters.",
                        length=PIN_LENGTH,
                    )
                )
            # sudo: nobody may read or write the hash directly
            user.sudo().scanner_pin_hash = crypt.hash(user.scanner_pin)

    def _is_scanner_pin(self, pin):
        """Whether ``pin`` is the PIN of this user; takes the same time either way."""
        self.ensure_one()
        # sudo: nobody may read the hash directly
        stored = self.sudo().scanner_pin_hash
        crypt = self._crypt_context()
        if not stored:
            crypt.dummy_verify()
            return False
        return bool(pin) and crypt.verify(pin, stored)
