from odoo import api, fields, models

SAMPLE = 10
PARTNER_FIELDS = ["name", "commercial_company_name", "function", "email", "phone"]
LEAD_FIELDS = [
    "name",
    "contact_name",
    "partner_name",
    "function",
    "email_from",
    "phone",
]


class MarketingSegment(models.Model):
    """Some members, shown while the segment is edited."""

    _inherit = "marketing.segment"

    sample = fields.Html(
        string="Some of them",
        compute="_compute_sample",
        sanitize=False,  # made of our own template only
    )

    @api.depends(lambda self: self._get_definition_fields())
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_sample(self):
        self._plan_simply()
        for segment in self:
            rows = [] if segment.domain_error else segment._get_sample()
            segment.sample = self.env["ir.qweb"]._render(
                "sales_marketing.segment_sample",
                {"rows": rows, "more": segment._get_more(len(rows))},
            )

    def _get_more(self, shown):
        more = self.member_count - shown
        return self.env._("and %(n)s more", n=more) if shown and more > 0 else ""

    def _get_sample(self):
        """Up to ten members as dictionaries: contacts and leads, half and half."""
        # ordered outside: with a limit on an order by id the database would try
        # contacts one by one, however few of them fit
        contacts = self._find_some("res.partner", self._get_contact_domain())
        leads = self._find_some("crm.lead", self._get_lead_domain())
        leads = leads[: max(SAMPLE - len(contacts), SAMPLE // 2)]
        contacts = contacts[: SAMPLE - len(leads)]
        contacts.fetch(PARTNER_FIELDS)
        leads.fetch(LEAD_FIELDS)
        return [
            *map(self._prepare_contact_row, contacts),
            *map(self._prepare_lead_row, leads),
        ]

    def _find_some(self, model, domain):
        records = self.env[model]
        if domain.is_false():
            return records
        return records.browse(records._search(domain, limit=SAMPLE))

    @api.model
    def _prepare_contact_row(self, partner):
        return self._prepare_row(
            partner,
            name=partner.name,
            company=partner.commercial_company_name,
            email=partner.email,
        )

    @api.model
    def _prepare_lead_row(self, lead):
        return self._prepare_row(
            lead,
            name=lead.contact_name or lead.partner_name or lead.name,
            company=lead.partner_name,
            email=lead.email_from,
        )

    @api.model
    def _prepare_row(self, record, *, name, company, email):
        place = (company if company != name else "", record.function)
        return {
            "url": f"/odoo/{record._name}/{record.id}",
            "is_lead": record._name == "crm.lead",
            "name": name or "",
            "place": ", ".join(filter(None, place)),
            "email": email or "",
            "phone": record.phone or "",
        }
