from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

KEEP_DAYS = 2


class SalesInquirySender(models.Model):
    """Whom we are making a prospect of at this moment.

    Two workers with two letters of the same unknown sender see no partner of each
    other yet and would make two. Each claims the address and the numbers first: the
    second one waits for the first and is then refused by PostgreSQL (SQLSTATE 40001),
    so that its work is repeated by the server, or by the cron of failures, and finds
    the prospect.
    """

    _name = "sales.inquiry.sender"
    _description = "Sender of an Inquiry at Work"
    _log_access = False

    key = fields.Char(required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)

    _key_unique = models.UniqueIndex("(key)", "This sender is at work already.")

    @api.model
    def _claim(self, keys):
        """Claim the senders; the order is fixed, so that nobody waits in a circle.

        :param keys: addresses and numbers of unknown senders
        :raises psycopg2.errors.SerializationFailure: another worker was faster
        """
        now = fields.Datetime.now()
        rows = [SQL("(%s, %s)", key, now) for key in sorted(set(keys))]
        if not rows:
            return
        self.env.execute_query(
            SQL(
                "INSERT INTO sales_inquiry_sender (key, date) VALUES %s"
                " ON CONFLICT (key) DO UPDATE SET date = EXCLUDED.date RETURNING id",
                SQL(", ").join(rows),
            )
        )

    @api.autovacuum
    def _gc_senders(self):
        before = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("date", "<", before)], limit=10_000).unlink()
