"""The main job from the first letter to the closed deal, one test for each leg.

Every test walks the legs before its own, then says what its own must do: so the
tests stand alone and run in any order.
"""

import csv
import io

from odoo.exceptions import UserError
from odoo.tests import tagged

from .flow_common import FlowCommon

HANDWRITTEN = "07_handwritten_outlook_html_attach.eml"
# sample -> channel of the inquiry that it becomes
SAMPLES = {
    "01_jivo_chat_transcript.eml": "chat",
    "02_jivo_offline_html_only.eml": "chat",
    "04_form_bitrix_webform_qp.eml": "form",
    "05_form_cf7_koi8r_base64.eml": "form",
    HANDWRITTEN: "email",
    "13_form_php_raw_headers_bad_charset.eml": "form",
}


@tagged("post_install", "-at_install")
class TestMainFlow(FlowCommon):
    LEGS = (
        "inquiry",
        "sorted",
        "assigned",
        "deal",
        "confirmed",
        "supplied",
        "shipped",
        "certified",
        "installed",
        "served",
        "closed",
    )

    def _go_to(self, leg):
        """Walk the legs up to ``leg``; ``self.deal`` is the deal, as its salesperson."""
        for name in self.LEGS[: self.LEGS.index(leg) + 1]:
            getattr(self, f"_leg_{name}")()

    def _leg_inquiry(self):
        self.inquiry = self._take_in(HANDWRITTEN)

    def _leg_sorted(self):
        self._sort(self.inquiry)

    def _leg_assigned(self):
        self.deal = self._assign(self.inquiry)

    def _leg_deal(self):
        self._qualify(self.deal)
        self.deal.action_convert()

    def _leg_confirmed(self):
        self.order = self._offer(self.deal)
        self.deal.action_agree()

    def _leg_supplied(self):
        self._manufacture(self.deal)
        self._receive(self.deal)

    def _leg_shipped(self):
        self.delivery = self._ship(self.deal)

    def _leg_certified(self):
        self._certify(self.deal)

    def _leg_installed(self):
        self._commission(self.deal)

    def _leg_served(self):
        self.deal.action_service_agreed()
        action = self.deal.action_service_contract()
        contracts = self.deal.env["sales.service.contract"]
        contracts = contracts.with_context(**action["context"])
        contracts.create({"lead_id": self.deal.id}).action_start()

    def _leg_closed(self):
        self._pay(self.deal)

    def assertStage(self, kind):
        self.assertEqual(self.deal.stage_id.kind, kind)

    def assertRefused(self, words, function, *args):
        """``function`` is refused in words that say what is missing."""
        with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
            function(*args)
        self.env.invalidate_all()
        for word in words:
            self.assertIn(word, str(refusal.exception))

    # ---------------------------------------------------------------------- legs

    def test_unknown_sender_becomes_a_prospect_and_a_lead(self):
        for name, channel in SAMPLES.items():
            with self.subTest(name=name):
                inquiry = self._take_in(name)

                self.assertEqual(len(inquiry), 1)
                self.assertEqual(inquiry.channel, channel)
                self.assertEqual(inquiry.lead_id.type, "lead")
                self.assertFalse(inquiry.lead_id.user_id)
                self.assertEqual(inquiry.partner_id.client_state, "prospect")
                self.assertTrue(inquiry.activity_ids, "somebody has to assign it")
                self.assertFalse(self._take_in(name), "the same letter again")

    def test_letters_that_are_no_inquiries(self):
        self._leg_inquiry()

        self.assertFalse(self._take_in("11_auto_reply.eml"))
        self.assertFalse(self._take_in("09_reply_with_quote.eml"))

    def test_known_client_gets_it_in_his_history(self):
        client = self.env["res.partner"].create(
            {
                "name": "Галина Андреева",
                "email": "andreeva@tochpribor.example",
                "client_state": "client",
                "user_id": self.salesperson.id,
            },
        )
        before = len(client.message_ids)

        inquiry = self._take_in(HANDWRITTEN)

        self.assertTrue(inquiry.is_known_client)
        self.assertEqual(inquiry.partner_id, client)
        self.assertFalse(inquiry.lead_id, "no new lead")
        self.assertGreater(len(client.message_ids), before)
        self.assertEqual(inquiry.activity_ids.user_id, self.salesperson)

    def test_triage_sets_the_department(self):
        self._go_to("sorted")

        self.assertEqual(self.inquiry.state, "sorted")
        self.assertEqual(self.inquiry.lead_id.team_id, self.team)
        self.assertEqual(self.inquiry.lead_id.stage_id.kind, "qualification")
        self.assertIn(self.inquiry, self.inquiry.with_user(self.head).search([]))

    def test_head_assigns(self):
        self._go_to("assigned")

        self.assertEqual(self.deal.user_id, self.salesperson)
        self.assertEqual(self.inquiry.user_id, self.salesperson)
        self.assertStage("qualification")
        self.assertTrue(self.deal.need, "what the client wrote")

    def test_qualification_asks_for_need_legal_entity_and_contact(self):
        self._go_to("assigned")
        self.deal.write({"need": False})

        self.assertRefused(["needs", "legal entity"], self.deal.action_convert)
        self.deal.need = "A chamber"
        self._leg_deal()

        self.assertEqual(self.deal.type, "opportunity")
        self.assertStage("selection")

    def test_order_is_split(self):
        self._go_to("deal")
        self.assertRefused(["confirm the order"], self.deal.action_next_stage)

        self._leg_confirmed()

        lines = {line.product_id: line for line in self.order.order_line}
        self.assertEqual(lines[self.seal].qty_reserved, 2)
        self.assertEqual(lines[self.chamber].qty_making, 1)
        self.assertEqual(lines[self.oil].qty_buying, 4)
        self.assertStage("production")
        self.assertEqual(self.deal.won_status, "won")
        company = self.deal.partner_id.commercial_partner_id
        self.assertEqual(company.client_state, "client")

    def test_goods_are_made_and_received(self):
        self._go_to("confirmed")
        self.assertRefused(["all goods are made"], self.deal.action_next_stage)
        self._manufacture(self.deal)
        self.assertStage("production")

        receipt, scanned, validated = self._receive(self.deal)

        self.assertTrue(scanned["ok"], scanned)
        self.assertTrue(validated["ok"], validated)
        self.assertEqual(receipt.state, "done")
        lot = receipt.move_line_ids.lot_id
        self.assertEqual(lot.name, "OIL-1")
        self.assertEqual(str(lot.expiration_date.date()), "2099-05-01")
        self.assertStage("stock")

    def test_newer_series_is_stopped_then_the_oldest_ships(self):
        self._go_to("supplied")
        delivery = self.deal.sudo().order_ids.picking_ids
        self.assertRefused(["Ship all goods"], self.deal.action_next_stage)

        answer = self._scan(
            delivery,
            "delivery_scan",
            product_id=self.seal.id,
            lot_id=self.new.id,
        )
        self.assertFalse(answer["ok"])
        self.assertEqual(answer["message_code"], "newer_series")
        self.assertEqual(answer["params"]["older_lot"], "OLD")
        self._leg_shipped()

        self.assertEqual(self.delivery.state, "done")
        self.assertIn("OLD", self.delivery.move_line_ids.lot_id.mapped("name"))
        self.assertStage("certification")

    def test_certification_only_where_the_type_needs_it(self):
        self._go_to("shipped")
        self.assertRefused(["certification"], self.deal.action_next_stage)

        self._leg_certified()

        self.assertStage("installation")

    def test_no_certification_for_other_types(self):
        self.equipment.needs_certification = False

        self._go_to("shipped")

        self.assertStage("installation")

    def test_act_is_signed_on_the_portal_page(self):
        self._go_to("certified")
        self.assertRefused(["act signed"], self.deal.action_next_stage)

        work = self._commission(self.deal)

        self.assertEqual((work.state, work.signed_by), ("signed", "Иванов"))
        self.assertStage("service")
        offer = self.env.ref("sales_process.mail_activity_type_offer_service")
        self.assertIn(offer, self.deal.activity_ids.activity_type_id)

    def test_service_is_answered(self):
        self._go_to("installed")
        self.assertRefused(["answer about service"], self.deal.action_next_stage)

        self._leg_served()

        self.assertEqual(self.deal.service_state, "contract")
        self.assertStage("service")

    def test_payment_closes_the_deal(self):
        self._go_to("served")
        self.assertRefused(["payment"], self.deal.action_close)

        invoice = self._pay(self.deal)

        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertStage("closed")
        walked = self.deal.log_ids.sorted("id").mapped("kind")
        self.assertEqual(
            walked,
            [
                "qualification",
                "selection",
                "production",
                "stock",
                "certification",
                "installation",
                "service",
                "closed",
            ],
        )

    def test_client_is_in_the_mailchimp_file(self):
        self._go_to("closed")
        contact = self.deal.partner_id
        self.env["marketing.consent"]._record(
            contact, ["email"], source="Anketa", date="2026-01-01"
        )
        segment = self.env["marketing.segment"].with_user(self.marketer)
        segment = segment.create({"name": "Clients", "client_state": "client"})
        export = self.env["marketing.export"].with_user(self.marketer)
        export = export.create({"segment_id": segment.id, "layout": "mailchimp"})

        export.action_export()

        file = export._get_files("csv")
        rows = list(csv.DictReader(io.StringIO(file.raw.decode("utf-8"))))
        emails = [row["Email Address"] for row in rows]
        self.assertIn("andreeva@tochpribor.example", emails)
