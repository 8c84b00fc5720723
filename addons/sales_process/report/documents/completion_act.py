from odoo import models
from odoo.exceptions import UserError


class CompletionAct(models.AbstractModel):
    """The act of completed works of a posted invoice, when no work has one (R098)."""

    _name = "report.sales_process.completion_act"
    _inherit = "sales.act.form"
    _description = "Act of Completed Works of an Invoice"
    _form_model = "account.move"

    def _prepare_form(self, move):
        self._check_move(move)
        lines = self._get_services(move)
        if not lines:
            raise UserError(
                self.env._("%(invoice)s: there are no works in it.", invoice=move.name)
            )
        self._check_no_work(move, lines)
        rows = [self._prepare_service(line) for line in lines]
        orders = move.line_ids.sale_line_ids.order_id
        return {
            "title": move._get_print_title("completion_act"),
            "number": move.name,
            "day": move.invoice_date,
            "place": move.company_id.city or "",
            "basis": self._say_basis(orders),
            **self._prepare_parties(move.company_id, move.partner_id),
            "money": self._add_totals(rows, move.currency_id),
            "defects": [],
            "signature": False,
        }

    def _check_move(self, move):
        """
        :raises UserError: it is no posted invoice of a client
        """
        if move.state != "posted" or move.move_type != "out_invoice":
            raise UserError(
                self.env._(
                    "%(invoice)s: an act is printed of a posted invoice of a client.",
                    invoice=move.display_name,
                )
            )

    def _get_services(self, move):
        """Lines of services, without advances; amounts as the invoice has them."""
        return [
            line
            for line in self._get_form_lines(move)
            if not line["is_advance"]
            and line["line"].product_id.type in (False, "service")
        ]

    def _check_no_work(self, move, lines):
        """Two acts of the same works would be signed and paid twice.

        :raises UserError: a work has the act
        """
        orders = self.env["account.move.line"].union(*(row["line"] for row in lines))
        # sudo: whoever prints, the work may belong to another department
        works = (
            self.env["equipment.work.line"]
            .sudo()
            .search([("sale_line_id", "in", orders.sudo().sale_line_ids.ids)])
            .work_id.filtered(lambda work: work.state in ("done", "signed"))
        )
        if works:
            raise UserError(
                self.env._(
                    "%(invoice)s: its works have an act already, print it: %(works)s",
                    invoice=move.name,
                    works=", ".join(works.mapped("name")),
                )
            )

    def _prepare_service(self, row):
        line = row["line"]
        return {
            "name": line.name or line.product_id.name or "",
            "unit": self._say_unit(line.product_uom_id),
            **{
                name: row[name] for name in ("quantity", "rate", "base", "tax", "total")
            },
        }
