from odoo import models
from odoo.exceptions import UserError

from ...tools.documents.headings import keep_headings
from ...tools.documents.pages import row_height, split_pages

# room for rows in mm: below the title of an appendix, on a further page, and what
# totals, terms and signatures need
FIRST, REST, LAST = 195, 235, 120
NAME_CHARS = 46


class ContractForm(models.AbstractModel):
    """A contract with its specifications in one document (DOCUMENTS 1.9)."""

    _name = "report.sales_process.contract"
    _inherit = "sales.printed.form"
    _description = "Contract with Specification"
    _form_model = "sales.contract"
    _form_language = "ru_RU"

    def _prepare_form(self, record):
        return {
            "title": record._get_basis_name(),
            "text": keep_headings(record._get_text()),
            "appendices": self._get_appendices(record),
        }

    def _get_appendices(self, contract):
        # sudo: a specification of a colleague's deal is a part of the contract too
        orders = contract.sudo()._get_valid_orders()
        if contract.kind == "frame":
            return []  # each is printed and signed apart
        return [self._prepare_appendix(contract, order) for order in orders]

    def _prepare_appendix(self, contract, order):
        form = contract._get_specification(order)
        heights = [row_height(row["name"], NAME_CHARS) for row in form["rows"]]
        pages = split_pages(heights, FIRST, REST, LAST)
        return {
            **form,
            "contract": contract._get_dative_name(),
            "pages": [[form["rows"][index] for index in page] for page in pages],
        }


class ContractTextForm(models.AbstractModel):
    """The contract apart."""

    _name = "report.sales_process.contract_text"
    _inherit = "report.sales_process.contract"
    _description = "Contract without Specification"

    def _get_appendices(self, contract):
        return []


class SpecificationForm(models.AbstractModel):
    """The specification of an order apart."""

    _name = "report.sales_process.specification"
    _inherit = "report.sales_process.contract"
    _description = "Specification"
    _form_model = "sale.order"

    def _prepare_form(self, record):
        """
        :raises UserError: the order has no contract
        """
        # sudo: the contract may be of a colleague, the order is the user's
        contract = record.sudo().contract_id
        if not contract:
            raise UserError(
                self.env._(
                    "%(order)s has no contract: choose it, or press “Make a contract”.",
                    order=record.name,
                )
            )
        appendix = self._prepare_appendix(contract, record)
        return {
            "title": record._get_print_title("specification"),
            "text": "",
            "appendices": [appendix],
        }
