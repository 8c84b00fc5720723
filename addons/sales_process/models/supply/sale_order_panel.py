from odoo import api, fields, models
from odoo.tools import format_date

from .supply_document import get_label

PARTS = ("shipped", "returned", "reserved", "making", "buying", "missing")


class SaleOrder(models.Model):
    """Where the goods are, for the screen: one JSON value for the deal, the order and
    the client's portal page, readable without rights on production and purchases."""

    _inherit = "sale.order"

    supply_panel = fields.Json(
        compute="_compute_supply_panel",
        compute_sudo=True,
        export_string_translation=False,
    )

    @api.depends("state", "order_line.product_uom_qty", "order_line.qty_delivered")
    @api.depends_context("lang", "tz", "uid")
    def _compute_supply_panel(self):
        panels = self._get_supply_panels()
        for order in self:
            panel = panels.get(order._origin)
            order.supply_panel = panel and {"orders": [panel]}

    def _get_supply_panels(self):
        """Panels of the confirmed orders of deals: dict of order -> values."""
        orders = self._origin.filtered(
            lambda order: order.state == "sale" and order._is_deal_order()
        )
        supply = orders._get_supply()
        problems = orders._get_supply_problems(supply)
        readable = orders._get_readable_documents(supply)
        panels = {}
        for order in orders:
            lines = [line for line in order.order_line if line in supply]
            if lines:
                panels[order] = order._prepare_supply_panel(
                    [
                        line._prepare_supply_row(
                            supply[line], problems.get(line), readable
                        )
                        for line in lines
                    ]
                )
        return panels

    def _prepare_portal_supply(self):
        """What the client sees of it on his page: no documents, no problems.

        :return: dict, or False when there is nothing to tell
        """
        self.ensure_one()
        panel = self._get_supply_panels().get(self._origin)
        if not panel:
            return False
        today = fields.Date.context_today(self)
        kept = self.promised_date and self.promised_date >= today
        return {
            **{key: panel[key] for key in ("state", "percent", "date")},
            "promised": format_date(self.env, self.promised_date) if kept else "",
            "overdue": bool(self.promised_date)
            and not kept
            and self.supply_state != "shipped",
            "rows": [
                {
                    "name": row["name"],
                    "ordered": row["ordered"],
                    "parts": [
                        part for part in row["parts"] if part["key"] != "missing"
                    ],
                    "percent": row["percent"],
                }
                for row in panel["rows"]
            ],
        }

    def _prepare_supply_panel(self, rows):
        looking = self.with_user(self.env.uid).sudo(False)
        return {
            "id": self.id,
            "name": self.name,
            "state": get_label(self, "supply_state"),
            "percent": self.supply_percent,
            "date": format_date(self.env, self._get_shown_date()) or "",
            "promised": self._describe_promise(self.promised_date, self.slip_days),
            "slip_days": self.slip_days,
            "can_promise": self.supply_state not in ("none", "shipped")
            and looking.has_access("write"),
            "rows": rows,
        }

    def _get_shown_date(self):
        """The expected date as it may be shown: never one that has passed."""
        today = fields.Date.context_today(self)
        return self.supply_date and max(self.supply_date, today)

    def _describe_promise(self, promised, days):
        """The promise in words; a date that has passed is never shown as one."""
        if not promised:
            return ""
        text = format_date(self.env, promised)
        today = fields.Date.context_today(self)
        if self.supply_state != "shipped" and promised < today:
            return self.env._(
                "was promised for %(date)s: tell the client a new date", date=text
            )
        if days:
            return self.env._(
                "promised for %(date)s, %(days)s days late", date=text, days=days
            )
        return self.env._("promised for %(date)s", date=text)

    def _get_readable_documents(self, supply):
        """Documents of the lines which the user may open."""
        user = self.env["res.users"].browse(self.env.uid)
        readable = set()
        by_model = {}
        for line in supply:
            for document in line._get_supply_documents():
                by_model.setdefault(document._name, set()).add(document.id)
        for model, ids in by_model.items():
            self.env[model].browse(ids)._fetch_supply_document()
            documents = self.env[model].with_user(user).sudo(False)
            if documents.has_access("read"):
                records = documents.browse(ids)._filtered_access("read")
                readable |= {(model, record.id) for record in records}
        return readable


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_supply_row(self, figures, problem, readable):
        split = figures["split"]
        promise = self.order_id._describe_promise(
            split.waiting > 0 and self.promised_date, 0
        )
        late = bool(split.waiting > 0 and self.outlook in ("late", "unknown"))
        return {
            "id": self.id,
            "name": self.product_id.display_name,
            "ordered": self._format_quantity(
                self._to_product_unit(self.product_uom_qty)
            ),
            "percent": figures["percent"],
            "parts": self._prepare_supply_parts(split),
            "date": format_date(self.env, figures["date"]) or "",
            "promised": promise,
            "late": late,
            "problem": problem or "",
            "documents": [
                document._prepare_supply_document(
                    figures["sources"], (document._name, document.id) in readable
                )
                for document in self._get_supply_documents()
            ],
        }

    def _prepare_supply_parts(self, split):
        """The parts of the bar: key, words, quantity and width in percent."""
        quantities = {
            **{name: getattr(split, name) for name in PARTS},
            "missing": split.missing + split.unplanned,
        }
        total = sum(quantities.values()) or 1.0
        labels = {
            "shipped": self.env._("shipped"),
            "returned": self.env._("returned"),
            "reserved": self.env._("reserved"),
            "making": self.env._("in production"),
            "buying": self.env._("being bought"),
            "missing": self.env._("not supplied"),
        }
        return [
            {
                "key": name,
                "label": labels[name],
                "quantity": f"{quantity:g}",
                "width": round(100 * quantity / total, 2),
            }
            for name, quantity in quantities.items()
            if quantity
        ]

    def _get_supply_documents(self):
        """Documents of the line, whatever their state but cancelled: a list of records
        of several models, in the order in which goods go through them."""
        products = self.product_id | self.move_ids.filtered("bom_line_id").product_id
        references = self.order_id.stock_reference_ids
        purchases = references.purchase_ids.order_line.filtered(
            lambda line: (
                line.product_id in products and self.order_id._is_bought_by(line)
            )
        )
        productions = references.production_ids.filtered(
            lambda made: made.product_id in products and made.state != "cancel"
        )
        pickings = self.move_ids.filtered(
            lambda move: move.state != "cancel" and not move.production_id
        ).picking_id
        return [*purchases.order_id, *productions, *pickings]


class CrmLead(models.Model):
    _inherit = "crm.lead"

    supply_panel = fields.Json(
        compute="_compute_supply_panel",
        compute_sudo=True,
        export_string_translation=False,
    )

    @api.depends("order_ids.state", "order_ids.supply_state")
    @api.depends_context("lang", "tz", "uid")
    def _compute_supply_panel(self):
        panels = self.order_ids._get_supply_panels()
        for lead in self:
            found = [
                panels[order] for order in lead.order_ids._origin if order in panels
            ]
            lead.supply_panel = bool(found) and {"orders": found}
