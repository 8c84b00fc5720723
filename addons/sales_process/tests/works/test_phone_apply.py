import base64
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from ...models.works import equipment_work_phone_apply as phone
from ..phone_common import PICTURE, PhoneCommon


@tagged("post_install", "-at_install")
class TestPhoneApply(PhoneCommon):
    """What an engineer does on his phone is done, value by value."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.work = cls._create_phone_work()
        cls.check = cls.work.check_ids[0]
        cls.measure, cls.surface = cls.work.measure_ids

    # ---- every kind ----------------------------------------------------------------

    def test_a_check_is_answered_with_a_note(self):
        for name, value in (("answer", "no"), ("note", "No water"), ("answer", "yes")):
            seen = self.check[name] or ""
            with self.subTest(name=name, value=value):
                result = self._send(
                    self.work,
                    "check",
                    target=self.check,
                    field=name,
                    value=value,
                    seen=seen,
                )
                self.assertDone(result)
                self.assertEqual(self.check[name], value)

    def test_an_answer_is_taken_back(self):
        self.check.answer = "yes"

        result = self._send(
            self.work, "check", target=self.check, field="answer", value="", seen="yes"
        )

        self.assertDone(result)
        self.assertFalse(self.check.answer)

    def test_a_number_is_measured_nought_too(self):
        seen = None
        for value, is_ok in ((4.5, True), (0, True), (7, False)):
            with self.subTest(value=value):
                result = self._send(
                    self.work,
                    "measure",
                    target=self.measure,
                    field="value",
                    value=value,
                    seen=seen,
                )
                self.assertDone(result)
                self.assertTrue(self.measure.has_value)
                self.assertEqual(self.measure.value, value)
                self.assertEqual(self.measure.is_ok, is_ok)
            seen = value

    def test_a_measured_number_is_taken_back(self):
        self.measure.value = 3

        result = self._send(
            self.work, "measure", target=self.measure, field="value", value=None, seen=3
        )

        self.assertDone(result)
        self.assertFalse(self.measure.is_filled)

    def test_a_measurement_in_words(self):
        self.assertDone(
            self._send(
                self.work, "measure", target=self.surface, field="text", value="smooth"
            )
        )
        self.assertEqual(self.surface.value_text, "smooth")
        self.assertTrue(self.surface.is_filled)

    def test_a_defect_is_added_changed_by_its_uuid_and_removed(self):
        add = self._make_operation(
            self.work,
            "defect_add",
            value={"name": "Leak", "deadline": "2030-02-01", "lot": self.lot.id},
        )
        (added,) = self._apply(add)
        defect = self.work.defect_ids
        self.assertEqual(added["id"], defect.id)
        self.assertEqual(defect.name, "Leak")
        self.assertEqual(defect.deadline, fields.Date.to_date("2030-02-01"))
        self.assertEqual(defect.lot_id, self.lot)
        self.assertEqual(defect.responsible_id, self.engineer)

        edits = [
            self._make_operation(
                self.work,
                "defect_edit",
                target=target,
                field=name,
                value=value,
                seen=seen,
            )
            for target, name, value, seen in (
                (add["uuid"], "name", "Large leak", "Leak"),
                (defect.id, "deadline", "", "2030-02-01"),
                (add["uuid"], "lot", "", self.lot.id),
            )
        ]
        for result in self._apply(*edits):
            self.assertDone(result)
        self.assertEqual(defect.name, "Large leak")
        self.assertFalse(defect.deadline or defect.lot_id)

        remove = self._make_operation(self.work, "defect_remove", target=add["uuid"])
        again = self._make_operation(self.work, "defect_remove", target=add["uuid"])
        for result in self._apply(remove, again):
            self.assertDone(result)
        self.assertFalse(self.work.defect_ids)

    def test_a_photo_is_added_and_removed(self):
        add = self._make_operation(
            self.work, "photo_add", value={"name": "plate.jpg", "data": PICTURE}
        )
        (added,) = self._apply(add)
        photo = self.work.photo_ids
        self.assertEqual(added["id"], photo.id)
        self.assertEqual(photo.name, "plate.jpg")
        self.assertEqual(photo.raw, base64.b64decode(PICTURE))
        row = self.env["equipment.work.operation"].search([("uuid", "=", add["uuid"])])
        self.assertNotIn("data", row.payload["value"])

        for _time in (1, 2):
            self.assertDone(self._send(self.work, "photo_remove", target=add["uuid"]))
        self.assertFalse(self.work.photo_ids)
        self.assertFalse(photo.exists())

    def test_remarks_and_trained_people(self):
        for name, value in (("remark", "Line 1\nLine 2"), ("trained_people", "Ivanov")):
            with self.subTest(name=name):
                self.assertDone(self._send(self.work, "field", field=name, value=value))
                self.assertEqual(self.work[name], value)

    def test_the_papers_of_a_certification(self):
        work = self._create_work(kind="certification", certification_type="initial")
        for name, value in (
            ("result", "fit"),
            ("protocol_no", "P-7"),
            ("protocol_date", "2030-01-02"),
            ("certificate_no", "A-7"),
        ):
            with self.subTest(name=name):
                self.assertDone(self._send(work, "field", field=name, value=value))
        self.assertEqual(work.result, "fit")
        self.assertEqual(work.protocol_date, fields.Date.to_date("2030-01-02"))

        self.assertDone(self._send(work, "done"))
        self.assertEqual(work.state, "done")
        self.assertConflict(
            self._send(work, "field", field="protocol_no", value="P-8", seen="P-7"),
            "closed",
        )

    def test_the_work_begins_when_the_button_was_pressed(self):
        begun = fields.Datetime.now() - timedelta(hours=3)

        self.assertDone(
            self._send(self.work, "start", at=begun.strftime("%Y-%m-%dT%H:%M:%S.123Z"))
        )

        self.assertEqual(self.work.state, "in_progress")
        self.assertEqual(self.work.date_started, begun.replace(microsecond=0))

    def test_a_wrong_clock_does_not_begin_a_work(self):
        now = fields.Datetime.now()
        future = now + timedelta(days=2)
        for at in ("1970-01-01T00:00:00Z", future.isoformat(), "soon", None, 5):
            with self.subTest(at=at):
                self.work.date_started = False
                self.work.sudo().state = "planned"
                self.assertDone(self._send(self.work, "start", at=at))
                self.assertGreaterEqual(self.work.date_started, now)

    def test_a_free_work_belongs_to_who_starts_it(self):
        work = self._create_phone_work(engineer_id=False)

        self.assertDone(self._send(work, "start"))

        self.assertEqual(work.engineer_id, self.engineer)
        self.assertConflict(
            self._send(work, "start", user=self.other_engineer), "foreign"
        )

    def test_steps_that_were_made_are_not_made_again(self):
        self.work.check_ids.answer = "yes"
        self.measure.value = 1
        for kind in ("start", "start", "done", "done", "start"):
            self.assertDone(self._send(self.work, kind))
        self.assertEqual(self.work.state, "done")

    def test_done_names_what_is_missing(self):
        result = self._send(self.work, "done")

        self.assertConflict(result, "refused", "Vacuum")
        self.assertIn("Pressure", result["message"])
        self.assertEqual(self.work.state, "planned")

    # ---- what is refused -----------------------------------------------------------

    def test_what_cannot_be_understood_changes_nothing(self):
        other = self._create_phone_work()
        for kind, values in (
            ("check", {"target": self.check.id, "field": "answer", "value": "maybe"}),
            ("check", {"target": self.check.id, "field": "work_id", "value": other.id}),
            ("check", {"target": self.check.id, "field": None, "value": "yes"}),
            ("check", {"target": self.check.id, "field": "note", "value": {"a": 1}}),
            ("measure", {"target": self.measure.id, "field": "value", "value": "5"}),
            ("measure", {"target": self.measure.id, "field": "value", "value": True}),
            ("measure", {"target": self.measure.id, "field": "value", "value": 1e99}),
            ("defect_add", {"value": None}),
            ("defect_add", {"value": {"name": "  "}}),
            ("defect_add", {"value": {"name": "a", "deadline": "tomorrow"}}),
            ("defect_add", {"value": {"name": "a", "lot": 10**9}}),
            ("photo_add", {"value": "a"}),
            ("photo_add", {"value": {"data": None}}),
            ("photo_add", {"value": {"data": "§§§"}}),
            ("field", {"field": "state", "value": "signed"}),
            ("field", {"field": "engineer_id", "value": self.other_engineer.id}),
            ("field", {"field": "protocol_no", "value": "1"}),
        ):
            with self.subTest(kind=kind, **values):
                self.assertConflict(self._send(self.work, kind, **values), "broken")
        self.assertFalse(self.check.answer or self.check.note or self.measure.is_filled)
        self.assertFalse(self.work.defect_ids or self.work.photo_ids)
        self.assertEqual(self.work.state, "planned")

    def test_parts_of_other_works_are_not_touched(self):
        other = self._create_phone_work()
        foreign = self.env["equipment.work.defect"].create(
            {"work_id": other.id, "name": "Scratch"}
        )
        for kind, target in (
            ("check", other.check_ids[0].id),
            ("check", 10**12),
            ("check", "text"),
            ("measure", other.measure_ids[0].id),
            ("defect_edit", foreign.id),
        ):
            name = {"check": "answer", "measure": "value"}.get(kind, "name")
            with self.subTest(kind=kind, target=target):
                result = self._send(
                    self.work,
                    kind,
                    target=target,
                    field=name,
                    value=1 if kind == "measure" else "yes",
                )
                self.assertConflict(result, "gone")
        self.assertDone(self._send(self.work, "defect_remove", target=foreign.id))
        self.assertTrue(foreign.exists())
        self.assertFalse(other.check_ids[0].answer)

    def test_sizes_are_limited(self):
        large = "A" * (phone.MAX_PHOTO * 4 // 3 + 8)
        long = "x" * (phone.MAX_TEXT + 1)
        text = base64.b64encode(b"<script>alert(1)</script>").decode()
        for kind, values, words in (
            ("photo_add", {"value": {"name": "a", "data": large}}, "MB"),
            ("photo_add", {"value": {"name": "a", "data": text}}, "no picture"),
            ("field", {"field": "remark", "value": long}, "characters"),
        ):
            with self.subTest(kind=kind, words=words):
                result = self._send(self.work, kind, **values)
                self.assertConflict(result, "refused", words)
        self.assertFalse(self.work.photo_ids or self.work.remark)

    def test_a_character_that_cannot_be_kept_is_left_out(self):
        self.assertDone(
            self._send(self.work, "field", field="remark", value="a\x00b", seen="")
        )
        self.assertEqual(self.work.remark, "ab")

    def test_a_defect_is_not_left_without_a_name(self):
        self.work.defect_ids = [Command.create({"name": "Leak"})]

        result = self._send(
            self.work,
            "defect_edit",
            target=self.work.defect_ids,
            field="name",
            value=" ",
            seen="Leak",
        )

        self.assertConflict(result, "refused", "not in order")
        self.assertEqual(self.work.defect_ids.name, "Leak")

    # ---- somebody else has changed it ----------------------------------------------

    def test_a_value_changed_meanwhile_is_a_question(self):
        self.check.answer = "no"
        self.measure.value = 2
        self.work.remark = "Theirs"
        for kind, part, name, value, theirs in (
            ("check", self.check, "answer", "yes", "no"),
            ("measure", self.measure, "value", 3, 2),
            ("field", self.work, "remark", "Mine", "Theirs"),
        ):
            with self.subTest(kind=kind):
                result = self._send(
                    self.work, kind, target=part, field=name, value=value, seen=""
                )
                self.assertConflict(result, "changed")
                self.assertEqual(result["theirs"], theirs)
                self.assertTrue(result["who"])
                self.assertEqual(part[name], theirs)
                self.assertDone(
                    self._send(
                        self.work,
                        kind,
                        target=part,
                        field=name,
                        value=value,
                        seen=theirs,
                    )
                )
                self.assertEqual(part[name], value)

    def test_both_have_written_the_same(self):
        self.check.answer = "yes"

        self.assertDone(
            self._send(
                self.work, "check", target=self.check, field="answer", value="yes"
            )
        )

    def test_nought_is_not_nothing(self):
        self.measure.value = 0
        self.assertTrue(self.measure.has_value)

        result = self._send(
            self.work, "measure", target=self.measure, field="value", value=1, seen=None
        )

        self.assertConflict(result, "changed")
        self.assertEqual(result["theirs"], 0)
