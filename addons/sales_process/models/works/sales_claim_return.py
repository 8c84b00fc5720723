from odoo import api, fields, models
from odoo.exceptions import UserError

RETURNING = ("examined", "decided")


class SalesClaim(models.Model):
    """Goods that come back, goods that go instead, and the money.

    The core return wizard makes the return of the delivery. Who has no rights on the
    stock gets the return made at once; the storekeeper receives it.
    """

    _inherit = "sales.claim"

    picking_ids = fields.One2many(
        "stock.picking", "claim_id", string="Transfers", copy=False
    )
    return_picking_ids = fields.One2many(
        "stock.picking",
        "claim_id",
        string="Returns",
        domain=[("picking_type_id.code", "!=", "outgoing")],
        copy=False,
    )
    replacement_picking_ids = fields.One2many(
        "stock.picking",
        "claim_id",
        string="Replacements",
        domain=[("picking_type_id.code", "=", "outgoing")],
        copy=False,
    )
    credit_note_id = fields.Many2one(
        "account.move",
        index="btree_not_null",
        copy=False,
        tracking=True,
        domain="[('move_type', '=', 'out_refund'), ('state', '!=', 'cancel'), "
        "('partner_id', 'child_of', partner_id)]",
        help="Empty: the only posted credit note of the order made after the decision.",
    )
    picking_count = fields.Integer(
        compute="_compute_picking_count", compute_sudo=True, string="Transfers made"
    )

    @api.depends("picking_ids.state")
    def _compute_picking_count(self):
        for claim in self:
            live = claim.picking_ids.filtered(lambda picking: picking.state != "cancel")
            claim.picking_count = len(live)

    # ---- return ------------------------------------------------------------------

    def action_make_return(self):
        """Return the claimed goods of their delivery, by the core wizard.

        :raises UserError: nothing was delivered, or all has come back already
        """
        self.ensure_one()
        self.check_access("write")
        self._check_state(*RETURNING)
        move = self._get_delivered_move()
        if self.env["stock.return.picking"].has_access("create"):
            return self._get_return_wizard_action(move.picking_id)
        self._make_return(move.picking_id)
        return self.action_view_pickings()

    def _get_return_wizard_action(self, picking):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock.act_stock_return_picking"
        )
        return {
            **action,
            "context": {
                "active_id": picking.id,
                "active_ids": picking.ids,
                "active_model": "stock.picking",
                "sales_process_claim_id": self.id,
            },
        }

    def _make_return(self, picking):
        # sudo: a salesperson or an engineer asks for the return, the storekeeper
        # receives it; the right to write the claim is checked
        wizard = (
            self.env["stock.return.picking"]
            .sudo()
            .create({"picking_id": picking.id, "claim_id": self.id})
        )
        if self.decision == "replace":
            wizard.action_create_exchanges()
        else:
            wizard.action_create_returns()

    def _get_delivered_move(self):
        """The latest delivery of the goods that has not come back yet.

        :raises UserError: there is none
        """
        if not self.product_id:
            raise UserError(self.env._("Choose the product of the claim first."))
        # sudo: deliveries are not readable to everybody who examines a claim
        moves = self.env["stock.move"].sudo()
        found = moves.search(self._get_delivered_domain(), order="date desc, id desc")
        for move in found:
            if move.product_uom.compare(self._get_returnable(move), 0) > 0:
                return move
        raise UserError(
            self.env._(
                "%(product)s: no delivery to the client is found that could be "
                "returned.",
                product=self.lot_id.name or self.product_id.display_name,
            )
        )

    def _get_returnable(self, move):
        """How much of a delivery, of the claimed serial in it, has not come back."""
        back = move.returned_move_ids.filtered(lambda back: back.state != "cancel")
        return self._get_moved(move) - sum(map(self._get_moved, back))

    def _get_moved(self, move):
        lines = move.move_line_ids
        if self.lot_id:
            lines = lines.filtered(lambda line: line.lot_id == self.lot_id)
        return sum(lines.mapped("quantity_product_uom"))

    def _get_delivered_domain(self):
        domain = [
            ("state", "=", "done"),
            ("product_id", "=", self.product_id.id),
            ("location_dest_id.usage", "=", "customer"),
            ("picking_id", "!=", False),
            ("company_id", "=", self.company_id.id),
        ]
        if self.lot_id:
            domain.append(("move_line_ids.lot_id", "=", self.lot_id.id))
        if self.order_id:
            domain.append(("sale_line_id.order_id", "=", self.order_id.id))
        else:
            client = self.partner_id.commercial_partner_id
            domain.append(("picking_id.partner_id", "child_of", client.id))
        return domain

    def _after_return(self, picking):
        """A return of the claim is made: the claimed serial is the one that comes back.

        Core takes the serials of the delivery in their order.
        """
        lines = picking.move_line_ids.filtered(
            lambda line: line.product_id == self.product_id
        )
        if self.lot_id and lines and self.lot_id not in lines.lot_id:
            lines[0].lot_id = self.lot_id
        self._message_log(
            body=self.env._("Return made: %(picking)s", picking=picking.name)
        )

    def _link_replacement(self, pickings):
        """Deliveries that go to the client instead of the returned goods.

        Core may add the goods to a delivery that waits already.
        """
        waiting = pickings.filtered(
            lambda picking: (
                picking.picking_type_code == "outgoing"
                and picking.state not in ("done", "cancel")
                and self.product_id in picking.move_ids.product_id
            )
        )
        waiting.write({"claim_id": self.id})

    def action_view_pickings(self):
        """The returns and replacements; their names when one may not see them."""
        self.ensure_one()
        if not self.env["stock.picking"].has_access("read"):
            # sudo: only the numbers are told
            names = self.sudo().picking_ids.mapped("name")
            return self._get_notice(
                self.env._("Transfers: %(names)s", names=", ".join(names))
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock.action_picking_tree_all"
        )
        return {**action, "domain": [("claim_id", "=", self.id)], "context": {}}

    def _get_notice(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # ---- money -------------------------------------------------------------------

    def _get_credit_notes(self):
        """The credit note of the claim: the chosen one, else that of its order."""
        if self.credit_note_id:
            return self.credit_note_id
        taken = self.search([("credit_note_id", "!=", False)]).credit_note_id
        return (self.order_id.invoice_ids - taken).filtered(
            lambda move: (
                move.move_type == "out_refund"
                and move.state == "posted"
                and move.invoice_date >= self.date_decided
            )
        )

    def _link_credit_notes(self):
        # sudo: who closes the claim need not see the invoices
        for claim in self.sudo().filtered(
            lambda claim: claim.decision in ("refund", "discount")
        ):
            claim.credit_note_id = claim._get_credit_notes()[:1]

    # ---- what is missing ---------------------------------------------------------

    def _missing_returns(self):
        return self._get_transfer_problems(
            self.return_picking_ids, self.env._("Make the return of the goods")
        )

    def _missing_replacement(self):
        return self._get_transfer_problems(
            self.replacement_picking_ids, self.env._("Deliver the replacement")
        )

    def _get_transfer_problems(self, pickings, missing):
        """What keeps transfers, with their backorders, from being done."""
        live = pickings._with_backorders().filtered(
            lambda picking: picking.state != "cancel"
        )
        if not live:
            return [missing]
        return [
            self.env._("Finish the transfer %(picking)s", picking=picking.name)
            for picking in live
            if picking.state != "done"
        ]

    def _missing_credit_note(self):
        notes = self._get_credit_notes()
        if any(note.state == "posted" for note in notes):
            return []
        if notes:
            return [self.env._("Post the credit note")]
        return [self.env._("Make the credit note in the invoice of the order")]
