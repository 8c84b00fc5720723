import csv
import tempfile
from datetime import date
from functools import lru_cache
from itertools import islice, starmap

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.consent.consent import BOUNCE_LIMIT
from ...tools.segment.contact import Contact, read_numbers

BATCH = 2000
CONSENT_COLUMNS = {
    "email_consent": "marketing_email_consent_date",
    "phone_consent": "marketing_phone_consent_date",
    "sms_consent": "marketing_sms_consent_date",
}

# One statement reads the members. What could be looked up in tables that have just been
# filled, of which the planner knows nothing yet, is looked up batch by batch instead.
SORTED = """
SELECT %(columns)s
  FROM (%(members)s) AS member
 ORDER BY member.key COLLATE "C", %(preference)s
"""
RANKED = """
SELECT %(columns)s,
       row_number() OVER numbers,
       first_value(member.label) OVER numbers,
       first_value(member.model) OVER numbers
  FROM (%(members)s) AS member
WINDOW numbers AS (PARTITION BY member.number COLLATE "C" ORDER BY %(preference)s)
 ORDER BY member.model DESC, member.company, member.name, member.id
"""
# who is to have the row, of several with the same address
PREFERENCE = """
(member.consent IS NULL OR member.consent > %(today)s), member.bounces >= %(bounces)s,
member.model DESC, member.is_client DESC, member.id
"""
# The last talk of each contact and lead; its day is that of the user.
TALKS = """
SELECT DISTINCT ON (model, id) model, id,
       (date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date, result
  FROM (%(sources)s) AS talks
 ORDER BY model, id, date DESC
"""
TALK_SOURCE = """
SELECT %(model)s AS model, source.%(column)s AS id, source.%(date)s AS date,
       %(result)s AS result
  FROM %(table)s source
 WHERE source.id IN %(ids)s
"""
TALK_COLUMNS = {"res.partner": "partner_id", "crm.lead": "lead_id"}
CONSENT_FIELDS = {
    "mailchimp": "marketing_email_consent_date",
    "phone": "marketing_phone_consent_date",
}
#: columns of a member, in the order of the attributes of ``Contact``
BASIC = (
    "model", "id", "name", "company", "email", "phone", "language", "user_id",
    "is_person", "email_consent", "bounces", "key",
)  # fmt: skip
MORE = (
    "company_id", "position", "phone_consent", "sms_consent", "preferred_channel",
    "country", "region",
)  # fmt: skip
#: columns that come after these in a list for calls
PLACE = ("rank", "holder", "holder_model")
ORDERING = ("consent", "is_client", "label", "number")
COPY = "COPY (%s) TO STDOUT (FORMAT csv)"
#: so many blacklisted addresses are kept at hand
AT_HAND = 20_000


class MarketingContact(models.AbstractModel):
    """Reads members by one SQL statement, as plain ``Contact`` objects.

    Who is read decides ``_search`` of the ORM, with the rights of the user; the columns
    are those of fields that the user may read. Rows come through a file: memory does not
    grow with their number, and all of them are of one moment.
    """

    _name = "marketing.contact"
    _description = "Contacts for marketing"

    @api.model
    def _iterate(self, records):
        """Yield a ``Contact`` per record of ``records`` (partners or leads)."""
        of_records = Domain("id", "in", records.ids)
        is_lead = records._name == "crm.lead"
        yield from self._iterate_domains(
            Domain.FALSE if is_lead else of_records,
            of_records if is_lead else Domain.FALSE,
        )

    @api.model
    def _iterate_domains(self, partner_domain, lead_domain, layout="phone"):
        """Yield a ``Contact`` per partner and lead of the domains.

        :param str layout: ``mailchimp``: in the order of addresses, with what a letter
            needs; ``phone``: contacts before leads, by company, with everything
        """
        # to compile the statement takes longer than the statement; its rows are sorted
        # in memory
        self.env.cr.execute(
            SQL(
                "SELECT set_config('jit', 'off', TRUE), set_config(%s, %s, TRUE)",
                "work_mem",
                "64MB",
            ),
        )
        query = self._prepare_query(partner_domain, lead_domain, layout)
        if not query:
            return
        complete = self._complete_basic if layout == "mailchimp" else self._complete
        salespeople = _Salespeople(self.env)
        mails = self._get_blacklist("mail.blacklist", "email")
        last = Contact("", 0, "")
        rows = self._fetch(query)
        while contacts := list(starmap(Contact, islice(rows, BATCH))):
            blocked = mails({contact.email for contact in contacts})
            for contact in contacts:
                if contact.phone:
                    contact.phones, contact.extension = read_numbers(contact.phone)
                if contact.user_id:
                    contact.salesperson = salespeople[contact.user_id]
                if contact.email in blocked:
                    contact.is_mail_blocked = True
            last = complete(contacts, last)
            yield from contacts

    @api.model
    def _complete_basic(self, contacts, last):
        """Note who has the same address as the one before; return the last one."""
        for contact in contacts:
            if contact.key and contact.key == last.key:
                contact.rank = last.rank + 1
                contact.holder = last.holder or last.label
                contact.holder_model = last.holder_model or last.model
            last = contact
        return last

    @api.model
    def _complete(self, contacts, last):
        """Note blocked numbers and last talks."""
        stopped = self.env["marketing.stop"]._get_stopped_numbers(
            [number for contact in contacts for number in contact.phones],
        )
        for contact in contacts:
            contact.is_phone_blocked = not stopped["phone"].isdisjoint(contact.phones)
            contact.is_sms_blocked = not stopped["sms"].isdisjoint(contact.phones)
        self._add_talks(contacts)
        return last

    @api.model
    def _fetch(self, query):
        """Yield rows.

        They come through a file: for it the database uses all its processors, which it
        does not for a cursor.
        """
        self.env.flush_all()
        cr = self.env.cr
        copy = SQL(COPY, query)
        with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as file:
            cr.copy_expert(cr.mogrify(copy.code, copy.params), file.buffer)
            file.seek(0)
            yield from _read_rows(file)

    @api.model
    def _prepare_query(self, partner_domain, lead_domain, layout):
        """The statement, or None when there can be no member."""
        names = BASIC if layout == "mailchimp" else BASIC + MORE
        selects = [
            self._prepare_select("res.partner", partner_domain, layout, names),
            self._prepare_select("crm.lead", lead_domain, layout, names),
        ]
        selects = list(filter(None, selects))
        if not selects:
            return None
        return SQL(
            SORTED if layout == "mailchimp" else RANKED,
            columns=SQL(", ").join(SQL.identifier("member", name) for name in names),
            members=SQL(" UNION ALL ").join(selects),
            preference=SQL(
                PREFERENCE,
                today=fields.Date.context_today(self),
                bounces=BOUNCE_LIMIT,
            ),
        )

    @api.model
    def _prepare_select(self, model, domain, layout, names):
        """The ORM's own query of the domain, with our columns."""
        records = self.env[model].with_context(active_test=False)
        query = records._search(domain)
        if query.is_empty():
            return None
        prepare = (
            self._prepare_partner_columns
            if model == "res.partner"
            else self._prepare_lead_columns
        )
        columns = prepare(query, layout)
        columns["key"] = self._get_key(layout, model, columns)
        columns["consent"] = records._field_to_sql(query.table, CONSENT_FIELDS[layout])
        return query.select(
            *(
                SQL("%s AS %s", columns[name], SQL.identifier(name))
                for name in (*names, *ORDERING)
            ),
        )

    @api.model
    def _get_key(self, layout, model, columns):
        """What tells one row of the file from another: the address in Mailchimp, the
        record in a list for calls."""
        if layout == "mailchimp":
            return SQL("lower(%s)", columns["email"])
        return SQL("%s || ',' || %s", model, columns["id"])

    @api.model
    def _prepare_partner_columns(self, query, layout):
        """Columns of a contact; one that the user may not read raises AccessError."""
        of = self._get_column_maker("res.partner", query)
        query.add_join(
            "JOIN",
            "company",
            "res_partner",
            SQL("company.id = %s", of("commercial_partner_id")),
        )
        if layout == "phone":
            self._join_place(
                query,
                SQL("COALESCE(%s, company.country_id)", of("country_id")),
                SQL("COALESCE(%s, company.state_id)", of("state_id")),
            )
        name = SQL("COALESCE(%s, '')", of("name"))
        company = SQL("COALESCE(%s, '')", of("commercial_company_name"))
        return {
            **self._prepare_common_columns("res.partner", of, of("email")),
            "name": name,
            "company": company,
            "company_id": SQL("company.id"),
            "language": SQL("COALESCE(%s, '')", of("lang")),
            "user_id": SQL("COALESCE(%s, company.user_id, 0)", of("user_id")),
            "is_person": SQL("NOT COALESCE(%s, FALSE)", of("is_company")),
            "is_client": SQL("company.client_state IS NOT DISTINCT FROM 'client'"),
            "label": SQL(
                "concat_ws(', ', %s, NULLIF(NULLIF(%s, ''), %s))", name, company, name
            ),
        }

    @api.model
    def _prepare_lead_columns(self, query, layout):
        of = self._get_column_maker("crm.lead", query)
        query.add_join(
            "LEFT JOIN", "language", "res_lang", SQL("language.id = %s", of("lang_id"))
        )
        if layout == "phone":
            self._join_place(query, of("country_id"), of("state_id"))
        company = SQL("NULLIF(%s, '')", of("partner_name"))
        person = SQL("NULLIF(%s, '')", of("contact_name"))
        title = SQL("COALESCE(%s, %s, %s, '')", person, company, of("name"))
        return {
            **self._prepare_common_columns("crm.lead", of, of("email_from")),
            "name": title,
            "company": SQL("COALESCE(%s, '')", company),
            "company_id": SQL("0"),
            "language": SQL("COALESCE(language.code, '')"),
            "user_id": SQL("COALESCE(%s, 0)", of("user_id")),
            "is_person": SQL("%s IS NOT NULL", person),
            "is_client": SQL("FALSE"),
            "label": SQL("concat_ws(', ', %s, %s)", title, company),
        }

    @api.model
    def _prepare_common_columns(self, model, of, email):
        return {
            "model": SQL("%s::text", model),
            "id": of("id"),
            "email": SQL(
                "COALESCE(NULLIF(%s, ''), %s, '')", of("email_normalized"), email
            ),
            "phone": SQL("COALESCE(%s, '')", of("phone")),
            # one number, however it is written; E.164 of core needs a country
            "number": SQL(
                r"NULLIF(right(regexp_replace(%s, '\D', '', 'g'), 10), '')", of("phone")
            ),
            "position": SQL("COALESCE(%s, '')", of("function")),
            "bounces": SQL("COALESCE(%s, 0)", of("message_bounce")),
            "email_consent": of("marketing_email_consent_date"),
            "phone_consent": of("marketing_phone_consent_date"),
            "sms_consent": of("marketing_sms_consent_date"),
            "preferred_channel": SQL(
                "COALESCE(%s, '')", of("marketing_preferred_channel")
            ),
            "country": SQL("COALESCE(country.code, '')"),
            "region": SQL("COALESCE(region.code, '')"),
        }

    @api.model
    def _get_column_maker(self, model, query):
        records = self.env[model]
        return lambda field: records._field_to_sql(query.table, field, query)

    @api.model
    def _join_place(self, query, country, region):
        for alias, table, column in (
            ("country", "res_country", country),
            ("region", "res_country_state", region),
        ):
            query.add_join(
                "LEFT JOIN",
                alias,
                table,
                SQL("%s = %s", SQL.identifier(alias, "id"), column),
            )

    @api.model
    def _add_talks(self, contacts):
        """Note the last talk of each contact, or of its company, whichever was later."""
        ids = {
            "res.partner": {c.id for c in contacts if c.company_id}
            | {c.company_id for c in contacts if c.company_id},
            "crm.lead": {c.id for c in contacts if not c.company_id},
        }
        last = {
            (model, record_id): (day, result or "")
            for model, record_id, day, result in self.env.execute_query(
                self._prepare_talks(ids),
            )
        }
        for contact in contacts:
            keys = {(contact.model, contact.id), ("res.partner", contact.company_id)}
            talks = [last[key] for key in keys if key in last]
            if talks:
                contact.last_call, contact.last_result = max(talks)

    @api.model
    def _prepare_talks(self, ids):
        """Last talks of the records: answered calls of the telephony and finished calls
        of campaigns.

        :param dict ids: ids by model
        """
        # sudo: calls of all salespeople count; of them come the day and the result
        calls = self.env["sales.call"].sudo()
        lines = self.env["marketing.call.campaign.line"].sudo()
        called = Domain("call_date", "!=", False)
        sources = (
            (calls, self._get_talk_domain(), "date", SQL("'talk'")),
            (lines, called, "call_date", SQL("source.result")),
        )
        return SQL(
            TALKS,
            zone=self.env.context.get("tz") or self.env.user.tz or "UTC",
            sources=SQL(" UNION ALL ").join(
                self._prepare_talk_source(source, model, column, ids[model])
                for source in sources
                for model, column in TALK_COLUMNS.items()
            ),
        )

    @api.model
    def _prepare_talk_source(self, source, model, column, ids):
        records, domain, date, result = source
        found = records._search(domain & Domain(column, "in", list(ids)))
        return SQL(
            TALK_SOURCE,
            model=model,
            column=SQL.identifier(column),
            date=SQL.identifier(date),
            result=result,
            table=SQL.identifier(records._table),
            ids=found.subselect(),
        )

    @api.model
    def _get_talk_domain(self):
        return Domain("state", "=", "answered")

    @api.model
    def _get_blacklist(self, model, field):
        """Function that tells which of some values are on a blacklist: a short list is
        read once, of a long one only what is asked for."""
        # sudo: only administrators read the blacklists, everybody must honour them
        records = self.env[model].sudo()
        if records.search_count([], limit=AT_HAND + 1) <= AT_HAND:
            known = self._get_values(records, field, Domain.TRUE)
            return lambda values: known
        return lambda values: self._get_values(
            records, field, Domain(field, "in", list(values))
        )

    @api.model
    def _get_values(self, records, field, domain):
        query = records._search(domain)
        if query.is_empty():
            return set()
        column = query.select(SQL.identifier(query.table, field))
        return {value for (value,) in self.env.execute_query(column)}


def _read_rows(file):
    """Yield the rows of a CSV file of members, with values of the columns' types."""
    columns = enumerate(BASIC + MORE + PLACE)
    makers = [(number, TYPES[name]) for number, name in columns if name in TYPES]
    for row in csv.reader(file):
        for number, make in makers:
            if number >= len(row):
                break
            row[number] = make(row[number])
        yield row


@lru_cache(maxsize=1024)
def _to_date(text):
    return date.fromisoformat(text) if text else None


#: columns that are no texts
TYPES = {
    "id": int,
    "user_id": int,
    "company_id": int,
    "bounces": int,
    "rank": int,
    "is_person": "t".__eq__,
    "email_consent": _to_date,
    "phone_consent": _to_date,
    "sms_consent": _to_date,
}


class _Salespeople(dict):
    """Names of salespeople by id, each read once."""

    def __init__(self, env):
        super().__init__()
        self._users = env["res.users"].sudo()  # sudo: users of other companies

    def __missing__(self, user_id):
        self[user_id] = name = self._users.browse(user_id).name or ""
        return name
