import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

GROWTH_DAYS = 30


class MarketingSegmentCount(models.Model):
    """How many members a segment had: one row per segment and day."""

    _name = "marketing.segment.count"
    _description = "Number of Members of a Segment"
    _order = "date desc, id desc"
    _rec_name = "date"

    segment_id = fields.Many2one(
        "marketing.segment",
        required=True,
        ondelete="cascade",
        readonly=True,
    )
    date = fields.Date(required=True, readonly=True)
    contact_count = fields.Integer(string="Contacts", readonly=True, aggregator="avg")
    lead_count = fields.Integer(string="Leads", readonly=True, aggregator="avg")
    member_count = fields.Integer(string="Members", readonly=True, aggregator="avg")

    _segment_day = models.UniqueIndex(
        "(segment_id, date)",
        "The members of this segment are counted already on this day.",
    )


class MarketingSegment(models.Model):
    """The number of members day by day, and how it has grown in a month."""

    _inherit = "marketing.segment"

    count_ids = fields.One2many(
        "marketing.segment.count",
        "segment_id",
        string="History",
    )
    growth = fields.Char(
        compute="_compute_growth",
        help="Change of the number of members in the last 30 days.",
    )

    @api.depends("member_count", "count_ids.member_count")
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_growth(self):
        before = self._get_counts_before()
        for segment in self:
            row = before.get(segment._origin.id)
            segment.growth = row and segment._get_growth_text(row)

    def _get_growth_text(self, row):
        days = (fields.Date.context_today(self) - row.date).days
        change = self.member_count - row.member_count
        if not days:
            return ""
        return self.env._(
            "%(change)s in %(days)s days",
            change=f"{change:+}".replace("-", "−") if change else "±0",
            days=days,
        )

    def _get_counts_before(self):
        """Earliest row of the last 30 days per segment: two queries for any number."""
        counts = self.env["marketing.segment.count"]
        since = fields.Date.context_today(self) - timedelta(days=GROWTH_DAYS)
        first = counts._read_group(
            [("segment_id", "in", self.ids), ("date", ">=", since)],
            ["segment_id"],
            ["date:min"],
        )
        rows = counts.search_fetch(
            Domain.OR(
                Domain("segment_id", "=", segment.id) & Domain("date", "=", day)
                for segment, day in first
            ),
            ["segment_id", "date", "member_count"],
        )
        return {row.segment_id.id: row for row in rows}

    def action_open_history(self):
        """Open the graph of the number of members."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_marketing.marketing_segment_count_action",
        )
        return {
            **action,
            "display_name": self.name,
            "domain": [("segment_id", "=", self.id)],
        }

    @api.model
    def _cron_count(self):
        """Write down today's numbers of members, each with its owner's rights."""
        today = fields.Date.context_today(self)
        domain = [("count_ids", "not any", [("date", "=", today)])]
        segments = self.search(domain, order="id")
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(segments))
        for segment in segments:
            segment._write_count(today)
            if not cron._commit_progress(1):
                break

    def _write_count(self, today):
        """One row; a segment whose owner has left, or with an error, gets none."""
        segment = self._as_owner()
        if not segment:
            return
        contacts, leads, error = segment._count_safely()
        if error:
            _logger.info("Segment %s is not counted: %s", self.id, error)
            return
        # sudo: nobody writes history by hand
        self.env["marketing.segment.count"].sudo().create(
            {
                "segment_id": self.id,
                "date": today,
                "contact_count": contacts,
                "lead_count": leads,
                "member_count": contacts + leads,
            },
        )

    def _as_owner(self):
        """The segment with the rights of its owner, when he still has them."""
        owner = self.user_id
        if not (owner.active and owner.has_group("sales_marketing.group_marketer")):
            return self.browse()
        return self.with_user(owner)._filtered_access("read")
