from odoo import api, fields, models

from ...tools.intake.phones import valid_phones
from ...tools.intake.requisites import read_inn
from .sales_identification import Contact

LIMIT = 5


class ResPartner(models.Model):
    """Whose client it is already (R014): the same number, address or INN."""

    _inherit = "res.partner"

    same_client_ids = fields.Many2many(
        "res.partner",
        string="The Same Contact Data",
        compute="_compute_same_client_ids",
        compute_sudo=True,
        help="Other companies with the same e-mail, telephone number or INN.",
    )

    @api.depends("email_normalized", "phone", "other_phones", "vat", "parent_id")
    def _compute_same_client_ids(self):
        contacts = [partner._get_own_contact() for partner in self]
        identification = self.env["sales.identification"]
        rows = identification._search_keys(contacts)
        partners = identification._fetch_partners(rows, self.env["crm.lead"])
        by_key = {}
        for model, record_id, kind, key in rows:
            if model == "res.partner" and kind != "domain":
                by_key.setdefault((kind, key), set()).add(record_id)
        for partner, contact in zip(self, contacts, strict=True):
            keys = [key for key in identification._get_keys(contact) if key[1]]
            ids = set().union(*(by_key.get(key, ()) for key in keys))
            found = partners.filtered(lambda other, ids=ids: other.id in ids)
            companies = found.commercial_partner_id - partner.commercial_partner_id
            partner.same_client_ids = (companies - partner._origin)[:LIMIT]

    def _get_own_contact(self):
        """What others may have in common with the partner."""
        written = f"{self.phone or ''}; {self.other_phones or ''}"
        return Contact(
            email=self.email_normalized or "",
            phones=tuple(phone.e164 for phone in valid_phones(written)),
            inn=read_inn(self.vat or ""),
        )
