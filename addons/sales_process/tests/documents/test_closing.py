from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..service_common import ServiceCommon


@tagged("post_install", "-at_install")
class TestClosing(ServiceCommon):
    """What is missing until the deal is closed: everything at once, each thing once."""

    def _texts(self, deal):
        return [item["text"] for stage in self._read(deal) for item in stage["items"]]

    def _read(self, deal):
        return deal.get_missing_to_close()

    def test_all_the_stages_are_asked_from_production_on(self):
        deal = self._create_agreed_deal([(self.made, 1)], self.chamber)
        self.assertStage(deal, "production")

        stages = self._read(deal)

        found = {stage["stage"]: len(stage["items"]) for stage in stages}
        self.assertEqual(
            list(found),
            [
                stage.name
                for stage in deal._get_process_stages()
                if stage.kind not in ("qualification", "selection")
            ],
        )
        texts = self._texts(deal)
        self.assertEqual(len(texts), len(set(texts)))
        for text in ("Wait until", "Ship all", "act signed", "answer", "payment"):
            with self.subTest(text=text):
                self.assertTrue([found for found in texts if text in found])

    def test_things_lead_to_their_places(self):
        deal = self._create_agreed_deal([(self.made, 1)])

        links = {
            item["text"]: item["link"]
            for stage in self._read(deal)
            for item in stage["items"]
        }

        self.assertEqual(
            links["Write down the client's answer about service"],
            {"kind": "field", "name": "service_state"},
        )
        self.assertEqual(
            links["Ship all goods of the order"],
            {"kind": "action", "name": "action_view_pickings"},
        )

    def test_what_is_done_is_not_named(self):
        deal = self._create_served_deal()
        self.assertEqual(len(self._texts(deal)), 2)
        deal.action_service_refused(self.refusal)
        self.assertEqual(self._texts(deal), ["Get the payment of all invoices"])

        self._pay(deal)

        self.assertStage(deal, "closed")
        self.assertEqual(self._read(deal), [])

    def test_agreement_is_no_contract_yet(self):
        deal = self._create_served_deal()

        deal.action_service_agreed()
        self.assertFalse(deal._passes_service_answered())
        self._conclude_service(deal)

        self.assertTrue(deal._passes_service_answered())

    def test_nobody_reads_what_is_not_his(self):
        deal = self._create_served_deal()
        self.assertTrue(self._read(deal.with_user(self.accountant)))

        for user in (self.colleague, self.other_head, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._read(deal.with_user(user))

    def test_lead_outside_the_departments(self):
        lead = self.env["crm.lead"].create({"name": "Plain", "team_id": False})

        self.assertEqual(self._read(lead), [])
