from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..deal_common import DealCommon


@tagged("post_install", "-at_install")
class TestEquipmentWork(DealCommon):
    def _create_work(self, **values):
        return self.env["equipment.work"].create(
            {
                "kind": "commissioning",
                "partner_id": self.client.id,
                "engineer_id": self.engineer.id,
                "date_planned": fields.Datetime.now(),
                **values,
            },
        )

    def test_numbers_differ(self):
        first, second = self._create_work(), self._create_work()

        self.assertNotEqual(first.name, second.name)
        self.assertNotIn("New", first.name)

    def test_path_to_the_signature(self):
        work = self._create_work().with_user(self.engineer)

        work.action_plan()
        work.action_start()
        work.action_done()
        self.assertTrue(work.date_done)
        work._sign("Client", False)

        self.assertEqual((work.state, work.signed_by), ("signed", "Client"))

    def test_plan_needs_when_and_who(self):
        work = self._create_work(engineer_id=False, date_planned=False)

        self.assertRefused(["the planned date", "the engineer"], work.action_plan)

    def test_done_needs_answers(self):
        work = self._create_work(check_ids=[(0, 0, {"name": "Test run"})])
        self.assertRefused(["Test run"], work.action_done)

        work.check_ids.answer = "yes"
        work.action_done()

        self.assertEqual(work.state, "done")

    def test_certification_needs_protocol_and_result(self):
        work = self._create_work(kind="certification")

        self.assertRefused(["protocol number"], work.action_done)

    def test_certification_is_not_signed_by_the_client(self):
        work = self._create_work(
            kind="certification",
            certification_type="periodic",
            protocol_no="1",
            protocol_date="2026-01-10",
            result="fit",
        )
        work.action_done()

        self.assertRefused(["not waiting"], work._sign, "Client", False)

    def test_signed_act_is_frozen(self):
        work = self._create_work(line_ids=[(0, 0, {"name": "Start-up"})])
        work.action_done()
        work._sign("Client", False)

        self.assertRefused(["cannot be changed"], work.write, {"remark": "later"})
        self.assertRefused(["cannot be changed"], work.line_ids.write, {"name": "x"})
        self.assertRefused(["cannot be changed"], work.line_ids.unlink)
        self.assertRefused(["not waiting"], work._sign, "Other", False)
        self.assertRefused(["not possible"], work.action_cancel)

    def test_refused_act_returns_to_the_engineer(self):
        work = self._create_work()
        work.action_done()

        work._refuse("Client", "It leaks")
        self.assertEqual(work.state, "refused")
        work.action_start()
        work.action_done()
        work._sign("Client", False)

        self.assertEqual(work.state, "signed")

    def test_begun_work_is_not_deleted(self):
        work = self._create_work()
        work.action_plan()

        with self.assertRaises(UserError):
            work.unlink()

    def test_engineer_changes_own_and_free_works_only(self):
        own, free = self._create_work(), self._create_work(engineer_id=False)
        foreign = self._create_work(engineer_id=self.env.ref("base.user_admin").id)

        (own | free).with_user(self.engineer).write({"remark": "seen"})

        self.assertTrue(foreign.with_user(self.engineer).read(["name"]))
        with self.assertRaises(AccessError):
            foreign.with_user(self.engineer).write({"remark": "seen"})

    def test_who_does_not_see_works(self):
        deal = self._create_deal()
        work = self._create_work(lead_id=deal.id)

        for user, sees in (
            (self.salesperson, True),
            (self.head, True),
            (self.accountant, True),
            (self.colleague, False),
            (self.other_head, False),
        ):
            with self.subTest(user=user.login):
                found = work.with_user(user).search([("id", "=", work.id)])
                self.assertEqual(bool(found), sees)
        with self.assertRaises(AccessError):
            work.with_user(self.stranger).read(["name"])
        with self.assertRaises(AccessError):
            work.with_user(self.accountant).write({"remark": "x"})
