from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..work_common import WorkCommon

PARTS = ("line", "check", "measure", "defect")
R, W, C = "read", "write", "create"


@tagged("post_install", "-at_install")
class TestWorkRights(WorkCommon):
    """Who reads and who changes works and what belongs to them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_engineer = cls.engineer.copy({"login": "t_engineer_2"})
        cls.director = new_test_user(
            cls.env, "t_director", groups="sales_process.group_director", lang="en_US"
        )

    def _create_with_parts(self, **values):
        return self._create_work(
            **{f"{part}_ids": [(0, 0, {"name": part})] for part in PARTS}, **values
        )

    def _may(self, record, user, operation):
        record = record.with_user(user)
        if operation == C:
            values = {"work_id": record.work_id.id, "name": "new"}
            try:
                with self.env.cr.savepoint():
                    record.create(values).flush_recordset()
            except AccessError:
                return False
            return True
        self.env.invalidate_all()
        return record.has_access(operation)

    def test_the_table_of_rights(self):
        deal = self._create_deal()
        work = self._create_with_parts(lead_id=deal.id)
        everything = {R, W, C}
        for user, rights in (
            (self.salesperson, everything),
            (self.head, everything),
            (self.director, everything),
            (self.engineer, everything),
            (self.other_engineer, {R}),
            (self.accountant, {R}),
            (self.planner, {R}),
            (self.colleague, set()),
            (self.other_head, set()),
            (self.stranger, set()),
        ):
            for operation in (R, W):
                with self.subTest(user=user.login, operation=operation):
                    self.assertEqual(
                        self._may(work, user, operation), operation in rights
                    )
            for part in PARTS:
                for operation in (R, W, C):
                    with self.subTest(user=user.login, part=part, operation=operation):
                        self.assertEqual(
                            self._may(work[f"{part}_ids"][:1], user, operation),
                            operation in rights,
                        )

    def test_free_works_belong_to_every_engineer(self):
        work = self._create_with_parts(engineer_id=False)

        for user in (self.engineer, self.other_engineer):
            with self.subTest(user=user.login):
                self.assertTrue(self._may(work, user, W))
                self.assertTrue(self._may(work.check_ids, user, W))

    def test_a_work_without_a_deal_belongs_to_the_client_s_salesperson(self):
        self.client.user_id = self.salesperson
        work = self._create_with_parts(team_id=self.team.id)

        for user, sees in (
            (self.salesperson, True),
            (self.head, True),
            (self.colleague, False),
            (self.other_head, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._may(work, user, W), sees)
                self.assertEqual(self._may(work.line_ids, user, W), sees)

    def test_the_salesperson_of_the_deal_changes_with_the_deal(self):
        deal = self._create_deal()
        work = self._create_work(lead_id=deal.id)

        deal.sudo().user_id = self.colleague

        self.assertTrue(self._may(work, self.colleague, W))
        self.assertFalse(self._may(work, self.salesperson, R))

    def test_the_portal_sees_the_own_company_only(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.client.id}
        )
        rival = self.env["res.partner"].create({"name": "Rival"})
        users = {}
        for name, partner in (("own", contact), ("rival", rival)):
            users[name] = (
                self.env["res.users"]
                .with_context(no_reset_password=True)
                .create(
                    {
                        "login": f"t_{name}",
                        "partner_id": partner.id,
                        "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
                    }
                )
            )
        draft, planned = self._create_with_parts(), self._create_with_parts()
        planned.action_plan()

        for work, who, sees in (
            (planned, "own", True),
            (planned, "rival", False),
            (draft, "own", False),
        ):
            for record in (work, *(work[f"{part}_ids"] for part in PARTS)):
                with self.subTest(work=work.name, who=who, model=record._name):
                    self.assertEqual(self._may(record, users[who], R), sees)
                    self.assertFalse(self._may(record, users[who], W))

    def test_another_company_does_not_see_them(self):
        company = self.env["res.company"].create({"name": "Other company"})
        work = self._create_with_parts(company_id=company.id)

        for record in (work, *(work[f"{part}_ids"] for part in PARTS)):
            with self.subTest(model=record._name):
                self.assertFalse(self._may(record, self.engineer, R))

    def test_buttons_ask_for_the_right_to_change(self):
        deal = self._create_deal()
        work = self._create_work(lead_id=deal.id)
        for user in (self.accountant, self.other_engineer, self.colleague):
            for name in ("action_plan", "action_start", "action_done", "action_cancel"):
                with (
                    self.subTest(user=user.login, button=name),
                    self.assertRaises(AccessError),
                ):
                    getattr(work.with_user(user), name)()
        self.assertEqual(work.state, "draft")

    def test_every_button_as_the_engineer(self):
        work = self._create_work().with_user(self.engineer)

        work.action_plan()
        work.action_start()
        work.action_done()
        self.assertEqual(work.state, "done")
        self.assertIn("/my/works/", work.action_preview()["url"])
        work.action_cancel()
        work.action_reset()
        self.assertEqual(work.state, "draft")
