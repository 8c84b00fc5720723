from odoo import api, fields, models

#: figure of a campaign: measure of the report
FIGURES = {
    "line_count": "call_count",
    "done_count": "done_count",
    "called_count": "called_count",
    "reached_count": "reached_count",
    "interested_count": "interested_count",
    "inquiry_count": "inquiry_count",
    "deal_count": "deal_count",
    "won_count": "won_count",
}
#: who sees money of deals anyway
MONEY = "sales_team.group_sale_salesman,sales_process.group_reader"
CHANNEL = "sales_marketing/calls"


class MarketingCallCampaign(models.Model):
    """Progress and conversion of a campaign, live.

    The figures are those of ``marketing.call.report``; open pages are told over the bus
    that they have changed, and read them anew.
    """

    _inherit = "marketing.call.campaign"

    line_count = fields.Integer(string="Calls", compute="_compute_figures")
    done_count = fields.Integer(
        string="Finished",
        compute="_compute_figures",
        help="Calls with a final result.",
    )
    called_count = fields.Integer(
        string="Called",
        compute="_compute_figures",
        help="Clients whose number was dialled at least once.",
    )
    reached_count = fields.Integer(
        string="Reached",
        compute="_compute_figures",
        help="Clients that somebody has talked to.",
    )
    interested_count = fields.Integer(string="Interested", compute="_compute_figures")
    inquiry_count = fields.Integer(string="Inquiries", compute="_compute_figures")
    deal_count = fields.Integer(
        string="Deals",
        compute="_compute_figures",
        help="Deals that have begun with the inquiries of the campaign.",
    )
    won_count = fields.Integer(string="Won", compute="_compute_figures")
    won_amount = fields.Monetary(
        string="Won, sum",
        compute="_compute_won_amount",
        groups=MONEY,
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    progress = fields.Float(
        compute="_compute_figures",
        help="Share of the calls with a final result, percent.",
    )
    answers_html = fields.Html(
        string="How many said what",
        compute="_compute_answers_html",
        sanitize=False,
    )

    @api.depends(
        "line_ids.state",
        "line_ids.result",
        "line_ids.attempts",
        "line_ids.inquiry_id",
    )
    def _compute_figures(self):
        # sudo: counts only; the marketer may see neither inquiries nor deals
        report = self.env["marketing.call.report"].sudo()
        groups = report._read_group(
            [("campaign_id", "in", self.ids)],
            ["campaign_id"],
            [f"{measure}:sum" for measure in FIGURES.values()],
        )
        found = {campaign.id: figures for campaign, *figures in groups}
        nothing = [0] * len(FIGURES)
        for campaign in self:
            figures = found.get(campaign._origin.id, nothing)
            campaign.update(dict(zip(FIGURES, figures, strict=True)))
            total = campaign.line_count or 1
            campaign.progress = 100 * campaign.done_count / total

    def _compute_won_amount(self):
        # sudo: whoever may see money at all sees the sum of the campaign
        report = self.env["marketing.call.report"].sudo()
        sums = dict(
            report._read_group(
                [("campaign_id", "in", self.ids)],
                ["campaign_id"],
                ["won_amount:sum"],
            ),
        )
        for campaign in self:
            campaign.won_amount = sums.get(campaign._origin, 0)

    @api.depends("company_id")
    def _compute_currency_id(self):
        for campaign in self:
            company = campaign.company_id or self.env.company
            campaign.currency_id = company.currency_id

    def _compute_answers_html(self):
        for campaign in self:
            rows = campaign._get_answer_rows()
            campaign.answers_html = bool(rows) and self.env["ir.qweb"]._render(
                "sales_marketing.marketing_call_answers",
                {"questions": rows},
            )

    def _get_answer_rows(self):
        """List of {name, total, answers: [(text, count, percent)]} of the questions.

        Free texts are not counted: they are read in the list of answers.
        """
        answers = self.env["marketing.call.answer"]
        groups = answers._read_group(
            [("campaign_id", "=", self._origin.id)],
            ["question_id", "value"],
            ["__count"],
        )
        words = {"yes": self.env._("Yes"), "no": self.env._("No")}
        rows = []
        for question in self._origin.question_ids:
            counts = {
                words.get(value, value) if question.kind == "boolean" else value: n
                for asked, value, n in groups
                if asked == question
            }
            total = sum(counts.values())
            is_text = question.kind == "text"
            listed = [] if is_text else sorted(counts.items(), key=lambda row: -row[1])
            rows.append(
                {
                    "name": question.name,
                    "total": total,
                    "is_text": is_text,
                    "answers": [
                        (text, count, round(100 * count / total))
                        for text, count in listed
                    ],
                },
            )
        return rows

    def action_open_answers(self):
        """Open the answers of the clients."""
        return self._prepare_figures_action("marketing_call_answer_action")

    def action_open_report(self):
        """Open the conversion by caller and by day."""
        return self._prepare_figures_action("marketing_call_report_action")

    def action_open_interested(self):
        """Open the calls that ended with "Interested"."""
        self.ensure_one()
        return self._prepare_calls_action(
            {"sales_marketing_one_campaign": True},
            [("result", "=", "interested")],
        )

    def _prepare_figures_action(self, name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"sales_marketing.{name}",
        )
        return {
            **action,
            "display_name": self.name,
            "domain": [("campaign_id", "=", self.id)],
        }

    def _notify_progress(self):
        """Tell the open pages of marketers that the figures have changed."""
        marketers = self.env.ref("sales_marketing.group_marketer")
        # sudo: the channel of the group
        marketers.sudo()._bus_send(CHANNEL, {"campaign_ids": self.ids})
