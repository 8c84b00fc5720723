from odoo import api, models

from ...tools.intake.routing import find_route

ROUTING_FIELDS = ("subject", "product", "page_url", "body", "template_id")


class SalesInquiry(models.Model):
    """Which department: words of the text, then earlier deals, then the template."""

    _inherit = "sales.inquiry"

    def _suggest_team(self):
        """Fill the suggested department and why; confirmed by whoever sorts."""
        for inquiry in self.filtered(lambda inquiry: not inquiry.team_id):
            team, reason = inquiry._find_team(inquiry._get_word_rules())
            if team or reason:
                inquiry.write(inquiry._prepare_suggestion(team, reason))

    @api.model
    def _prepare_team_values(self, values):
        """The suggestion for an inquiry that is going to be made of these values."""
        draft = self.new({name: values.get(name) for name in ROUTING_FIELDS})
        return self._prepare_suggestion(*draft._find_team(self._get_word_rules()))

    @api.model
    def _prepare_suggestion(self, team, reason):
        return {
            "team_id": team.id,
            "team_suggestion_id": team.id,
            "team_suggestion_reason": reason,
        }

    @api.model
    def _get_word_rules(self):
        # sudo: whoever registers an inquiry has its department suggested
        return self.env["sales.equipment.type"].sudo()._get_word_rules()

    def _find_team(self, rules):
        """Return (department or empty, reason in words)."""
        self.ensure_one()
        route = find_route(self._get_routing_text(), rules)
        teams = self.env["crm.team"]
        if route.team:
            return teams.browse(route.team), self._explain_words(route)
        if self.template_id.team_id:
            return self.template_id.team_id, self.env._(
                "Template “%(template)s”", template=self.template_id.name
            )
        if route.is_tie:
            return teams, self.env._(
                "Words of several departments: %(words)s", words=", ".join(route.words)
            )
        return teams, False

    def _get_routing_text(self):
        parts = (self.subject, self.product, self.page_url, self.body)
        return "\n".join(part for part in parts if part)

    def _explain_words(self, route):
        return self.env._(
            "%(types)s: words “%(words)s”",
            types=", ".join(route.names),
            words=", ".join(route.words),
        )

    def _suggest_team_by_history(self, deal):
        """A known client: his open deal tells when the words do not."""
        if not self.team_id and deal.team_id.is_department:
            self.write(
                {
                    "team_id": deal.team_id.id,
                    "team_suggestion_id": deal.team_id.id,
                    "team_suggestion_reason": self.env._(
                        "Deal “%(deal)s”", deal=deal.name
                    ),
                }
            )
