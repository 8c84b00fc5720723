from odoo import api, fields, models


class SaleOrder(models.Model):
    """An order is a specification of its contract, and names it in other documents."""

    _inherit = "sale.order"

    contract_id = fields.Many2one(
        "sales.contract",
        string="Contract with the Client",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        help="The order is a specification of this contract.",
    )
    specification_no = fields.Integer(
        string="Specification No.",
        copy=False,
        readonly=True,
        help="Number of the appendix of the contract.",
    )

    @api.constrains("contract_id", "partner_id")
    def _check_contract(self):
        # sudo: the contract may be of a colleague
        self.sudo().contract_id._check_client()

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered("contract_id")._number_specifications()
        return orders

    def write(self, vals):
        moved = self.browse()
        if "contract_id" in vals:
            moved = self.filtered(lambda o: o.contract_id.id != vals["contract_id"])
        result = super().write(vals)
        moved._number_specifications()
        return result

    def _number_specifications(self):
        """Each order of a contract has its own number, in the order of linking."""
        for order in self:
            # sudo: the contract counts the orders of all its deals
            others = order.sudo().contract_id.order_ids - order
            last = max(others.mapped("specification_no"), default=0)
            order.specification_no = last + 1 if order.contract_id else 0

    def _get_basis_text(self):
        """The basis in other documents: «Договор поставки № 15 от 02.11.2026».

        The contract of the order, else the one kept among the documents of its deal,
        else the order: «Заказ № S00152 от 12.11.2026».
        """
        self.ensure_one()
        order = self.sudo()  # sudo: a basis is named to everybody who gets the document
        contract = order._get_contracts_in_force()
        if contract:
            return contract._get_basis_name()
        paper = order._find_paper_contract()
        if paper:
            return order._say_basis(paper.kind_id.name, paper.number, paper.date)
        moment = fields.Datetime.context_timestamp(self, order.date_order)
        return order._say_basis(self.env._("Order"), order.name, moment.date())

    def _get_contracts_in_force(self):
        """Contracts of the orders that other documents may be based on."""
        # sudo: a basis is named to everybody who gets the document
        return self.sudo().contract_id.filtered(lambda one: one.state != "cancelled")

    def _find_paper_contract(self):
        """The newest contract in force among the documents kept by hand."""
        documents = self.env["sales.document"]
        if not self.opportunity_id:
            return documents
        return documents.search(
            [
                ("lead_id", "=", self.opportunity_id.id),
                ("kind_id.code", "=", "contract"),
                ("state", "=", "valid"),
                ("number", "!=", False),
                ("is_scan", "=", False),
            ],
            limit=1,
        )

    def _say_basis(self, kind, number, day):
        if not day:
            return self.env._("%(kind)s No. %(number)s", kind=kind, number=number)
        return self.env._(
            "%(kind)s No. %(number)s of %(date)s",
            kind=kind,
            number=number,
            date=day.strftime("%d.%m.%Y"),
        )

    def _get_print_title(self, form):
        if form != "specification" or not self.contract_id:
            return super()._get_print_title(form)
        contract = self.sudo().contract_id  # sudo: it may be of a colleague
        return self.env._(
            "Specification No. %(number)s, %(contract)s",
            number=self.specification_no,
            contract=contract._get_basis_name(),
        )

    # ---- actions -----------------------------------------------------------------

    def action_make_contract(self):
        """Open the contract of the order; it is made when there is none yet."""
        self.ensure_one()
        if not self.contract_id:
            self.check_access("write")
            self.lock_for_update()
            self.contract_id = self.env["sales.contract"].create(
                self._prepare_contract()
            )
        return self.contract_id._get_records_action()

    def _prepare_contract(self):
        return {
            "kind": "service" if self._is_only_services() else "supply",
            "partner_id": self.partner_id.commercial_partner_id.id,
            "company_id": self.company_id.id,
            "lead_id": self.opportunity_id.filtered("is_department").id,
            "user_id": self.user_id.id,
        }

    def _is_only_services(self):
        goods = self.order_line.filtered("product_id")
        return bool(goods) and set(goods.mapped("product_id.type")) == {"service"}
