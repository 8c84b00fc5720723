from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .call_common import CallCommon


@tagged("post_install", "-at_install")
class TestCallTours(CallCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("First", "Second", "Third"):
            cls._create_person(name, country_id=cls.env.ref("base.ru").id)
        # any hour of any day is good for calls: a tour has no other clock
        cls.campaign = cls._create_campaign(
            name="Autumn calls",
            hour_from=0,
            hour_to=24,
            script="<p>We make vacuum furnaces.</p>",
        )

    def test_caller_calls_three_clients_by_keyboard(self):
        self.campaign.action_start()
        lines = self.campaign.sudo().line_ids
        by_name = {line.contact_name: line for line in lines}
        # on a day off nobody has hours of calls, but who has asked for the call
        for line in lines:
            line.write(
                {"undo_step": False, "callback_at": "2020-01-01", "result": "callback"}
            )

        self.start_tour(
            "/odoo",
            "sales_marketing_call_worklist",
            login=self.salesperson.login,
        )

        self.assertEqual(by_name["First"].result, "interested")
        self.assertEqual(by_name["First"].inquiry_id.body, "Wants a price list")
        self.assertEqual(by_name["Second"].result, "not_interested")
        self.assertEqual(by_name["Second"].attempts, 1)
        self.assertEqual(by_name["Third"].result, "callback")
        self.assertEqual(by_name["Third"].state, "open")
        self.assertTrue(by_name["Third"].activity_ids)

    def test_marketer_starts_a_campaign(self):
        self._create_person("Without a number", phone=False)
        self.campaign.user_ids = [Command.set(self.salesperson.ids)]

        self.start_tour(
            "/odoo",
            "sales_marketing_start_campaign",
            login=self.marketer.login,
        )

        self.assertEqual(self.campaign.state, "running")
        self.assertEqual(len(self.campaign.line_ids), 3)
        self.assertEqual(self.campaign.refusal_ids.name, "Without a number")
