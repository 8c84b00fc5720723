from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.documents.print_text import russian_date
from ...tools.documents.requisites import compact
from ...tools.documents.transfer import DASH

# whose forms show prices; a storekeeper has neither of these groups
PRICE_GROUPS = (
    "sales_team.group_sale_salesman",
    "sales_process.group_accountant",
    "account.group_account_invoice",
    "account.group_account_readonly",
)


class SalesTransferForm(models.AbstractModel):
    """What documents of handing over have in common: parties, basis, rows.

    They are statutory forms: Russian words, whatever the user speaks.
    """

    _name = "sales.transfer.form"
    _inherit = "sales.printed.form"
    _description = "Form of a Transfer Document"
    _form_language = "ru_RU"

    def _get_report_values(self, docids, data=None):
        """Checks speak the language of the user, the form itself is in Russian.

        :raises AccessError: the user has no right to see prices
        :raises UserError: the document cannot be printed
        """
        if not any(self.env.user.has_group(group) for group in PRICE_GROUPS):
            raise AccessError(
                self.env._(
                    "This document shows prices: it is printed by salespeople and "
                    "accountants. For the warehouse there is the goods issue note."
                )
            )
        records = self.env[self._form_model].browse(docids)
        records.check_access("read")
        for record in records:
            self._check_printable(record)
        return super()._get_report_values(docids, data)

    def _check_printable(self, record):
        """
        :raises UserError: the document cannot be printed; says what to do
        """

    # ---- parties ---------------------------------------------------------------------

    def _check_details(self, company, client):
        """
        :raises UserError: details without which nobody accepts the document
        """
        missing = [
            f"{label}: {partner.display_name}"
            for partner in (company.partner_id, client)
            for label in self._find_missing_details(partner)
        ]
        if missing:
            raise UserError(
                self.env._(
                    "The document cannot be printed yet. Fill in the company details: "
                    "%(missing)s.",
                    missing="; ".join(missing),
                )
            )

    def _find_missing_details(self, partner):
        labels = []
        if not partner._get_form_address():
            labels.append(self.env._("address"))
        if partner.is_company and partner._is_russian():
            inn = compact(partner.vat)
            if not inn:
                labels.append(self.env._("INN"))
            elif len(inn) == 10 and not partner.l10n_ru_kpp:
                labels.append(self.env._("KPP"))
        return labels

    def _prepare_party(self, partner):
        return {
            "name": partner._get_form_name(),
            "address": partner._get_form_address(),
            "inn_kpp": self._say_inn_kpp(partner),
        }

    def _say_consignee(self, partner):
        """Name of the client and the address where the goods go."""
        return f"{partner._get_form_name()}, {partner._get_delivery_address_text()}"

    def _say_inn_kpp(self, partner):
        """«7707083893 / 773601001»; entrepreneurs have an INN only."""
        numbers = [compact(partner.vat), compact(partner.l10n_ru_kpp)]
        return " / ".join(filter(None, numbers)) or DASH

    def _is_entrepreneur(self, company):
        return len(compact(company.vat)) == 12

    def _prepare_signers(self, company):
        """Names and posts of those who sign for the seller."""
        people = company._get_signatories()
        return {
            "director": people["director"]["name"],
            "position": people["director"]["position"],
            "accountant": people["accountant"]["name"],
            "is_entrepreneur": self._is_entrepreneur(company),
        }

    # ---- basis -----------------------------------------------------------------------

    def _get_basis(self, orders):
        """The contract of the deal, else the orders: name, number and date of each.

        :return: a list of {"name", "number", "date"}
        """
        # sudo: the basis is named to everybody who gets the document
        orders = orders.sudo()
        own = orders._get_contracts_in_force()
        if own:
            return [contract._get_paper() for contract in own]
        contracts = self.env["sales.document"].sudo()
        if orders.opportunity_id:
            contracts = contracts.search(
                [
                    ("lead_id", "in", orders.opportunity_id.ids),
                    ("kind_id.code", "=", "contract"),
                    ("state", "=", "valid"),
                ]
            )
        found = [
            {"name": "Договор", "number": paper.number, "date": paper.date}
            for paper in contracts
        ]
        return found or [self._prepare_order_basis(order) for order in orders]

    def _prepare_order_basis(self, order):
        if order.client_order_ref:
            return {
                "name": "Заказ покупателя",
                "number": order.client_order_ref,
                "date": False,
            }
        moment = fields.Datetime.context_timestamp(order, order.date_order)
        return {"name": "Заказ", "number": order.name, "date": moment.date()}

    def _say_basis(self, basis):
        return "; ".join(self._say_paper(**paper) for paper in basis)

    def _say_paper(self, name, number, date):
        words = [name]
        if number:
            words.append(f"№ {number}")
        if date:
            words.append(f"от {russian_date(date)}")
        return " ".join(words)

    def _say_attorney(self, pickings):
        """«доверенность № 5 от …, выдана: …» of the shipments."""
        said = []
        for picking in pickings:
            if picking.l10n_ru_attorney_no:
                paper = self._say_paper(
                    "доверенность",
                    picking.l10n_ru_attorney_no,
                    picking.l10n_ru_attorney_date,
                )
                person = picking.l10n_ru_attorney_person
                said.append(f"{paper}, выдана: {person}" if person else paper)
        return "; ".join(said)

    # ---- rows ------------------------------------------------------------------------

    def _prepare_row(self, values, digits):
        """A line of goods: names, unit and amounts.

        :param values: a line of `_get_transfer_lines`
        """
        line = values["line"]
        product, unit = line.product_id, line.product_uom_id
        quantity = values["quantity"]
        return {
            "code": product.default_code or DASH,
            "name": self._say_goods(line),
            "unit_code": unit.l10n_ru_okei_code or DASH,
            "unit": unit._get_okei_symbol() or DASH,
            "quantity": quantity,
            "price": round(values["base"] / quantity, digits) if quantity else 0.0,
            "base": values["base"],
            "rate": values["rate"],
            "tax": values["tax"],
            "total": values["total"],
        }

    def _say_goods(self, line):
        """The text of the line without the code, which has a column of its own."""
        text = " ".join((line.name or line.product_id.display_name or "").split())
        code = line.product_id.default_code
        return text.removeprefix(f"[{code}]").strip() if code else text

    def _sum_rows(self, rows, digits):
        return {
            name: round(sum(row[name] for row in rows), digits)
            for name in ("base", "tax", "total")
        }
