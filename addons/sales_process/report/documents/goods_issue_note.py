from odoo import models
from odoo.exceptions import UserError

from ...tools.documents.print_text import day_text


class GoodsIssueNote(models.AbstractModel):
    """The goods issue note of a transfer."""

    _name = "report.sales_process.goods_issue_note"
    _inherit = "sales.issue.note"
    _description = "Goods Issue Note of a Transfer"
    _form_model = "stock.picking"

    def _prepare_form(self, picking):
        self._check_picking(picking)
        note = self._prepare_note(picking, picking.move_ids)
        form = {
            **note,
            # what the storekeeper has counted and weighed is more than what is computed
            "places": picking.l10n_ru_places or note["places"],
            "weight": picking.l10n_ru_gross_weight or note["weight"],
            "buyer": self._say_buyer(picking),
            "recipient": ", ".join(self._get_productions(picking).mapped("name")),
            "basis": self._say_picking_basis(picking),
            "delivery": self._say_delivery(picking),
            "attorney": self._say_attorney(picking),
        }
        return self._finish_note(form)

    def _check_picking(self, picking):
        """
        :raises UserError: nothing is issued by this transfer
        """
        is_issue = picking.picking_type_code == "outgoing"
        if not is_issue and not self._get_productions(picking):
            raise UserError(
                self.env._(
                    "%(document)s issues no goods: the note is printed of deliveries "
                    "and of components for production.",
                    document=picking.name,
                )
            )
        if picking.state == "cancel":
            raise UserError(
                self.env._("%(document)s is cancelled.", document=picking.name)
            )

    def _get_productions(self, picking):
        """Manufacturing orders that the components of the transfer are for."""
        return picking.move_ids.move_dest_ids.raw_material_production_id

    def _say_buyer(self, picking):
        buyer = picking.partner_id.commercial_partner_id
        return buyer._get_party_line() if buyer else ""

    def _say_picking_basis(self, picking):
        # sudo: the storekeeper may not read deals and orders; their numbers he may
        picking = picking.sudo()
        orders = picking.move_ids.sale_line_id.order_id | picking.sale_id
        orders |= self._get_productions(picking).reference_ids.sale_ids
        claim = picking.claim_id
        basis = self._say_basis(orders, claim.lead_id, with_deal=True)
        named = claim and self.env._("claim %(number)s", number=claim.name)
        return ", ".join(filter(None, (basis, named))) or picking.origin or ""

    def _say_delivery(self, picking):
        """Who carries the goods and where, or pickup by the incoterm (EXW)."""
        carrier = picking.l10n_ru_carrier_id
        # sudo: one word of the order
        if picking.sudo().sale_id.incoterm.code == "EXW" and not carrier:
            return self.env._("pickup from the warehouse")
        if not picking.partner_id:
            return ""
        said = self.env._(
            "delivery: %(address)s",
            address=picking.partner_id._get_delivery_address_text(),
        )
        transport = (
            carrier.name,
            picking.l10n_ru_driver,
            picking.l10n_ru_vehicle_plate,
        )
        return "; ".join(filter(None, (said, ", ".join(filter(None, transport)))))

    def _say_attorney(self, picking):
        number, day = picking.l10n_ru_attorney_no, picking.l10n_ru_attorney_date
        person = picking.l10n_ru_attorney_person
        if not (number or person):
            return ""
        lang = self.env.lang or "en_US"
        paper = [
            number and self.env._("No. %(number)s", number=number),
            day and self.env._("of %(day)s", day=day_text(day, lang)),
        ]
        parts = [
            " ".join(filter(None, paper)),
            person and self.env._("issued to %(person)s", person=person),
        ]
        return ", ".join(part for part in parts if part)


class ProductionIssueNote(models.AbstractModel):
    """The note of components that are issued to a manufacturing order."""

    _name = "report.sales_process.production_issue_note"
    _inherit = "sales.issue.note"
    _description = "Goods Issue Note of a Manufacturing Order"
    _form_model = "mrp.production"

    def _get_client_lang(self, production):
        return False  # nobody outside reads it

    def _prepare_form(self, production):
        if production.state in ("draft", "cancel"):
            raise UserError(
                self.env._(
                    "%(document)s is not confirmed or is cancelled.",
                    document=production.name,
                )
            )
        # sudo: the storekeeper may not read deals and orders; their numbers he may
        orders = production.sudo().reference_ids.sale_ids
        form = {
            **self._prepare_note(production, production.move_raw_ids),
            "buyer": "",
            "recipient": self._say_recipient(production),
            "basis": self._say_basis(orders, with_deal=True) or production.origin or "",
            "delivery": "",
            "attorney": "",
        }
        return self._finish_note(form)

    def _say_recipient(self, production):
        return self.env._(
            "production, order %(number)s: %(product)s, %(quantity)s %(unit)s",
            number=production.name,
            product=production.product_id.display_name,
            quantity=self._get_functions()["qty"](
                production.product_qty, self.env.lang or "en_US"
            ),
            unit=production.product_uom_id.name,
        )
