from datetime import datetime

from odoo import models

ALWAYS = datetime.min


class CrmLead(models.Model):
    """Since when a deal passes a check: for rules that are tried on the history.

    A check named ``x`` may be answered by ``_since_x``, which gets a set of deals and
    returns a dict of deal id -> moment (naive UTC). A deal that is not in it never
    passed. Without such a method the deal of today answers for the past as well.
    """

    _inherit = "crm.lead"

    def _get_since(self, check):
        method = getattr(self, f"_since_{check}", None)
        if method:
            return method()
        return dict.fromkeys(getattr(self, f"_passes_{check}")().ids, ALWAYS)

    def _get_last_tracked(self, name):
        """When a tracked field was changed for the last time: dict of id -> moment."""
        # sudo: the moment only, not who and from what
        groups = (
            self.env["mail.tracking.value"]
            .sudo()
            ._read_group(
                [
                    (
                        "field_id",
                        "=",
                        self.env["ir.model.fields"]._get(self._name, name).id,
                    ),
                    ("mail_message_id.model", "=", self._name),
                    ("mail_message_id.res_id", "in", self.ids),
                ],
                ["mail_message_id"],
                ["create_date:max"],
            )
        )
        result = {}
        for message, moment in groups:
            known = result.get(message.res_id)
            result[message.res_id] = max(known, moment) if known else moment
        return result
