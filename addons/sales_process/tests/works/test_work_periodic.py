from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..work_common import WorkCommon

OFFER = "sales_process.mail_activity_type_offer_certification"


@tagged("post_install", "-at_install")
class TestWorkPeriodic(WorkCommon):
    """The next certification is offered in time and ordered with one button."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # certificates of the database stay out
        cls.env["equipment.work"].search([]).date_offered = fields.Date.today()
        cls.client.user_id = cls.salesperson

    def _create_certificate(self, days=10, **values):
        """A finished certification that runs out in so many days."""
        work = self._create_certification(**values)
        work.action_done()
        work.valid_until = fields.Date.today() + timedelta(days=days)
        return work

    def _run(self):
        self._run_cron("_cron_offer_periodic_certification")

    def _get_tasks(self, work):
        return work.activity_ids.filtered(
            lambda task: task.activity_type_id == self.env.ref(OFFER)
        )

    # ---- offering ------------------------------------------------------------------

    def test_what_runs_out_soon_is_offered_once(self):
        work = self._create_certificate()

        self._run()
        self._run()

        task = self._get_tasks(work)
        self.assertEqual(task.user_id, self.salesperson)
        self.assertIn("Client", task.summary)
        self.assertEqual(work.date_offered, fields.Date.today())

    def test_what_is_not_offered(self):
        late = self._create_certificate(days=100)
        open_work = self._create_certification()
        unfit = self._create_certification(result="unfit", failure_reason="x")
        unfit.action_done()
        followed = self._create_certificate()
        followed._make_next("periodic")
        archived = self._create_certificate(
            partner_id=self._create_client(name="Gone").id
        )
        archived.partner_id.active = False

        self._run()

        for work in (late, open_work, unfit, followed, archived):
            with self.subTest(work=work.name):
                self.assertFalse(self._get_tasks(work))

    def test_days_are_a_setting(self):
        work = self._create_certificate(days=60)
        settings = self.env["sales.settings"].create({})
        self.assertEqual(settings.certificate_days, 45)

        settings.certificate_days = 60
        settings.action_save()
        self._run()

        self.assertTrue(self._get_tasks(work))
        with self.assertRaises(ValidationError):
            settings.certificate_days = 0

    def test_who_offers(self):
        deal = self._create_deal(self.chamber)
        for keeper, salesperson_active, expected in (
            (self.colleague, True, self.colleague),
            (self.env["res.users"], True, self.salesperson),
            (self.env["res.users"], False, self.head),
        ):
            with self.subTest(keeper=keeper.login, active=salesperson_active):
                self.client.user_id = keeper
                work = self._create_certificate(lead_id=deal.id)
                self.salesperson.active = salesperson_active
                self._run()
                self.assertEqual(self._get_tasks(work).user_id, expected)

    def test_nobody_to_tell_is_no_error(self):
        self.client.user_id = False
        work = self._create_certificate()

        self._run()

        self.assertFalse(self._get_tasks(work))

    def test_many_certificates_cost_as_much_as_few(self):
        counts = []
        for number in (2, 40):
            works = self.env["equipment.work"].create(
                [
                    {
                        "kind": "certification",
                        "certification_type": "periodic",
                        "partner_id": self.client.id,
                        "result": "fit",
                        "protocol_no": str(one),
                        "protocol_date": fields.Date.today(),
                    }
                    for one in range(number)
                ]
            )
            works.action_done()
            works.valid_until = fields.Date.today()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            works._offer_periodic()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(works.activity_ids), number)

        self.assertLessEqual(counts[1], counts[0] + 5, counts)

    def test_one_that_fails_does_not_stop_the_others(self):
        broken, good = self._create_certificate(), self._create_certificate()
        prepare = type(broken)._prepare_offer

        def fail(work, *args):
            if work == broken:
                raise ValueError("broken")
            return prepare(work, *args)

        with (
            patch.object(type(broken), "_prepare_offer", fail),
            mute_logger(
                "odoo.addons.sales_process.models.works.equipment_work_periodic"
            ),
        ):
            self._run()

        self.assertFalse(broken.date_offered)
        self.assertTrue(self._get_tasks(good))

    # ---- ordering ------------------------------------------------------------------

    def test_ordering_makes_one_work(self):
        lot = self._create_lot()
        work = self._create_certificate(
            lot_ids=[(6, 0, lot.ids)], program_no="PM-1", interval_months=24
        )
        self._run()

        action = work.with_user(self.salesperson).action_order_periodic()
        again = work.with_user(self.salesperson).action_order_periodic()

        new = work.next_ids
        self.assertEqual(action["res_id"], new.id)
        self.assertEqual(again["res_id"], new.id)
        self.assertEqual(
            (new.certification_type, new.state, new.lot_ids, new.program_no),
            ("periodic", "draft", lot, "PM-1"),
        )
        self.assertFalse(new.lead_id)
        self.assertEqual(new.salesperson_id, self.salesperson)
        self.assertFalse(self._get_tasks(work))

    def test_a_deal_of_its_own(self):
        lot = self._create_lot("SN-5")
        self.stocked.equipment_type_id = self.chamber
        deal = self._create_deal(self.chamber)
        work = self._create_certificate(lot_ids=[(6, 0, lot.ids)], lead_id=deal.id)

        action = work.with_user(self.salesperson).action_order_deal()
        again = work.with_user(self.salesperson).action_order_deal()

        lead = work.next_lead_id
        self.assertEqual(action["res_id"], lead.id)
        self.assertEqual(again["res_id"], lead.id)
        self.assertEqual((lead.type, lead.team_id), ("opportunity", self.team))
        self.assertEqual(lead.user_id, self.salesperson)
        self.assertIn("SN-5", lead.need)
        self.assertEqual(lead.equipment_type_ids, self.chamber)

    def test_the_deal_of_its_own_makes_the_periodic_work(self):
        lot = self._create_lot("SN-5")
        work = self._create_certificate(
            lot_ids=[(6, 0, lot.ids)],
            lead_id=self._create_deal(self.chamber).id,
        )
        work.with_user(self.salesperson).action_order_deal()

        work.next_lead_id._make_works("certification")

        new = work.next_ids
        self.assertEqual(new.lead_id, work.next_lead_id)
        self.assertEqual((new.certification_type, new.lot_ids), ("periodic", lot))

    def test_only_the_last_finished_one_is_followed(self):
        open_work = self._create_certification()
        self.assertRefused(["last finished"], open_work.action_order_periodic)
        work = self._create_certificate()
        work._make_next("periodic")

        self.assertFalse(work.can_repeat)
        for action in (work.action_order_deal, work.action_repeat):
            self.assertRefused(["last finished"], action)

    def test_moved_equipment_is_certified_again(self):
        work = self._create_certificate()
        action = work.action_repeat()

        wizard = (
            self.env["equipment.work.repeat"]
            .with_user(self.salesperson)
            .create(
                {"work_id": action["context"]["default_work_id"], "reason": "Moved"}
            )
        )
        opened = wizard.action_apply()

        new = work.next_ids
        self.assertEqual(opened["res_id"], new.id)
        self.assertEqual(
            (new.certification_type, new.repeat_reason), ("repeated", "Moved")
        )
        self.assertRefused(["last finished"], wizard.action_apply)

    def test_all_certifications_of_the_equipment_are_shown(self):
        lot = self._create_lot()
        first = self._create_certificate(lot_ids=[(6, 0, lot.ids)])
        second = first._make_next("periodic")
        other = self._create_certificate()

        found = self.env["equipment.work"].search(first.action_view_chain()["domain"])

        self.assertEqual(found, first | second)
        self.assertEqual((first.chain_count, other.chain_count), (1, 0))

    def test_a_work_does_not_follow_itself(self):
        work = self._create_certificate()
        later = work._make_next("periodic")

        with self.assertRaises(ValidationError):
            work.previous_id = later
