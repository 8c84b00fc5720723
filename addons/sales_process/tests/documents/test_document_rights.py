from datetime import timedelta
from functools import partial

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Datetime
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .register_common import RegisterCommon


@tagged("post_install", "-at_install")
class TestDocumentRights(RegisterCommon):
    """Own deals, the department, all; what each role can NOT do."""

    def setUp(self):
        super().setUp()
        self.deal = self._create_agreed_deal([(self.stocked, 1), (self.bought, 1)])
        self.document = self._create_document(self.deal)

    def _count(self, model, user):
        self.env.invalidate_all()
        domain = [("lead_id", "=", self.deal.id)]
        return self.env[model].with_user(user).search_count(domain)

    def _close_deal(self):
        self.document.is_signed = True
        self._receive(self.deal)
        self._ship(self.deal)
        self.deal.action_service_refused(self.refusal)
        self._pay(self.deal)
        self.assertStage(self.deal, "closed")

    def test_who_sees_the_documents_of_a_deal(self):
        for model, count in (("sales.document.register", 4), ("sales.document", 1)):
            self.assertEqual(self._count(model, self.head), count)
            self.assertSeenByDeal(partial(self._count, model))

    def test_others_see_nothing(self):
        portal = new_test_user(self.env, "t_portal", "base.group_portal", lang="en_US")
        triage = new_test_user(
            self.env, "t_triage", "sales_process.group_triage", lang="en_US"
        )
        for user in (self.engineer, self.stranger, triage, portal):
            for model in ("sales.document.register", "sales.document"):
                with (
                    self.subTest(user=user.login, model=model),
                    self.assertRaises(AccessError),
                ):
                    self._count(model, user)

    def test_row_of_another_deal_is_not_read_by_its_number(self):
        row = self._get_row(self.deal, "order")
        for user in (self.colleague, self.other_head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                row.with_user(user).read(["number"])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.document.with_user(user).read(["number"])

    def test_number_of_documents_is_of_what_one_sees(self):
        self.env.invalidate_all()
        self.assertEqual(self.deal.register_count, 4)
        for user, count in ((self.accountant, 4), (self.stranger, 0)):
            with self.subTest(user=user.login):
                lead = self.deal.with_user(user).sudo()
                self.assertEqual(lead.sudo(False).register_count, count)

    def test_register_is_read_only(self):
        row = self._get_row(self.deal, "order").with_user(self.head)
        for call in (
            lambda: row.write({"number": "x"}),
            row.unlink,
            lambda: row.create({"number": "x"}),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_purchases_are_named_without_prices_and_not_opened(self):
        purchase = self.deal.sudo().order_ids.stock_reference_ids.purchase_ids
        row = self._get_row(self.deal, "purchase")

        self.assertEqual((row.number, row.state), (purchase.name, "draft"))
        self.assertEqual(row.state_text, "RFQ")
        self.assertFalse(row.amount)
        self.assertRefused(["Purchase Order", purchase.name, "role"], row.action_open)
        self.assertFalse(self._get_row(self.deal, "purchase", self.accountant).amount)

    def test_document_is_opened(self):
        order = self.deal.sudo().order_ids
        action = self._get_row(self.deal, "order").action_open()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (order._name, order.id)
        )

        action = self._get_row(self.deal, "contract").action_open()
        self.assertEqual(action["res_model"], "sales.document")

    def test_deleted_document_is_not_opened(self):
        row = self._get_row(self.deal, "contract")
        row.mapped("res_id")
        self.document.with_user(self.head).unlink()

        self.assertRefused(["deleted"], row.action_open)

    def test_colleague_adds_nothing_to_a_foreign_deal(self):
        for user in (self.colleague, self.other_head, self.planner, self.engineer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._create_document(self.deal, user=user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.document.with_user(user).write({"is_signed": True})

    def test_accountant_notes_the_original_and_deletes_nothing(self):
        document = self.document.with_user(self.accountant)

        document.original_received = True

        self.assertTrue(document.original_date)
        with self.assertRaises(AccessError):
            document.unlink()

    def test_author_deletes_within_a_day(self):
        self.document.unlink()
        self.assertFalse(self.deal.document_ids)

    def test_author_does_not_delete_later(self):
        document = self.document
        with freeze_time(Datetime.now() + timedelta(hours=25)):
            self.assertRefused(["within a day", "Cancel it"], document.unlink)
            document.with_user(self.head).unlink()

    def test_what_somebody_else_has_added_is_not_deleted(self):
        document = self._create_document(self.deal, user=self.accountant)

        self.assertRefused(["author"], document.with_user(self.salesperson).unlink)

    def test_nothing_is_deleted_from_a_closed_deal(self):
        self.document.attachment_ids = self._create_file()
        self._close_deal()
        for user in (self.salesperson, self.head):
            document = self.document.with_user(user)
            for call in (
                document.unlink,
                lambda document=document: document.write({"number": "2"}),
                document.action_cancel,
                lambda document=document: document.write({"attachment_ids": [(5,)]}),
                lambda document=document: document.write(
                    {"attachment_ids": [(6, 0, [])]}
                ),
            ):
                with self.subTest(user=user.login):
                    self.assertRefused(["closed"], call)
        self.document.write({"number": self.document.number, "note": "late"})
        self.document.original_received = True
        self.document.attachment_ids |= self._create_file()
        self.assertEqual(len(self.document.attachment_ids), 2)

    def test_document_needs_a_deal_of_a_department(self):
        lead = self.env["crm.lead"].create(
            {"name": "Foreign", "team_id": False, "user_id": self.salesperson.id}
        )
        with self.assertRaises(ValidationError):
            self._create_document(lead)

    def test_changes_are_written_down(self):
        document = self.document.with_context(tracking_disable=False)
        self.env.cr.precommit.run()

        document.write({"is_signed": True, "number": "N-2"})
        self.env.flush_all()
        self.env.cr.precommit.run()

        values = self.env["mail.tracking.value"].search(
            [
                ("mail_message_id.model", "=", document._name),
                ("mail_message_id.res_id", "=", document.id),
            ]
        )
        self.assertLessEqual(
            {"is_signed", "number"}, set(values.field_id.mapped("name"))
        )

    def test_companies_are_apart(self):
        company = self.env["res.company"].create({"name": "Second"})
        self.head.company_ids |= company
        row = self._get_row(self.deal, "order", self.head)
        only = self.env["sales.document.register"].with_user(self.head)

        found = only.with_context(allowed_company_ids=company.ids).search(
            [("lead_id", "=", self.deal.id)]
        )

        self.assertTrue(row)
        self.assertFalse(found)


@tagged("post_install", "-at_install")
class TestDocumentKinds(RegisterCommon):
    """The head edits kinds; those of the register are kept."""

    def test_defaults_of_signatures(self):
        signed = self.env["sales.document.kind"].search(
            [("needs_signature", "=", True)]
        )
        self.assertEqual(
            set(signed.mapped("code")),
            {
                "contract",
                "specification",
                "upd",
                "torg12",
                "work_act",
                "completion_act",
            },
        )

    def test_head_adds_and_changes_kinds(self):
        kinds = self.env["sales.document.kind"].with_user(self.head)
        kind = kinds.create({"name": "Passport", "code": "passport"})
        self.assertTrue(kind.is_manual)
        self.assertFalse(kind.is_system)

        self._get_kind("shipment").with_user(self.head).write(
            {"name": "Waybill", "needs_signature": True}
        )
        kind.unlink()
        self.assertFalse(kind.exists())

    def test_kind_of_the_register_is_kept(self):
        kind = self._get_kind("shipment").with_user(self.head)
        self.assertTrue(kind.is_system)
        for call in (
            kind.unlink,
            lambda: kind.write({"code": "x"}),
            kind.action_archive,
        ):
            self.assertRefused([kind.name, "register"], call)

    def test_others_change_no_kind(self):
        kind = self._get_kind("contract")
        for user in (self.salesperson, self.accountant, self.planner, self.engineer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                kind.with_user(user).write({"needs_signature": False})

    def test_used_kind_is_not_deleted(self):
        deal = self._create_deal()
        self._create_document(deal, "correspondence")

        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self._get_kind("correspondence").unlink()

        self.assertTrue(self._get_kind("correspondence").exists())
