from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import plaintext2html

from ...tools.load.import_contact import find_basis, read_contact
from .marketing_import_contact import DICTIONARIES, OPEN_DICTIONARIES

#: the end of an import is kept without parts of a second
SECOND = timedelta(seconds=1)
#: what a partner that nobody works with is not named in
TRACES = (
    ("crm.lead", "partner_id"),
    ("sale.order", "partner_id"),
    ("sales.inquiry", "partner_id"),
    ("sales.call", "partner_id"),
    ("account.move", "partner_id"),
    ("marketing.call.campaign.line", "partner_id"),
)


class MarketingImportContact(models.AbstractModel):
    """Making the companies and people of a batch of rows, and undoing it.

    Runs as superuser in the name of the marketer (``_as_its_user``).
    """

    _inherit = "marketing.import.contact"

    @api.model
    def _apply(self, record, lines):
        """Load rows of one batch: who is in the base meanwhile is not made again."""
        today = fields.Date.context_today(self)
        rows = [read_contact(line.number, line.values, today) for line in lines]
        words = self._get_dictionaries()
        self._make_words(record, rows, words)
        matches = self.env["marketing.import.match"]._find(rows)
        items = list(zip(lines, rows, matches, strict=True))
        filled = [item for item in items if self._is_filled(record, *item)]
        late = [item for item in items if self._is_late(record, *item)]
        made = [item for item in items if item not in filled and item not in late]
        partners = self._make_partners(record, made, words)
        for line, row, match in filled:
            partners[line] = self._fill(record, line, row, match, words)
        self._record_consents(
            record, [(partners[ln], r) for ln, r, _m in made + filled]
        )
        for line, _row, match in late:
            line.write(self._prepare_late_values(match))

    @api.model
    def _is_filled(self, record, line, row, match):
        own = match.partner.marketing_import_id == record and line.verdict == "new"
        return line.decision == "fill" or (bool(match.partner) and own)

    @api.model
    def _is_late(self, record, line, row, match):
        """New at the check, and somebody has come into the base since."""
        if line.decision != "create" or line.verdict != "new":
            return False
        is_own = match.partner.marketing_import_id == record
        return bool(match.lead) or (bool(match.partner) and not is_own)

    @api.model
    def _prepare_late_values(self, match):
        who = match.partner or match.lead
        return {
            "state": "skipped",
            "partner_match_id": match.partner.id,
            "lead_match_id": match.lead.id,
            "match_by": match.by,
            "error": self.env._(
                "Has come into the base after the check: %(name)s",
                name=who.display_name,
            ),
        }

    # ---- dictionaries ------------------------------------------------------------------

    @api.model
    def _make_words(self, record, rows, words):
        """Make the tags and sources that the import may make and that are missing."""
        if not record.create_missing:
            return
        for name in OPEN_DICTIONARIES:
            wanted = {}
            for row in rows:
                found = getattr(row, name)
                for word in found if isinstance(found, list) else [found]:
                    if word and not words[name].find(word):
                        wanted.setdefault(word.casefold(), word)
            made = self.env[DICTIONARIES[name]].create(
                [{"name": word} for word in wanted.values()],
            )
            for word, maker in zip(wanted.values(), made, strict=True):
                words[name].add(word, maker.id)

    # ---- making ------------------------------------------------------------------------

    @api.model
    def _make_partners(self, record, items, words):
        """Make companies, then people; return {line: company or person of the row}."""
        companies = self._make_companies(record, items, words)
        people = [item for item in items if not item[1].is_company]
        made = self.env["res.partner"].create(
            [
                self._prepare_person_values(record, row, companies.get(line), words)
                for line, row, _match in people
            ],
        )
        partners = dict(companies)
        for (line, _row, _match), partner in zip(people, made, strict=True):
            partners[line] = partner
        for line, row, _match in items:
            line.write(
                {
                    "state": "done",
                    "partner_id": partners[line].id,
                    "made_company_id": companies[line].id if row.company else False,
                },
            )
        return partners

    @api.model
    def _make_companies(self, record, items, words):
        """{line: its company}: of the base, made before, or made now.

        Rows of one company make it once, whatever the batch.
        """
        companies, groups = {}, {}
        known = self._get_made_companies(record, items)
        for line, row, match in items:
            if not row.company:
                continue
            # a row that is nothing but a company, and that a person has decided to
            # make although it is known, is a company of its own
            is_alone = row.is_company and line.verdict in ("repeat", "duplicate")
            company = match.company or known.get(line.company_number)
            if company and not is_alone:
                companies[line] = company
            else:
                key = (line.company_number, line.id if is_alone else 0)
                groups.setdefault(key, []).append((line, row))
        made = self.env["res.partner"].create(
            [
                self._prepare_company_values(record, group, words)
                for group in groups.values()
            ],
        )
        for group, company in zip(groups.values(), made, strict=True):
            companies.update((line, company) for line, _row in group)
        return companies

    @api.model
    def _get_made_companies(self, record, items):
        """{number of the first row of a company: the company made of it before}."""
        numbers = {line.company_number for line, row, _match in items if row.company}
        lines = self.env["marketing.import.line"].search_fetch(
            [
                ("import_id", "=", record.id),
                ("company_number", "in", list(numbers)),
                ("made_company_id", "!=", False),
                ("made_company_id.active", "=", True),
            ],
            ["company_number", "made_company_id"],
            order="number desc, id desc",
        )
        return {line.company_number: line.made_company_id for line in lines}

    @api.model
    def _prepare_company_values(self, record, group, words):
        """Values of a company out of all its rows of the batch: the first word wins."""
        rows = [row for _line, row in group]
        alone = next((row for row in rows if row.is_company), None)

        def first(name):
            return next(filter(None, (getattr(row, name) for row in rows)), False)

        values = {
            "name": first("company"),
            "is_company": True,
            "vat": first("inn"),
            "l10n_ru_kpp": first("kpp"),
            "website": first("website"),
            **self._prepare_common_values(record, alone or rows[0], words),
            **self._prepare_address_values(rows, words),
        }
        if alone:
            values.update(self._prepare_reach_values(alone))
        else:
            values["comment"] = False
        return values

    @api.model
    def _prepare_person_values(self, record, row, company, words):
        values = {
            "name": row.name or row.email or row.phones[0][0],
            "is_company": False,
            "function": row.position,
            "parent_id": company.id if company else False,
            **self._prepare_common_values(record, row, words),
            **self._prepare_reach_values(row),
        }
        if not company:
            values.update(self._prepare_address_values([row], words))
            values["website"] = row.website
        return values

    @api.model
    def _prepare_common_values(self, record, row, words):
        """Values that a company and its people have in common."""
        source = words["source"].find(row.source) or record.source_id.id
        tags = {words["tags"].find(tag) for tag in row.tags} - {0}
        return {
            "client_state": "prospect",
            "user_id": words["salesperson"].find(row.salesperson),
            "category_id": [Command.set([*tags, *record.category_ids.ids])],
            "marketing_import_id": record.id,
            "marketing_source_id": source,
            "marketing_equipment_type_ids": self._get_links(
                words["equipment_type"], row.equipment_type
            ),
            "marketing_area_ids": self._get_links(
                words["application_area"], row.application_area
            ),
            "comment": plaintext2html(row.comment) if row.comment else False,
        }

    @api.model
    def _get_links(self, dictionary, names):
        return [Command.set(sorted({dictionary.find(name) for name in names} - {0}))]

    @api.model
    def _prepare_reach_values(self, row):
        first, *others = [written for written, _number in row.phones] or [False]
        return {
            "email": row.email,
            "phone": first,
            "other_phones": ", ".join(others) or False,
        }

    @api.model
    def _prepare_address_values(self, rows, words):
        def first(name):
            return next(filter(None, (getattr(row, name) for row in rows)), False)

        region = first("region")
        state = self._find_state(region, words) if region else 0
        is_russian = state or first("inn")
        return {
            "city": first("city"),
            "zip": first("zip"),
            "street": first("address"),
            "state_id": state,
            "country_id": self.env.ref("base.ru").id if is_russian else False,
        }

    # ---- filling in --------------------------------------------------------------------

    @api.model
    def _fill(self, record, line, row, match, words):
        """Fill in empty fields of the contact and of its company; change nothing."""
        partner = match.partner or line.partner_match_id
        company_values = self._prepare_company_values(record, [(line, row)], words)
        if partner.is_company:
            reach = self._prepare_reach_values(row)
            self._fill_empty(partner, {**company_values, **reach})
        else:
            values = self._prepare_person_values(record, row, match.company, words)
            self._fill_empty(partner, values)
            company = partner.parent_id
            if company and company.company_key == row.company_key:
                self._fill_empty(company, company_values)
        line.write({"state": "done", "partner_id": partner.id, "decision": "fill"})
        return partner

    @api.model
    def _fill_empty(self, partner, values):
        """Write what the partner has not got; tags and interests are added."""
        kept = {"name", "is_company", "client_state", "marketing_import_id"}
        changed = {}
        for name, value in values.items():
            field = partner._fields[name]
            if name in kept or not value:
                continue
            if field.type == "many2many":
                missing = set(value[0][2]) - set(partner[name].ids)
                if missing:
                    changed[name] = [Command.link(number) for number in missing]
            elif not partner[name]:
                changed[name] = value
        if partner.parent_id:
            for name in ("vat", "l10n_ru_kpp", "city", "zip", "street", "state_id"):
                changed.pop(name, None)
            changed.pop("country_id", None)
        if changed.get("parent_id") == partner.id:
            del changed["parent_id"]
        if changed:
            partner.write(changed)

    # ---- consent -------------------------------------------------------------------------

    @api.model
    def _record_consents(self, record, pairs):
        """Record the dated consents of the rows, for the channels they have data of."""
        values = []
        for partner, row in pairs:
            basis = find_basis(row.consent_basis)
            if not basis or (basis == "consent" and not row.consent_date):
                continue
            if not (row.consent_date or row.consent_basis):
                continue
            values += self._prepare_consents(record, partner, row, basis)
        if values:
            self.env["marketing.consent"].sudo().create(values)

    @api.model
    def _prepare_consents(self, record, partner, row, basis):
        consents = self.env["marketing.consent"]
        day = row.consent_date or fields.Date.context_today(self)
        channels = [("email", row.email), ("phone", row.phones)]
        file = self.env._("Import of “%(file)s”", file=record.name)
        return [
            {
                **consents._prepare_values(partner, channel),
                "basis": basis,
                "date": day,
                "source": row.consent_source or record.consent_source or file,
            }
            for channel, has_data in channels
            if has_data and not self._has_consent(partner, channel, basis, day)
        ]

    @api.model
    def _has_consent(self, partner, channel, basis, day):
        """Whether the basis is recorded, or the person has withdrawn it since: an old
        list never brings back who has unsubscribed."""
        return any(
            consent.channel == channel
            and consent.basis == basis
            and (not consent.withdrawn_date or consent.withdrawn_date.date() >= day)
            for consent in partner.marketing_consent_ids
        )

    # ---- undoing -------------------------------------------------------------------------

    @api.model
    def _undo(self, record):
        """Archive the partners that nobody has touched; return (undone, kept).

        Touched: changed after the import, named in a deal, order, invoice, inquiry,
        call or campaign, written to, or with contacts that the import has not made.
        """
        # sudo: a marketer takes back what an own import has made, and nothing else
        partners = (
            self.env["res.partner"]
            .sudo()
            .search([("marketing_import_id", "=", record.id)])
        )
        touched = self._find_touched(record, partners)
        # a company stays while somebody of it stays
        touched |= (touched.parent_id | touched.commercial_partner_id) & partners
        undone = partners - touched
        undone.write({"active": False})
        lines = self.env["marketing.import.line"].sudo()  # sudo: as above
        lines.search(
            [("import_id", "=", record.id), ("partner_id", "in", undone.ids)]
        ).write({"state": "undone"})
        return len(undone), len(touched)

    @api.model
    def _find_touched(self, record, partners):
        finished = (record.date_done or fields.Datetime.now()) + SECOND
        touched = partners.filtered(
            lambda partner: partner.write_date > finished or partner.user_ids
        )
        for model, name in TRACES:
            # sudo: whether anybody works with the partner, whoever it is
            groups = (
                self.env[model]
                .sudo()
                .with_context(active_test=False)
                ._read_group([(name, "in", partners.ids)], [name])
            )
            touched |= partners.browse(partner.id for (partner,) in groups)
        children = (
            partners.sudo()
            .with_context(active_test=False)
            .search([("parent_id", "in", partners.ids), ("id", "not in", partners.ids)])
        )
        touched |= children.parent_id
        messages = (
            self.env["mail.message"]
            .sudo()
            .search_fetch(
                [
                    ("model", "=", "res.partner"),
                    ("res_id", "in", partners.ids),
                    ("message_type", "in", ["comment", "email", "email_outgoing"]),
                ],
                ["res_id"],
            )
        )
        return touched | partners.browse(messages.mapped("res_id"))
