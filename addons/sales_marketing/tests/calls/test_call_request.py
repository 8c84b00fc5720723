from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .call_common import CallCommon


@tagged("post_install", "-at_install")
class TestSingleCall(CallCommon):
    """The marketer's task "Call the client" from any contact or lead."""

    def _ask(self, records, user=None, **values):
        wizard = self.env["marketing.call.request"].with_user(user or self.marketer)
        wizard = wizard.with_context(active_model=records._name, active_ids=records.ids)
        form = Form(wizard)
        form.reason = "New price list"
        for name, value in values.items():
            form[name] = value
        return form.save()

    def _get_line(self, record):
        field = "partner_id" if record._name == "res.partner" else "lead_id"
        return self.lines.search([(field, "=", record.id)])

    def test_owner_gets_one_task_with_reason_and_deadline(self):
        company = self._create_company(user_id=self.salesperson.id)
        person = self._create_person(parent_id=company.id)
        request = self._ask(person, deadline=fields.Date.to_date("2030-01-15"))
        self.assertEqual(request.user_id, self.salesperson)

        answer = request.action_ask()

        line = self._get_line(person)
        self.assertEqual(
            (line.user_id, line.reason), (self.salesperson, "New price list")
        )
        self.assertEqual(str(line.deadline), "2030-01-15")
        task = line.activity_ids
        self.assertEqual(task.user_id, self.salesperson)
        self.assertEqual(
            (str(task.date_deadline), task.summary), ("2030-01-15", "New price list")
        )
        self.assertIn("Test seller", answer["params"]["message"])

    def test_each_client_to_his_own_salesperson(self):
        first = self._create_person("A", user_id=self.salesperson.id)
        second = self._create_person("B", user_id=self.other.id)
        request = self._ask(first | second)
        self.assertFalse(request.user_id)

        request.action_ask()

        self.assertEqual(self._get_line(first).user_id, self.salesperson)
        self.assertEqual(self._get_line(second).user_id, self.other)

    def test_one_standing_campaign_of_a_marketer(self):
        for name in ("A", "B"):
            person = self._create_person(name, user_id=self.salesperson.id)
            self._ask(person).action_ask()

        campaign = self.env["marketing.call.campaign"].search(
            [("is_single", "=", True), ("manager_id", "=", self.marketer.id)],
        )

        self.assertEqual((len(campaign), campaign.state), (1, "running"))
        self.assertEqual(campaign.line_count, 2)
        with self.assertRaisesRegex(UserError, "Single calls"):
            campaign.action_finish()

    def test_lead_is_called_too(self):
        lead = self._create_lead(user_id=self.other.id)

        self._ask(lead).action_ask()

        self.assertEqual(self._get_line(lead).user_id, self.other)

    def test_marketer_is_told_the_result(self):
        person = self._create_person(user_id=self.salesperson.id)
        self._ask(person).action_ask()
        line = self._get_line(person).with_user(self.salesperson)

        line.write({"result": "no_answer"})
        before = self._get_notices()
        line.write({"result": "not_interested", "note": "Has bought elsewhere"})

        notice = self._get_notices() - before
        self.assertFalse(before)
        self.assertIn("Has bought elsewhere", notice.body)
        self.assertIn("Kovalev Igor", notice.subject)

    def _get_notices(self):
        notices = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.marketer.partner_id.id)],
        )
        return notices.mail_message_id.filtered(
            lambda message: message.model == self.lines._name,
        )

    def test_calls_stand_on_the_screen_of_the_caller(self):
        person = self._create_person(user_id=self.salesperson.id)
        self._ask(person).action_ask()

        card = self._open(any_time=True)["card"]

        self.assertEqual(
            (card["name"], card["reason"]), ("Kovalev Igor", "New price list")
        )

    def test_what_cannot_be_asked_is_said(self):
        self.env["phone.blacklist"].create({"number": "+74956001299"})
        busy = self._create_person("Busy", user_id=self.salesperson.id)
        self._ask(busy).action_ask()
        owner = {"user_id": self.salesperson.id}
        for person, words in (
            (self._create_person("Dumb", phone=False, **owner), "No number.*Dumb"),
            (
                self._create_person("Stop", phone="+74956001299", **owner),
                "not to be called.*Stop",
            ),
            (self._create_person("Free"), "Choose who calls.*Free"),
            (busy, "open call already.*Busy"),
        ):
            request = self._ask(person)
            with (
                self.subTest(name=person.name),
                self.assertRaisesRegex(UserError, words),
            ):
                request.action_ask()

    def test_salesperson_asks_nobody(self):
        person = self._create_person(user_id=self.salesperson.id)

        with self.assertRaises(AccessError):
            self._ask(person, user=self.salesperson)

    def test_actions_are_the_marketers_only(self):
        for name in (
            "marketing_call_request_action",
            "marketing_call_request_action_lead",
        ):
            action = self.env.ref(f"sales_marketing.{name}")
            self.assertEqual(
                action.group_ids,
                self.env.ref("sales_marketing.group_marketer"),
            )
