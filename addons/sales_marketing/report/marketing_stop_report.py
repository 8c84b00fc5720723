from odoo import fields, models
from odoo.tools import SQL

from ..tools.consent.consent import BOUNCE_LIMIT, CHANNELS, WAYS

KINDS = 8  # ids of five tables share one column


class MarketingStopReport(models.Model):
    """Who must not be written to or called: from whatever list, with the reason.

    1. our own stops in force;
    2. entries of the database's blacklists that were made elsewhere;
    3. addresses from which letters come back.
    """

    _name = "marketing.stop.report"
    _description = "Who Must Not Be Written To or Called"
    _auto = False
    _order = "date desc nulls last, id desc"
    _rec_name = "address"
    _depends = {
        "marketing.stop": [
            "address", "channel", "how", "reason", "date", "user_id", "lifted_date",
        ],
        "mail.blacklist": ["email", "active"],
        "phone.blacklist": ["number", "active"],
        "res.partner": ["email_normalized", "message_bounce", "active"],
        "crm.lead": ["email_normalized", "message_bounce", "active"],
    }  # fmt: skip

    address = fields.Char(readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    how = fields.Selection(WAYS, readonly=True)
    reason = fields.Char(readonly=True)
    date = fields.Datetime(string="Since", readonly=True)
    user_id = fields.Many2one("res.users", string="Stopped by", readonly=True)

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(self._get_queries())

    def _get_queries(self):
        """SELECT of id, address, channel, how, reason, date and user, per list."""
        return [
            self._select_stops(),
            self._select_mail_blacklist(),
            self._select_phone_blacklist(),
            self._select_bounced("res_partner", 4),
            self._select_bounced("crm_lead", 5),
        ]

    def _select_stops(self):
        return SQL(
            """
            SELECT s.id * %s AS id, s.address, s.channel, s.how, s.reason, s.date,
                   s.user_id
              FROM marketing_stop s
             WHERE s.lifted_date IS NULL
               AND (s.channel <> 'email' OR EXISTS (
                   SELECT 1 FROM mail_blacklist b
                    WHERE b.email = s.address AND b.active))
            """,
            KINDS,
        )

    def _select_mail_blacklist(self):
        return SQL(
            """
            SELECT b.id * %s + 1, b.email, 'email', 'blacklist', NULL, b.write_date,
                   b.write_uid
              FROM mail_blacklist b
             WHERE b.active AND NOT EXISTS (
                   SELECT 1 FROM marketing_stop s
                    WHERE s.address = b.email AND s.channel = 'email'
                      AND s.lifted_date IS NULL)
            """,
            KINDS,
        )

    def _select_phone_blacklist(self):
        return SQL(
            """
            SELECT b.id * %s + c.place, b.number, c.channel, 'blacklist', NULL,
                   b.write_date, b.write_uid
              FROM phone_blacklist b,
                   (VALUES (2, 'phone'), (3, 'sms')) AS c (place, channel)
             WHERE b.active AND NOT EXISTS (
                   SELECT 1 FROM marketing_stop s
                    WHERE s.address = b.number AND s.lifted_date IS NULL
                      AND s.channel IN (c.channel, 'sms'))
            """,
            KINDS,
        )

    def _select_bounced(self, table, place):
        return SQL(
            """
            SELECT min(r.id) * %s + %s, r.email_normalized, 'email', 'bounced', NULL,
                   NULL::timestamp, NULL::integer
              FROM %s r
             WHERE r.message_bounce >= %s AND r.email_normalized IS NOT NULL
               AND r.active
          GROUP BY r.email_normalized
            """,
            KINDS,
            place,
            SQL.identifier(table),
            BOUNCE_LIMIT,
        )

    def action_open_persons(self):
        """Open the contacts that have the address."""
        self.ensure_one()
        partners, _leads = self.env["marketing.stop"]._find_persons(
            self.channel, [self.address]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.address,
            "res_model": "res.partner",
            "view_mode": "list,form",
            "domain": [("id", "in", partners.ids)],
            "context": {"active_test": False},
        }

    def action_allow(self):
        """Ask why the address may be written to or called again."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_marketing.marketing_stop_lift_action",
        )
        return {**action, "context": {"default_stop_ids": self.ids}}
