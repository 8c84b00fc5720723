from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import html2plaintext

from ...tools.documents.print_text import day_text

SEQUENCE = "sales.offer"


class SaleOrder(models.Model):
    """The commercial offer of an order (R062): number, conditions, what it shows.

    The outgoing number is given when the offer is printed or sent for the first time,
    and stays.
    """

    _inherit = "sale.order"

    offer_number = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Outgoing number: given when the offer is printed or sent first.",
    )
    offer_date = fields.Date(readonly=True, copy=False)
    offer_intro = fields.Text(
        string="Introduction",
        help="Empty: the introduction of the company, or a sentence that names the "
        "application area.",
    )
    offer_picture = fields.Boolean(
        string="Pictures of Goods",
        compute="_compute_offer_switches",
        store=True,
        readonly=False,
        precompute=True,
    )
    offer_signed = fields.Boolean(
        string="Signature and Stamp",
        compute="_compute_offer_switches",
        store=True,
        readonly=False,
        precompute=True,
    )
    offer_term_ids = fields.One2many(
        "sale.order.offer.term",
        "order_id",
        string="Conditions of the Offer",
        copy=True,
        # who has core's rights to accounts only reads orders without them
        groups="sales_team.group_sale_salesman,sales_process.group_reader",
    )

    @api.depends("company_id")
    def _compute_offer_switches(self):
        for order in self:
            order.offer_picture = order.company_id.offer_picture
            order.offer_signed = order.company_id.offer_signed

    def _number_offers(self):
        """Give outgoing numbers to the offers that have none yet."""
        # sudo: who reads the order may print it; the number is the program's
        orders = self.sudo().filtered(lambda order: not order.offer_number)
        if not orders:
            return
        orders.lock_for_update(allow_referencing=True)
        orders.invalidate_recordset(["offer_number", "offer_date"])
        for order in orders.filtered(lambda order: not order.offer_number):
            sequences = self.env["ir.sequence"].sudo().with_company(order.company_id)
            today = fields.Date.context_today(self)
            order.write(
                {
                    "offer_number": sequences.next_by_code(SEQUENCE, today),
                    "offer_date": today,
                }
            )

    # ---- conditions --------------------------------------------------------------------

    def _get_offer_terms(self):
        """(name, text) of the conditions as they are printed."""
        self.ensure_one()
        # sudo: the offer shows them, whoever prints it
        own = self.sudo().offer_term_ids
        terms = own or self.env["sales.offer.term"]._get_company_terms(self.company_id)
        told = (term._prepare_term(self) for term in terms)
        return [term for term in told if term]

    def action_edit_offer_terms(self):
        """Copy the conditions of the company to the order, to change them there."""
        self.ensure_one()
        order = self.with_context(lang=self.partner_id.lang or self.env.lang)
        terms = order.env["sales.offer.term"]._get_company_terms(order.company_id)
        if not order.offer_term_ids:
            order.offer_term_ids = [
                Command.create(
                    {
                        "name": term.name,
                        "kind": term.kind,
                        "text": term.text,
                        "sequence": term.sequence,
                    }
                )
                for term in terms
                if term._prepare_term(order) or term.kind == "text"
            ]
        return True

    def _tell_delivery_term(self):
        """The longest lead time of the goods, and of works that have one of their own."""
        times = {
            line: time
            for line, time in self._get_lead_times().items()
            if time.text or line.product_id.type != "service"
        }
        if not times:
            return ""
        line = max(times, key=lambda line: (times[line].days, not times[line].is_there))
        if times[line].is_there:
            return self.env._("from stock")
        return times[line].text

    def _tell_payment_term(self):
        term = self.payment_term_id
        note = html2plaintext(term.note or "").strip()
        return note or term.name or ""

    def _tell_basis_term(self):
        incoterm = self.incoterm
        if not incoterm:
            return ""
        place = f" {self.incoterm_location}" if self.incoterm_location else ""
        return f"{incoterm.code}{place}, {incoterm.name}"

    def _tell_validity_term(self):
        if not self.validity_date:
            return ""
        return self.env._("until %(date)s", date=self._get_day_text(self.validity_date))

    @api.model
    def _get_day_text(self, day):
        return day_text(day, self.env.lang or "en_US")

    # ---- names -------------------------------------------------------------------------

    def _get_print_title(self, form):
        if form != "commercial_offer":
            return super()._get_print_title(form)
        return self.env._(
            "Commercial offer %(number)s of %(date)s",
            number=self.offer_number or self.name,
            date=(self.offer_date or fields.Date.context_today(self)).strftime(
                "%d.%m.%Y"
            ),
        )
