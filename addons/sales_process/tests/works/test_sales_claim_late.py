from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..claim_common import ClaimCommon

LATE = "odoo.addons.sales_process.models.works.sales_claim_late"


@tagged("post_install", "-at_install")
class TestSalesClaimLate(ClaimCommon):
    """The head hears once of each claim whose term is over."""

    def _run(self, day):
        with freeze_time(f"{day} 06:00:00"):
            self.Claim._cron_late()

    def _get_notes(self, user):
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "=", user.partner_id.id),
                ("subject", "like", "not answered in time"),
            ]
        )

    def _create_claims(self, number):
        claims = self.Claim.union(*(self._create_claim() for _number in range(number)))
        claims.sudo().deadline = date(2026, 3, 10)
        return claims

    def test_told_once_with_a_list(self):
        claims = self._create_claims(3)
        self._run("2026-03-10")
        self.assertFalse(self._get_notes(self.head))

        self._run("2026-03-11")
        self._run("2026-03-12")

        note = self._get_notes(self.head)
        self.assertEqual(len(note), 1)
        self.assertIn("3", note.subject)
        for claim in claims:
            self.assertIn(claim.name, note.body)
        self.assertFalse(self._get_notes(self.other_head))

    def test_a_term_that_was_put_off_is_told_anew(self):
        claim = self._create_claims(1)
        self._run("2026-03-11")
        claim.sudo().deadline = date(2026, 3, 20)
        self._run("2026-03-20")
        self.assertEqual(len(self._get_notes(self.head)), 1)
        self._run("2026-03-21")
        self.assertEqual(len(self._get_notes(self.head)), 2)

    def test_answered_claims_are_not_told(self):
        claim = self._create_claims(1)
        claim.sudo().state = "closed"
        self._run("2026-03-11")
        self.assertFalse(self._get_notes(self.head))

    @mute_logger(LATE)
    def test_one_head_that_fails_does_not_stop_the_others(self):
        claims = self._create_claims(2)
        claims[1].sudo().team_id = self.other_team
        claims.sudo().deadline = date(2026, 3, 10)
        original = type(claims)._tell_late

        def tell(this, head):
            if head == self.head:
                raise ValueError("broken")
            return original(this, head)

        with patch.object(type(claims), "_tell_late", tell):
            self._run("2026-03-11")

        self.assertFalse(self._get_notes(self.head))
        self.assertEqual(len(self._get_notes(self.other_head)), 1)
        self._run("2026-03-12")
        self.assertEqual(len(self._get_notes(self.head)), 1)

    def test_queries_do_not_grow_with_the_claims(self):
        counts = {}
        for number in (1, 30):
            self._create_claims(number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._run("2026-03-11")
            self.env.flush_all()
            counts[number] = self.env.cr.sql_log_count - before
        self.assertLessEqual(counts[30], counts[1] + 5, counts)
