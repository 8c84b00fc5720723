from datetime import datetime, time

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import groupby

from .passport_scope import PassportScope

# more rows than this make no page: the latest are shown, the rest is counted
LIMIT = 200


class StockLot(models.Model):
    """Equipment passport: everything about a serial number on one page.

    `get_passport` asks `_passport_sections` for sections; a room adds its own by
    extending that hook. A section is a dict: ``key title sequence rows``, and ``empty``
    (what to say without rows; without it the section is left out). A row is made by
    `_passport_row`. A link is a pair (model, id): it stays when the user may read the
    record, else the text is plain; or a dict with an address.

    Nobody sees prices here. Who sees what else: see `PassportScope`.
    """

    _inherit = "stock.lot"

    def action_open_passport(self):
        self.ensure_one()
        return self._get_passport_choice()

    def _get_passport_choice(self):
        """Open the page: of the one serial number, else with these to choose from."""
        self.check_access("read")
        action = self.env["ir.actions.client"]._for_xml_id(
            "sales_process.equipment_passport_action"
        )
        if len(self) == 1:
            return {**action, "params": {"lot_id": self.id}}
        return {**action, "params": {"lots": self._describe_lots()}}

    def get_passport(self):
        """The page of one serial number or lot for the present user.

        :return: dict ``lot`` (id, name, product, picture), ``facts``, ``notice``,
            ``sections`` and ``timeline``, ready to be shown
        :raises AccessError: the user may not read serial numbers
        :raises MissingError: the serial number has been deleted
        """
        self.ensure_one()
        self.check_access("read")
        if not self.exists():
            raise AccessError(self.env._("This serial number has been deleted."))
        scope = PassportScope(self)
        sections = sorted(
            (
                section
                for section in self._passport_sections(scope)
                if section["rows"] or section.get("empty")
            ),
            key=lambda section: section["sequence"],
        )
        for section in sections:
            self._cut_passport_section(section)
        passport = {
            "lot": self._passport_lot(),
            "facts": self._passport_facts(scope),
            "notice": self._passport_notice(scope),
            "sections": sections,
        }
        passport["timeline"] = self._passport_timeline(sections)
        self._resolve_passport_links(passport)
        return passport

    # ---- hooks ---------------------------------------------------------------------

    def _passport_sections(self, scope):
        """Sections of the page. Extend it to add some.

        :param PassportScope scope: what the user may see
        """
        return []

    def _passport_facts(self, scope):
        """The lines at the top: what it is, where it is, by when it is valid."""
        product = scope.sudo.product_id
        facts = [
            self._passport_fact(
                self.env._("Product"),
                product.display_name,
                ("product.product", product.id),
            ),
            self._passport_fact(self.env._("Internal reference"), scope.sudo.ref),
        ]
        return [fact for fact in facts if fact["value"]]

    def _passport_notice(self, scope):
        if scope.is_salesperson and scope.is_foreign:
            return self.env._(
                "It belongs to another salesperson's deal: you see the product and its "
                "production, not the client and the deal."
            )
        return ""

    # ---- pieces for hooks ----------------------------------------------------------

    def _passport_lot(self):
        product = self.sudo().product_id  # sudo: a product of another company's list
        return {
            "id": self.id,
            "name": self.name,
            "product": product.display_name,
            "tracking": product.tracking,
            "image": f"/web/image/product.product/{product.id}/image_256"
            if product.image_256
            else "",
        }

    def _passport_fact(self, label, value, link=None):
        return {"label": label, "value": value or "", "link": link}

    def _passport_row(self, title, link=None, facts=(), **values):
        """One row of a section.

        :param facts: of `_passport_fact`; those without a value are left out
        :param values: ``date`` and ``event`` (make a line of the timeline), ``badge``
            and ``color`` (of Bootstrap), ``note``, ``depth`` (of a tree), ``icon``
        """
        return {
            "title": title,
            "link": link,
            "facts": [fact for fact in facts if fact["value"]],
            **values,
        }

    def _cut_passport_section(self, section):
        rows = section["rows"]
        if len(rows) > LIMIT and "total" not in section:
            section["total"] = len(rows)
            section["rows"] = rows[:LIMIT]
        if section.get("total", 0) > len(section["rows"]):
            section["more"] = self.env._(
                "Shown: %(shown)s of %(total)s",
                shown=len(section["rows"]),
                total=section["total"],
            )

    def _passport_timeline(self, sections):
        """Rows with a date and an event, in order of time; it is made before all else
        that happened in the same second."""
        events = [
            {
                "moment": row["date"],
                "text": row["event"],
                "link": row["link"],
                "icon": section.get("icon", "fa-circle"),
            }
            for section in sorted(sections, key=lambda one: one["key"] != "production")
            for row in section["rows"]
            if row.get("date") and row.get("event")
        ]
        events.sort(key=lambda event: self._get_passport_moment(event["moment"]))
        scope = PassportScope(self)
        for event in events:
            moment = event.pop("moment")
            event["date"] = scope.format(self._get_passport_day(moment))
        for section in sections:
            for row in section["rows"]:
                day = self._get_passport_day(row.pop("date", None))
                row["date_text"] = scope.format(day)
        return events

    def _get_passport_moment(self, moment):
        """To sort by: what has only a day comes after the moments of that day."""
        if hasattr(moment, "hour"):
            return moment
        return datetime.combine(moment, time.max)

    def _get_passport_day(self, moment):
        """The day of a date or moment, in the user's time zone."""
        if not hasattr(moment, "hour"):
            return moment
        return fields.Datetime.context_timestamp(self, moment).date()

    def _resolve_passport_links(self, passport):
        """Links stay where the user may read the record: one query per model."""
        holders = [*passport["facts"], *passport["timeline"]]
        for section in passport["sections"]:
            for row in section["rows"]:
                holders += [row, *row["facts"]]
        linked = [holder for holder in holders if isinstance(holder.get("link"), tuple)]
        for model, found in groupby(linked, lambda holder: holder["link"][0]):
            ids = {holder["link"][1] for holder in found}
            readable = set(self.env[model].browse(ids)._filtered_access("read").ids)
            for holder in found:
                number = holder["link"][1]
                holder["link"] = (
                    {"model": model, "id": number} if number in readable else None
                )
