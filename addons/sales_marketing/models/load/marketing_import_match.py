from dataclasses import dataclass

from odoo import api, models

from odoo.addons.sales_process.models.intake.sales_identification import Contact
from odoo.addons.sales_process.tools.intake.phones import phone_tail

NAMES = [
    "name", "is_company", "parent_id", "commercial_partner_id", "email_normalized",
    "vat", "l10n_ru_kpp", "company_key",
]  # fmt: skip
SHORTEST_WORD = 3


@dataclass(slots=True)
class Match:
    """Who a row of a table is: somebody of the base, or a new person of a company."""

    partner: object
    company: object
    lead: object
    by: str = ""
    remark: tuple | None = None


class MarketingImportMatch(models.AbstractModel):
    """Who of a loaded base is in ours already: a fixed number of queries a batch.

    The search is that of inquiries (``sales.identification``): e-mail exactly, numbers
    by their last ten digits, INN; in addition KPP and the normalised name of a company.

    1. The same e-mail: the same contact.
    2. The same number: the same contact, unless the row names a person and the number
       is a company's or belongs to somebody with another name (the number of an
       office).
    3. The same company by INN and KPP (branches differ in KPP only), else by name when
       the INN do not speak against it. A row that names nobody is this company; a row
       with a person is a new person of it.
    4. An open lead without a contact card and with the same e-mail or number.
    """

    _name = "marketing.import.match"
    _description = "Duplicates of an Import"

    @api.model
    def _find(self, rows):
        """Return a `Match` for each row, in the same order.

        :param rows: list of ``ContactRow``
        """
        # sudo: recognising a contact must not depend on whose client it is
        search = self.sudo().env["sales.identification"]
        contacts = [Contact(email=r.email, phones=r.e164, inn=r.inn) for r in rows]
        found = search._search_keys(contacts)
        leads = search._fetch_leads(found)
        partners = search._fetch_partners(found)
        named = self._search_names({row.company_key for row in rows} - {""})
        (partners | named).fetch(NAMES)
        by_key = {}
        for model, record_id, kind, key in found:
            by_key.setdefault((model, kind, key), []).append(record_id)
        by_name = named.grouped("company_key")
        return [self._find_one(r, by_key, partners, leads, by_name) for r in rows]

    @api.model
    def _search_names(self, keys):
        partners = self.sudo().env["res.partner"]  # sudo: see _find
        if not keys:
            return partners
        companies = self.env["sales.identification"]._get_companies()
        return partners.search_fetch(
            [
                ("company_key", "in", list(keys)),
                ("parent_id", "=", False),
                ("company_id", "in", [*companies.ids, False]),
            ],
            NAMES,
            order="id",
        )

    @api.model
    def _find_one(self, row, by_key, partners, leads, by_name):
        def known(kind, key, model="res.partner"):
            pool = partners if model == "res.partner" else leads
            return (
                pool & pool.browse(by_key.get((model, kind, key), ()))
                if key
                else (pool.browse())
            )

        match = Match(partners.browse(), partners.browse(), leads.browse())
        match.company, how = self._find_company(row, known, by_name, match)
        person, by = self._find_person(row, known)
        if person:
            match.partner, match.by = person, by
        elif match.company and not row.name:
            match.partner, match.by = match.company, how
        else:
            match.lead, match.by = self._find_lead(row, known)
        return match

    @api.model
    def _find_person(self, row, known):
        """(contact with the same e-mail or number, how it was found)."""
        found = known("email", row.email)
        if found:
            return self._prefer(row, found), "email"
        for number in row.e164:
            found = known("tail", phone_tail(number)).filtered(
                lambda partner: self._may_share_phone(row, partner)
            )
            if found:
                return self._prefer(row, found), "phone"
        return found, ""

    @api.model
    def _prefer(self, row, found):
        """The person when the row names one, else the company; then the oldest."""
        return found.sorted(
            lambda partner: (partner.is_company != row.is_company, partner.id)
        )[:1]

    @api.model
    def _may_share_phone(self, row, partner):
        """Whether the same number means the same contact."""
        if not row.name:
            is_same = not row.company or row.company_key == partner.company_key
            return is_same or not partner.is_company
        return not partner.is_company and bool(
            _words(row.name) & _words(partner.name or "")
        )

    @api.model
    def _find_company(self, row, known, by_name, match):
        """(company of the row in the base, how it was found)."""
        if row.inn:
            found = known("inn", row.inn).commercial_partner_id
            same = found.filtered(
                lambda company: _may_be_equal(company.l10n_ru_kpp, row.kpp)
            )
            if same:
                return same.sorted(
                    lambda c: (c.l10n_ru_kpp != row.kpp, c.id),
                )[:1], "inn"
            if found:
                match.remark = ("branch", found[0].display_name)
                return found.browse(), ""
        same = by_name.get(row.company_key)
        if row.company_key and same:
            same = same.filtered(
                lambda company: _may_be_equal(_digits(company.vat), row.inn)
            )
            if len(same) > 1:
                match.remark = ("several_found", row.company)
            return same[:1], "name"
        return self.env["res.partner"], ""

    @api.model
    def _find_lead(self, row, known):
        """(open lead without a contact card, how it was found)."""
        keys = [("email", row.email), *(("tail", phone_tail(n)) for n in row.e164)]
        for kind, key in keys:
            leads = known(kind, key, "crm.lead").filtered(
                lambda lead: not lead.partner_id and lead.won_status == "pending"
            )
            if leads:
                return leads.sorted("id")[-1:], "phone" if kind == "tail" else kind
        return self.env["crm.lead"], ""


def _may_be_equal(one, other):
    return not one or not other or one == other


def _digits(vat):
    return (vat or "").removeprefix("RU")


def _words(name):
    words = name.casefold().replace("ё", "е").split()
    return {word for word in words if len(word) >= SHORTEST_WORD}
