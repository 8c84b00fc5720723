from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.sales_process.tools.process.domain import DomainError, parse_domain

SCOPES = [
    ("company", "The company: its people are taken"),
    ("contact", "The person"),
]
CLIENT_STATES = [
    ("prospect", "Prospects"),
    ("client", "Clients"),
    ("unfit", "Unqualified"),
]


class MarketingSegment(models.Model):
    """A live list of people to write to or to call; nothing is copied (R150, R138).

    Members are

    1. persons of companies and private persons, with an e-mail or a phone;
    2. companies that have no such person, themselves;
    3. leads that have no contact record yet.

    A member fits all the easy criteria **and** the filter of its kind. The criteria
    are about the company: its state, its deals, its silence. Without a state, companies
    marked as unqualified stay out. Own employees and own companies are never members.
    """

    _name = "marketing.segment"
    _description = "Marketing Segment"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one("res.company", index="btree_not_null")
    note = fields.Text(help="What the segment is for.")
    tag = fields.Char(
        string="Mailchimp tag",
        size=100,
        help="Members get this tag in the file for Mailchimp.",
    )

    team_ids = fields.Many2many(
        "crm.team",
        string="Departments",
        domain=[("is_department", "=", True)],
        help="There is a deal of one of these departments.",
    )
    equipment_type_ids = fields.Many2many(
        "sales.equipment.type",
        string="Equipment types",
        help="There is a deal about one of these equipment types.",
    )
    application_area_ids = fields.Many2many(
        "sales.application.area",
        string="Application areas",
        help="There is a deal in one of these application areas.",
    )
    client_state = fields.Selection(
        CLIENT_STATES,
        string="State of the client",
        help="Empty: prospects and clients. Leads without a contact are prospects.",
    )
    silent_days = fields.Integer(
        string="Silent for days",
        help="No inquiry, answered call or order for so many days. 0: not checked.",
    )

    include_partners = fields.Boolean(string="Take contacts", default=True)
    partner_scope = fields.Selection(
        SCOPES,
        string="The filter is about",
        default="company",
        required=True,
    )
    partner_domain = fields.Char(string="Filter of contacts", default="[]")
    include_leads = fields.Boolean(
        string="Take leads without a contact",
        default=True,
    )
    lead_domain = fields.Char(string="Filter of leads", default="[]")

    contact_count = fields.Integer(string="Contacts", compute="_compute_counts")
    lead_count = fields.Integer(string="Leads", compute="_compute_counts")
    member_count = fields.Integer(string="Members", compute="_compute_counts")
    domain_error = fields.Char(
        string="Error of the filter",
        compute="_compute_counts",
        help="Why the filter cannot be used any more.",
    )
    export_ids = fields.One2many(
        "marketing.export",
        "segment_id",
        string="Exports",
    )
    campaign_ids = fields.One2many(
        "marketing.call.campaign",
        "segment_id",
        string="Call campaigns",
    )
    last_export_date = fields.Datetime(
        string="Last export",
        compute="_compute_last_export_date",
    )

    _check_silent_days = models.Constraint(
        "CHECK (silent_days >= 0)",
        "Days of silence cannot be negative.",
    )

    @api.depends(
        "team_ids",
        "equipment_type_ids",
        "application_area_ids",
        "client_state",
        "silent_days",
        "include_partners",
        "partner_scope",
        "partner_domain",
        "include_leads",
        "lead_domain",
        "company_id",
    )
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_counts(self):
        for segment in self:
            error = segment._get_domain_error()
            segment.domain_error = error
            segment.contact_count = 0 if error else segment._count_contacts()
            segment.lead_count = 0 if error else segment._count_leads()
            segment.member_count = segment.contact_count + segment.lead_count

    @api.depends("export_ids.date")
    def _compute_last_export_date(self):
        last = dict(
            self.env["marketing.export"]._read_group(
                [("segment_id", "in", self.ids), ("state", "=", "done")],
                ["segment_id"],
                ["date:max"],
            ),
        )
        for segment in self:
            segment.last_export_date = last.get(segment._origin)

    @api.constrains("partner_domain", "lead_domain")
    def _check_domains(self):
        for segment in self.sudo(False):  # constraints run as superuser
            error = segment._get_domain_error()
            if error:
                raise ValidationError(error)

    def action_open_contacts(self):
        """Open the contacts of the segment."""
        self.ensure_one()
        return self._prepare_members_action(
            "sales_marketing.res_partner_action_segment",
            self._get_contact_domain(),
        )

    def action_open_leads(self):
        """Open the leads of the segment that have no contact yet."""
        self.ensure_one()
        return self._prepare_members_action(
            "sales_marketing.crm_lead_action_segment",
            self._get_lead_domain(),
        )

    def action_export_mailchimp(self):
        """Open a new export for Mailchimp."""
        return self._prepare_export_action("mailchimp")

    def action_export_phone(self):
        """Open a new export for calls."""
        return self._prepare_export_action("phone")

    def action_open_exports(self):
        """Open the exports made of the segment."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_marketing.marketing_export_action",
        )
        return {**action, "domain": [("segment_id", "=", self.id)], "context": {}}

    def action_new_campaign(self):
        """Open a new call campaign for the segment."""
        self.ensure_one()
        return self._prepare_form_action(
            self.env["marketing.call.campaign"].create(
                {"name": self.name, "segment_id": self.id},
            ),
        )

    def _prepare_export_action(self, layout):
        self.ensure_one()
        return self._prepare_form_action(
            self.env["marketing.export"].create(
                {"segment_id": self.id, "layout": layout},
            ),
        )

    def _prepare_form_action(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

    def _prepare_members_action(self, xmlid, domain):
        """Members are listed by their ids: the domain holds subqueries, which do not
        travel to the browser."""
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        model = self.env[action["res_model"]]
        return {
            **action,
            "display_name": self.name,
            "domain": [("id", "in", model.search(domain).ids)],
        }

    def _iterate_members(self):
        """Yield a ``Contact`` per member: contacts first, then leads, in their order.

        :raise ValidationError: a filter of the segment cannot be used
        """
        self.ensure_one()
        self._check_domains()
        reader = self.env["marketing.contact"]
        yield from reader._iterate(self._search_contacts())
        yield from reader._iterate(self._search_leads())

    def _search_contacts(self):
        return self.env["res.partner"].search(self._get_contact_domain())

    def _search_leads(self):
        return self.env["crm.lead"].search(self._get_lead_domain(), order="id")

    def _count_contacts(self):
        return self.env["res.partner"].search_count(self._get_contact_domain())

    def _count_leads(self):
        return self.env["crm.lead"].search_count(self._get_lead_domain())

    def _get_domain_error(self):
        """What is wrong with the filters, in words, or an empty text."""
        self.ensure_one()
        for model, field in (
            ("res.partner", "partner_domain"),
            ("crm.lead", "lead_domain"),
        ):
            try:
                self.env[model]._search(parse_domain(self.env[model], self[field]))
            except (DomainError, AccessError) as error:
                return self.env._(
                    "%(field)s of segment “%(segment)s” cannot be used: %(error)s",
                    field=self._fields[field].get_description(self.env)["string"],
                    segment=self.name,
                    error=error,
                )
        return ""

    def _get_contact_domain(self):
        """Domain of the contacts (``res.partner``) that are members."""
        if not self.include_partners:
            return Domain.FALSE
        own_filter = parse_domain(self.env["res.partner"], self.partner_domain)
        company = self._get_company_domain()
        if self.partner_scope == "company":
            company &= own_filter
            own_filter = Domain.TRUE
        if not company.is_true():
            own_filter &= Domain("commercial_partner_id", "any", company)
        return self._get_reachable_domain() & self._get_scope_domain() & own_filter

    def _get_lead_domain(self):
        """Domain of the leads (``crm.lead``) that are members."""
        if not self.include_leads or self.client_state in ("client", "unfit"):
            return Domain.FALSE
        return Domain.AND(
            [
                Domain("partner_id", "=", False),
                Domain("email_from", "!=", False) | Domain("phone", "!=", False),
                parse_domain(self.env["crm.lead"], self.lead_domain),
                self._get_deal_domain(),
                self._get_scope_domain(),
                self._get_silent_lead_domain(),
            ],
        )

    def _get_scope_domain(self):
        """A segment of one company takes its records and the common ones."""
        if not self.company_id:
            return Domain.TRUE
        return Domain("company_id", "in", [False, self.company_id.id])

    def _get_reachable_domain(self):
        """One row per person, or the company itself when it has no persons."""
        # sudo: the other companies of the database are no clients either
        companies = self.env["res.company"].sudo()
        own_companies = companies.search([]).partner_id  # pylint: disable=no-search-all
        address = Domain("email", "!=", False) | Domain("phone", "!=", False)
        person = Domain("is_company", "=", False) & Domain("type", "=", "contact")
        lonely = Domain("is_company", "=", True) & Domain(
            "child_ids",
            "not any",
            person & address,
        )
        return (
            address
            & (person | lonely)
            & Domain("active", "=", True)
            & Domain("commercial_partner_id.active", "=", True)
            & Domain("partner_share", "=", True)
            & Domain("commercial_partner_id", "not in", own_companies.ids)
        )

    def _get_company_domain(self):
        """Easy criteria, about the company (commercial partner) of a contact."""
        domain = Domain("client_state", "!=", "unfit")
        if self.client_state:
            domain = Domain("client_state", "=", self.client_state)
        deals = self._get_deal_domain()
        if not deals.is_true():
            domain &= Domain("id", "in", self._get_companies_of_deals(deals))
        if self.silent_days:
            domain &= Domain("id", "not in", self._get_talking_companies())
        return domain

    def _get_deal_domain(self):
        """One deal that fits all the criteria about deals."""
        criteria = (
            ("team_id", self.team_ids),
            ("equipment_type_ids", self.equipment_type_ids),
            ("application_area_id", self.application_area_ids),
        )
        return Domain.AND(
            Domain(field, "in", records.ids) for field, records in criteria if records
        )

    def _get_companies_of_deals(self, domain):
        """Subquery of the companies that have a deal, open, won or lost."""
        leads = self.env["crm.lead"].with_context(active_test=False)
        query = leads._search(domain & Domain("partner_id", "!=", False))
        return self._get_companies_of([self._select(query, "partner_id")])

    def _get_companies_of(self, subqueries):
        """Subquery of the companies (commercial partners) of the given partners."""
        # sudo: the outer search has the access rules of the user
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        query = partners._search(
            Domain.OR(Domain("id", "in", subquery) for subquery in subqueries)
            & Domain("commercial_partner_id", "!=", False),
        )
        return self._select(query, "commercial_partner_id")

    def _get_talking_companies(self):
        """Subquery of the companies that were in touch within the days of silence."""
        return self._get_companies_of(
            self._get_talks(model, date_field, domain, "partner_id")
            for model, date_field, domain in self._get_talk_sources()
        )

    def _get_silent_lead_domain(self):
        """A lead is silent when it came, and was in touch last, before the term."""
        if not self.silent_days:
            return Domain.TRUE
        return Domain("create_date", "<", self._get_silent_since()) & Domain.AND(
            Domain("id", "not in", self._get_talks(*source, "lead_id"))
            for source in self._get_talk_sources()
            if "lead_id" in self.env[source[0]]._fields
        )

    def _get_talks(self, model, date_field, domain, column):
        """Subquery of ``column`` over the talks within the days of silence."""
        # sudo: the marketer reads neither orders nor calls; only "was there any"
        query = (
            self.env[model]
            .sudo()
            ._search(
                domain
                & Domain(column, "!=", False)
                & Domain(date_field, ">=", self._get_silent_since()),
            )
        )
        return self._select(query, column)

    def _get_talk_sources(self):
        """What breaks the silence: list of model, date field, domain."""
        return [
            ("sales.inquiry", "date", Domain.TRUE),
            ("sales.call", "date", Domain("state", "=", "answered")),
            ("sale.order", "date_order", Domain("state", "=", "sale")),
        ]

    def _get_silent_since(self):
        return fields.Datetime.now() - timedelta(days=self.silent_days)

    @staticmethod
    def _select(query, column):
        return query.subselect(SQL.identifier(query.table, column))
