from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import format_amount


class SalesHandover(models.Model):
    """What each new person gets: counts and sums, before and after."""

    _inherit = "sales.handover"

    summary_html = fields.Html(
        string="Who Gets What", compute="_compute_summary_html", sanitize=False
    )
    problem_count = fields.Integer(compute="_compute_line_counts")
    unplanned_count = fields.Integer(compute="_compute_line_counts")

    @api.depends("line_ids.problem", "line_ids.new_user_id")
    def _compute_line_counts(self):
        for name, domain in (
            ("problem_count", [("problem", "!=", False)]),
            ("unplanned_count", [("new_user_id", "=", False)]),
        ):
            groups = self.env["sales.handover.line"]._read_group(
                [("handover_id", "in", self.ids), *domain],
                ["handover_id"],
                ["__count"],
            )
            counts = {handover.id: count for handover, count in groups}
            for handover in self:
                handover[name] = counts.get(handover.id, 0)

    @api.depends("line_ids.state", "line_ids.new_user_id")
    def _compute_summary_html(self):
        labels = self.env["sales.handover.line"]._fields["kind"]
        for handover in self:
            rows = handover._get_summary_rows()
            present = {kind for row in rows for kind in row["counts"]}
            kinds = [
                (kind, label)
                for kind, label in labels._description_selection(self.env)
                if kind in present
            ]
            handover.summary_html = bool(rows) and self.env["ir.qweb"]._render(
                "sales_process.sales_handover_summary", {"rows": rows, "kinds": kinds}
            )

    def _get_summary_rows(self):
        """Return [{name, counts by kind, total, amount}], a row for each person."""
        groups = self.env["sales.handover.line"]._read_group(
            [("handover_id", "in", self.ids)],
            ["new_user_id", "kind"],
            ["__count", "amount:sum"],
        )
        counts, amounts = defaultdict(dict), defaultdict(float)
        for user, kind, count, amount in groups:
            counts[user][kind] = count
            amounts[user] += amount
        people = sorted(counts, key=lambda user: (not user, user.sudo().name or ""))
        return [
            {
                # sudo: the names of colleagues
                "name": user.sudo().name or self.env._("Stays as it is"),
                "counts": counts[user],
                "total": sum(counts[user].values()),
                "amount": format_amount(
                    self.env, amounts[user], self.company_id.currency_id
                ),
            }
            for user in people
        ]

    def action_view_lines(self):
        """The whole list, with search and grouping."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_handover_line_action"
        )
        return {**action, "domain": [("handover_id", "=", self.id)]}

    def action_view_problems(self):
        """What was not handed over or not given back."""
        action = self.action_view_lines()
        return {**action, "context": {"search_default_problem": 1}}
