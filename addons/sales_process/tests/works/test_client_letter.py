from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..service_common import ServiceCommon

KINDS = ("ready", "shipped", "planned", "moved")


@tagged("post_install", "-at_install")
class TestClientLetter(ServiceCommon):
    """Each event of an order is told to the client once, whatever happens (R103)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch(True)
        cls.Letter = cls.env["sales.client.letter"]
        cls.client.lang = "en_US"

    @classmethod
    def _switch(cls, is_on, *kinds):
        names = [f"letter_{kind}" for kind in kinds or KINDS]
        cls.env["sales.settings"]._set_values(dict.fromkeys(names, is_on))

    def _letters(self, deal, *kinds):
        return self.Letter.search(
            [("lead_id", "=", deal.id), ("kind", "in", kinds or KINDS)], order="id"
        )

    def _body(self, letter):
        return str(letter.message_id.body)

    def _create_work(self, deal, **values):
        """A commissioning of the deal, planned by its salesperson."""
        work = self.env["equipment.work"].create(
            {
                "kind": "commissioning",
                "lead_id": deal.id,
                "partner_id": self.client.id,
                "address_id": self.client.id,
                "engineer_id": self.engineer.id,
                "date_planned": fields.Datetime.now() + timedelta(days=5),
                **values,
            }
        )
        work.action_plan()
        return work

    # ---- events ------------------------------------------------------------------

    def test_goods_on_stock_are_ready_at_once(self):
        deal = self._create_agreed_deal([(self.stocked, 2)])

        letter = self._letters(deal)

        self.assertEqual((letter.kind, letter.state), ("ready", "sent"))
        self.assertEqual(letter.email, "client@client.example")
        self.assertIn("stocked", self._body(letter))
        self.assertEqual(letter.message_id.mail_ids.state, "outgoing")
        self.assertEqual(letter.message_id.res_id, deal.id)

    def test_made_goods_are_ready_when_all_are_made(self):
        deal = self._create_agreed_deal([(self.made, 1), (self.stocked, 1)])
        self.assertStage(deal, "production")
        self.assertFalse(self._letters(deal))

        self._produce(deal)

        self.assertStage(deal, "stock")
        self.assertEqual(self._letters(deal).kind, "ready")

    def test_ready_is_told_once(self):
        deal = self._create_agreed_deal([(self.stocked, 2)])

        deal._advance()
        deal._on_supply_state("making", "ready")
        deal.sudo().order_ids.picking_ids.do_unreserve()
        deal.sudo().order_ids.picking_ids.action_assign()

        self.assertEqual(len(self._letters(deal, "ready")), 1)

    def test_services_are_not_ready(self):
        deal = self._create_agreed_deal([(self.job, 1)])

        self.assertFalse(self._letters(deal, "ready"))

    def test_each_shipment_is_told_with_what_is_to_come(self):
        deal = self._create_agreed_deal([(self.stocked, 3), (self.serial, 1)])
        first = deal.sudo().order_ids.picking_ids
        first.action_assign()
        for move in first.move_ids:
            move.write({"quantity": 1, "picked": True})
        first._action_done()
        second = deal.sudo().order_ids.picking_ids - first
        self._finish(second)

        letters = self._letters(deal, "shipped")

        self.assertEqual(letters.picking_id, first | second)
        whole, part = self._body(letters[1]), self._body(letters[0])
        self.assertIn("Still to come", part)
        self.assertIn(": 2 ", part.split("Still to come")[1])
        self.assertIn("(A)", part)
        self.assertNotIn("Still to come", whole)

    def _finish(self, pickings):
        pickings.action_assign()
        pickings.move_ids.picked = True
        pickings._action_done()

    def test_validating_again_sends_nothing(self):
        deal = self._create_served_deal()
        picking = deal.sudo().order_ids.picking_ids

        picking._tell_shipped()
        picking._action_done()

        self.assertEqual(len(self._letters(deal, "shipped")), 1)

    def test_return_is_not_told(self):
        deal = self._create_served_deal()
        picking = deal.sudo().order_ids.picking_ids
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 2
        self._finish(wizard._create_return())

        self.assertEqual(self._letters(deal, "shipped").picking_id, picking)

    def test_order_without_a_deal_is_not_told(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client.id,
                "order_line": [(0, 0, {"product_id": self.stocked.id})],
            }
        )
        order.action_confirm()
        before = self.Letter.search_count([])

        self._finish(order.picking_ids)

        self.assertEqual(self.Letter.search_count([]), before)

    def test_engineer_is_told_with_date_and_name(self):
        deal = self._create_served_deal()
        self.engineer.phone = "+7 999 000-00-01"

        work = self._create_work(deal)

        letter = self._letters(deal, "planned")
        self.assertEqual((letter.state, letter.work_id), ("sent", work))
        for word in (
            letter.work_date_text,
            self.engineer.name,
            "Street 1",
            "+7 999 000-00-01",
        ):
            with self.subTest(word=word):
                self.assertIn(word, self._body(letter))

    def test_changed_date_is_told_with_the_old_one(self):
        deal = self._create_served_deal()
        work = self._create_work(deal)
        first = work.date_planned

        work.date_planned = first + timedelta(days=1)
        work.date_planned = first + timedelta(days=1)
        work.date_planned = first

        moved = self._letters(deal, "moved")
        self.assertEqual(len(moved), 2)
        self.assertEqual(moved.mapped("old_date"), [first, first + timedelta(days=1)])
        self.assertIn(moved[0].old_date_text, self._body(moved[0]))

    def test_planned_again_on_the_same_day_is_not_told(self):
        deal = self._create_served_deal()
        work = self._create_work(deal)
        work.action_done()
        work._refuse("Client", "It leaks")

        work.action_plan()
        self.assertFalse(self._letters(deal, "moved"))
        self.assertEqual(len(self._letters(deal, "planned")), 1)

        work.write({"state": "refused"})
        work.date_planned += timedelta(days=2)
        work.action_plan()

        self.assertEqual(len(self._letters(deal, "moved")), 1)

    def test_works_without_a_deal_or_an_engineer_are_not_told(self):
        deal = self._create_served_deal()
        before = self.Letter.search_count([])

        self._create_work(deal.browse())
        self._create_work(
            deal,
            kind="certification",
            certification_type="initial",
            engineer_id=False,
            body_id=self.vendor.id,
        )

        self.assertEqual(self.Letter.search_count([]), before)

    # ---- switches ----------------------------------------------------------------

    def test_switched_off_is_noted(self):
        self._switch(False, "shipped")
        no_mail = self._create_client(name="No mail", email=False, vat="7736050003")
        no_mail.phone = "+7 495 000-00-00"
        unwilling = self._create_client(
            name="Unwilling", progress_letters="no", vat="5027089703"
        )
        for client, kind, reason in (
            (self.client, "shipped", "company_off"),
            (unwilling, "ready", "client_off"),
            (no_mail, "ready", "no_email"),
        ):
            lead = self._create_lead(
                partner_id=client.id, equipment_type_ids=[(6, 0, self.pump.ids)]
            ).with_user(self.salesperson)
            lead.action_convert()
            self._create_quotation(lead, [(self.stocked, 1)])
            lead.action_agree()
            self._ship(lead)
            letter = self._letters(lead, kind)
            with self.subTest(reason=reason):
                self.assertEqual((letter.state, letter.reason), ("skipped", reason))
                self.assertFalse(letter.message_id)

    def test_switch_of_the_company_is_that_of_its_contacts(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.client.id}
        )

        self.client.progress_letters = "no"

        self.assertEqual(contact.progress_letters, "no")

    def test_sent_by_hand_later(self):
        self._switch(False)
        deal = self._create_served_deal()
        letter = self._letters(deal, "shipped").with_user(self.salesperson)

        letter.action_send()

        self.assertEqual((letter.state, letter.reason), ("sent", False))
        self.assertRefused(["already"], letter.action_send)

    def test_not_sent_by_hand_without_an_address(self):
        self.client.email = False
        self.client.phone = "+7 495 000-00-00"
        deal = self._create_served_deal()
        letter = self._letters(deal, "shipped").with_user(self.salesperson)
        self.assertRefused(["no e-mail"], letter.action_send)

        self.client.email = "new@client.example"
        letter.action_send()

        self.assertEqual(letter.email, "new@client.example")
        self.assertEqual(letter.state, "sent")

    # ---- failures ----------------------------------------------------------------

    def test_wrong_template_does_not_stop_the_shipment(self):
        template = self.env.ref("sales_process.mail_template_shipped")
        template.subject = "{{ object.nothing_like_this }}"
        logger = "odoo.addons.sales_process.models.works.sales_client_letter"

        with (
            mute_logger("odoo.addons.mail.models.mail_render_mixin"),
            self.assertLogs(logger, "ERROR"),
        ):
            deal = self._create_served_deal()

        self.assertEqual(deal.sudo().order_ids.picking_ids.state, "done")
        letter = self._letters(deal, "shipped")
        self.assertEqual((letter.state, letter.reason), ("failed", "error"))
        self.assertTrue(letter.failure)

    def test_log_that_fails_does_not_stop_the_shipment(self):
        logger = "odoo.addons.sales_process.models.works.sales_client_letter"
        failing = patch.object(
            type(self.Letter), "_note", side_effect=ValueError("Broken")
        )

        with failing, self.assertLogs(logger, "ERROR"):
            deal = self._create_served_deal()

        self.assertEqual(deal.sudo().order_ids.picking_ids.state, "done")
        self.assertFalse(self._letters(deal))

    def test_mail_server_that_refuses_is_shown(self):
        deal = self._create_served_deal()
        letter = self._letters(deal, "shipped")
        self.assertFalse(letter.failure)

        letter.message_id.mail_ids.write(
            {"state": "exception", "failure_reason": "No route to host"}
        )

        self.assertEqual(letter.failure, "No route to host")
        letter.with_user(self.salesperson).action_send()
        self.assertEqual(letter.message_id.mail_ids.state, "outgoing")

    # ---- language and rights -----------------------------------------------------

    def test_client_is_written_to_in_his_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        template = self.env.ref("sales_process.mail_template_shipped")
        template.with_context(lang="ru_RU").subject = "Otgruzheno"
        self.client.lang = "ru_RU"

        letter = self._letters(self._create_served_deal(), "shipped")

        self.assertEqual(letter.message_id.subject, "Otgruzheno")

    def test_who_sees_letters(self):
        letter = self._letters(self._create_served_deal(), "shipped")
        for user, sees in (
            (self.salesperson, True),
            (self.head, True),
            (self.accountant, True),
            (self.colleague, False),
            (self.other_head, False),
        ):
            with self.subTest(user=user.login):
                found = self.Letter.with_user(user).search([("id", "=", letter.id)])
                self.assertEqual(bool(found), sees)
        portal = new_test_user(self.env, "t_portal", "base.group_portal")
        for user in (self.engineer, self.stranger, portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                letter.with_user(user).read(["email"])

    def test_nobody_writes_the_log(self):
        letter = self._letters(self._create_served_deal(), "shipped")
        for user in (self.salesperson, self.head, self.accountant):
            for call in (
                lambda user=user: letter.with_user(user).write({"state": "sent"}),
                lambda user=user: letter.with_user(user).unlink(),
                lambda user=user: letter.with_user(user).copy({"key": "x"}),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()

    def test_readers_send_nothing(self):
        self._switch(False)
        letter = self._letters(self._create_served_deal(), "shipped")

        for user in (self.accountant, self.planner):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                letter.with_user(user).action_send()
