from odoo import api, fields, models
from odoo.exceptions import UserError

from .equipment_work_line import MONEY_GROUPS


class EquipmentWork(models.Model):
    """The money page of the act (R098): what the works cost the client.

    1. It is there when a line of the act has a price; else the act is technical only.
    2. "Works from the order" adds the services of the order that no other act has.
    3. The rate of VAT follows the day of the act: another one is warned about.
    4. What the client signs contains the money; acts signed before it was there stay
       valid.
    """

    _name = "equipment.work"
    _inherit = ["equipment.work", "sales.vat.checked"]

    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        precompute=True,
    )
    act_amount = fields.Monetary(
        string="Sum of the act",
        compute="_compute_act_amount",
        compute_sudo=True,
        groups=MONEY_GROUPS,
    )

    @api.depends("order_id", "company_id")
    def _compute_currency_id(self):
        for work in self:
            # sudo: the engineer need not be allowed to read orders
            order = work.sudo().order_id
            work.currency_id = order.currency_id or work.company_id.currency_id

    @api.depends("line_ids.price_total")
    def _compute_act_amount(self):
        for work in self:
            work.act_amount = sum(work._get_priced_lines().mapped("price_total"))

    @api.depends("line_ids.tax_ids", "line_ids.price_unit", "date_done", "date_planned")
    def _compute_l10n_ru_vat_warning(self):
        return super()._compute_l10n_ru_vat_warning()

    def _get_vat_lines(self):
        """The rate of the day of the act, before it of the planned day."""
        if self.state in ("signed", "cancelled"):
            return []
        moment = self.date_done or self.date_planned or fields.Datetime.now()
        day = self.company_id._get_local_day(moment)
        return [(line, day) for line in self._get_priced_lines()]

    def _get_vat_advice(self):
        return self.env._("Choose the tax of that day in these lines of the act.")

    def _get_act_day(self):
        """The day of the act: when the works were finished; False before."""
        return self.company_id._get_local_day(self.date_done)

    # ---- lines ---------------------------------------------------------------------

    def _get_priced_lines(self):
        return self.line_ids.filtered("price_unit")

    def action_add_order_works(self):
        """Add the services of the order that no other act has, with their prices.

        :raises UserError: there is no order, or nothing of it is left
        """
        for work in self:
            work._check_not_signed()
            orders = work._get_act_orders()
            if not orders:
                raise UserError(self.env._("Choose the order of the works first."))
            # sudo: two acts of one order are filled one after the other, whoever does
            orders.sudo().lock_for_update()
            values = work._prepare_order_works(orders)
            if not values:
                raise UserError(
                    self.env._(
                        "All works of the order are in acts already, or it has none."
                    )
                )
            work.line_ids = [fields.Command.create(vals) for vals in values]
        return True

    def _get_act_orders(self):
        orders = self.order_id or self.lead_id._get_confirmed_orders()
        return orders.filtered(
            lambda order: (
                order.state == "sale" and order.currency_id == self.currency_id
            )
        )

    def _prepare_order_works(self, orders):
        services = orders.order_line.filtered(
            lambda line: (
                not line.display_type
                and not line.is_downpayment
                and not line._is_delivery()
                and line.product_id.type == "service"
            )
        )
        taken = self._get_taken_quantities(services)
        left = {line: line.product_uom_qty - taken.get(line, 0.0) for line in services}
        return [
            {
                "name": line.name,
                "quantity": quantity,
                "uom_id": line.product_uom_id.id,
                "price_unit": line.price_unit,
                "discount": line.discount,
                "tax_ids": [fields.Command.set(line.tax_ids.ids)],
                "sale_line_id": line.id,
            }
            for line, quantity in left.items()
            if line.product_uom_id.compare(quantity, 0) > 0
        ]

    def _get_taken_quantities(self, services):
        """How much of each service is in acts that are not cancelled."""
        # sudo: the other work may belong to another department
        groups = (
            self.env["equipment.work.line"]
            .sudo()
            ._read_group(
                [
                    ("sale_line_id", "in", services.ids),
                    ("work_id.state", "!=", "cancelled"),
                ],
                ["sale_line_id"],
                ["quantity:sum"],
            )
        )
        return {line.sudo(False): quantity for line, quantity in groups}

    # ---- what is printed and signed ------------------------------------------------

    def _get_act_money(self):
        """Rows and totals of the money page; without prices there is none.

        :return: dict of ``rows``, ``base``, ``tax``, ``total``, ``rates`` (see
            `tax_rows`) and ``currency``; or False
        """
        self.ensure_one()
        # sudo: whoever gets the act to print or to sign, the client by his link too
        lines = self.sudo()._get_priced_lines()
        if not lines:
            return False
        form = self.env["sales.act.form"].sudo()
        rows = [
            {
                "name": line.name,
                "quantity": line.quantity,
                "unit": form._say_unit(line.uom_id),
                "rate": form._get_rate_label(line.tax_ids),
                "base": line.price_subtotal,
                "tax": line.price_tax,
                "total": line.price_total,
            }
            for line in lines
        ]
        return form._add_totals(rows, self.currency_id)

    def _get_own_content(self):
        return super()._get_own_content() | {
            "money": [
                [
                    line.name,
                    line.quantity,
                    line.price_unit,
                    line.discount,
                    line.tax_ids.ids,
                    line.price_subtotal,
                    line.price_tax,
                    line.price_total,
                    self.currency_id.name,
                ]
                for line in self._get_priced_lines()
            ]
        }

    @api.model
    def _get_frozen_fields(self):
        return super()._get_frozen_fields() | {"currency_id"}
