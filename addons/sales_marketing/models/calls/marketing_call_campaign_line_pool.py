from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

#: a client taken from a common pool is his caller's for so long without a sign of life
HOLD = timedelta(minutes=15)
#: how many free clients are tried before the pool counts as taken
TRIED = 50


class MarketingCallCampaignLine(models.Model):
    """Common pools: two callers never have the same client at once.

    Taking a line locks its row and writes the holder; a row that another transaction
    has locked is skipped, one that it has changed since makes the request start anew.
    """

    _inherit = "marketing.call.campaign.line"

    holder_id = fields.Many2one(
        "res.users",
        string="Being called by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Has this client of the common pool on the screen.",
    )
    held_until = fields.Datetime(readonly=True, copy=False)

    @api.model
    def _get_pool_domain(self):
        """Clients of the present user's pools that have no caller yet."""
        return (
            Domain("user_id", "=", False)
            & Domain("campaign_id.distribution", "=", "pool")
            & Domain("campaign_id.user_ids", "in", self.env.uid)
        )

    @api.model
    def _get_mine_domain(self):
        """Open calls that the present user may make now or later."""
        free = Domain("holder_id", "in", (False, self.env.uid))
        return (
            Domain("state", "=", "open")
            & Domain("campaign_id.state", "=", "running")
            & (Domain("user_id", "=", self.env.uid) | self._get_pool_domain() & free)
        )

    def _is_mine(self):
        """Whether the present user may enter the result."""
        # sudo: whose it is must be known to refuse it in words
        line = self.sudo()
        return self.env.uid in (line.user_id or line.holder_id).ids

    @api.model
    def _free_forgotten(self):
        """Clients that somebody has taken and left come back into the pool."""
        # sudo: the holder is another caller
        forgotten = self.sudo().search(
            Domain("holder_id", "!=", False)
            & Domain("held_until", "<", fields.Datetime.now())
            & self._get_pool_domain(),
        )
        forgotten.try_lock_for_update(allow_referencing=True)._let_go()

    def _let_go(self):
        if self:
            self.write({"holder_id": False, "held_until": False})

    @api.model
    def _let_go_others(self, kept):
        """One client at a time: what the present user has not on the screen is free."""
        # sudo: the holder is no field of the caller's
        held = self.sudo().search([("holder_id", "=", self.env.uid)])
        (held - kept.sudo())._let_go()

    def _hold_first(self):
        """The first line that is the present user's or can be made his."""
        for line in self:
            if line.user_id:
                return line
            # sudo: as above
            free = line.sudo().try_lock_for_update(allow_referencing=True)
            if free:
                free._hold()
                return line
        return self.browse()

    def _hold(self):
        self.write(
            {
                "holder_id": self.env.uid,
                "held_until": fields.Datetime.now() + HOLD,
            },
        )

    def _prepare_pool_values(self, again):
        """After a result: whose line of a common pool it is now."""
        values = {"holder_id": False, "held_until": False}
        is_pool = self.campaign_id.distribution == "pool"
        if is_pool and not self.user_id and (not again or self.result == "callback"):
            values["user_id"] = self.env.uid
        return values if is_pool else {}
