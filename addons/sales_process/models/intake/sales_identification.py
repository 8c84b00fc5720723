from dataclasses import dataclass

from odoo import api, models
from odoo.tools import SQL, email_domain_extract

from odoo.addons.iap.tools.iap_tools import _MAIL_DOMAIN_BLACKLIST

from ...tools.intake.phones import phone_tail

FREE_MAIL_DOMAINS = frozenset(_MAIL_DOMAIN_BLACKLIST) | {"internet.ru", "yandex.by"}
DOMAIN_LIMIT = 20  # contacts looked at behind one corporate mail domain
# columns that the search reads
PARTNER_FIELDS = [
    "email_normalized", "phone_keys", "vat", "active", "company_id", "partner_share",
    "commercial_partner_id",
]  # fmt: skip
# how sure a match is: the best contact of a company is the one with most points
POINTS = {"email": 8, "phone": 4, "tail": 2, "inn": 1}


@dataclass(frozen=True)
class Contact:
    """What is known of somebody who turned to us."""

    email: str = ""  # normalized
    phones: tuple = ()  # E.164
    inn: str = ""


@dataclass
class Found:
    """Who it is: at most one of `partner` and `candidates` is filled."""

    partner: object
    candidates: object
    lead: object
    suggestion: object

    @property
    def is_known(self):
        return bool(self.partner)


class SalesIdentification(models.AbstractModel):
    """Who is it: one search for mail, calls, chats and the voice form.

    1. E-mail, exactly, on partners and on leads.
    2. Every number of a partner or lead: E.164 exactly counts more than equal last
       ten digits.
    3. INN (`res.partner.vat`).
    4. Matches inside one company are one client and its best contact is taken;
       matches of several companies are candidates and somebody is asked.
    5. A corporate mail domain only suggests a company.
    Employees, our own company, archived partners (they are merged or gone) and those
    of another company are never found. Three queries for any number of contacts, each
    one backed by an index.
    """

    _name = "sales.identification"
    _description = "Who Turned to Us"

    @api.model
    def _identify(self, contacts):
        """Return a `Found` for each `Contact`, in the same order."""
        # sudo: recognising a client must not depend on whose client he is
        everything = self.sudo()
        rows = everything._search_keys(contacts)
        leads = everything._fetch_leads(rows)
        partners = everything._fetch_partners(rows, leads)
        by_key = {}
        for model, record_id, kind, key in rows:
            by_key.setdefault((kind, key), []).append((model, record_id))
        return [self._find_one(c, by_key, partners, leads) for c in contacts]

    # ---- search ------------------------------------------------------------------

    @api.model
    def _search_keys(self, contacts):
        """Return rows (model, id, kind, key) of everything that has a key."""
        emails = sorted({c.email for c in contacts if c.email})
        tails = sorted({t for c in contacts for p in c.phones if (t := phone_tail(p))})
        inns = sorted({c.inn for c in contacts if c.inn})
        domains = sorted({self._get_corporate_domain(c.email) for c in contacts} - {""})
        parts = []
        if emails:
            parts += [self._sql_emails("res.partner", emails)]
            parts += [self._sql_emails("crm.lead", emails)]
        if tails:
            parts += [self._sql_phones("res.partner", tails)]
            parts += [self._sql_phones("crm.lead", tails)]
        if inns:
            parts += [self._sql_inns(inns)]
        if domains:
            parts += [self._sql_domains(domains)]
        if not parts:
            return []
        self._flush_keys()
        return self.env.execute_query(SQL(" UNION ALL ").join(parts))

    @api.model
    def _flush_keys(self):
        self.env["res.partner"].flush_model(PARTNER_FIELDS)
        self.env["crm.lead"].flush_model(
            ["email_normalized", "phone_keys", "active", "company_id"]
        )

    @api.model
    def _sql_allowed(self):
        return SQL(
            "r.active AND (r.company_id IS NULL OR r.company_id = ANY(%s))",
            self._get_companies().ids,
        )

    @api.model
    def _get_companies(self):
        """The companies that the user has chosen; the gateway works for one."""
        chosen = self.env.context.get("allowed_company_ids")
        return self.env.companies if chosen else self.env.company

    @api.model
    def _sql_emails(self, model, emails):
        return SQL(
            "SELECT %s, r.id, 'email', r.email_normalized FROM %s r"
            " WHERE r.email_normalized = ANY(%s) AND %s",
            model,
            SQL.identifier(self.env[model]._table),
            emails,
            self._sql_allowed(),
        )

    @api.model
    def _sql_phones(self, model, tails):
        # number by number: PostgreSQL takes a hundred of them in one array for most
        # of the table and reads it whole
        return SQL(
            "SELECT %s, found.id, 'tail', k.tail"
            " FROM unnest(%s) AS k(tail) CROSS JOIN LATERAL ("
            "  SELECT r.id FROM %s r WHERE r.phone_keys IS NOT NULL"
            "  AND string_to_array(r.phone_keys, ' ') @> ARRAY[k.tail] AND %s"
            " ) AS found",
            model,
            tails,
            SQL.identifier(self.env[model]._table),
            self._sql_allowed(),
        )

    @api.model
    def _sql_inns(self, inns):
        return SQL(
            "SELECT 'res.partner', r.id, 'inn', regexp_replace(r.vat, '^RU', '')"
            " FROM res_partner r WHERE r.vat = ANY(%s) AND %s",
            [*inns, *(f"RU{inn}" for inn in inns)],
            self._sql_allowed(),
        )

    @api.model
    def _sql_domains(self, domains):
        """The only company behind a mail domain; nothing when there are several."""
        return SQL(
            "SELECT 'res.partner', found.company_id, 'domain', k.name"
            " FROM unnest(%s) AS k(name) CROSS JOIN LATERAL ("
            "  SELECT min(near.company_id) AS company_id FROM ("
            "   SELECT r.commercial_partner_id AS company_id FROM res_partner r"
            "   WHERE split_part(r.email_normalized, '@', 2) = k.name"
            "   AND r.email_normalized IS NOT NULL AND r.partner_share"
            "   AND r.commercial_partner_id <> ALL(%s) AND %s"
            "   LIMIT %s) AS near"
            "  HAVING count(DISTINCT near.company_id) = 1) AS found",
            domains,
            self.env.companies.partner_id.ids,
            self._sql_allowed(),
            DOMAIN_LIMIT,
        )

    @api.model
    def _get_corporate_domain(self, email):
        domain = email_domain_extract(email) if email else ""
        return "" if not domain or domain in FREE_MAIL_DOMAINS else domain

    @api.model
    def _fetch_partners(self, rows, leads=None):
        """The partners found, and those of the leads found; nobody of our own."""
        ids = {record_id for model, record_id, *_key in rows if model == "res.partner"}
        if leads:
            ids |= set(leads.partner_id.ids)
        partners = self.env["res.partner"]
        if not ids:
            return partners
        return partners.search_fetch(
            [("id", "in", list(ids)), ("partner_share", "=", True)],
            ["commercial_partner_id", "email_normalized", "phone_sanitized", "vat"],
        )

    @api.model
    def _fetch_leads(self, rows):
        ids = [record_id for model, record_id, *_key in rows if model == "crm.lead"]
        leads = self.env["crm.lead"]
        if not ids:
            return leads
        return leads.search_fetch([("id", "in", ids)], ["partner_id", "won_status"])

    # ---- decision ----------------------------------------------------------------

    @api.model
    def _find_one(self, contact, by_key, partners, leads):
        points = self._weigh(contact, by_key, partners, leads)
        clients = points.keys()
        companies = {partner.commercial_partner_id for partner in clients}
        found = Found(
            partner=partners.browse(),
            candidates=partners.browse(),
            lead=self._find_lead(contact, by_key, leads),
            suggestion=partners.browse(),
        )
        if len(companies) == 1:
            found.partner = self._best(clients, points)
        elif companies:
            found.candidates = partners.browse().union(
                *(
                    self._best(
                        [p for p in clients if p.commercial_partner_id == c], points
                    )
                    for c in companies
                )
            )
        else:
            found.suggestion = self._find_suggestion(contact, by_key, partners)
        return found

    @api.model
    def _get_keys(self, contact):
        keys = [("email", contact.email), ("inn", contact.inn)]
        return keys + [("tail", phone_tail(number)) for number in contact.phones]

    @api.model
    def _weigh(self, contact, by_key, partners, leads):
        """Return {partner: points} of the clients who share a key with the contact."""
        points = {}
        own = self.env.companies.partner_id
        for kind, key in self._get_keys(contact):
            for model, record_id in by_key.get((kind, key), ()) if key else ():
                partner = self._get_client(model, record_id, partners, leads)
                if not partner or partner.commercial_partner_id in own:
                    continue
                exact = kind == "tail" and partner.phone_sanitized in contact.phones
                value = POINTS["phone" if exact else kind]
                points[partner] = points.get(partner, 0) + value
        return points

    @api.model
    def _get_client(self, model, record_id, partners, leads):
        if model == "res.partner":
            return partners & partners.browse(record_id)
        lead = leads & leads.browse(record_id)
        return lead.partner_id & partners

    @api.model
    def _best(self, partners, points):
        return max(partners, key=lambda partner: (points[partner], -partner.id))

    @api.model
    def _find_lead(self, contact, by_key, leads):
        """The newest open lead of somebody who has no partner yet."""
        ids = {
            record_id
            for kind, key in self._get_keys(contact)
            for model, record_id in (by_key.get((kind, key), ()) if key else ())
            if model == "crm.lead"
        }
        own = leads.filtered(
            lambda lead: (
                lead.id in ids and not lead.partner_id and lead.won_status == "pending"
            )
        )
        return own.sorted("id")[-1:]

    @api.model
    def _find_suggestion(self, contact, by_key, partners):
        domain = self._get_corporate_domain(contact.email)
        ids = [record_id for _model, record_id in by_key.get(("domain", domain), ())]
        return partners & partners.browse(ids)
