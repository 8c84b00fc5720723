from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..phone_common import PICTURE, PhoneCommon
from ..work_common import SIGNATURE


@tagged("post_install", "-at_install")
class TestPhoneLoad(PhoneCommon):
    """What the phone of an engineer gets, and how the client signs on it."""

    def _load(self, work_ids=None, user=None):
        works = self.env["equipment.work"].with_user(user or self.engineer)
        return works.phone_load(work_ids)

    def _load_ids(self, **values):
        return [work["id"] for work in self._load(**values)["works"]]

    # ---- which works ---------------------------------------------------------------

    def test_the_own_works_that_are_not_over_and_the_free_ones(self):
        others = self.env["equipment.work"].search([("state", "!=", "signed")])
        others.write({"state": "cancelled"})
        planned = self._create_phone_work()
        done = self._create_work()
        done.action_done()
        free = self._create_phone_work(engineer_id=False)
        unplanned = self._create_work(date_planned=False)
        for work in (
            self._create_phone_work(engineer_id=self.other_engineer.id),
            self._create_certification(),
            self._create_work(),
        ):
            if work.engineer_id == self.engineer:
                work.action_done()
            if work._has_to_be_signed():
                work._sign("Client", SIGNATURE)

        self.assertCountEqual(self._load_ids(), (planned | done | free | unplanned).ids)
        self.assertIn(free.id, self._load_ids(user=self.other_engineer))
        self.assertNotIn(planned.id, self._load_ids(user=self.other_engineer))

    def test_who_is_no_engineer_has_no_works(self):
        self._create_phone_work()

        for user in (self.head, self.planner):
            with self.subTest(user=user.login):
                answer = self._load(user=user)
                self.assertFalse(answer["works"])
                self.assertFalse(answer["is_engineer"])
        with self.assertRaises(AccessError):
            self._load(user=self.stranger)

    def test_a_work_of_a_colleague_can_only_be_looked_at(self):
        work = self._create_phone_work()
        free = self._create_phone_work(engineer_id=False)

        loaded = self._load([work.id, free.id], user=self.other_engineer)["works"]

        by_id = {one["id"]: one for one in loaded}
        self.assertFalse(by_id[work.id]["can_edit"])
        self.assertEqual(by_id[work.id]["engineer_name"], self.engineer.name)
        self.assertTrue(by_id[free.id]["can_edit"])

    def test_readers_look_and_others_see_nothing(self):
        work = self._create_phone_work(lead_id=self._create_deal().id)
        for user, count in (
            (self.planner, 1),
            (self.salesperson, 1),
            (self.colleague, 0),
            (self.other_head, 0),
        ):
            with self.subTest(user=user.login):
                loaded = self._load([work.id], user=user)["works"]
                self.assertEqual(len(loaded), count)
                self.assertFalse(any(one["can_edit"] for one in loaded))

    # ---- what is in them -----------------------------------------------------------

    def test_everything_that_the_engineer_needs(self):
        self.client.phone = "+7 495 123-45-67"
        work = self._create_phone_work(take_text="Vacuum gauge")
        work.line_ids = [Command.create({"name": "Starting", "quantity": 2})]
        self._send(work, "photo_add", value={"name": "a.jpg", "data": PICTURE})
        self._send(work, "defect_add", value={"name": "Leak"})

        (loaded,) = self._load([work.id])["works"]

        self.assertEqual(loaded["client"], "Client")
        self.assertIn("Street 1", loaded["address"])
        self.assertEqual(loaded["phone"], "+7 495 123-45-67")
        self.assertEqual(loaded["take"], "Vacuum gauge")
        self.assertEqual(loaded["equipment"][0]["name"], "SN-1")
        self.assertEqual(loaded["lines"][0]["quantity"], "2")
        check, _water = loaded["checks"]
        self.assertEqual(
            check,
            {
                "id": work.check_ids[0].id,
                "name": "Vacuum",
                "lot": self.lot.id,
                "answer": "",
                "note": "",
            },
        )
        pressure = loaded["measures"][0]
        self.assertEqual((pressure["min"], pressure["max"]), (None, 5))
        self.assertIsNone(pressure["value"])
        for name, kind in (("defects", "defect_add"), ("photos", "photo_add")):
            row = self.env["equipment.work.operation"].search(
                [("work_id", "=", work.id), ("kind", "=", kind)]
            )
            self.assertEqual(loaded[name][0]["key"], row.uuid)
        self.assertEqual(
            [field["name"] for field in loaded["fields"]], ["remark", "trained_people"]
        )
        self.assertTrue(loaded["can_edit"])

    def test_what_is_missing_is_named_with_its_step(self):
        work = self._create_phone_work()

        (loaded,) = self._load([work.id])["works"]

        self.assertEqual(
            [problem["step"] for problem in loaded["problems"]],
            ["checks", "checks", "measures"],
        )
        self.assertEqual(
            loaded["problems"][0]["text"], "Answer the check: Vacuum (SN-1)"
        )

    def test_a_measured_nought_is_a_value(self):
        work = self._create_phone_work()
        work.measure_ids[0].value = 0

        (loaded,) = self._load([work.id])["works"]

        self.assertEqual(loaded["measures"][0]["value"], 0)

    def test_templates_say_what_to_take(self):
        self.env["equipment.work.template"].create(
            {
                "name": "Commissioning",
                "product_tmpl_id": self.lot.product_id.product_tmpl_id.id,
                "take_text": "Vacuum gauge",
            }
        )
        work = self._create_work(lot_ids=[Command.set(self.lot.ids)])

        values = work._prepare_template_parts(work._get_equipment())

        self.assertEqual(values["take_text"], "Vacuum gauge")

    def test_the_button_opens_the_screen_with_the_work(self):
        work = self._create_phone_work()
        self.assertEqual(
            work.with_user(self.engineer).action_open_phone()["url"],
            f"/odoo/engineer-works/{work.id}",
        )

    def test_fifty_works_cost_as_many_queries_as_one(self):
        def create(count):
            works = self.env["equipment.work"]
            for number in range(count):
                work = self._create_phone_work(
                    lot_ids=[Command.set(self._create_lot(f"L-{count}-{number}").ids)],
                    defect_ids=[Command.create({"name": "Leak"})],
                )
                work.address_id = self.env["res.partner"].create(
                    {"name": "Place", "parent_id": self.client.id, "type": "delivery"}
                )
                works |= work
            self.env["ir.attachment"].create(
                [
                    {"name": "a", "res_model": "equipment.work", "res_id": work.id}
                    for work in works
                ]
            )
            return works

        def count_queries(works):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(self._load(works.ids)["works"]), len(works))
            return self.cr.sql_log_count - before

        few, many = create(1), create(50)
        for works in (few, many):  # what is cached for all
            count_queries(works)
        self.assertEqual(count_queries(many), count_queries(few))

    # ---- signing -------------------------------------------------------------------

    def _create_done_work(self, **values):
        work = self._create_work(**values)
        work.action_done()
        return work.with_user(self.engineer)

    def test_the_client_signs_on_the_phone(self):
        work = self._create_done_work()
        act = work.phone_act()
        self.assertIn(f"/my/works/{work.id}", act["url"])

        (loaded,) = work.phone_sign(" Ivanov ", SIGNATURE, act["hash"])["works"]

        self.assertEqual(loaded["state"], "signed")
        self.assertEqual(loaded["signed_by"], "Ivanov")
        self.assertFalse(loaded["can_edit"])
        self.assertTrue(work.act_hash)
        with self.assertRaises(UserError):
            work.phone_sign("Ivanov", SIGNATURE, act["hash"])

    def test_an_act_that_has_changed_is_read_again(self):
        work = self._create_done_work()
        seen = work.phone_act()["hash"]
        work.remark = "More"

        for content_hash in (seen, "", None):
            with self.subTest(content_hash=content_hash), self.assertRaises(UserError):
                work.phone_sign("Ivanov", SIGNATURE, content_hash)
        self.assertEqual(work.state, "done")

    def test_what_is_no_signature_is_refused(self):
        work = self._create_done_work()
        seen = work.phone_act()["hash"]
        for name, signature in (
            ("", SIGNATURE),
            (None, SIGNATURE),
            ("Ivanov", ""),
            ("Ivanov", None),
            ("Ivanov", "§"),
            ("Ivanov", "PHNjcmlwdD4="),
            ("Ivanov", "A" * (2 * 1024**2 + 4)),
        ):
            with (
                self.subTest(name=name, signature=str(signature)[:10]),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                work.phone_sign(name, signature, seen)
        self.assertEqual(work.state, "done")

    def test_the_client_refuses_on_the_phone(self):
        work = self._create_done_work()
        with self.assertRaises(UserError):
            work.phone_refuse("Ivanov", "  ")

        (loaded,) = work.phone_refuse("Ivanov", "It leaks")["works"]

        self.assertEqual(loaded["state"], "refused")
        self.assertEqual(loaded["refusal"], "It leaks")
        self.assertTrue(loaded["can_edit"])

    def test_nobody_signs_on_the_phone_of_a_stranger(self):
        work = self._create_done_work(lead_id=self._create_deal().id)
        for user in (self.other_engineer, self.salesperson, self.head, self.planner):
            for method, args in (
                ("phone_act", ()),
                ("phone_sign", ("Ivanov", SIGNATURE, "")),
                ("phone_refuse", ("Ivanov", "It leaks")),
            ):
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaises(AccessError),
                ):
                    getattr(work.with_user(user), method)(*args)
        self.assertEqual(work.state, "done")

    def test_a_work_that_is_not_done_is_not_signed(self):
        work = self._create_phone_work().with_user(self.engineer)
        with self.assertRaises(UserError):
            work.phone_act()
        self.assertEqual(work.state, "planned")
