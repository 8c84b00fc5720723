from odoo.tests import new_test_user

from .form_common import FormCommon

NOTE = "sales_process.goods_issue_note"
NOTE_OF_PRODUCTION = "sales_process.production_issue_note"


class NoteCommon(FormCommon):
    """Deliveries of deals, and the people who print their notes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.lang = "en_US"
        cls.storekeeper = new_test_user(
            cls.env, "t_storekeeper", groups="stock.group_stock_user", lang="en_US"
        )
        # an accountant reads transfers when he has the right of the warehouse too
        cls.accountant.group_ids += cls.env.ref("stock.group_stock_user")
        cls.stocked.write({"default_code": "P-100", "weight": 12.5, "volume": 0.5})

    def _set_prices(self, is_on=True):
        self.env["sales.settings"]._set_values({"note_prices": is_on})

    def _create_picking(self, lines=None, **values):
        """The delivery of a confirmed order of a deal."""
        deal = self._create_agreed_deal(lines or [(self.stocked, 2)])
        picking = deal.sudo().order_ids.picking_ids
        picking.write(values)
        return picking

    def _create_series(self, name, quantity, shelf=None, product=None, **values):
        """A series on a shelf."""
        product = product or self.stocked
        product.tracking = "lot"
        lot = self.env["stock.lot"].create(
            {"name": name, "product_id": product.id, **values}
        )
        self.env["stock.quant"]._update_available_quantity(
            product, shelf or self.warehouse.lot_stock_id, quantity, lot_id=lot
        )
        return lot

    def _create_shelf(self, name):
        return self.env["stock.location"].create(
            {"name": name, "location_id": self.warehouse.lot_stock_id.id}
        )

    def _empty_stock(self, product=None):
        quants = self.env["stock.quant"].search(
            [("product_id", "=", (product or self.stocked).id)]
        )
        quants.unlink()

    def _get_form(self, record, user=None, report=NOTE):
        """The dictionary of the note, as the user prints it."""
        model = self.env[f"report.{report}"].with_user(user or self.env.user)
        return model._get_report_values(record.ids)["docs"][0]["form"]
