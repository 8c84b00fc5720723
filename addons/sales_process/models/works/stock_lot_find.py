from odoo import api, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ...tools.works.scan_text import get_candidates
from .passport_scope import get_readable_orders

MOST = 12
LOT_TYPES = ("lot",)


class StockLot(models.Model):
    """Find a serial number by what was typed or scanned."""

    _inherit = "stock.lot"

    @api.model
    def find_passports(self, text):
        """Serial numbers that a scan or a typed text may mean.

        A serial number that is called exactly so is an answer by itself (several
        products may have the same one). Else suggestions: part of the number, product,
        and the clients that the user may know.

        :param str text: also of a GS1 code, with a prefix, or of the wrong layout
        :return: dict ``exact`` and ``lots``, each with id, name, product, client
        :raises AccessError: the user may not read serial numbers
        """
        if not self.has_access("read"):
            raise AccessError(
                self.env._("You have no rights to look at serial numbers.")
            )
        text = (text or "").strip()[:200]
        if not text:
            return {"exact": False, "lots": []}
        found = self._find_exact_lots(text)
        is_exact = bool(found)
        return {
            "exact": is_exact,
            "lots": (found or self._find_similar_lots(text))._describe_lots(),
        }

    @api.model
    def _find_exact_lots(self, text):
        names, gtin = get_candidates(text)
        names = list(dict.fromkeys([*self._get_nomenclature_names(text), *names]))
        for name in names:
            # as it is written, else whatever its capitals
            lots = self.search([("name", "=", name)], limit=MOST) or self.search(
                [("name", "=ilike", self._escape_like(name))], limit=MOST
            )
            if lots:
                return lots._choose_by_gtin(gtin)
        return self.browse()

    def _escape_like(self, name):
        for sign in ("\\", "%", "_"):
            name = name.replace(sign, f"\\{sign}")
        return name

    def _choose_by_gtin(self, gtin):
        """Only those of the product whose code was scanned, when there are some."""
        codes = {gtin, (gtin or "").lstrip("0")} - {None, ""}
        if not codes:
            return self
        same = self.filtered(
            lambda lot: (lot.product_id.barcode or "").lstrip("0") in codes
        )
        return same or self

    @api.model
    def _get_nomenclature_names(self, text):
        """Lots that the barcode nomenclature of the company reads in the code."""
        try:
            parsed = self.env.company.nomenclature_id.parse_barcode(text)
        except (ValidationError, ValueError):
            return []
        parts = parsed if isinstance(parsed, list) else [parsed]
        found = []
        for part in filter(None, parts):
            rule = part.get("rule")
            kind = rule.type if rule else part.get("type")
            if kind in LOT_TYPES:
                found.append(str(part.get("value") or part.get("code")))
        return found

    @api.model
    def _find_similar_lots(self, text):
        text = self._escape_like(text)
        domain = Domain("name", "ilike", text)
        domain |= Domain("product_id", "ilike", text)
        lots = self.search(domain, limit=MOST, order="id desc")
        if len(lots) < MOST:
            lots |= self._find_client_lots(text)
        return lots[:MOST]

    @api.model
    def _find_client_lots(self, text):
        """Serial numbers of clients whose orders or works the user may read."""
        partner = [("partner_id.commercial_partner_id.name", "ilike", text)]
        lots = self.browse()
        if self.env["sale.order"].has_access("read"):
            orders = self.env["sale.order"].search(partner, limit=MOST, order="id desc")
            orders = get_readable_orders(orders)
            lots |= self._search_lines(
                Domain("move_id.sale_line_id.order_id", "in", orders.ids)
                & Domain("location_dest_id.usage", "=", "customer")
                & Domain("lot_id", "!=", False)
            ).lot_id
        if self.env["equipment.work"].has_access("read"):
            works = self.env["equipment.work"].search(
                partner, limit=MOST, order="id desc"
            )
            lots |= works.sudo().lot_ids  # sudo: filtered below
        return lots.with_env(self.env)._filtered_access("read")

    def _describe_lots(self):
        """What a list of serial numbers shows; the client for those who may know him."""
        clients = self._get_known_clients()
        return [
            {
                "id": lot.id,
                "name": lot.name,
                "product": lot.sudo().product_id.display_name,  # sudo: only its name
                "client": clients.get(lot.id, ""),
            }
            for lot in self
        ]

    def _get_known_clients(self):
        """Lot id -> its latest client, when the user sees his order or the works."""
        user = self.env.user
        sees_all = user.has_groups(
            "sales_process.group_reader,sales_process.group_director,"
            "sales_process.group_engineer"
        )
        lines = self._search_lines(
            self._get_lot_domain() & Domain("location_dest_id.usage", "=", "customer")
        )
        readable = get_readable_orders(lines.move_id.sale_line_id.order_id)
        return {
            line.lot_id.id: line.move_id._get_delivery_address().commercial_partner_id.display_name
            for line in lines
            if sees_all or line.move_id.sale_line_id.order_id in readable
        }
