from odoo import api, fields, models
from odoo.exceptions import UserError

from .sales_claim import SUPPLIER_STATES

SUPPLIER = "sales_process.mail_activity_type_supplier_claim"


class SalesClaim(models.Model):
    """Our own claim to the supplier of the goods or of a component (R105).

    The buyer gets a task on the purchase with the text of the letter; his answer is
    noted here. A refusal of the supplier goes to the lawyer.
    """

    _inherit = "sales.claim"

    purchase_id = fields.Many2one(
        "purchase.order",
        string="Supplier Order",
        index="btree_not_null",
        copy=False,
        tracking=True,
        help="The purchase by which the goods, or the component at fault, came.",
    )
    supplier_id = fields.Many2one(
        "res.partner",
        string="Supplier",
        related="purchase_id.partner_id",
        store=True,
        index="btree_not_null",
    )
    supplier_text = fields.Text(
        string="Letter to the Supplier",
        copy=False,
        help="Empty: it is written from the claim.",
    )
    supplier_state = fields.Selection(
        SUPPLIER_STATES,
        string="Claim to the Supplier",
        readonly=True,
        copy=False,
        tracking=True,
    )
    is_supplier_cause = fields.Boolean(related="cause_id.is_supplier")
    date_supplier = fields.Date(
        string="Sent to the Supplier On", readonly=True, copy=False
    )

    def action_claim_supplier(self):
        """Give the buyer the task to claim from the supplier, with the letter.

        :raises UserError: the purchase is not known, or it is done already
        """
        self.ensure_one()
        self.check_access("write")
        self._check_state("examined", "decided")
        self._check_supplier_state(False)
        if not self.purchase_id:
            raise UserError(self.env._("Find the supplier order first."))
        if not self.supplier_text:
            self.supplier_text = self._prepare_supplier_text()
        self._schedule_supplier_claim()
        # sudo: the state of the supplier changes by actions only
        self.sudo().write(
            {
                "supplier_state": "sent",
                "date_supplier": fields.Date.context_today(self),
            }
        )
        return True

    def action_supplier_accepted(self):
        """The supplier answers for it."""
        return self._set_supplier_state("accepted")

    def action_supplier_refused(self):
        """The supplier refuses: the lawyer is told."""
        self._set_supplier_state("refused")
        self._schedule_lawyer(
            self.env._(
                "The supplier %(supplier)s refuses the claim",
                supplier=self.supplier_id.display_name,
            )
        )
        return True

    def _set_supplier_state(self, state):
        self.ensure_one()
        self.check_access("write")
        self._check_supplier_state("sent")
        # sudo: the state of the supplier changes by actions only
        self.sudo().supplier_state = state
        # sudo: purchases are not readable to everybody who examines a claim
        self.sudo().purchase_id.activity_feedback([SUPPLIER])
        return True

    def _check_supplier_state(self, state):
        if (self.supplier_state or False) != state:
            raise UserError(
                self.env._("The claim to the supplier is at another step already.")
            )

    def _schedule_supplier_claim(self):
        # sudo: purchases are not readable to everybody who examines a claim
        purchase = self.sudo().purchase_id
        buyer = purchase.user_id._get_sales_stand_in() or self._get_decider()
        purchase.activity_schedule(
            SUPPLIER,
            user_id=(buyer or self.env.user).id,
            date_deadline=self.deadline,
            summary=self.name,
            note=self.supplier_text,
        )

    @api.model
    def _get_supplier_lang(self, supplier):
        return supplier.lang or self.env.company.partner_id.lang or self.env.lang

    def _prepare_supplier_text(self):
        """The letter in the language of the supplier."""
        # sudo: purchases are not readable to everybody who examines a claim
        purchase = self.sudo().purchase_id
        claim = self.sudo().with_context(
            lang=self._get_supplier_lang(purchase.partner_id)
        )
        goods = claim.product_id.display_name or ""
        if claim.lot_id:
            goods = claim.env._(
                "%(product)s, serial number %(serial)s",
                product=goods,
                serial=claim.lot_id.name,
            )
        return claim.env._(
            "By your delivery under our order %(order)s we have a claim of our "
            "client.\n\nGoods: %(goods)s\nQuantity: %(quantity)s\nWhat is wrong: "
            "%(description)s\nWhat we have found: %(conclusion)s\n\nPlease tell us "
            "within ten days how you remove the defect or replace the goods.",
            order=purchase.name,
            goods=goods,
            quantity=claim.quantity,
            description=claim.description or "-",
            conclusion=claim.conclusion or "-",
        )
