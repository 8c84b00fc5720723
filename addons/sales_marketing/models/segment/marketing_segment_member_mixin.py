from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

GROUP = "sales_marketing.group_marketer"


class MarketingSegmentMemberMixin(models.AbstractModel):
    """Lets contacts and leads be searched by the segments they are in.

    ``[("marketing_segment_ids", "in", ids)]`` is live and short: it may stand in the
    filter of a mailing or of a list.
    """

    _name = "marketing.segment.member.mixin"
    _description = "Member of segments"

    marketing_segment_ids = fields.Many2many(
        "marketing.segment",
        string="Segments",
        compute="_compute_marketing_segment_ids",
        search="_search_marketing_segment_ids",
        groups=GROUP,
        help="Segments that the contact is in at this moment.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_marketing_segment_ids(self):
        """One query per segment, for any number of records."""
        self.marketing_segment_ids = False
        self.env["marketing.segment"]._plan_simply()
        # every segment is asked
        segments = self.env["marketing.segment"].search([])  # pylint: disable=no-search-all
        own = Domain("id", "in", self.ids)
        for segment in segments.filtered(lambda one: not one.domain_error):
            members = self.search(own & segment._get_member_domain(self._name))
            members.marketing_segment_ids |= segment

    @api.model
    def _search_marketing_segment_ids(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        segments = self._find_segments(value)
        segments._plan_simply()
        return Domain.OR(one._get_member_domain(self._name) for one in segments)

    @api.model
    def _find_segments(self, value):
        """Segments by ids, by names or by a subdomain.

        :raise UserError: asked for contacts without any segment
        """
        segments = self.env["marketing.segment"].sudo(False)
        if isinstance(value, Domain):
            return segments.search(value)
        ids = {item for item in value if isinstance(item, int) and item}
        names = [item for item in value if isinstance(item, str)]
        if not (ids or names) and value:
            raise UserError(
                self.env._("Name the segments: “in no segment” cannot be searched."),
            )
        return segments.search(Domain("id", "in", ids) | Domain("name", "in", names))
