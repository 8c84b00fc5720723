from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestIntakeRights(SalesProcessCommon):
    """What each role sees, and what it cannot do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()

        def inquiry(team, user):
            return cls.Inquiry.create(
                {
                    "subject": "S",
                    "team_id": team.id,
                    "user_id": user.id,
                    "state": "work" if user else "new",
                }
            )

        nobody = cls.env["res.users"]
        cls.own = inquiry(cls.vacuum, cls.seller)
        cls.free = inquiry(cls.vacuum, nobody)
        cls.colleagues = inquiry(cls.vacuum, cls.colleague)
        cls.foreign_free = inquiry(cls.thermal, nobody)
        cls.foreign = inquiry(cls.thermal, cls.other_seller)
        cls.unsorted = inquiry(cls.env["crm.team"], nobody)
        cls.everything = (
            cls.own
            | cls.free
            | cls.colleagues
            | cls.foreign_free
            | cls.foreign
            | cls.unsorted
        )

    def _visible(self, user):
        found = self.Inquiry.with_user(user).search([("id", "in", self.everything.ids)])
        return found.with_env(self.env)

    def test_who_sees_what(self):
        cases = {
            self.seller: self.own | self.free,
            self.head: self.own | self.free | self.colleagues,
            self.other_head: self.foreign | self.foreign_free,
            self.triage: self.everything,
            self.director: self.everything,
        }
        for user, expected in cases.items():
            with self.subTest(user.name):
                self.assertEqual(self._visible(user), expected)

    def test_a_salesperson_cannot_touch_inquiries_of_others(self):
        # may export at all, so that it is the rule that stops him
        self.seller.group_ids += self.env.ref("base.group_allow_export")
        for inquiry in (
            self.colleagues,
            self.foreign,
            self.foreign_free,
            self.unsorted,
        ):
            mine = inquiry.with_user(self.seller)
            for name, attempt in {
                "read": lambda rec=mine: rec.read(["subject"]),
                "write": lambda rec=mine: rec.write({"subject": "X"}),
                "export": lambda rec=mine: rec.export_data(["subject"]),
                "take": lambda rec=mine: rec.action_take(),
                "assign": lambda rec=mine: rec._assign(self.seller),
                "reject": lambda rec=mine: rec.action_undo_reject() and rec.subject,
                "unlink": lambda rec=mine: rec.unlink(),
            }.items():
                with self.subTest(name), self.assertRaises(AccessError):
                    attempt()

    def test_a_salesperson_cannot_delete_his_own(self):
        with self.assertRaises(AccessError):
            self.own.with_user(self.seller).unlink()

    def test_others_see_nothing(self):
        for model in (
            "sales.inquiry",
            "sales.inquiry.failure",
            "sales.call",
            "sales.inquiry.template",
        ):
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(self.storekeeper).search([])

    def test_failures_are_for_triage_and_the_director(self):
        failure = self.Failure.create(
            {"name": "F", "raw": "eA==", "raw_hash": "x", "error": "E"}
        )
        for user in (self.triage, self.director):
            self.assertTrue(failure.with_user(user).read(["error"]))
        for user in (self.seller, self.head, self.storekeeper):
            with self.subTest(user.name), self.assertRaises(AccessError):
                failure.with_user(user).read(["error"])

    def test_nobody_makes_failures_by_hand(self):
        for user in (self.triage, self.director):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.Failure.with_user(user).create(
                    {"name": "F", "raw": "eA==", "raw_hash": "y"}
                )

    def test_dictionaries_are_edited_by_the_head(self):
        for model in (
            "sales.equipment.type",
            "sales.application.area",
            "sales.material",
            "sales.competitor",
            "sales.inquiry.template",
            "sales.inquiry.reject.reason",
        ):
            with self.subTest(model):
                record = self.env[model].with_user(self.head).create({"name": "New"})
                self.assertTrue(record.with_user(self.seller).read(["name"]))
                with self.assertRaises(AccessError):
                    record.with_user(self.seller).write({"name": "Other"})
                with self.assertRaises(AccessError):
                    self.env[model].with_user(self.triage).create({"name": "Other"})

    def test_the_assignment_is_not_for_salespeople(self):
        for model in ("sales.inquiry.assign", "sales.inquiry.reject"):
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(self.seller).create({})

    def test_calls_follow_the_same_rules(self):
        own = self.Call.create({"number": "1", "user_id": self.seller.id})
        foreign = self.Call.create({"number": "2", "user_id": self.other_seller.id})

        visible = self.Call.with_user(self.seller).search([])

        self.assertIn(own, visible)
        self.assertNotIn(foreign, visible)
        with self.assertRaises(AccessError):
            foreign.with_user(self.seller).read(["number"])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_identification_is_not_an_rpc_method(self):
        names = [
            name for name in dir(self.env["sales.identification"]) if "identify" in name
        ]
        self.assertTrue(all(name.startswith("_") for name in names))
