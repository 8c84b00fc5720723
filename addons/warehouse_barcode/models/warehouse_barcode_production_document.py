from collections import defaultdict

from odoo import models

KNOWN_LOTS = 5000


class WarehouseBarcodeDocument(models.AbstractModel):
    """What a manufacturing order adds to the payload.

    - ``document``: consumption (flexible/warning/strict), product_id; partner
      is the name of the product;
    - ``finished``: id, product_id, is_main, demand, done, lots [name], next_lot (the
      number that core would give), needs_expiry;
    - ``workorders``: id, name, code, workcenter, state, is_user_working, workers,
      duration and expected (minutes);
    - ``known_lots``: ``{product_id: [name]}`` of serials that were used, the latest 5000.
    """

    _inherit = "warehouse.barcode.document"

    def _prepare_document(self, subject):
        answer = super()._prepare_document(subject)
        if answer["kind"] == "document" and subject._name == "mrp.production":
            answer |= self._prepare_progress(subject)
            answer["known_lots"] = self._prepare_known_lots(subject)
        return answer

    def _prepare_header(self, subject, flow):
        values = super()._prepare_header(subject, flow)
        if flow == "production":
            values |= {
                "consumption": subject.consumption,
                "product_id": subject.product_id.id,
            }
        return values

    def _get_products(self, subject, moves):
        products = super()._get_products(subject, moves)
        if subject._name == "mrp.production":
            products |= subject._get_scanner_finished_moves().product_id
        return products

    def _prepare_progress(self, subject):
        """What is made and how the work goes; sent with each answer too."""
        if subject._name != "mrp.production":
            return {}
        # sudo: a storekeeper has no rights on work orders, he is only told of these
        workorders = subject.sudo().workorder_ids
        return {
            "finished": [
                self._prepare_finished(move, subject)
                for move in subject._get_scanner_finished_moves()
            ],
            "workorders": [
                self._prepare_workorder(workorder)
                for workorder in workorders
                if workorder.state != "cancel"
            ],
        }

    def _prepare_finished(self, move, order):
        product, service = move.product_id, self.env["warehouse.barcode.production"]
        demand, done = service._get_made(move, order)
        is_main = product == order.product_id
        lots = order.lot_producing_ids if is_main else service._get_picked(move).lot_id
        tracked = product.tracking != "none"
        return {
            "id": move.id,
            "product_id": product.id,
            "is_main": is_main,
            "demand": demand,
            "done": done,
            "lots": lots.mapped("name"),
            "next_lot": (
                service._get_next_lot_name(product, order.company_id) if tracked else ""
            ),
            "needs_expiry": bool(
                tracked and product.use_expiration_date and not product.expiration_time
            ),
        }

    def _prepare_workorder(self, workorder):
        running = self.env["warehouse.barcode.workorder"]._get_running(workorder)
        return {
            "id": workorder.id,
            "name": workorder.name,
            "code": workorder.barcode or "",
            "workcenter": workorder.workcenter_id.name,
            "state": workorder.state,
            "is_user_working": self.env.user in running.user_id,
            "workers": running.user_id.mapped("name"),
            "duration": round(workorder.get_duration(), 1),
            "expected": round(workorder.duration_expected, 1),
        }

    def _prepare_known_lots(self, order):
        """Numbers that were used; one that has only a label yet may still be made."""
        products = order._get_scanner_finished_moves().product_id.filtered(
            lambda product: product.tracking == "serial"
        )
        domain = [
            ("product_id", "in", products.ids),
            ("lot_id", "!=", False),
            ("state", "=", "done"),
        ]
        groups = self.env["stock.move.line"]._read_group(
            domain,
            ["product_id", "lot_id"],
            ["id:max"],
            order="id:max desc",
            limit=KNOWN_LOTS,
        )
        known = defaultdict(list)
        for product, lot, _line_id in groups:
            known[product.id].append(lot.name)
        return known
