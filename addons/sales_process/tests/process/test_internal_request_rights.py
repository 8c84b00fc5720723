from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..request_common import MONDAY, RequestCommon

FORGED = {
    "state": "accepted",
    "deadline": "2030-01-01 00:00:00",
    "date_asked": "2030-01-01 00:00:00",
    "date_answer": "2026-03-02 08:00:00",
    "is_late": True,
    "hours": 1,
    "notice_level": "late",
    "escalate_date": "2030-01-01 00:00:00",
    "name": "X",
    "round_ids": [(0, 0, {"date_begin": "2026-03-02 08:00:00"})],
}


@tagged("post_install", "-at_install")
class TestInternalRequestRights(RequestCommon):
    """What each role sees, and what it cannot do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_seller = cls._create_person(
            "other_seller", "sales_process.group_salesperson"
        )

    def _sees(self, record, user):
        model = self.env[record._name].with_user(user)
        return bool(model.search([("id", "=", record.id)]))

    def assertForbidden(self, function, *args):
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            function(*args)
        self.env.invalidate_all()

    # ---- who sees what -----------------------------------------------------------

    def test_who_sees_a_request_and_its_rounds(self):
        request = self._ask()
        cases = (
            (self.salesperson, True),
            (self.head, True),
            (self.director, True),
            (self.leader, True),
            (self.member, True),
            (self.planner, True),  # readers see all
            (self.accountant, True),
            (self.colleague, False),
            (self.other_head, False),
            (self.other_seller, False),
            (self.engineer, False),
            (self.stranger, False),
        )
        for user, sees in cases:
            with self.subTest(user.login):
                self.assertEqual(self._sees(request, user), sees)
                self.assertEqual(self._sees(request.round_ids, user), sees)

    def test_drafts_are_not_seen_by_the_department(self):
        request = self._create_request()

        for user in (self.leader, self.member):
            with self.subTest(user.login):
                self.assertFalse(self._sees(request, user))
        request.action_cancel()
        self.assertFalse(self._sees(request, self.leader))

    def test_a_deputy_from_outside_sees_what_he_is_to_answer(self):
        self.leader.write(
            {"sales_absent_until": "2026-12-31", "sales_deputy_id": self.stranger.id}
        )
        request = self._ask()

        self._answer(request, datetime(2026, 3, 2, 8), user=self.stranger)

        self.assertEqual(request.state, "answered")
        self.assertFalse(self._sees(self._ask(user_id=self.member.id), self.stranger))

    def test_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Second"})
        request = self._ask()
        request.sudo().lead_id.write({"company_id": self.env.company.id})
        self.director.write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )

        self.assertFalse(self._sees(request, self.director))
        self.assertFalse(self._sees(request.round_ids, self.director))

    def test_report_is_seen_as_the_requests(self):
        request = self._ask()
        row = self.env["sales.internal.request.report"].browse(request.id)

        for user, sees in (
            (self.salesperson, True),
            (self.head, True),
            (self.director, True),
            (self.colleague, False),
            (self.other_head, False),
        ):
            with self.subTest(user.login):
                self.assertEqual(self._sees(row, user), sees)
        for user in (self.leader, self.member, self.planner):
            with self.subTest(user.login):
                self.assertForbidden(self._sees, row, user)

    # ---- what the department knows of the deal -----------------------------------

    def test_the_department_knows_what_it_needs_and_no_money(self):
        request = self._ask()
        for user in (self.leader, self.member):
            with self.subTest(user.login):
                mine = request.with_user(user)
                self.assertEqual(mine.need, "A pump for a chamber of 2 cubic metres")
                self.assertEqual(mine.client_name, "Client")
                self.assertEqual(mine.equipment_type_ids, self.pump)
                self.assertFalse(mine.can_open_deal)
                self.assertForbidden(mine.lead_id.read, ["expected_revenue"])
                # the deal has a name in the form, as every link
                spec = {"lead_id": {"fields": {"display_name": {}}}}
                [values] = mine.web_read(spec)
                self.assertEqual(values["lead_id"]["display_name"], "Lead")
                self.assertForbidden(
                    mine.web_read, {"lead_id": {"fields": {"expected_revenue": {}}}}
                )

    def test_another_deal_is_not_spied_out_in_a_form(self):
        names = ("need", "client_name", "partner_id", "team_id", "equipment_type_ids")
        spec = {name: {} for name in (*names, "lead_id")}
        foreign = self._create_deal().sudo()
        foreign.user_id = self.colleague
        model = self.Request.with_user(self.salesperson)
        asked = self._ask().with_user(self.member)
        for user, request in ((self.salesperson, model), (self.member, asked)):
            with self.subTest(user.login):
                result = request.onchange({"lead_id": foreign.id}, ["lead_id"], spec)
                shown = {name: result["value"].get(name) for name in names}
                self.assertFalse(shown["need"] or shown["client_name"], shown)
                self.assertFalse(shown["partner_id"] or shown["team_id"], shown)

    def test_an_own_deal_is_shown_before_it_is_saved(self):
        deal = self._create_deal()
        model = self.Request.with_user(self.salesperson)

        result = model.onchange({"lead_id": deal.id}, ["lead_id"], {"need": {}})

        self.assertEqual(result["value"]["need"], deal.need)

    def test_the_form_opens_for_the_department(self):
        request = self._ask()
        view = self.env.ref("sales_process.sales_internal_request_view_form")
        for user in (self.leader, self.member, self.stranger):
            model = self.Request.with_user(user)
            arch = model.get_view(view.id, "form")
            names = arch["models"]["sales.internal.request"]
            if user != self.stranger:
                with self.subTest(user.login):
                    fields = {name: {} for name in names if name in model._fields}
                    self.assertTrue(model.browse(request.id).web_read(fields))

    # ---- who does what -----------------------------------------------------------

    def test_only_the_department_answers(self):
        request = self._ask()
        for user in (
            self.salesperson,
            self.head,
            self.director,
            self.planner,
            self.accountant,
            self.colleague,
            self.stranger,
        ):
            mine = request.with_user(user)
            with self.subTest(user.login):
                self.assertForbidden(mine.write, {"answer": "<p>x</p>"})
                self.assertForbidden(mine.action_answer)
                self.assertForbidden(mine.action_take)

    def test_only_the_side_of_the_asker_decides(self):
        request = self._ask()
        self._answer(request, datetime(2026, 3, 2, 9))
        for user in (
            self.leader,
            self.member,
            self.planner,
            self.colleague,
            self.other_head,
            self.stranger,
        ):
            mine = request.with_user(user)
            with self.subTest(user.login):
                self.assertForbidden(mine.action_accept)
                self.assertForbidden(mine.action_return)
                self.assertForbidden(mine._return, "again")
                self.assertForbidden(mine.action_cancel)
                self.assertForbidden(mine.unlink)

    def test_the_head_and_the_director_decide_too(self):
        for user in (self.head, self.director):
            request = self._ask()
            self._answer(request, datetime(2026, 3, 2, 9))
            with self.subTest(user.login):
                request.with_user(user).action_accept()
                self.assertEqual(request.state, "accepted")

    def test_who_may_ask(self):
        deal = self._create_deal()
        values = {
            "lead_id": deal.id,
            "subject": "Price",
            "question": "<p>?</p>",
            "department_id": self.laboratory.id,
        }
        for user in (self.salesperson, self.head, self.director):
            with self.subTest(user.login):
                request = self.Request.with_user(user).create(dict(values))
                request.action_ask()
                self.assertEqual(request.asked_by_id, user)
        for user in (
            self.colleague,
            self.other_head,
            self.planner,
            self.leader,
            self.member,
            self.stranger,
        ):
            with self.subTest(user.login):
                model = self.Request.with_user(user)
                self.assertForbidden(model.create, [dict(values)])

    # ---- nothing is written past the buttons -------------------------------------

    def test_states_and_clocks_are_not_written_by_hand(self):
        draft, asked = self._create_request(), self._ask()
        for user in (self.salesperson, self.head, self.director, self.leader):
            for name, value in FORGED.items():
                with self.subTest(user=user.login, field=name):
                    self.assertForbidden(asked.with_user(user).write, {name: value})
                    self.assertForbidden(draft.with_user(user).write, {name: value})

    def test_every_stored_field_is_guarded(self):
        guarded = self.Request._get_guarded_fields()
        for name in ("lead_id", "asked_by_id", "company_id", *FORGED):
            with self.subTest(name):
                self.assertIn(name, guarded)
        self.assertNotIn("message_follower_ids", guarded)

    def test_the_department_does_not_change_the_question(self):
        request = self._ask()
        for name, value in {
            "subject": "Else",
            "question": "<p>Else</p>",
            "term_hours": 100,
            "department_id": self.env.ref(
                "sales_process.request_department_service"
            ).id,
            "lead_id": self._create_deal().id,
        }.items():
            for user in (self.leader, self.member, self.salesperson, self.head):
                with self.subTest(user=user.login, field=name):
                    self.assertForbidden(request.with_user(user).write, {name: value})

    def test_the_answer_is_frozen_when_it_is_given(self):
        request = self._ask()
        self._answer(request, datetime(2026, 3, 2, 9))

        self.assertForbidden(
            request.with_user(self.member).write, {"answer": "<p>No</p>"}
        )
        self.assertForbidden(
            request.with_user(self.member).write, {"user_id": self.leader.id}
        )

    def test_a_new_request_is_a_draft_of_its_author(self):
        deal = self._create_deal()
        values = {
            "lead_id": deal.id,
            "subject": "Price",
            "department_id": self.laboratory.id,
        }
        model = self.Request.with_user(self.salesperson)
        for name, value in {**FORGED, "asked_by_id": self.head.id}.items():
            with self.subTest(name):
                self.assertForbidden(model.create, [{**values, name: value}])
            with self.subTest(name, by="context"):
                forged = model.with_context(**{f"default_{name}": value})
                request = forged.create([dict(values)])
                self.assertEqual(request.state, "draft")
                self.assertEqual(request.asked_by_id, self.salesperson)
                self.assertFalse(request.deadline or request.round_ids)
                self.assertNotEqual(request.name, "X")

    def test_rounds_are_written_by_nobody(self):
        line = self._ask().round_ids

        for user in (self.salesperson, self.head, self.director, self.leader):
            mine = line.with_user(user)
            with self.subTest(user.login):
                self.assertForbidden(mine.write, {"hours": 0})
                self.assertForbidden(mine.unlink)
                self.assertForbidden(
                    mine.create,
                    [{"request_id": line.request_id.id, "date_begin": MONDAY}],
                )

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_reading_by_id_is_refused(self):
        request = self._ask()

        for user in (self.colleague, self.other_head, self.engineer, self.stranger):
            with self.subTest(user.login):
                self.assertForbidden(request.with_user(user).read, ["answer"])

    def test_nobody_asks_again_through_the_wizard(self):
        request = self._ask()
        self._answer(request, datetime(2026, 3, 2, 9))
        wizards = self.env["sales.internal.request.return"]
        values = {"request_id": request.id, "remark": "again"}

        for user in (self.leader, self.member, self.planner, self.stranger):
            with self.subTest(user.login):
                self.assertForbidden(wizards.with_user(user).create, [values])
        for user in (self.colleague, self.other_head, self.other_seller):
            with self.subTest(user.login):
                wizard = wizards.with_user(user).create(dict(values))
                self.assertForbidden(wizard.action_apply)
                self.assertForbidden(wizard.read, ["answer"])

    # ---- where it is found -------------------------------------------------------

    def test_menus(self):
        buyer = self._create_person("buyer", "purchase.group_purchase_user")
        storekeeper = self._create_person("storekeeper", "stock.group_stock_user")
        suffixes = ("", "_department", "_purchase", "_stock")
        for user, seen in (
            (self.salesperson, {""}),
            (self.planner, {"", "_department"}),
            (self.engineer, {"_department"}),
            (buyer, {"_purchase"}),
            (storekeeper, {"_stock"}),
            (self.stranger, set()),
        ):
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            name = "sales_process.sales_internal_request_menu"
            found = {x for x in suffixes if self.env.ref(f"{name}{x}").id in visible}
            with self.subTest(user.login):
                # sales groups of core bring rights on stock and purchase along
                self.assertLessEqual(seen, found)
                self.assertFalse({"", "_department"} & (found - seen))

    def test_the_task_opens_the_request(self):
        request = self._ask(user_id=self.leader.id)
        task = self._get_tasks(request).with_user(self.leader)

        action = task.action_open_document()

        self.assertEqual(
            (action["res_model"], action["res_id"]), (request._name, request.id)
        )
        groups = self.env["res.users"].with_user(self.leader)._get_activity_groups()
        self.assertIn(request._name, [group["model"] for group in groups])

    # ---- the list of departments -------------------------------------------------

    def test_heads_edit_the_departments(self):
        self.laboratory.with_user(self.head).term_hours = 4

        for user in (self.salesperson, self.planner, self.leader, self.stranger):
            with self.subTest(user.login):
                mine = self.laboratory.with_user(user)
                self.assertTrue(mine.read(["name", "member_ids"]))
                self.assertForbidden(mine.write, {"term_hours": 1})
                self.assertForbidden(mine.unlink)

    def test_numbers_are_those_of_the_list(self):
        self._ask()
        for user, count in ((self.head, 1), (self.leader, 1), (self.other_head, 0)):
            with self.subTest(user.login):
                mine = self.laboratory.with_user(user)
                self.assertEqual(mine.waiting_count, count)
                self.assertEqual(mine.overdue_count, count)
                action = mine.action_view_overdue()
                found = self.Request.with_user(user).search(
                    [*action["domain"], ("is_overdue", "=", True)]
                )
                self.assertEqual(len(found), count)
