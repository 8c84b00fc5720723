"""How each kind of document is shown beside the goods which it supplies."""

from odoo import models
from odoo.tools import format_date


def get_label(record, name):
    """The selected value of a field in the language of the user."""
    labels = dict(record._fields[name]._description_selection(record.env))
    return labels.get(record[name], "")


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _fetch_supply_document(self):
        """Read what the screen shows of many documents at once."""
        self.fetch(["name", "state", "date_finished", "reservation_state"])

    def _prepare_supply_document(self, sources, is_readable):
        end = sources.ends.get(self)
        date = self.date_finished if self.state == "done" else end
        return {
            "model": self._name,
            "id": self.id,
            "name": self.name,
            "kind": self.env._("Manufacturing order"),
            "state": get_label(self, "state"),
            "detail": self._describe_components(),
            "percent": round(self._get_work_percent()),
            "date": format_date(self.env, date.date()) if date else "",
            "can_open": is_readable,
        }

    def _describe_components(self):
        """Whether the components are there."""
        if self.state in ("done", "cancel"):
            return ""
        if self.reservation_state == "assigned":
            return self.env._("components are there")
        return self.env._("waits for components")


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def _fetch_supply_document(self):
        """Read what the screen shows of many documents at once."""
        self.fetch(["name", "state"])

    def _prepare_supply_document(self, sources, is_readable):
        lines = sources.purchases & self.order_line
        ordered = sum(lines.mapped("product_qty"))
        received = sum(lines.mapped("qty_received"))
        dates = [line._get_expected_date() for line in lines if line._get_open_qty()]
        return {
            "model": self._name,
            "id": self.id,
            "name": self.name,
            "kind": self.env._("Purchase order"),
            "state": get_label(self, "state"),
            "detail": "",
            "percent": round(100 * received / ordered) if ordered else 0,
            "date": format_date(self.env, max(dates).date()) if dates else "",
            "can_open": is_readable,
        }


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _fetch_supply_document(self):
        """Read what the screen shows of many documents at once."""
        self.fetch(["name", "state", "date_done", "scheduled_date", "picking_type_id"])

    def _prepare_supply_document(self, sources, is_readable):
        done = self.state == "done"
        date = self.date_done if done else self.scheduled_date
        return {
            "model": self._name,
            "id": self.id,
            "name": self.name,
            "kind": self.picking_type_id.name,
            "state": get_label(self, "state"),
            "detail": "",
            "percent": 100 if done else 0,
            "date": format_date(self.env, date.date()) if done and date else "",
            "can_open": is_readable,
        }
