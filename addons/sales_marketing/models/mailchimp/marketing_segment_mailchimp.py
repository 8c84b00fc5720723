from odoo import fields, models
from odoo.exceptions import UserError


class MarketingSegment(models.Model):
    """A segment can be sent to Mailchimp when an account is switched on."""

    _inherit = "marketing.segment"

    has_mailchimp = fields.Boolean(compute="_compute_has_mailchimp")

    def _compute_has_mailchimp(self):
        for company, segments in self.grouped("company_id").items():
            segments.has_mailchimp = bool(self._find_mailchimp_account(company))

    def action_send_mailchimp(self):
        """Open the run that sends the segment: the one under way, else a new one."""
        self.ensure_one()
        account = self._find_mailchimp_account(self.company_id)
        if not account:
            raise UserError(
                self.env._(
                    "No Mailchimp account is switched on. Ask the marketer in charge.",
                ),
            )
        runs = self.env["marketing.mailchimp.sync"]
        run = runs.search(
            [
                ("account_id", "=", account.id),
                ("segment_ids", "in", self.ids),
                ("state", "in", ("draft", *runs._get_open_states())),
            ],
            limit=1,
        )
        run = run or runs.create(
            {
                "account_id": account.id,
                "segment_ids": [fields.Command.set(self.ids)],
            },
        )
        return run.get_formview_action()

    def _find_mailchimp_account(self, company):
        domain = [("state", "=", "on")]
        if company:
            domain.append(("company_id", "in", [False, company.id]))
        return self.env["marketing.mailchimp.account"].search(domain, limit=1)
