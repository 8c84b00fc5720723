from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .register_common import RegisterClaimCommon, RegisterCommon


@tagged("post_install", "-at_install")
class TestSignedScan(RegisterCommon):
    """A scan signs the document of the ERP that it belongs to."""

    def setUp(self):
        super().setUp()
        self.deal = self._create_agreed_deal(
            [(self.stocked, 1), (self.made, 1), (self.bought, 1)]
        )
        self.order = self.deal.sudo().order_ids
        self.picking = self.order.picking_ids

    def test_scan_makes_each_kind_of_document_signed(self):
        invoice = self.order._create_invoices()
        invoice.action_post()
        work = self.env["equipment.work"].create(
            {
                "kind": "commissioning",
                "lead_id": self.deal.id,
                "partner_id": self.client.id,
            }
        )
        references = self.order.stock_reference_ids
        for kind, source in (
            ("order", self.order),
            ("invoice", invoice),
            ("shipment", self.picking),
            ("production", references.production_ids),
            ("purchase", references.purchase_ids),
            ("work_act", work),
        ):
            with self.subTest(kind=kind):
                before = self._get_row(self.deal, kind)
                self.assertEqual(
                    (before.signed, before.file_count),
                    ("no_need", 0) if kind != "work_act" else ("no", 0),
                )

                before.action_attach()
                self._attach_scan(source)

                row = self._get_row(self.deal, kind)
                self.assertEqual((row.res_id, row.signed), (source.id, "yes"))
                self.assertEqual(row.file_count, 1)
        scans = self.deal.document_ids
        self.assertEqual(len(scans), 6)
        self.assertTrue(all(scans.mapped("is_scan")))

    def test_head_may_ask_for_signed_shipments(self):
        self._get_kind("shipment").with_user(self.head).needs_signature = True
        self.assertEqual(self._get_row(self.deal, "shipment").signed, "no")

        self._attach_scan(self.picking)

        self.assertEqual(self._get_row(self.deal, "shipment").signed, "yes")

    def test_document_of_another_kind_is_a_row_and_signs_its_source(self):
        self._attach_scan(self.picking, kind_id=self._get_kind("upd").id, number="U-1")

        self.assertEqual(self._get_row(self.deal, "upd").number, "U-1")
        self.assertEqual(self._get_row(self.deal, "shipment").signed, "yes")

    def test_cancelled_scan_signs_nothing(self):
        self._get_kind("shipment").needs_signature = True
        self._attach_scan(self.picking)
        scan = self.deal.document_ids

        scan.action_cancel()
        self.assertEqual(self._get_row(self.deal, "shipment").signed, "no")

        scan.action_restore()
        self.assertEqual(self._get_row(self.deal, "shipment").signed, "yes")

    def test_scan_of_a_hand_kept_document_is_added_to_it(self):
        document = self._create_document(self.deal)
        row = self._get_row(self.deal, "contract")

        context = row.action_attach()["context"]
        self._upload(
            self.deal,
            res_model=context["default_res_model"],
            res_id=context["default_res_id"],
            is_signed=True,
            signed_by="Director",
            original_received=True,
        )

        self.assertEqual(self.deal.document_ids, document)
        self.assertEqual(len(document.attachment_ids), 1)
        self.assertEqual(document.signed_by, "Director")
        self.assertTrue(document.is_signed and document.original_received)

    def test_scan_without_a_file_is_refused(self):
        self.assertRefused(
            ["Choose the file"],
            lambda: self._attach_scan(self.picking, attachment_ids=[(5,)]),
        )

    def test_document_outside_of_deals_has_no_scans(self):
        order = self.env["sale.order"].create({"partner_id": self.client.id})
        self.assertFalse(order.is_deal_document)
        self.assertTrue(self.order.is_deal_document)

        self.assertRefused(["belongs to no deal"], order.action_attach_signed_scan)

    def test_vendor_bill_is_no_document_of_a_deal(self):
        bill = self.env["account.move"].create(
            {"move_type": "in_invoice", "partner_id": self.vendor.id}
        )

        self.assertFalse(bill.is_deal_document)

    def test_scan_belongs_to_documents_of_its_own_deal(self):
        other = self._create_agreed_deal([(self.stocked, 1)])
        foreign = other.sudo().order_ids.picking_ids

        for model, number in (
            ("stock.picking", foreign.id),
            ("stock.picking", 2**30),
            ("res.users", self.head.id),
        ):
            with (
                self.subTest(model=model, number=number),
                self.assertRaises(ValidationError),
                self.env.cr.savepoint(),
            ):
                self._create_document(self.deal, res_model=model, res_id=number)

    def test_scan_for_a_shipment_of_two_deals_signs_both(self):
        other = self._create_agreed_deal([(self.stocked, 1)])
        other.sudo().order_ids.picking_ids.move_ids.picking_id = self.picking
        self._attach_scan(self.picking)

        for deal in (self.deal, other):
            with self.subTest(deal=deal.id):
                row = self._get_row(deal, "shipment")
                self.assertEqual((row.res_id, row.signed), (self.picking.id, "yes"))

    def test_scan_outlives_a_deleted_draft(self):
        draft = self._create_quotation(self.deal, [(self.stocked, 1)])
        self._attach_scan(draft)
        scan = self.deal.document_ids
        draft.sudo()._action_cancel()

        draft.sudo().unlink()

        self.env.invalidate_all()
        self.assertFalse(scan.res_id or scan.is_scan)
        self.assertEqual(self._get_row(self.deal, "quotation").res_id, scan.id)

    def test_salesperson_attaches_a_scan_to_a_shipment_he_cannot_open(self):
        self.assertFalse(self.picking.with_user(self.engineer).has_access("write"))
        with self.assertRaises(UserError):
            self._attach_scan(self.picking, user=self.engineer)

        self._attach_scan(self.picking, user=self.accountant)

        self.assertEqual(self.deal.document_ids.create_uid, self.accountant)

    def test_source_is_opened_from_its_scan(self):
        self._attach_scan(self.order)
        scan = self.deal.document_ids

        action = scan.action_open_source()

        self.assertEqual(scan.source_name, self.order.name)
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("sale.order", self.order.id)
        )


@tagged("post_install", "-at_install")
class TestSignedClaim(RegisterClaimCommon):
    def test_scan_of_a_claim_and_of_a_credit_note(self):
        claim = self._create_claim()
        invoice = self.order._create_invoices()
        invoice.action_post()
        note = self._refund(invoice)

        self._attach_scan(claim)
        self._attach_scan(note)

        self.assertEqual(self._get_row(self.deal, "claim").signed, "yes")
        self.assertEqual(self._get_row(self.deal, "credit_note").signed, "yes")

    def test_return_of_a_claim_is_signed(self):
        claim = self._create_decided_claim("take_back")
        claim.with_user(self.salesperson).action_make_return()

        self._attach_scan(claim.sudo().return_picking_ids)

        self.assertEqual(self._get_row(self.deal, "return").signed, "yes")
