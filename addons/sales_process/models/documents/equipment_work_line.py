from odoo import api, fields, models

# the engineer writes what was done; what it costs is the business of sales
MONEY_GROUPS = "sales_process.group_salesperson,sales_process.group_reader"


class EquipmentWorkLine(models.Model):
    """What the work costs: a line with a price is a row of the money page of the act.

    1. The price is typed, or comes with the line of the order (``sale_line_id``).
    2. Amounts are kept: a tax that is changed later does not change a signed act. They
       are made by the tax engine of the ERP over all lines of the act, so that the act
       and the invoice agree to the kopeck whatever the way of rounding.
    """

    _inherit = "equipment.work.line"

    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Line of the order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=MONEY_GROUPS,
    )
    currency_id = fields.Many2one(related="work_id.currency_id")
    price_unit = fields.Float(
        string="Unit price", digits="Product Price", copy=False, groups=MONEY_GROUPS
    )
    discount = fields.Float(
        string="Discount, %", digits="Discount", copy=False, groups=MONEY_GROUPS
    )
    tax_ids = fields.Many2many(
        "account.tax",
        string="Taxes",
        domain="[('type_tax_use', '=', 'sale')]",
        copy=False,
        groups=MONEY_GROUPS,
    )
    price_subtotal = fields.Monetary(
        string="Without VAT",
        compute="_compute_amounts",
        store=True,
        groups=MONEY_GROUPS,
    )
    price_tax = fields.Monetary(
        string="VAT", compute="_compute_amounts", store=True, groups=MONEY_GROUPS
    )
    price_total = fields.Monetary(
        string="Sum with VAT",
        compute="_compute_amounts",
        store=True,
        groups=MONEY_GROUPS,
    )

    @api.depends(
        "work_id.line_ids.quantity",
        "work_id.line_ids.price_unit",
        "work_id.line_ids.discount",
        "work_id.line_ids.tax_ids",
        "work_id.currency_id",
    )
    def _compute_amounts(self):
        for work, own in self.grouped("work_id").items():
            amounts = (work.line_ids | own)._get_amounts(work)
            for line in own:
                line.update(amounts[line])

    def _get_amounts(self, work):
        """Amounts of the lines of one act, rounded as in an invoice of all of them.

        :return: dict of line -> values of its amounts
        """
        company = work.company_id or self.env.company
        engine = self.env["account.tax"]
        base_lines = [
            engine._prepare_base_line_for_taxes_computation(
                line,
                currency_id=work.currency_id or company.currency_id,
                tax_ids=line.tax_ids._origin,
            )
            for line in self
        ]
        engine._add_tax_details_in_base_lines(base_lines, company)
        engine._round_base_lines_tax_details(base_lines, company)
        return {base["record"]: _read_amounts(base) for base in base_lines}


def _read_amounts(base_line):
    """Amounts of a base line of the tax engine, with what its rounding has added."""
    details = base_line["tax_details"]
    subtotal = (
        details["total_excluded_currency"] + details["delta_total_excluded_currency"]
    )
    tax = 0.0
    for data in details["taxes_data"]:
        if data["tax"].l10n_ru_kind == "other":  # part of the price
            subtotal += data["tax_amount_currency"]
        else:
            tax += data["tax_amount_currency"]
    return {
        "price_subtotal": subtotal,
        "price_tax": tax,
        "price_total": subtotal + tax,
    }
