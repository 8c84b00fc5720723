from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from ..triage_common import MONDAY, TriageCommon

HOUR_LATER = MONDAY + timedelta(hours=1)
LATE = datetime(2026, 3, 17, 8)


@tagged("post_install", "-at_install")
class TestFirstAnswer(TriageCommon):
    """What counts as the first answer, and how long it took."""

    def _arrive(self, moment=MONDAY, count=1, **values):
        with freeze_time(moment):
            return self._create_new(count, date=moment, **values)

    def _say(self, record, user=None, **values):
        return record.with_user(user or self.head).message_post(
            **{
                "body": "Good afternoon",
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_comment",
                **values,
            }
        )

    # ---- what counts -------------------------------------------------------------

    def test_a_word_to_the_client_is_the_answer(self):
        records = {
            "inquiry": lambda inquiry: inquiry,
            "lead": lambda inquiry: inquiry.lead_id,
            "client": lambda inquiry: inquiry.partner_id,
        }
        for name, get_record in records.items():
            with self.subTest(name), freeze_time(HOUR_LATER):
                inquiry = self._arrive(email_from=f"{name}@one.example")
                self._say(get_record(inquiry))
                self.assertEqual(inquiry.date_first_answer, HOUR_LATER)
                self.assertEqual(inquiry.answer_minutes, 60)

    def test_a_word_to_a_colleague_of_the_client(self):
        client = self._create_client(name="Works", user_id=self.seller.id)
        person, other = self.env["res.partner"].create(
            [
                {"name": "Ivan", "parent_id": client.id, "email": "i@works.example"},
                {"name": "Petr", "parent_id": client.id},
            ]
        )
        inquiry = self._arrive(email_from="i@works.example")
        self.assertEqual(inquiry.partner_id, person)
        self._say(other, self.seller)
        self.assertTrue(inquiry.date_first_answer)

    def test_a_letter_of_an_employee_is_the_answer(self):
        inquiry = self._arrive()
        self._say(inquiry.lead_id, message_type="email_outgoing")
        self.assertTrue(inquiry.date_first_answer)

    def test_what_is_no_answer(self):
        inquiry = self._arrive()
        self._say(inquiry, subtype_xmlid="mail.mt_note")
        self._say(inquiry.partner_id, subtype_xmlid="mail.mt_note")
        self._say(inquiry, message_type="notification")
        inquiry.message_post(
            body="When?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=inquiry.partner_id.id,
        )
        self._say(self._create_client(name="Somebody else"))
        self.assertFalse(inquiry.date_first_answer)
        self.assertEqual(inquiry.answer_minutes, 0)

    def test_the_time_of_the_first_answer_stays(self):
        inquiry = self._arrive()
        with freeze_time(HOUR_LATER):
            self._say(inquiry)
        with freeze_time(LATE):
            self._say(inquiry)
        self.assertEqual(inquiry.date_first_answer, HOUR_LATER)

    def test_a_letter_of_the_client_is_no_answer(self):
        inquiry = self._process_eml("07_handwritten_outlook_html_attach.eml")
        self._process_eml("09_reply_with_quote.eml")
        self.assertFalse(inquiry.date_first_answer)

    def _call(self, **values):
        return self.Call.register(
            {
                "provider": "pbx",
                "external_id": str(values),
                "number": "8 (999) 000-11-22",
                **values,
            }
        )

    def test_an_answered_outgoing_call_is_the_answer(self):
        inquiry = self._arrive(phone="8 (999) 000-11-22")
        for state in ("missed", "busy", "failed"):
            self._call(direction="out", state=state)
            self.assertFalse(inquiry.date_first_answer)
        self._call(direction="out", state="answered", user_id=self.seller.id)
        self.assertTrue(inquiry.date_first_answer)

    def test_an_answered_incoming_call_is_its_own_answer(self):
        call = self._call(direction="in", state="answered")
        self.assertEqual(call.inquiry_id.date_first_answer, call.inquiry_id.date)
        self.assertEqual(call.inquiry_id.answer_minutes, 0)
        self.assertFalse(call.inquiry_id.is_answer_late)

    def test_a_missed_call_waits_until_it_is_answered(self):
        call = self._call(direction="in", state="missed", external_id="one")
        self.assertFalse(call.inquiry_id.date_first_answer)
        self._call(direction="in", state="answered", external_id="one")
        self.assertTrue(call.inquiry_id.date_first_answer)

    # ---- minutes and the term ----------------------------------------------------

    def test_minutes_are_working_minutes(self):
        cases = (
            # arrival, answer, minutes (Moscow: 8-12, 13-17; UTC + 3)
            (datetime(2026, 3, 16, 6), datetime(2026, 3, 16, 6, 45), 45),
            (datetime(2026, 3, 16, 8), datetime(2026, 3, 16, 11), 120),
            (datetime(2026, 3, 16, 13), datetime(2026, 3, 17, 6), 120),
            (datetime(2026, 3, 20, 13, 30), datetime(2026, 3, 23, 5, 30), 60),
            (datetime(2026, 3, 21, 10), datetime(2026, 3, 22, 10), 0),
        )
        for arrival, answer, minutes in cases:
            with self.subTest(arrival):
                inquiry = self._arrive(arrival)
                inquiry.date_first_answer = answer
                self.assertEqual(inquiry.answer_minutes, minutes)
                inquiry.date_assigned = answer
                self.assertEqual(inquiry.sort_minutes, minutes)

    def test_the_term_of_the_department(self):
        # 9:30 and 240 working minutes, lunch 12-13: 14:30
        inquiry = self._arrive()
        self.assertEqual(inquiry.answer_deadline, datetime(2026, 3, 16, 11, 30))
        self.vacuum.answer_limit = 30
        self.assertEqual(self._arrive().answer_deadline, datetime(2026, 3, 16, 7))
        self.vacuum.answer_limit = 0
        self.assertFalse(self._arrive().answer_deadline)

    def test_late_with_and_without_an_answer(self):
        in_time, late, silent, rejected = (
            self._arrive(email_from=f"{n}@late.example") for n in range(4)
        )
        in_time.date_first_answer = datetime(2026, 3, 16, 11, 30)
        late.date_first_answer = datetime(2026, 3, 16, 11, 31)
        rejected._reject(self.reason)
        everything = in_time | late | silent | rejected

        def search(value):
            domain = [("is_answer_late", "=", value), ("id", "in", everything.ids)]
            return self.Inquiry.search(domain)

        with freeze_time(datetime(2026, 3, 16, 11, 30)):
            everything.invalidate_recordset(["is_answer_late"])
            self.assertEqual(search(True), late)
            self.assertFalse(silent.is_answer_late)
        with freeze_time(LATE):
            everything.invalidate_recordset(["is_answer_late"])
            self.assertEqual(search(True), late | silent)
            self.assertEqual(search(False), in_time | rejected)
            for inquiry in everything:
                self.assertEqual(inquiry.is_answer_late, inquiry in (late | silent))

    def test_fifty_answers_look_into_the_calendar_as_often_as_one(self):
        def answer(inquiries):
            inquiries.write({"date_first_answer": HOUR_LATER})

        one, fifty = self._arrive(), self._arrive(count=50)
        answer(self._arrive())
        first = self._count_queries(lambda: answer(one))
        many = self._count_queries(lambda: answer(fifty))
        self.assertEqual(set(fifty.mapped("answer_minutes")), {60})
        self.assertLessEqual(many - first, 2)
