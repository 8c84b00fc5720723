from odoo import fields, models


class CrmLead(models.Model):
    """The works that a deal needs, made when it enters their stage.

    1. Commissioning: one work for all that was delivered.
    2. Certification: one work for each serial number of the products whose equipment
       type is certified; of products without a type the types of the deal decide.
       Without serial numbers one work for all.
    3. What is to be done comes from the templates of the products and their types.
    """

    _inherit = "crm.lead"

    def _make_works(self, kind):
        """The works of each deal that has none of this kind yet."""
        # sudo: the deal may be moved by a storekeeper who ships the goods
        deals = self.sudo().filtered(
            lambda lead: lead.partner_id and not lead._get_works(kind),
        )
        lines = {lead: lead._get_delivered(kind) for lead in deals}
        products = self.env["product.product"].union(
            *(product for delivered in lines.values() for product in delivered)
        )
        templates = self.env["equipment.work.template"].sudo()._get_for(products, kind)
        works = (
            self.env["equipment.work"]
            .sudo()
            .create(
                [
                    values
                    for lead in deals
                    for values in lead._prepare_works(kind, lines[lead], templates)
                ],
            )
        )
        for work in works:
            work._tell_about_new_work()

    # ---- the equipment -------------------------------------------------------------

    def _get_delivered(self, kind):
        """What the works are about: dict of product -> serial numbers delivered."""
        moves = self._get_confirmed_orders().order_line.move_ids.filtered(
            lambda move: (
                move.state == "done" and move.location_dest_id.usage == "customer"
            ),
        )
        delivered = {
            product: own.move_line_ids.lot_id
            for product, own in moves.grouped("product_id").items()
        }
        if kind != "certification":
            return delivered
        return {
            product: lots
            for product, lots in delivered.items()
            if product._is_certified()
        }

    # ---- the works -----------------------------------------------------------------

    def _prepare_works(self, kind, equipment, templates):
        """Values of the works of the deal.

        :param dict equipment: product -> serial numbers
        :param dict templates: product -> template
        """
        works = self.env["equipment.work"]
        if kind != "certification":
            values = self._prepare_work_values(kind)
            return [
                {
                    **values,
                    "lot_ids": self._set_lots(equipment),
                    **self._prepare_parts(kind, equipment, templates),
                }
            ]
        previous = works.search([("next_lead_id", "=", self.id)], limit=1)
        groups = self._split_by_serial(equipment)
        return [
            {
                **self._prepare_work_values(kind),
                "lot_ids": self._set_lots(group),
                **works._prepare_template_parts(group, templates),
                **(previous._prepare_following() if previous else {}),
            }
            for group in groups
        ]

    def _split_by_serial(self, equipment):
        """One group for each serial number; one for all that has none."""
        groups = [{product: lot} for product, lots in equipment.items() for lot in lots]
        rest = {
            product: lots
            for product, lots in equipment.items()
            if not lots and (not groups or product.equipment_type_id)
        }
        if rest or not groups:
            groups.append(rest)
        return groups

    def _set_lots(self, equipment):
        lots = self.env["stock.lot"].union(*equipment.values())
        return [fields.Command.set(lots.ids)]

    def _prepare_work_values(self, kind):
        order = self._get_confirmed_orders()[:1]
        return {
            "kind": kind,
            "lead_id": self.id,
            "order_id": order.id,
            "partner_id": (order.partner_id or self.partner_id).id,
            "address_id": (order.partner_shipping_id or self.partner_id).id,
            "company_id": (order.company_id or self.company_id or self.env.company).id,
            "certification_type": "initial" if kind == "certification" else False,
        }

    def _prepare_parts(self, kind, equipment, templates):
        """What is done: by the templates; a product without one is a line of its own."""
        values = self.env["equipment.work"]._prepare_template_parts(
            equipment, templates
        )
        bare = [
            fields.Command.create(
                {
                    "name": self.env._("Commissioning: %(product)s", product=name),
                    "quantity": quantity,
                    "uom_id": unit.id,
                }
            )
            for product, name, quantity, unit in self._get_goods_of_works(kind)
            if not templates.get(product)
        ]
        values["line_ids"] = [*values.get("line_ids", []), *bare]
        return values

    def _get_goods_of_works(self, kind):
        if kind != "commissioning":
            return []
        return [
            (
                line.product_id,
                line.product_id.display_name,
                line.product_uom_qty,
                line.product_uom_id,
            )
            for line in self._get_confirmed_orders().order_line
            if line._is_supplied()
        ]


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _is_certified(self):
        """Whether the product is attested, by its type; without one the deal decides."""
        kind = self.equipment_type_id
        return kind.needs_certification if kind else True
