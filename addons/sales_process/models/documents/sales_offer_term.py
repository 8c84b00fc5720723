from odoo import api, fields, models

KINDS = [
    ("text", "As written"),
    ("delivery", "Delivery term: the longest of the lines"),
    ("payment", "Payment terms of the order"),
    ("basis", "Incoterm and place of delivery"),
    ("commissioning", "Commissioning, when the deal needs it"),
    ("certification", "Certification, when the deal needs it"),
    ("validity", "How long the offer is valid"),
]
# these terms say what the deal needs: without that they are not printed
NEEDS = {
    "commissioning": "needs_installation",
    "certification": "needs_certification",
}


class SalesOfferTermMixin(models.AbstractModel):
    """One condition of a commercial offer: what it is about, and what is offered.

    Terms of the kinds that the order itself knows are told from it while their text is
    empty; others without a text are not printed.
    """

    _name = "sales.offer.term.mixin"
    _description = "Condition of an Offer"
    _order = "sequence, id"

    name = fields.Char(string="Condition", required=True, translate=True)
    kind = fields.Selection(KINDS, string="Told from", required=True, default="text")
    text = fields.Text(translate=True)
    sequence = fields.Integer(default=10)

    def _prepare_term(self, order):
        """(name, text) as it is printed, or None.

        :param order: the ``sale.order`` that is offered
        """
        self.ensure_one()
        need = NEEDS.get(self.kind)
        # sudo: accountants print offers whose deal they do not read
        deal = order.sudo().opportunity_id
        if need and self._is_default() and deal and not deal[need]:
            return None
        text = (self.text or "").strip() or self._tell(order)
        return (self.name, text) if text else None

    def _is_default(self):
        """A term of the company, not one that somebody has put on this order."""
        return False

    def _tell(self, order):
        tell = getattr(order, f"_tell_{self.kind}_term", None)
        return tell() if tell else ""


class SalesOfferTerm(models.Model):
    """Conditions that every offer of a company has, until its order says otherwise."""

    _name = "sales.offer.term"
    _inherit = ["sales.offer.term.mixin"]
    _description = "Condition of Offers"

    company_id = fields.Many2one(
        "res.company", help="Empty: for all companies.", index=True
    )
    active = fields.Boolean(default=True)

    def _is_default(self):
        return True

    @api.model
    def _get_company_terms(self, company):
        return self.search([("company_id", "in", (False, company.id))])


class SaleOrderOfferTerm(models.Model):
    """A condition of the offer of one order."""

    _name = "sale.order.offer.term"
    _inherit = ["sales.offer.term.mixin"]
    _description = "Condition of the Offer of an Order"

    name = fields.Char(translate=False)
    text = fields.Text(translate=False)
    order_id = fields.Many2one(
        "sale.order", required=True, ondelete="cascade", index=True
    )
