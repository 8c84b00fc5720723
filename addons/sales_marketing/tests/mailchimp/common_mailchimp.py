from unittest.mock import patch

import requests

from odoo.tests import new_test_user

from ..common import MarketingCommon
from .fake_mailchimp import KEY, LIST, run_mailchimp

REAL_REQUEST = requests.Session.request
REAL_SEND = requests.Session.send


def _send(session, request, options):
    """Only the server of the test is reached."""
    assert request.url.startswith("http://127.0.0.1:"), request.url
    return REAL_SEND(session, request, **options)


class MailchimpCommon(MarketingCommon):
    """People of ``MarketingCommon``, and

    ============  ==========================================================
    manager       group_mailchimp_manager: enters the API key
    ============  ==========================================================

    ``mailchimp`` is the server that the account talks to.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            lang="en_US",
            login="marketing_manager",
            name="Test manager",
            groups="sales_marketing.group_mailchimp_manager",
            tz="Europe/Moscow",
        )

    def setUp(self):
        super().setUp()
        self.patch(requests.Session, "request", REAL_REQUEST)
        self.startPatcher(
            patch.object(
                requests.Session,
                "send",
                lambda session, request, **options: _send(session, request, options),
            ),
        )
        self.commit = self.startPatcher(
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", side_effect=self._commit
            ),
        )
        self.mailchimp = self.enterContext(run_mailchimp())
        self.env["ir.config_parameter"].set_param(
            "sales_marketing.mailchimp_url", self.mailchimp.address
        )

    def _commit(self, _processed=0, **_options):
        """The tests do not commit; the cron has time left."""
        self.env.flush_all()
        return 1.0

    def _create_account(self, **values):
        """An account that is ready to be switched on."""
        account = (
            self.env["marketing.mailchimp.account"]
            .with_user(self.manager)
            .create({"name": "Newsletter", "new_api_key": KEY, **values})
        )
        audience = self.env["marketing.mailchimp.audience"].create(
            {"account_id": account.id, "name": "Newsletter", "key": LIST},
        )
        account.write(
            {"audience_id": audience.id, "transfer_notice": "No. 1 of 01.09.2025"},
        )
        return account

    def _switch_on(self, **values):
        account = self._create_account(**values)
        account.action_switch_on()
        return account

    def _create_run(self, account, *segments):
        return (
            self.env["marketing.mailchimp.sync"]
            .with_user(self.marketer)
            .create(
                {
                    "account_id": account.id,
                    "segment_ids": [segment.id for segment in segments],
                },
            )
        )

    def _start(self, account, *segments):
        run = self._create_run(account, *segments)
        run.action_start()
        return run

    def _work(self):
        """The scheduled action, as its system user."""
        self.env["marketing.mailchimp.sync"].with_user(
            self.env.ref("base.user_root"),
        ).sudo()._cron_sync()
        self.env.invalidate_all()

    def _send(self, account, *segments):
        run = self._start(account, *segments)
        self._work()
        return run

    def _create_people(self, count):
        people = self.env["res.partner"].create(
            [
                {
                    "name": f"Person {number}",
                    "email": f"p{number}@x.example",
                    "category_id": self.tag.ids,
                }
                for number in range(count)
            ],
        )
        self._consent(people, date="2025-10-02")
        return people

    def _get_lines(self, run):
        """Address to (kind, state, reason) of the contacts of a run."""
        return {
            line.email: (line.kind, line.state, line.reason) for line in run.line_ids
        }

    def _get_member(self, email):
        return self.env["marketing.mailchimp.member"].search([("email", "=", email)])
