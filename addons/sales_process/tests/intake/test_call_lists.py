from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..call_common import NUMBER, CallCardCommon


@tagged("post_install", "-at_install")
class TestDialAndRecording(CallCardCommon):
    def test_the_telephone_of_the_device_is_the_way_out(self):
        answer = self.env["sales.webhook"].with_user(self.triage).dial(NUMBER)
        self.assertFalse(answer["is_dialled"])
        self.assertEqual(answer["tel"], "tel:+79990001122")

    def test_recording_is_for_who_may_read_the_call(self):
        call = self._report(self._event("ring"))
        self.assertFalse(call.has_recording)
        call.recording_ref = "cdr:1"
        self.assertTrue(call.has_recording)
        with self.assertRaises(AccessError):
            call.with_user(self.storekeeper).get_recording_link()

    def test_called_back_is_for_who_may_write_the_call(self):
        call = self._report(
            self._event("ring"), self._event("summary", result="missed", is_final=True)
        )
        with self.assertRaises(AccessError):
            call.with_user(self.other_seller).action_called_back()
        call.with_user(self.seller).action_called_back()
        self.assertTrue(call.date_called_back)


@tagged("post_install", "-at_install")
class TestCallLists(CallCardCommon):
    """What the lists of calls show."""

    def _miss(self, count, start=0):
        return self.Call.union(
            *(
                self.Call.register(
                    {
                        "provider": "pbx",
                        "external_id": f"missed-{number}",
                        "direction": "in",
                        "state": "missed",
                        "number": f"8 999 111-{number // 100:02}-{number % 100:02}",
                        "user_id": self.seller.id,
                    }
                )
                for number in range(start, start + count)
            )
        )

    def test_who_is_to_call_back_wherever_the_task_is(self):
        self._create_client(phone="8 999 111-00-00", user_id=self.colleague.id)
        known, unknown = self._miss(2)
        self.assertEqual(known.callback_user_ids, self.colleague)
        self.assertEqual(unknown.callback_user_ids, self.seller)

        known.action_called_back()
        self.assertFalse(known.callback_user_ids)

    def test_numbers_are_readable(self):
        for raw, text in {
            "79991110000": "+7 999 111-00-00",
            "101": "101",
            False: False,
        }.items():
            with self.subTest(raw):
                call = self.Call.new({"number": raw})
                self.assertEqual(call.number_text, text)

    def test_the_list_of_missed_calls_costs_the_same_for_many(self):
        names = {"number_text": {}, "callback_user_ids": {"fields": {}}}
        counts = []
        for calls in (self._miss(1), self._miss(50, start=1)):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            calls.with_user(self.seller).web_read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)

    def test_salespeople_heads_and_triage_have_the_menu(self):
        menu = self.env.ref("sales_process.sales_call_menu_missed")
        visible = {
            user: menu.id in self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            for user in (self.seller, self.head, self.triage, self.storekeeper)
        }
        self.assertEqual(list(visible.values()), [True, True, True, False])

    def test_everybody_who_may_opens_the_forms(self):
        call = self._miss(1)
        for user in (self.seller, self.triage, self.director):
            with self.subTest(user.name):
                form = Form(call.with_user(user))
                self.assertTrue(form.callback_deadline)
                self.assertFalse(form.has_recording)
        form = Form(self.webhook.with_user(self.director))
        self.assertEqual(len(form.guide_lines), 6)
        with self.assertRaises(AccessError):
            Form(self.webhook.with_user(self.seller))
