from odoo.tests import tagged

from .note_common import NOTE, NoteCommon


@tagged("post_install", "-at_install")
class TestIssueNotePrices(NoteCommon):
    """Who sees prices on a goods issue note, and which."""

    def test_prices_need_the_switch_and_the_accountant(self):
        picking = self._create_picking()
        picking.sale_id.order_line.price_unit = 7654.32
        people = (self.storekeeper, self.accountant, self.salesperson)
        for is_on in (False, True):
            self._set_prices(is_on)
            for user in people:
                expected = is_on and user == self.accountant
                with self.subTest(is_on=is_on, user=user.login):
                    form = self._get_form(picking, user)
                    text = self._render_text(NOTE, picking, user)
                    self.assertEqual(form["has_prices"], expected)
                    self.assertEqual("Price" in text, expected)
                    self.assertEqual("7,654.32" in text, expected)
                    self.assertEqual("price" in form["rows"][0], expected)

    def test_rows_of_a_line_add_up_to_what_the_order_says(self):
        self._set_prices()
        self._empty_stock()
        for name, quantity in (("L-1", 1), ("L-2", 1), ("L-3", 1)):
            self._create_series(name, quantity)
        picking = self._create_picking([(self.stocked, 3)])
        line = picking.sale_id.order_line
        line.write({"price_unit": 33.33, "discount": 0.01})

        form = self._get_form(picking, self.accountant)

        self.assertEqual(len(form["rows"]), 3)
        self.assertEqual(form["total"], line.price_total)
        self.assertAlmostEqual(
            sum(row["sum"] for row in form["rows"]), line.price_total, 6
        )

    def test_a_part_of_the_order_costs_its_part(self):
        self._set_prices()
        picking = self._create_picking([(self.stocked, 4)])
        picking.sale_id.order_line.write({"price_unit": 10, "tax_ids": False})
        picking.move_ids.write({"quantity": 3, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()

        form = self._get_form(picking, self.accountant)

        [row] = form["rows"]
        self.assertEqual((row["price"], row["sum"], form["total"]), (10, 30, 30))

    def test_without_an_order_there_are_no_prices(self):
        self._set_prices()
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "partner_id": self.client.id,
                "origin": "By hand",
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.stocked.id,
                            "product_uom_qty": 1,
                            "location_id": self.warehouse.lot_stock_id.id,
                            "location_dest_id": self.env.ref(
                                "stock.stock_location_customers"
                            ).id,
                        },
                    )
                ],
            }
        )

        form = self._get_form(picking, self.accountant)

        self.assertFalse(form["has_prices"])
        self.assertEqual(form["basis"], "By hand")
