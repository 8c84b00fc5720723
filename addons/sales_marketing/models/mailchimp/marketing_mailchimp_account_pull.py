from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import split_every

from ...tools.mailchimp.mailchimp_api import ENDED, parse_time
from ...tools.mailchimp.mailchimp_client import MailchimpError
from ...tools.mailchimp.mailchimp_departure import Departure
from .marketing_mailchimp_member import LIVE

PAGE = 500
#: pages share some members: one who moves while we read is not passed over
OVERLAP = 10
#: Mailchimp's clock is not ours
EARLIER = timedelta(minutes=10)
FIELDS = (
    "members.email_address,members.status,members.last_changed,"
    "members.unsubscribe_reason,total_items"
)
BATCH = 1000


class MarketingMailchimpAccount(models.Model):
    """What people do in Mailchimp comes back here, and what they say here goes there."""

    _inherit = "marketing.mailchimp.account"

    pull_date = fields.Datetime(
        string="Unsubscriptions read on",
        readonly=True,
        copy=False,
    )
    pull_error = fields.Char(
        string="Reading of unsubscriptions",
        readonly=True,
        copy=False,
    )

    @api.model
    def _cron_pull(self):
        """Read who has left in Mailchimp; send there who has said no here."""
        accounts = self.search([("state", "=", "on")])
        cron = self.env["ir.cron"]
        for number, account in enumerate(accounts):
            account._pull()
            account._queue_withdrawals()
            if not cron._commit_progress(1, remaining=len(accounts) - number - 1):
                return

    def action_pull(self):
        """Read now who has left in Mailchimp."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "on":
            raise UserError(self.env._("Switch the exchange on first."))
        self._pull()
        return True

    def action_open_unsubscriptions(self):
        """Open who has left in the audience."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_marketing.marketing_unsubscription_action",
        )
        return {**action, "domain": [("account_id", "=", self.id)], "context": {}}

    def _pull(self):
        """Read page after page; what fails is written on the account.

        Only when all is read does the next reading begin where this one began: what
        was read twice is honoured once.
        """
        start = fields.Datetime.now()
        try:
            with self._open_client() as client:
                for status in ENDED:
                    self._pull_status(client, status)
        except MailchimpError as error:
            self.sudo().pull_error = self._get_error_text(error)
        except UserError as error:
            self.sudo().pull_error = str(error)
        else:
            self.sudo().write({"pull_date": start, "pull_error": False})

    def _pull_status(self, client, status):
        params = {
            "status": status,
            "fields": FIELDS,
            "count": PAGE,
            "sort_field": "last_changed",
            "sort_dir": "ASC",
        }
        if self.pull_date:
            since = self.pull_date - EARLIER
            params["since_last_changed"] = f"{since.isoformat()}+00:00"
        offset = 0
        while True:
            answer = client.call(
                "GET",
                f"{self._get_list_path()}/members",
                {**params, "offset": offset},
            )
            rows = answer.get("members") or []
            departures = [_departure(row, status) for row in rows]
            self.env["marketing.unsubscription"]._honour(departures, account=self)
            self.env["ir.cron"]._commit_progress()
            if len(rows) < PAGE:
                return
            offset += PAGE - OVERLAP

    # ---- who has said no here --------------------------------------------------------

    def _queue_withdrawals(self):
        """Make a run of those who have withdrawn their consent, when there are any.

        A run that is open or comes later tells Mailchimp as well.
        """
        runs = self.env["marketing.mailchimp.sync"]
        states = runs._get_open_states()
        is_under_way = runs.search_count(
            [("account_id", "=", self.id), ("state", "in", states)],
            limit=1,
        )
        if is_under_way or not self._find_withdrawn_members():
            return
        runs.create(
            {
                "account_id": self.id,
                "state": "queued",
                "start_date": fields.Datetime.now(),
            },
        )
        runs._trigger_cron()

    def _find_withdrawn_members(self):
        """Members who may not be written to any more.

        On the blacklist, or there is a contact or lead with the address and none has a
        consent in force. An address that nobody has any more is not withdrawn.
        """
        members = self.env["marketing.mailchimp.member"]
        found = members.browse()
        live = members.search(
            Domain("account_id", "=", self.id) & Domain("status", "in", LIVE),
        )
        for chunk in split_every(BATCH, live.ids, live.browse):
            chunk.fetch(["email"])
            emails = chunk.mapped("email")
            blocked = self._find_blocked(emails)
            silent = self._find_persons(emails) - self._find_agreed(emails)
            found |= chunk.filtered(lambda m, no=blocked | silent: m.email in no)
            chunk.invalidate_recordset(["email"])
        return found

    @api.model
    def _find_blocked(self, emails):
        """Addresses of ``emails`` on the blacklist."""
        # sudo: only administrators read the blacklist, everybody must honour it
        blacklist = self.env["mail.blacklist"].sudo()
        found = blacklist.search_fetch([("email", "in", emails)], ["email"])
        return set(found.mapped("email"))

    @api.model
    def _find_agreed(self, emails):
        """Addresses of ``emails`` with a consent to e-mail in force."""
        return self._find_persons(
            emails,
            Domain("marketing_email_consent_date", "!=", False),
        )

    @api.model
    def _find_persons(self, emails, domain=Domain.TRUE):
        """Addresses of ``emails`` that a contact or lead has, archived ones too."""
        found = set()
        for name in ("res.partner", "crm.lead"):
            # sudo: whose they are does not matter, only what was agreed upon
            records = self.env[name].sudo().with_context(active_test=False)
            groups = records._read_group(
                Domain("email_normalized", "in", emails) & domain,
                ["email_normalized"],
            )
            found.update(email for (email,) in groups)
        return found


def _departure(row, status):
    return Departure(
        email=str(row.get("email_address") or "").lower(),
        kind=status,
        date=parse_time(row.get("last_changed")),
        reason=str(row.get("unsubscribe_reason") or "")[:200],
    )
