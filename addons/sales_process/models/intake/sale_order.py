from odoo import fields, models
from odoo.fields import Command
from odoo.tools import format_amount, format_date


class SaleOrder(models.Model):
    """An order as the pattern of the next one (R042)."""

    _inherit = "sale.order"

    def _get_repeat_title(self):
        """ "S00012 of 03.05.2026, 480 000 ₽" in the language of the user."""
        return self.env._(
            "%(order)s of %(date)s, %(amount)s",
            order=self.name,
            date=format_date(self.env, self.date_order),
            amount=format_amount(self.env, self.amount_total, self.currency_id),
        )

    def _repeat_for(self, partner, values):
        """Return the new deal with a quotation like this order.

        :param partner: who asked for it, somebody of the client's company
        :param dict values: more values of the deal
        """
        self.ensure_one()
        # sudo: the deal may become another salesperson's, the order may be of one who
        # has left; whether the user may repeat is checked by the caller
        order = self.sudo().with_company(self.company_id)
        deals = self.env["crm.lead"].sudo().with_context(default_user_id=False)
        deal = deals.create({**order._prepare_repeat_deal(partner), **values})
        order._repeat_quotation(deal)
        return deal

    def _prepare_repeat_deal(self, partner):
        last = self.opportunity_id
        user = self._get_repeat_user()
        team = (last.team_id | self.team_id | user.crm_team_ids).filtered(
            "is_department"
        )
        return {
            "type": "opportunity",
            "name": self.env._("Repeat of %(order)s", order=self.name),
            "partner_id": (self.partner_id if partner.is_company else partner).id,
            "user_id": user.id,
            "team_id": (team[:1] or self.team_id).id,
            "company_id": self.company_id.id,
            "need": self.env._(
                "The client repeats his order %(order)s", order=self._get_repeat_title()
            ),
            "application_area_id": last.application_area_id.id,
            "equipment_type_ids": [Command.set(last.equipment_type_ids.ids)],
            "material_ids": [Command.set(last.material_ids.ids)],
            "expected_revenue": self.amount_untaxed,
        }

    def _get_repeat_user(self):
        """The client's salesperson; else who repeats, when he sells."""
        company = self.partner_id.commercial_partner_id
        keeper = (self.partner_id.user_id | company.user_id).filtered("active")[:1]
        user = self.env.user
        sells = user.has_group("sales_process.group_salesperson")
        return keeper or (user if sells else self.user_id.filtered("active"))

    def _repeat_quotation(self, deal):
        """The same products and quantities, at today's prices."""
        lines = self._get_copiable_order_lines()
        gone = lines.filtered(lambda line: not line._is_sold_today())
        quotation = self.copy(
            {
                "opportunity_id": deal.id,
                "user_id": deal.user_id.id,
                "team_id": deal.team_id.id,
                "origin": self.name,
                "date_order": fields.Datetime.now(),
                "order_line": [
                    Command.create(values) for values in (lines - gone).copy_data()
                ],
            }
        )
        quotation._compute_pricelist_id()
        quotation._compute_fiscal_position_id()
        quotation._recompute_taxes()
        quotation._recompute_prices()
        deal.expected_revenue = quotation.amount_untaxed
        self._note_repeat(deal, quotation, gone)
        return quotation

    def _note_repeat(self, deal, quotation, gone):
        """Say in both chatters what was repeated and what is not sold any more."""
        notes = [
            self.env._(
                "Repeated from %(order)s at today's prices.",
                order=self._get_repeat_title(),
            )
        ]
        if gone:
            names = ", ".join(gone.product_id.mapped("display_name"))
            notes.append(
                self.env._("Left out, not sold any more: %(products)s", products=names)
            )
        for record in (deal, quotation):
            record._message_log_batch(bodies={record.id: " ".join(notes)})


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _is_sold_today(self):
        """Whether the line can be offered again: sections and notes always."""
        if self.display_type:
            return True
        product = self.product_id
        parent = self.linked_line_id
        return bool(
            product
            and product.active
            and product.product_tmpl_id.active
            and product.sale_ok
            and (not parent or parent._is_sold_today())
        )
