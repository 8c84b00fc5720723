from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools.documents.debts import DebtFigures


class ResPartner(models.Model):
    """What the client owes; whether and since when he is reminded of it (R104).

    Figures are of the whole company of the client. The user sees those of the debts
    that he may read; with sudo they are of all debts.
    """

    _inherit = "res.partner"

    debt_total = fields.Monetary(
        string="Debts",
        compute="_compute_debts",
        groups="sales_process.group_salesperson,sales_process.group_accountant",
        help="What is left to be paid, less payments that are not set off yet.",
    )
    debt_overdue = fields.Monetary(
        string="Overdue Debt",
        compute="_compute_debts",
        groups="sales_process.group_salesperson,sales_process.group_accountant",
        help="Payments and credit notes that are not set off yet reduce the oldest "
        "debts first.",
    )
    debt_overdue_since = fields.Date(
        string="Overdue Since",
        compute="_compute_debts",
        groups="sales_process.group_salesperson,sales_process.group_accountant",
    )
    debt_count = fields.Integer(
        string="Number of Debts",
        compute="_compute_debts",
        groups="sales_process.group_salesperson,sales_process.group_accountant",
    )
    debt_promise_date = fields.Date(
        string="Promised to Pay",
        copy=False,
        tracking=True,
        help="No reminders of debts until this day.",
    )
    debt_no_letters = fields.Boolean(
        string="No Reminders of Debts",
        copy=False,
        tracking=True,
        help="The client gets no letters about his debts.",
    )
    can_use_debts = fields.Boolean(compute="_compute_can_use_debts")

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "company")
    def _compute_debts(self):
        found = self._read_debt_figures()
        for partner in self:
            figures = found.get(partner.commercial_partner_id._origin.id)
            figures = figures or DebtFigures()
            partner.debt_total = figures.total
            partner.debt_overdue = figures.overdue
            partner.debt_overdue_since = figures.since
            partner.debt_count = figures.count

    def _read_debt_figures(self):
        """``DebtFigures`` by the id of the company of the client."""
        found = defaultdict(DebtFigures)
        groups = self.env["sales.debt"]._read_group(
            self._get_debt_domain(),
            ["partner_id", "bucket"],
            ["amount:sum", "amount_overdue:sum", "date_overdue:min", "__count"],
        )
        for client, bucket, amount, overdue, since, count in groups:
            found[client.id].add(bucket, amount, overdue, since, count)
        covered = [
            key for key, figures in found.items() if figures.credit and figures.since
        ]
        if covered:
            rows = self.env["sales.debt"].search_fetch(
                [
                    *self._get_debt_domain(),
                    ("partner_id", "in", covered),
                    ("is_overdue", "=", True),
                ],
                ["partner_id", "date_due", "amount"],
                order="date_due, id",
            )
            for client, debts in rows.grouped("partner_id").items():
                found[client.id].cover([(row.date_due, row.amount) for row in debts])
        return found

    def _get_debt_domain(self):
        """Debts to the present company and its branches, as core counts them."""
        return [
            ("partner_id", "in", self.commercial_partner_id._origin.ids),
            ("company_id", "child_of", self.env.company.root_id.id),
        ]

    # ---- rights ------------------------------------------------------------------------

    @api.depends("commercial_partner_id.user_id")
    @api.depends_context("uid")
    def _compute_can_use_debts(self):
        for partner in self:
            partner.can_use_debts = partner._may_use_debts()

    def _may_use_debts(self):
        """Whose business the debts of the client are: the accountant's, the director's,
        of the client's salesperson and his head.

        A client without a salesperson belongs to who leads a deal with him.
        """
        self.ensure_one()
        user = self.env.user
        if self.env.su or any(
            user.has_group(f"sales_process.group_{name}")
            for name in ("accountant", "director")
        ):
            return True
        if not user.has_group("sales_process.group_salesperson"):
            return False
        # sudo: whose client it is, is no secret
        keeper = self.sudo().commercial_partner_id.user_id
        if keeper:
            own = user in (keeper | keeper.sales_deputy_id)
            return own or bool(self._get_headed_members(keeper))
        return bool(self._get_own_deals())

    def _get_headed_members(self, keeper):
        """Places of a salesperson in departments that the user leads, or deputizes."""
        # sudo: who works where is no secret
        members = self.env["crm.team.member"].sudo()
        return members.search(
            [
                ("user_id", "=", keeper.id),
                "|",
                ("crm_team_id.user_id", "=", self.env.uid),
                ("crm_team_id.user_id.sales_deputy_id", "=", self.env.uid),
            ],
            limit=1,
        )

    def _get_own_deals(self):
        return self.env["crm.lead"].search(
            [
                (
                    "partner_id.commercial_partner_id",
                    "=",
                    self.commercial_partner_id._origin.id,
                ),
                "|",
                ("user_id", "=", self.env.uid),
                ("team_id.user_id", "=", self.env.uid),
            ],
            limit=1,
        )

    def _check_may_use_debts(self):
        """
        :raises AccessError: somebody else's client
        """
        for partner in self:
            if not partner._may_use_debts():
                raise AccessError(
                    self.env._(
                        "“%(client)s” is not your client: ask its salesperson or the "
                        "accountant.",
                        client=partner.display_name,
                    )
                )

    # ---- actions -----------------------------------------------------------------------

    def action_view_debts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_debt_action"
        )
        return {**action, "domain": self._get_debt_domain(), "context": {}}

    def action_debt_promise(self):
        """Ask until when the client has promised to pay, or whether to remind him."""
        self.ensure_one()
        return self._open_debt_form("sales.debt.promise", self.env._("Promise to pay"))

    def action_reconciliation(self):
        """Ask for the period of the reconciliation statement."""
        self.ensure_one()
        return self._open_debt_form(
            "sales.reconciliation", self.env._("Reconciliation statement")
        )

    def _open_debt_form(self, model, name):
        self._check_may_use_debts()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_partner_id": self.commercial_partner_id.id},
        }
