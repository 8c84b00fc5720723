from odoo import fields, models

STATUSES = [
    ("subscribed", "Subscribed"),
    ("pending", "Has to confirm"),
    ("unsubscribed", "Unsubscribed"),
    ("cleaned", "Address bounces"),
    ("transactional", "Transactional"),
    ("archived", "Archived in Mailchimp"),
    ("gone", "Not in the audience any more"),
]
#: receives mailings or may come to
LIVE = ("subscribed", "pending", "transactional", "archived")


class MarketingMailchimpMember(models.Model):
    """What was last sent about one address to one account: only changes go again.

    ``fingerprint`` is the MD5 of the values sent, ``tags`` are the tags that we have
    set and may therefore take away.
    """

    _name = "marketing.mailchimp.member"
    _description = "Contact Sent to Mailchimp"
    _order = "id"
    _rec_name = "email"

    account_id = fields.Many2one(
        "marketing.mailchimp.account",
        required=True,
        ondelete="cascade",
    )
    email = fields.Char(required=True, index=True)
    status = fields.Selection(STATUSES, string="Status in Mailchimp", required=True)
    fingerprint = fields.Char()
    tags = fields.Json()
    tag_text = fields.Char(string="Tags set", compute="_compute_tag_text")
    segment_ids = fields.Many2many(
        "marketing.segment",
        "marketing_mailchimp_member_segment_rel",
        "member_id",
        "segment_id",
        string="Segments",
        context={"active_test": False},
    )
    sent_date = fields.Datetime(string="Sent on")

    _email_unique = models.Constraint(
        "UNIQUE (account_id, email)",
        "What was sent about an address is remembered once.",
    )

    def _compute_tag_text(self):
        for member in self:
            member.tag_text = ", ".join(member.tags or [])
