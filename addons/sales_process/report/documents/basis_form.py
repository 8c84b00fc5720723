from odoo import models

from ...tools.documents.print_text import day_text


class SalesBasisForm(models.AbstractModel):
    """The basis of a document: contract, order, deal."""

    _name = "sales.basis.form"
    _inherit = "sales.printed.form"
    _description = "Form with a Basis"

    def _say_unit(self, uom):
        """How the unit is printed: a Russian document has the sign of the OKEI."""
        is_russian = (self.env.lang or "").startswith("ru")
        return (is_russian and uom.l10n_ru_okei_symbol) or uom.name or ""

    def _say_basis(self, orders, lead=None, contract=None, with_deal=False):
        """Contract, orders and, for people of the company, the deal in one line.

        :param orders: sale orders
        :param lead: deal, when there is one
        :param contract: service contract, when there is one
        """
        # sudo: a basis is named to everybody who gets the document
        orders, lead = orders.sudo(), (lead or orders.sudo().opportunity_id[:1]).sudo()
        parts = [
            self._say_contract(orders, lead, contract),
            *(self._say_order(order) for order in orders),
        ]
        if with_deal and lead:
            parts.append(self.env._("deal No. %(number)s", number=lead.id))
        return ", ".join(part for part in parts if part)

    def _say_contract(self, orders, lead, contract):
        if contract:
            return self._say_paper(
                self.env._("service contract"), contract.name, contract.date_start
            )
        own = orders._get_contracts_in_force()
        if own:
            return ", ".join(one._get_basis_name() for one in own)
        paper = self._find_contract(lead)
        if not paper:
            return ""
        return self._say_paper(self.env._("contract"), paper.number, paper.date)

    def _find_contract(self, lead):
        """The contract in force among the documents of the deal, the newest one."""
        documents = self.env["sales.document"].sudo()
        if not lead:
            return documents
        return documents.search(
            [
                ("lead_id", "=", lead.id),
                ("kind_id.code", "=", "contract"),
                ("state", "=", "valid"),
            ],
            limit=1,
        )

    def _say_order(self, order):
        day = order.company_id._get_local_day(order.date_order)
        return self._say_paper(self.env._("order"), order.name, day)

    def _say_paper(self, kind, number, day):
        if not day:
            return self.env._("%(kind)s No. %(number)s", kind=kind, number=number or "")
        return self.env._(
            "%(kind)s No. %(number)s of %(day)s",
            kind=kind,
            number=number or "",
            day=day_text(day, self.env.lang or "en_US"),
        )
