from odoo import Command
from odoo.tests import Form, tagged

from .transfer_common import DAY, TransferCommon


@tagged("post_install", "-at_install")
class TestTransferScan(TransferCommon):
    """The signed scan of a printed form is a document of its kind in the register."""

    def _upload(self, source, kind, deal):
        file = self.env["ir.attachment"].create(
            {"name": "scan.pdf", "raw": b"%PDF-1.4"}
        )
        action = self.env["sales.document.upload"]._open(deal, source)
        wizard = self.env["sales.document.upload"].with_context(action["context"])
        with Form(wizard) as form:
            form.kind_id = self.env.ref(f"sales_process.document_kind_{kind}")
        record = form.record
        record.attachment_ids = [Command.set(file.ids)]
        record.action_apply()
        return self.env["sales.document"].search([("res_id", "=", source.id)])

    def test_scans_have_number_and_date_of_their_forms(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        order = deal.sudo().order_ids
        picking = self._ship_order(order)
        move = self._invoice_order(order)
        for source, kind, day in (
            (move, "upd", DAY),
            (picking, "torg12", picking.date_done.date()),
        ):
            with self.subTest(kind=kind):
                document = self._upload(source, kind, deal)

                self.assertEqual(document.kind_id.code, kind)
                self.assertTrue(document.number.isdigit())
                self.assertIn(document.number, source.name)
                self.assertEqual(document.date, day)
                self.assertFalse(document.is_scan)
                row = self.env["sales.document.register"].search(
                    [("lead_id", "=", deal.id), ("kind_id.code", "=", kind)]
                )
                self.assertEqual(row.signed, "yes")

    def test_other_kinds_have_no_form(self):
        move = self._create_invoice([{}])

        self.assertEqual(move._get_printed_reference("contract"), ("", False))
        self.assertEqual(
            self.env["stock.picking"]._get_printed_reference("upd"), ("", False)
        )
