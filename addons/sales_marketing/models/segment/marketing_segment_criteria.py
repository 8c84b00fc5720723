from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

CLIENT_STATES = [
    ("prospect", "Prospects"),
    ("client", "Clients"),
    ("unfit", "Unqualified"),
]
DEAL_STATES = [("pending", "Still open"), ("won", "Ended with a win"), ("lost", "Lost")]
ORDERS = [
    ("ever", "Have ordered at some time"),
    ("within", "Have ordered in the last months"),
    ("between", "Made their last order in a period"),
    ("lapsed", "Have ordered, but not in the last months"),
    ("not_within", "Have not ordered in the last months, or never"),
    ("never", "Have never ordered"),
]
MONTHLY_ORDERS = ("within", "lapsed", "not_within")
CONTRACTS = [("yes", "Is in force"), ("no", "Is not in force")]
UNITS = [("days", "days"), ("months", "months")]
# an answer that is archived is still an answer; without it everybody would fit
KEEP_ARCHIVED = {"active_test": False}
NUMBERS = (
    "silent_days",
    "order_months",
    "order_sum_min",
    "order_sum_max",
    "order_count_min",
    "order_count_max",
    "certificate_days",
)
DEAL_CRITERIA = (
    ("team_id", "team_ids"),
    ("equipment_type_ids", "equipment_type_ids"),
    ("application_area_id", "application_area_ids"),
    ("material_ids", "material_ids"),
    ("stage_id", "stage_ids"),
)


class MarketingSegment(models.Model):
    """The questions of a segment and what each means for contacts and for leads.

    All that is answered must be true at once. Questions about the client (state,
    deals, orders, contract, certificate, silence) are about the company with all its
    people. A lead without a contact has no orders, contract or certificate; questions
    about deals are about the lead itself.

    A question without an answer is a condition that is always true.
    """

    _inherit = "marketing.segment"

    client_state = fields.Selection(
        CLIENT_STATES,
        string="State of the client",
        help="Empty: prospects and clients, and who has no mark yet; who only sells to us "
        "stays out. Leads without a contact are prospects.",
    )
    category_ids = fields.Many2many(
        "res.partner.category",
        string="Has one of the tags",
        help="The contact or its company has it. Leads have no tags.",
        context=KEEP_ARCHIVED,
        ondelete="restrict",
    )
    without_category_ids = fields.Many2many(
        "res.partner.category",
        "marketing_segment_without_category_rel",
        string="Has none of the tags",
        context=KEEP_ARCHIVED,
        ondelete="restrict",
    )
    salesperson_ids = fields.Many2many(
        "res.users",
        string="Salespeople",
        domain=[("share", "=", False)],
        help="Of the contact; when it has none, of its company.",
        context=KEEP_ARCHIVED,
        ondelete="restrict",
    )
    has_email = fields.Boolean(string="Has an e-mail")
    has_phone = fields.Boolean(string="Has a phone")

    team_ids = fields.Many2many(
        "crm.team",
        string="Departments",
        domain=[("is_department", "=", True)],
        help="There is a deal of one of these departments.",
        context=KEEP_ARCHIVED,
        ondelete="restrict",
    )
    equipment_type_ids = fields.Many2many(
        "sales.equipment.type",
        string="Equipment types",
        help="There is a deal about one of these equipment types.",
        context=KEEP_ARCHIVED,
        ondelete="restrict",
    )
    application_area_ids = fields.Many2many(
        "sales.application.area",
        string="Application areas",
        help="There is a deal in one of these application areas.",
        context=KEEP_ARCHIVED,
        ondelete="restrict",
    )
    material_ids = fields.Many2many(
        "sales.material",
        string="Materials",
        help="There is a deal about one of these materials.",
        context=KEEP_ARCHIVED,
        ondelete="restrict",
    )
    stage_ids = fields.Many2many(
        "crm.stage",
        string="Stages",
        help="There is a deal in one of these stages.",
        context=KEEP_ARCHIVED,
        ondelete="restrict",
    )
    deal_state = fields.Selection(
        DEAL_STATES,
        string="Result of the deal",
        help="All that is asked about deals must be true for one deal.",
    )

    order_when = fields.Selection(ORDERS, string="Orders")
    order_months = fields.Integer(string="Months", default=12)
    order_date_from = fields.Date(string="Last order from")
    order_date_to = fields.Date(string="Last order to")
    order_sum_min = fields.Monetary(
        string="Sum of orders from",
        help="Confirmed orders of the company, without VAT. 0: not checked.",
    )
    order_sum_max = fields.Monetary(
        string="Sum of orders to",
        help="Clients without orders fit. 0: not checked.",
    )
    order_count_min = fields.Integer(string="Orders, at least")
    order_count_max = fields.Integer(string="Orders, at most")
    order_period_from = fields.Date(
        string="Count orders from",
        help="Sum and number of orders are counted from this day. Empty: of all time.",
    )
    order_period_to = fields.Date(string="Count orders to")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    service_contract = fields.Selection(CONTRACTS, string="Service contract")
    certificate_days = fields.Integer(
        string="Certificate expires within, days",
        help="A certificate of equipment in force, not renewed yet. 0: not checked.",
    )

    silent_days = fields.Integer(
        string="Silent for",
        help="No inquiry, answered call or order for so long. 0: not checked.",
    )
    silent_unit = fields.Selection(UNITS, default="days", required=True)
    source_ids = fields.Many2many(
        "utm.source",
        string="Sources",
        help="A deal or an inquiry came from one of these sources.",
        context=KEEP_ARCHIVED,
        ondelete="restrict",
    )

    state_ids = fields.Many2many(
        "res.country.state",
        string="Regions",
        help="Of the contact or of its company.",
        context=KEEP_ARCHIVED,
        ondelete="restrict",
    )
    country_ids = fields.Many2many(
        "res.country",
        string="Countries",
        help="With regions: who is in one of the regions or of the countries.",
        context=KEEP_ARCHIVED,
        ondelete="restrict",
    )

    _numbers_positive = models.Constraint(
        f"CHECK ({' AND '.join(f'COALESCE({name}, 0) >= 0' for name in NUMBERS)})",
        "Days, months, sums and numbers of orders cannot be negative.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for segment in self:
            company = segment.company_id or self.env.company
            segment.currency_id = company.currency_id

    @api.constrains("order_when", "order_months", "order_date_from", "order_date_to")
    def _check_order_when(self):
        for segment in self:
            if segment.order_when in MONTHLY_ORDERS and not segment.order_months:
                raise ValidationError(
                    self.env._("Say for how many months orders are looked at."),
                )
            dates = (segment.order_date_from, segment.order_date_to)
            if segment.order_when == "between" and not any(dates):
                raise ValidationError(
                    self.env._("Say from or to which day the last order was made."),
                )

    @api.constrains(
        "order_date_from",
        "order_date_to",
        "order_period_from",
        "order_period_to",
        "order_sum_min",
        "order_sum_max",
        "order_count_min",
        "order_count_max",
    )
    def _check_ranges(self):
        pairs = (
            ("order_date_from", "order_date_to"),
            ("order_period_from", "order_period_to"),
            ("order_sum_min", "order_sum_max"),
            ("order_count_min", "order_count_max"),
        )
        for segment in self:
            for low, high in pairs:
                first, last = segment[low], segment[high]
                if first and last and first > last:
                    raise ValidationError(
                        self.env._(
                            "“%(low)s” is above “%(high)s”: nobody would fit.",
                            low=segment._get_label(low),
                            high=segment._get_label(high),
                        ),
                    )

    @api.model
    def _get_definition_fields(self):
        return [
            *super()._get_definition_fields(),
            "client_state",
            "category_ids",
            "without_category_ids",
            "salesperson_ids",
            "has_email",
            "has_phone",
            "team_ids",
            "equipment_type_ids",
            "application_area_ids",
            "material_ids",
            "stage_ids",
            "deal_state",
            "order_when",
            "order_months",
            "order_date_from",
            "order_date_to",
            "order_sum_min",
            "order_sum_max",
            "order_count_min",
            "order_count_max",
            "order_period_from",
            "order_period_to",
            "service_contract",
            "certificate_days",
            "silent_days",
            "silent_unit",
            "source_ids",
            "state_ids",
            "country_ids",
        ]

    def _get_label(self, field):
        return self._fields[field].get_description(self.env, ["string"])["string"]

    def _get_conditions(self, model):
        """Conditions of ``model`` (contacts or leads), one per question.

        Extend it with a question of your own; return ``Domain.TRUE`` when it is not
        answered.
        """
        return [
            self._get_kind_condition(model),
            self._get_client_condition(model),
            self._get_category_condition(model),
            self._get_salesperson_condition(model),
            self._get_address_condition(model),
            self._get_deal_condition(model),
            self._get_order_condition(model),
            self._get_order_size_condition(model),
            self._get_contract_condition(model),
            self._get_certificate_condition(model),
            self._get_silence_condition(model),
            self._get_source_condition(model),
            self._get_region_condition(model),
        ]

    def _get_kind_condition(self, model):
        """Contacts: see the members above. Leads: lost ones only when asked for."""
        if model == "res.partner":
            return self._get_kind_domain()
        if self.deal_state == "lost":
            return Domain("active", "in", (True, False))
        return Domain("active", "=", True)

    def _get_client_condition(self, model):
        if model == "crm.lead":
            return Domain(self.client_state in (False, "prospect"))
        if self.client_state:
            wanted = Domain("client_state", "=", self.client_state)
            return self._is_among(
                "commercial_partner_id", self._select_partners(wanted)
            )
        condition = Domain.TRUE
        # one after the other: each has an index
        for unwanted in (
            Domain("client_state", "=", "unfit"),
            self._get_supplier_domain(),
        ):
            found = self._select_partners(unwanted)
            condition &= self._is_not_among("commercial_partner_id", found)
        return condition

    @api.model
    def _get_supplier_domain(self):
        """Companies that only sell to us: neither prospects nor clients."""
        return (
            Domain("client_state", "=", False)
            & Domain("supplier_rank", ">", 0)
            & Domain("customer_rank", "=", 0)
        )

    def _get_category_condition(self, model):
        wanted, unwanted = self.category_ids, self.without_category_ids
        if model == "crm.lead":
            return Domain(not wanted)
        condition = Domain.TRUE
        if wanted:
            tagged = Domain("category_id", "in", wanted.ids)
            condition &= self._is_or_company_is(tagged)
        if unwanted:
            tagged = Domain("category_id", "in", unwanted.ids)
            for column in ("id", "commercial_partner_id"):
                condition &= self._is_not_among(column, self._select_partners(tagged))
        return condition

    def _get_salesperson_condition(self, model):
        users = self.salesperson_ids.ids
        if not users:
            return Domain.TRUE
        own = Domain("user_id", "in", users)
        if model == "crm.lead":
            return own
        return own | (
            Domain("user_id", "=", False)
            & self._is_among("commercial_partner_id", self._select_partners(own))
        )

    def _get_address_condition(self, model):
        email = "email_from" if model == "crm.lead" else "email"
        wanted = ((email, self.has_email), ("phone", self.has_phone))
        return Domain.AND(
            Domain(field, "!=", False) for field, is_wanted in wanted if is_wanted
        )

    def _get_deal_condition(self, model):
        """One deal, open, won or lost, that fits all that is asked about deals."""
        deals = self._get_deal_domain()
        if model == "crm.lead" or deals.is_true():
            return deals
        return self._is_client(model, self._select_deal_clients(deals))

    def _get_deal_domain(self):
        criteria = Domain.AND(
            Domain(field, "in", self[criterion].ids)
            for field, criterion in DEAL_CRITERIA
            if self[criterion]
        )
        if self.deal_state:
            criteria &= Domain("won_status", "=", self.deal_state)
        return criteria

    def _get_order_condition(self, model):
        """When the last order was made."""
        since = self._get_months_ago(self.order_months)
        conditions = {
            "ever": lambda: self._has_ordered(model),
            "never": lambda: self._has_not_ordered(model),
            "within": lambda: self._has_ordered(model, since),
            "not_within": lambda: self._has_not_ordered(model, since),
            "lapsed": lambda: (
                self._has_ordered(model) & self._has_not_ordered(model, since)
            ),
            "between": lambda: self._get_last_order_condition(model),
        }
        return conditions[self.order_when]() if self.order_when else Domain.TRUE

    def _get_last_order_condition(self, model):
        first, last = self.order_date_from, self.order_date_to
        if not (first or last):
            return Domain.TRUE
        condition = self._has_ordered(model, first, last)
        if last:
            later = last + relativedelta(days=1)
            condition &= self._has_not_ordered(model, later)
        return condition

    def _get_order_size_condition(self, model):
        """Sum and number of the orders, in the period when there is one."""
        bounds = (
            (self._get_order_sum_sql, self.order_sum_min, self.order_sum_max),
            (self._get_order_count_sql, self.order_count_min, self.order_count_max),
        )
        condition = Domain.TRUE
        for get_sql, low, high in bounds:
            if low:
                condition &= self._has_orders_of(model, get_sql, ">=", low)
            if high:
                condition &= self._has_no_orders_of(model, get_sql, ">", high)
        return condition

    def _get_contract_condition(self, model):
        if not self.service_contract:
            return Domain.TRUE
        is_client = self._is_client
        if self.service_contract == "no":
            is_client = self._is_no_client
        return is_client(model, self._select_contract_clients())

    def _get_certificate_condition(self, model):
        if not self.certificate_days:
            return Domain.TRUE
        return self._is_client(model, self._select_certificate_clients())

    def _get_silence_condition(self, model):
        if not self.silent_days:
            return Domain.TRUE
        since = self._get_silent_since()
        if model == "crm.lead":
            return Domain("create_date", "<", since) & self._is_not_among(
                "id",
                *self._select_talk_leads(since),
            )
        return self._is_no_client(model, *self._select_talk_clients(since))

    def _get_silent_since(self):
        return fields.Datetime.now() - relativedelta(
            **{self.silent_unit or "days": self.silent_days},
        )

    def _get_source_condition(self, model):
        if not self.source_ids:
            return Domain.TRUE
        source = Domain("source_id", "in", self.source_ids.ids)
        if model == "crm.lead":
            return source | self._is_among("id", self._select_inquiry_leads(source))
        return self._is_client(
            model,
            self._select_deal_clients(source),
            self._select_inquiry_clients(source),
        )

    def _get_region_condition(self, model):
        places = [
            Domain(field, "in", records.ids)
            for field, records in (
                ("state_id", self.state_ids),
                ("country_id", self.country_ids),
            )
            if records
        ]
        if not places:
            return Domain.TRUE
        place = Domain.OR(places)
        if model == "crm.lead":
            return place
        return self._is_or_company_is(place)
