"""The goods issue note of one addon, scanned by the other."""

import pypdfium2
import zxingcpp

from odoo import Command
from odoo.tests import tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestIssueNoteScanner(FlowCommon):
    """The code of the paper is read by a decoder and opens the document."""

    def _scan_paper(self, report, record):
        """What the scanner shows after the code of the printed note."""
        reports = self.env["ir.actions.report"].with_user(self.storekeeper)
        content, _kind = reports.with_context(
            force_report_rendering=True
        )._render_qweb_pdf(f"sales_process.{report}", record.ids)
        page = pypdfium2.PdfDocument(content)[0].render(scale=300 / 72).to_pil()
        [code] = zxingcpp.read_barcodes(page)
        service = self.env["warehouse.barcode"].with_user(self.storekeeper)
        return service.open(code.text)

    def test_a_delivery(self):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "partner_id": self.vendor.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.seal.id,
                            "product_uom_qty": 2,
                            "location_id": self.warehouse.lot_stock_id.id,
                            "location_dest_id": self.env.ref(
                                "stock.stock_location_customers"
                            ).id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()

        answer = self._scan_paper("goods_issue_note", picking)

        self.assertEqual(answer["kind"], "document")
        self.assertEqual(answer["document"]["name"], picking.name)

    def test_components_of_an_order(self):
        order = self.env["mrp.production"].create(
            {"product_id": self.chamber.id, "product_qty": 1}
        )
        order.action_confirm()
        order.action_assign()

        answer = self._scan_paper("production_issue_note", order)

        self.assertEqual(answer["kind"], "document")
        self.assertEqual(answer["document"]["name"], order.name)
