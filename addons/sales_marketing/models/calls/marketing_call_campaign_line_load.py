from odoo import fields, models


class MarketingCallCampaignLine(models.Model):
    """A call whose result came in a list that was loaded back."""

    _inherit = "marketing.call.campaign.line"

    def _is_same_result(self, result, note, next_date):
        """Whether the call has just this result already."""
        self.ensure_one()
        same = self.result == result and (self.note or "") == (note or "")
        if result == "callback":
            return same and self.callback_date == next_date
        return same

    def _describe_result(self):
        """Result of a call that is there already, in words."""
        self.ensure_one()
        labels = dict(self._fields["result"]._description_selection(self.env))
        return self.env._(
            "Changed meanwhile: “%(result)s” was entered on %(day)s in “%(campaign)s”.",
            result=labels.get(self.result, ""),
            day=fields.Date.to_string(
                fields.Datetime.context_timestamp(
                    self, self.call_date or self.write_date
                )
            ),
            campaign=self.campaign_id.name,
        )
