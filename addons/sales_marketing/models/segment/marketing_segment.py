from contextlib import nullcontext

from psycopg2 import DataError

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.sales_process.tools.process.domain import DomainError, parse_domain

MODELS = ("res.partner", "crm.lead")
BASES = [
    ("criteria", "Everybody who fits the questions below"),
    ("empty", "Nobody: only lists and other segments"),
]
SHARING = [
    ("private", "Only the owner sees it"),
    ("read", "All marketers see and use it"),
    ("edit", "All marketers may change it"),
]
SCOPES = [
    ("company", "The company: its people are taken"),
    ("contact", "The person"),
]
SHOWN_NAMES = 5


class MarketingSegment(models.Model):
    """A live list of people to write to or to call; nothing is copied (R150, R138).

    Members are

    1. persons of companies and private persons, with an e-mail or a phone;
    2. companies that have no such person, themselves;
    3. leads that have no contact record yet.

    A member fits **all** the questions that are answered (``_criteria``) and the
    precise filter of its kind; other segments are added, crossed or taken away
    (``_combination``); then the lists by hand are added and taken away (``_lists``).
    Own employees, own companies and archived contacts are never members.

    A segment is its owner's: others see it, or change it, when he shares it. What an
    owner who left has made is everybody's.
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
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("sales_marketing.group_marketer").id),
        ],
        copy=False,
        index="btree_not_null",
    )
    sharing = fields.Selection(
        SHARING,
        string="Who sees it",
        required=True,
        default="read",
    )
    company_id = fields.Many2one("res.company", index="btree_not_null")
    note = fields.Text(help="What the segment is for.")
    tag = fields.Char(
        string="Mailchimp tag",
        size=100,
        help="Members get this tag in the file for Mailchimp.",
    )

    base = fields.Selection(
        BASES,
        string="Begin with",
        required=True,
        default="criteria",
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
        string="Error of the segment",
        compute="_compute_counts",
        help="Why nobody can be counted.",
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

    @api.depends(lambda self: self._get_definition_fields())
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_counts(self):
        self._plan_simply()
        for segment in self:
            contacts, leads, error = segment._count_safely()
            segment.contact_count = contacts
            segment.lead_count = leads
            segment.member_count = contacts + leads
            segment.domain_error = error

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
        )

    def action_open_leads(self):
        """Open the leads of the segment that have no contact yet."""
        self.ensure_one()
        return self._prepare_members_action(
            "sales_marketing.crm_lead_action_segment",
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

    def _prepare_members_action(self, xmlid):
        """The list asks for the segment, so that it stays live and short to send."""
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "display_name": self.name,
            "domain": [("marketing_segment_ids", "in", self.ids)],
            # lost leads are members when the segment asks for them
            "context": {"active_test": False},
        }

    def _iterate_members(self, layout="phone"):
        """Yield a ``Contact`` per member: contacts first, then leads.

        :param str layout: ``mailchimp`` or ``phone``, see ``marketing.contact``
        :raise ValidationError: a filter of the segment cannot be used
        """
        self.ensure_one()
        self._check_domains()
        yield from self.env["marketing.contact"]._iterate_domains(
            self._get_contact_domain(),
            self._get_lead_domain(),
            layout,
        )

    def _count_contacts(self):
        return self.env["res.partner"].search_count(self._get_contact_domain())

    def _count_leads(self):
        return self.env["crm.lead"].search_count(self._get_lead_domain())

    @api.model
    def _plan_simply(self):
        """Search without compiling, until the end of the transaction.

        PostgreSQL compiles a query that it deems long; with the many joins of a segment
        this takes seconds, the search itself tenths of a second.
        """
        self.env.cr.execute(SQL("SET LOCAL jit = off"))

    def _count_safely(self):
        """Counts of contacts and of leads, and in words why there are none."""
        self.ensure_one()
        try:
            # only what people wrote themselves can be refused by the database
            with self.env.cr.savepoint() if self._has_filter() else nullcontext():
                return self._count_contacts(), self._count_leads(), ""
        except (DataError, ValueError):
            return 0, 0, self._get_filter_error(self.env._("a value is impossible"))
        except UserError as error:
            return 0, 0, str(error)

    def _has_filter(self):
        """Whether somebody wrote a precise filter of this segment or of a used one."""
        used = self | self._get_used_segments()
        return any(
            (text or "[]") != "[]"
            for one in used.sudo()  # sudo: those that one may not see are refused later
            for text in (one.partner_domain, one.lead_domain)
        )

    def _get_domain_error(self):
        """What is wrong with the segment, in words, or an empty text."""
        self.ensure_one()
        try:
            for model in MODELS:
                self._get_filter(model)  # one that is not used now is checked as well
                self._get_set(model)
        except UserError as error:
            return str(error)
        return ""

    def _get_filter_error(self, reason, field=None):
        return self.env._(
            "%(field)s of segment “%(segment)s” cannot be used: %(error)s",
            field=self._fields[field].get_description(self.env)["string"]
            if field
            else self.env._("The precise filter"),
            segment=self.name or self.env._("New segment"),
            error=reason,
        )

    @api.model
    def _get_definition_fields(self):
        """Names of the fields that say who is a member."""
        return [
            "base",
            "include_partners",
            "partner_scope",
            "partner_domain",
            "include_leads",
            "lead_domain",
            "company_id",
        ]

    def _get_contact_domain(self):
        """Domain of the contacts (``res.partner``) that are members.

        :raise UserError: the segment cannot be evaluated; the message says why
        """
        return self._get_reachable_contact_domain() & self._get_set("res.partner")

    def _get_lead_domain(self):
        """Domain of the leads (``crm.lead``) that are members.

        :raise UserError: the segment cannot be evaluated; the message says why
        """
        return self._get_reachable_lead_domain() & self._get_set("crm.lead")

    def _get_member_domain(self, model):
        """Domain of the members in ``res.partner`` or in ``crm.lead``."""
        if model == "crm.lead":
            return self._get_lead_domain()
        return self._get_contact_domain()

    def _get_set(self, model, path=()):
        """Domain of the members in ``model``, whether they can be reached or not.

        :param path: ids of the segments that ask, to find a circle
        """
        self.ensure_one()
        if not self._takes(model):
            return Domain.FALSE
        members = self._get_fitting(model)
        members = self._combine(model, members, path)
        members = self._apply_lists(model, members)
        return members & self._get_scope_domain()

    def _takes(self, model):
        return self.include_leads if model == "crm.lead" else self.include_partners

    def _get_fitting(self, model):
        """Who fits the questions and the precise filter."""
        own_filter = self._get_filter(model)
        if self.base == "empty":
            return Domain.FALSE
        return Domain.AND([*self._get_conditions(model), own_filter])

    def _get_filter(self, model):
        """The precise filter of a kind, once it is sure that it can be searched by."""
        field = "lead_domain" if model == "crm.lead" else "partner_domain"
        records = self.env[model]
        try:
            own_filter = parse_domain(records, self[field])
            records._search(own_filter)
        except (DomainError, UserError, ValueError, TypeError) as error:
            raise ValidationError(self._get_filter_error(error, field)) from error
        is_of_company = model == "res.partner" and self.partner_scope == "company"
        if is_of_company and not own_filter.is_true():
            return Domain("commercial_partner_id", "any", own_filter)
        return own_filter

    def _get_scope_domain(self):
        """A segment of one company takes its records and the common ones."""
        if not self.company_id:
            return Domain.TRUE
        return Domain("company_id", "in", [False, self.company_id.id])

    def _get_reachable_lead_domain(self):
        address = Domain("email_from", "!=", False) | Domain("phone", "!=", False)
        return Domain("partner_id", "=", False) & address

    def _get_reachable_contact_domain(self):
        """Living contacts with an address, who are neither staff nor our companies."""
        # sudo: the other companies of the database are no clients either
        own = self.env["res.company"].sudo()._search([])
        archived = self._select_partners(Domain("active", "=", False))
        return (
            self._get_address_domain()
            & Domain("active", "=", True)
            & Domain("partner_share", "=", True)
            & self._is_not_among("commercial_partner_id", archived)
            & self._is_not_among(
                "commercial_partner_id",
                self._select(own, "partner_id"),
            )
        )

    def _get_kind_domain(self):
        """One row per person, or the company itself when it has no persons."""
        person = Domain("is_company", "=", False) & Domain("type", "=", "contact")
        employers = self._get_all_partners()._search(
            person
            & self._get_address_domain()
            & Domain("active", "=", True)
            & Domain("parent_id", "!=", False),
        )
        return (person | Domain("is_company", "=", True)) & self._is_no_employer(
            self._select(employers, "parent_id"),
        )

    @api.model
    def _is_no_employer(self, employers):
        """Who is no company with people; a person with persons below stays a member."""

        def to_sql(model, alias, query):
            return SQL(
                "NOT EXISTS (SELECT FROM (%s) AS found(id)"
                " WHERE found.id = CASE WHEN %s THEN %s END)",
                employers,
                model._field_to_sql(alias, "is_company", query),
                SQL.identifier(alias, "id"),
            )

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _get_all_partners(self):
        # sudo: only answers about contacts that the user can read leave a subquery
        return self.env["res.partner"].sudo().with_context(active_test=False)

    @api.model
    def _get_address_domain(self):
        return Domain("email", "!=", False) | Domain("phone", "!=", False)
