from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.misc import formatLang

NAMED = (
    "category_ids",
    "without_category_ids",
    "salesperson_ids",
    "team_ids",
    "equipment_type_ids",
    "application_area_ids",
    "material_ids",
    "stage_ids",
    "deal_state",
)
LATER = ("source_ids", "state_ids", "country_ids")


class MarketingSegment(models.Model):
    """What the segment is, in one sentence made of its answers."""

    _inherit = "marketing.segment"

    summary = fields.Text(string="In words", compute="_compute_summary")

    @api.depends(lambda self: self._get_definition_fields())
    @api.depends_context("uid", "lang")
    def _compute_summary(self):
        for segment in self:
            segment.summary = segment._get_summary()

    def _get_summary(self):
        parts = [part for part in self._get_summary_parts() if part]
        text = "; ".join(parts)
        return f"{text[:1].upper()}{text[1:]}." if text else ""

    def _get_summary_parts(self):
        """Texts, in the order in which the editor asks; empty ones are skipped."""
        questions = []
        if self.base == "criteria":
            questions = [
                *map(self._describe_named, NAMED),
                self._describe_addresses(),
                self._describe_orders(),
                self._describe_order_sizes(),
                self._describe_works(),
                self._describe_silence(),
                *map(self._describe_named, LATER),
                self._describe_filters(),
            ]
        return [
            self._describe_base(),
            *questions,
            *self._describe_lines(),
            *self._describe_lists(),
        ]

    def _describe_base(self):
        if self.base == "empty":
            return self.env._("only lists and other segments")
        if not (self.include_partners or self.include_leads):
            return self.env._("nobody: neither contacts nor leads are taken")
        state = self._get_choice("client_state")
        who = state or self.env._("prospects and clients")
        if not self.include_leads:
            return self.env._("%(who)s without leads", who=who)
        if not self.include_partners:
            return self.env._("leads without a contact")
        return who

    def _describe_named(self, field):
        """“Departments: Vacuum, Furnaces”; a long list is cut."""
        if self._fields[field].type == "selection":
            names = self._get_choice(field)
        else:
            names = self._get_names(self[field])
        return names and f"{self._lower(self._get_label(field))}: {names}"

    def _describe_addresses(self):
        names = [
            self._get_label(field)
            for field in ("has_email", "has_phone")
            if self[field]
        ]
        return ", ".join(map(self._lower, names))

    def _describe_orders(self):
        if not self.order_when:
            return ""
        if self.order_when == "between":
            return self._describe_range(
                self.env._("last order"),
                self._get_day("order_date_from"),
                self._get_day("order_date_to"),
            )
        texts = {
            "within": self.env._("ordered in the last %(n)s months"),
            "lapsed": self.env._("ordered, but not in the last %(n)s months"),
            "not_within": self.env._("no order in the last %(n)s months"),
        }
        text = texts.get(self.order_when)
        if not text:
            return self._lower(self._get_choice("order_when"))
        return text % {"n": self.order_months}

    def _describe_order_sizes(self):
        parts = [
            self._describe_range(
                self.env._("sum of orders"),
                self._get_money("order_sum_min"),
                self._get_money("order_sum_max"),
            ),
            self._describe_range(
                self.env._("number of orders"),
                self.order_count_min,
                self.order_count_max,
            ),
        ]
        parts = [part for part in parts if part]
        period = self._describe_range(
            self.env._("counted"),
            self._get_day("order_period_from"),
            self._get_day("order_period_to"),
        )
        return ", ".join([*parts, period]) if parts and period else ", ".join(parts)

    def _describe_works(self):
        parts = []
        if self.service_contract == "yes":
            parts.append(self.env._("with a service contract"))
        if self.service_contract == "no":
            parts.append(self.env._("without a service contract"))
        if self.certificate_days:
            parts.append(
                self.env._(
                    "a certificate expires within %(n)s days",
                    n=self.certificate_days,
                ),
            )
        return "; ".join(parts)

    def _describe_silence(self):
        if not self.silent_days:
            return ""
        if self.silent_unit == "months":
            return self.env._("silent for %(n)s months", n=self.silent_days)
        return self.env._("silent for %(n)s days", n=self.silent_days)

    def _describe_filters(self):
        texts = (self.partner_domain, self.lead_domain)
        has_filter = any((text or "[]").strip() != "[]" for text in texts)
        return self.env._("a precise filter") if has_filter else ""

    def _describe_lines(self):
        return [
            line.display_name
            for line in self.line_ids.sorted("sequence")
            if line.other_id
        ]

    def _describe_lists(self):
        added = len(self.include_partner_ids) + len(self.include_lead_ids)
        left_out = len(self.exclude_partner_ids) + len(self.exclude_lead_ids)
        return [
            self.env._("added by hand: %(n)s", n=added) if added else "",
            self.env._("left out by hand: %(n)s", n=left_out) if left_out else "",
        ]

    def _describe_range(self, what, low, high):
        texts = {
            (True, True): self.env._("%(what)s from %(low)s to %(high)s"),
            (True, False): self.env._("%(what)s from %(low)s"),
            (False, True): self.env._("%(what)s up to %(high)s"),
        }
        text = texts.get((bool(low), bool(high)), "")
        return text % {"what": what, "low": low, "high": high} if text else ""

    def _get_choice(self, field):
        choices = self._fields[field]._description_selection(self.env)
        return dict(choices).get(self[field], "")

    def _get_names(self, records, shown=5):
        # sudo: dictionaries and users of other companies are named, not read
        names = records.sudo()[:shown].mapped("display_name")
        more = len(records) - shown
        rest = [self.env._("and %(n)s more", n=more)] if more > 0 else []
        return ", ".join([*names, *rest])

    def _get_day(self, field):
        return self[field] and format_date(self.env, self[field])

    def _get_money(self, field):
        if not self[field]:
            return ""
        return (
            f"{formatLang(self.env, self[field], digits=0)} {self.currency_id.symbol}"
        )

    @staticmethod
    def _lower(text):
        return f"{text[:1].lower()}{text[1:]}"
