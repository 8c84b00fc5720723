from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

PASSED = ("fit", "limited")


class MarketingSegment(models.Model):
    """What clients did, as subqueries that answer only yes or no.

    A marketer reads no orders, works, contracts and calls: they are searched as
    superuser, and nothing of them but the company leaves the subquery. The contacts
    around it are those that the user may read.

    Subqueries stand in ``EXISTS`` and ``NOT EXISTS``, which the database turns into
    joins of any size; ``NOT IN`` reads its list again for each contact as soon as the
    list outgrows the memory of a sort.
    """

    _inherit = "marketing.segment"

    @staticmethod
    def _select(query, column):
        return query.select(SQL.identifier(query.table, column))

    @api.model
    def _is_among(self, column, *selects):
        """Records whose ``column`` is one of the ids that ``selects`` give."""
        return self._prepare_exists(SQL("EXISTS"), column, selects)

    @api.model
    def _is_not_among(self, column, *selects):
        """The others. ``~`` would do as well, but is not planned as a join."""
        return self._prepare_exists(SQL("NOT EXISTS"), column, selects)

    @api.model
    def _prepare_exists(self, exists, column, selects):
        found = SQL(" UNION ALL ").join(selects)

        def to_sql(model, alias, query):
            return SQL(
                "%s (SELECT FROM (%s) AS found(id) WHERE found.id = %s)",
                exists,
                found,
                model._field_to_sql(alias, column, query),
            )

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _is_or_company_is(self, domain):
        """Contacts that fit ``domain`` themselves, or whose company does."""
        return domain | self._is_among(
            "commercial_partner_id",
            self._select_partners(domain),
        )

    @api.model
    def _select_partners(self, domain):
        return self._select(self._get_all_partners()._search(domain), "id")

    @api.model
    def _is_client(self, model, *selects):
        """Contacts of the companies whose people ``selects`` give; leads are none."""
        if model == "crm.lead":
            return Domain.FALSE
        return self._is_among("commercial_partner_id", self._join_companies(selects))

    @api.model
    def _is_no_client(self, model, *selects):
        if model == "crm.lead":
            return Domain.TRUE
        companies = self._join_companies(selects)
        return self._is_not_among("commercial_partner_id", companies)

    @api.model
    def _join_companies(self, selects):
        """SELECT of the companies of all partners at once: contacts are read once."""
        return SQL(
            "SELECT client.commercial_partner_id FROM (%s) AS done(partner_id)"
            " JOIN res_partner AS client ON client.id = done.partner_id",
            SQL(" UNION ALL ").join(selects),
        )

    @api.model
    def _select_clients(self, records, domain):
        """SELECT of the partners of ``records``."""
        query = records._search(domain & Domain("partner_id", "!=", False))
        return self._select(query, "partner_id")

    @api.model
    def _get_months_ago(self, months):
        return fields.Date.context_today(self) - relativedelta(months=months)

    @api.model
    def _get_day_start(self, day):
        """Midnight of the user's zone, as the database keeps it."""
        zone = ZoneInfo(self.env.user.tz or "UTC")
        start = datetime.combine(day, time.min, tzinfo=zone)
        return start.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    @api.model
    def _get_days_domain(self, field, first, last):
        """Moments from the first to the last day, each of which may be missing."""
        domain = Domain.TRUE
        if first:
            domain &= Domain(field, ">=", self._get_day_start(first))
        if last:
            after = last + timedelta(days=1)
            domain &= Domain(field, "<", self._get_day_start(after))
        return domain

    # ---- deals and inquiries -------------------------------------------------------

    def _select_deal_clients(self, domain):
        """Companies of deals, open, won or lost, as far as the user reads deals."""
        leads = self.env["crm.lead"].with_context(active_test=False)
        return self._select_clients(leads, domain)

    def _select_inquiry_clients(self, domain):
        # sudo: the marketer reads no inquiries; only "was there any"
        return self._select_clients(self.env["sales.inquiry"].sudo(), domain)

    def _select_inquiry_leads(self, domain):
        # sudo: the marketer reads no inquiries; only "was there any"
        inquiries = self.env["sales.inquiry"].sudo()
        query = inquiries._search(domain & Domain("lead_id", "!=", False))
        return self._select(query, "lead_id")

    # ---- orders --------------------------------------------------------------------

    def _has_ordered(self, model, first=None, last=None):
        return self._is_client(model, self._select_order_clients(first, last))

    def _has_not_ordered(self, model, first=None, last=None):
        return self._is_no_client(model, self._select_order_clients(first, last))

    def _select_order_clients(self, first, last):
        days = self._get_days_domain("date_order", first, last)
        return self._select_clients(self._get_orders(), self._get_order_domain() & days)

    def _has_orders_of(self, model, get_sql, operator, value):
        return self._is_client(model, self._select_sizes(get_sql, operator, value))

    def _has_no_orders_of(self, model, get_sql, operator, value):
        return self._is_no_client(model, self._select_sizes(get_sql, operator, value))

    def _select_sizes(self, get_sql, operator, value):
        """SELECT of the companies whose orders of the period come to so much."""
        days = self._get_days_domain(
            "date_order",
            self.order_period_from,
            self.order_period_to,
        )
        orders = self._get_orders()
        query = orders._search(self._get_order_domain() & days)
        alias = query.join(query.table, "partner_id", "res_partner", "id", "client")
        client = self._get_all_partners()._field_to_sql(
            alias,
            "commercial_partner_id",
            query,
        )
        query.groupby = client
        size = get_sql(orders, query)
        compare = SQL(">=") if operator == ">=" else SQL(">")
        query.having = SQL("%s %s %s", size, compare, value)
        return query.select(client)

    @api.model
    def _get_order_sum_sql(self, orders, query):
        """Untaxed amounts in the currency of the company of each order."""
        amount = orders._field_to_sql(query.table, "amount_untaxed", query)
        rate = orders._field_to_sql(query.table, "currency_rate", query)
        return SQL("SUM(%s / COALESCE(NULLIF(%s, 0), 1))", amount, rate)

    @api.model
    def _get_order_count_sql(self, orders, query):
        return SQL("COUNT(*)")

    def _get_orders(self):
        # sudo: the marketer reads no orders; only "was there any, and was it enough"
        return self.env["sale.order"].sudo()

    def _get_order_domain(self):
        companies = self.company_id or self.env.companies
        return Domain("state", "=", "sale") & Domain("company_id", "in", companies.ids)

    # ---- works ---------------------------------------------------------------------

    def _select_contract_clients(self):
        """Companies with a service contract in force today."""
        today = fields.Date.context_today(self)
        begun = Domain("date_start", "=", False) | Domain("date_start", "<=", today)
        going = Domain("date_end", "=", False) | Domain("date_end", ">=", today)
        # sudo: the marketer reads no contracts; only "is there any"
        contracts = self.env["sales.service.contract"].sudo()
        return self._select_clients(
            contracts,
            Domain("state", "=", "active") & begun & going,
        )

    def _select_certificate_clients(self):
        """Companies whose certificate ends within the days and is not renewed."""
        today = fields.Date.context_today(self)
        domain = Domain(
            [
                ("kind", "=", "certification"),
                ("state", "=", "done"),
                ("result", "in", PASSED),
                ("valid_until", ">=", today),
                ("valid_until", "<=", today + timedelta(days=self.certificate_days)),
                ("next_ids", "not any", [("state", "!=", "cancelled")]),
            ],
        )
        # sudo: the marketer reads no works; only "is there any"
        return self._select_clients(self.env["equipment.work"].sudo(), domain)

    # ---- silence -------------------------------------------------------------------

    def _select_talk_clients(self, since):
        """Companies that were in touch since then."""
        return [
            # sudo: the marketer reads neither orders nor calls; only "was there any"
            self._select_clients(
                self.env[model].sudo(),
                domain & Domain(date_field, ">=", since),
            )
            for model, date_field, domain in self._get_talk_sources()
        ]

    def _select_talk_leads(self, since):
        """Leads that were in touch since then."""
        return [
            self._select(
                # sudo: the marketer reads no calls; only "was there any"
                self.env[model]
                .sudo()
                ._search(
                    domain
                    & Domain("lead_id", "!=", False)
                    & Domain(date_field, ">=", since),
                ),
                "lead_id",
            )
            for model, date_field, domain in self._get_talk_sources()
            if "lead_id" in self.env[model]._fields
        ]

    @api.model
    def _get_talk_sources(self):
        """What breaks the silence: list of model, date field, domain."""
        return [
            ("sales.inquiry", "date", Domain.TRUE),
            ("sales.call", "date", Domain("state", "=", "answered")),
            ("sale.order", "date_order", Domain("state", "=", "sale")),
        ]
