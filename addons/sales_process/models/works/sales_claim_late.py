import logging

from odoo import api, fields, models

_logger = logging.getLogger(__name__)


class SalesClaim(models.Model):
    """The term of the answer is over: the head is told once, with a list (R105)."""

    _inherit = "sales.claim"

    date_told_late = fields.Date(
        readonly=True,
        copy=False,
        help="When the head was told that the term of the answer is over.",
    )

    @api.model
    def _cron_late(self):
        """Tell each head which claims of his department are late; run once a day.

        A claim is told again when its term was put off after that and is over anew.
        What fails for one head does not stop the others.
        """
        late = self.search([("is_late", "=", True)]).filtered(
            lambda claim: (
                not claim.date_told_late or claim.date_told_late <= claim.deadline
            )
        )
        for claims in late.grouped("team_id").values():
            head = claims[0]._get_decider()
            if not head:
                continue
            try:
                with self.env.cr.savepoint():
                    claims._tell_late(head)
            except Exception:
                _logger.exception("Late claims could not be told to user %s", head.id)

    def _tell_late(self, head):
        claims = self.with_context(lang=head.lang, tz=head.tz or "UTC")
        claims.env["mail.thread"].message_notify(
            partner_ids=head.partner_id.ids,
            subject=claims.env._(
                "Claims that are not answered in time: %(count)s", count=len(self)
            ),
            body=claims.env["ir.qweb"]._render(
                "sales_process.claims_late", {"claims": claims}, minimal_qcontext=True
            ),
        )
        self.date_told_late = fields.Date.context_today(self)
