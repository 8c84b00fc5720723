from odoo import api, models
from odoo.tools import escape_psql

from .sales_inquiry_chat import ORIGINS


class SalesInquiry(models.Model):
    """Where the client has come from: the inquiry tells it to its lead (R160).

    1. A mark of an advertisement is found without regard to case; one is made only when
       there is none, so that "Yandex" and "yandex" are one source.
    2. The lead or deal of an inquiry that has no source takes over source, medium and
       campaign of the inquiry; what a lead has is never overwritten, and won or lost
       deals keep what they have.
    3. The quotation takes them over from the deal, as core does.
    """

    _inherit = "sales.inquiry"

    @api.model_create_multi
    def create(self, vals_list):
        inquiries = super().create(vals_list)
        inquiries.filtered("lead_id")._tell_origin()
        return inquiries

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"lead_id", *ORIGINS}:
            self._tell_origin()
        return result

    @api.model
    def _find_label(self, model, name):
        """The source, medium or campaign of this name, made when there is none.

        Core's own search takes the signs % and _ of a stranger's link for wildcards.
        """
        name = " ".join(name.split())
        records = self.env[model]
        if not name:
            return records
        everything = records.with_context(active_test=False)
        found = everything.search(
            [("name", "=ilike", escape_psql(name))], order="id", limit=1
        )
        values = {"name": name}
        if "is_auto_campaign" in records._fields:
            values["is_auto_campaign"] = True
        return found or records.create(values)

    def _tell_origin(self):
        """Fill in the source of leads that have none."""
        for inquiry in self.filtered("lead_id"):
            names = [name for name in ORIGINS if inquiry[name]]
            # sudo: whoever takes the inquiry in may have no rights on deals
            lead = inquiry.lead_id.sudo()
            if not names or lead.source_id or lead.won_status != "pending":
                continue
            values = {name: inquiry[name].id for name in names if not lead[name]}
            if values:
                lead.write(values)
