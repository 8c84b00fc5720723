from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .note_common import NOTE, NOTE_OF_PRODUCTION, NoteCommon


@tagged("post_install", "-at_install")
class TestIssueNote(NoteCommon):
    """The goods issue note: what it shows, and to whom (R096)."""

    # ---- rows ----------------------------------------------------------------------

    def test_what_is_reserved_stands_with_series_and_shelf(self):
        self._empty_stock()
        shelf = self._create_shelf("A-02-3")
        self._create_series("L-1", 3, shelf)
        picking = self._create_picking([(self.stocked, 2)])

        form = self._get_form(picking)

        [row] = form["rows"]
        self.assertEqual(
            (row["number"], row["article"], row["name"], row["series"], row["shelf"]),
            (1, "P-100", "stocked", "L-1", "A-02-3"),
        )
        self.assertEqual((row["quantity"], row["unit"]), (2, "Units"))
        self.assertFalse(form["is_done"])

    def test_what_is_not_reserved_is_said(self):
        self._empty_stock()
        self._create_series("L-1", 1)
        picking = self._create_picking([(self.stocked, 3)])

        form = self._get_form(picking)

        self.assertEqual(
            [(row["series"], row["quantity"]) for row in form["rows"]],
            [("L-1", 1), ("", 2)],
        )
        self.assertIn("not reserved", self._render_text(NOTE, picking))
        [table] = self._render_html(NOTE, picking).xpath("//table[@class='sp_grid ']")
        cells = {len(row) for row in table.xpath(".//tr")}
        self.assertEqual(len(cells), 1)  # an empty cell is a cell

    def test_what_has_gone_is_what_was_shipped(self):
        self._empty_stock()
        self._create_series("L-1", 5)
        picking = self._create_picking([(self.stocked, 3)])
        picking.move_ids.write({"quantity": 2, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()

        form = self._get_form(picking)

        self.assertEqual([row["quantity"] for row in form["rows"]], [2])
        self.assertTrue(form["is_done"])
        self.assertNotIn("have not gone yet", self._render_text(NOTE, picking))

    def test_two_series_two_rows_and_one_number_for_each(self):
        self._empty_stock()
        for name in ("L-1", "L-2"):
            self._create_series(name, 2)
        picking = self._create_picking([(self.stocked, 4)])

        rows = self._get_form(picking)["rows"]

        self.assertEqual({row["series"] for row in rows}, {"L-1", "L-2"})
        self.assertEqual([row["number"] for row in rows], [1, 2])
        self.assertEqual(sum(row["quantity"] for row in rows), 4)

    def test_cancelled_lines_are_not_issued(self):
        picking = self._create_picking([(self.stocked, 1), (self.bought, 1)])
        move = picking.move_ids.filtered(lambda move: move.product_id == self.bought)
        move._action_cancel()

        rows = self._get_form(picking)["rows"]

        self.assertEqual([row["name"] for row in rows], ["stocked"])

    def test_good_until_where_expiry_is_installed(self):
        """Without expiry of products the column is not there."""
        picking = self._create_picking()
        has_expiry = "expiration_date" in self.env["stock.lot"]._fields

        text = self._render_text(NOTE, picking)

        self.assertEqual("Good until" in text, has_expiry)
        if has_expiry:
            self._check_expiry()

    def _check_expiry(self):
        self._empty_stock()
        self.stocked.use_expiration_date = True
        lot = self._create_series("L-9", 2)
        lot.expiration_date = datetime(2031, 3, 5, 10)
        picking = self._create_picking()

        [row] = self._get_form(picking)["rows"]

        self.assertEqual(row["expires"], date(2031, 3, 5))
        self.assertIn("05.03.2031", self._render_text(NOTE, picking))

    def test_totals_of_places_mass_and_volume(self):
        picking = self._create_picking([(self.stocked, 2), (self.bought, 1)])
        line = picking.move_line_ids.filtered(
            lambda line: line.product_id == self.stocked
        )
        line.result_package_id = self.env["stock.package"].create({"name": "PACK-1"})

        form = self._get_form(picking)

        self.assertEqual(form["places"], 1)
        self.assertEqual(sum(row["places"] for row in form["rows"]), 1)
        self.assertAlmostEqual(form["weight"], 25)
        self.assertAlmostEqual(form["volume"], 1)
        text = self._render_text(NOTE, picking)
        self.assertIn("Lines: 2 Places: 1 Mass: 25 kg Volume: 1 m³", text)

    def test_one_package_of_two_goods_is_one_place(self):
        self._put_on_stock(self.bought, 5)
        picking = self._create_picking([(self.stocked, 1), (self.bought, 1)])
        picking.action_assign()
        picking.move_line_ids.result_package_id = self.env["stock.package"].create(
            {"name": "PACK-1"}
        )

        form = self._get_form(picking)

        self.assertEqual([row["places"] for row in form["rows"]], [1, 0])
        self.assertEqual(form["places"], 1)

    # ---- head ----------------------------------------------------------------------

    def test_head_names_parties_basis_and_power_of_attorney(self):
        picking = self._create_picking(
            l10n_ru_attorney_no="77",
            l10n_ru_attorney_date="2026-11-02",
            l10n_ru_attorney_person="Petrov P. P., driver",
        )
        order = picking.sale_id
        self.env["sales.document"].create(
            {
                "lead_id": order.opportunity_id.id,
                "kind_id": self.env.ref("sales_process.document_kind_contract").id,
                "number": "D-15",
                "date": "2026-10-01",
            }
        )

        text = self._render_text(NOTE, picking, self.storekeeper)

        for words in (
            f"Goods issue note No. {picking.name} of",
            "7707083893",
            "773601001",
            self.warehouse.name,
            f"order No. {order.name}",
            "contract No. D-15 of October 1, 2026",
            f"deal No. {order.opportunity_id.id}",
            "No. 77 of November 2, 2026, issued to Petrov P. P., driver",
            "Issued by",
            "Received by",
        ):
            with self.subTest(words=words):
                self.assertIn(words, text)

    def test_delivery_or_pickup(self):
        picking = self._create_picking()
        self.assertIn("delivery: ", self._get_form(picking)["delivery"])
        self.assertIn("Street 1", self._get_form(picking)["delivery"])

        picking.sale_id.incoterm = self.env.ref("account.incoterm_EXW")

        self.assertEqual(
            self._get_form(picking, self.storekeeper)["delivery"],
            "pickup from the warehouse",
        )
        picking.write(
            {
                "l10n_ru_carrier_id": self.vendor.id,
                "l10n_ru_driver": "Sidorov",
                "l10n_ru_vehicle_plate": "A 123 BC 77",
            }
        )
        self.assertTrue(
            self._get_form(picking)["delivery"].endswith(
                "; Vendor, Sidorov, A 123 BC 77"
            )
        )

    def test_what_was_counted_and_weighed_is_more_than_what_is_computed(self):
        picking = self._create_picking(l10n_ru_places=3, l10n_ru_gross_weight=31.5)

        form = self._get_form(picking)

        self.assertEqual((form["places"], form["weight"]), (3, 31.5))

    def test_without_power_of_attorney_there_is_room_to_write_it(self):
        picking = self._create_picking()

        self.assertEqual(self._get_form(picking)["attorney"], "")
        self.assertIn("issued to ______", self._render_text(NOTE, picking))

    def test_what_is_typed_is_no_markup(self):
        picking = self._create_picking(l10n_ru_attorney_person="<b>bold</b>")

        root = self._render_html(NOTE, picking)

        self.assertFalse(root.xpath("//b[text()='bold']"))

    def test_the_name_of_the_file(self):
        picking = self._create_picking(scheduled_date="2026-11-12 09:00:00")

        name = picking._get_print_name("goods_issue_note")

        self.assertTrue(name.startswith("Goods issue note"))
        self.assertTrue(name.endswith(" of 11 12 2026 Client"), name)

    # ---- what is no note -----------------------------------------------------------

    def test_only_what_issues_goods_has_a_note(self):
        picking = self._create_picking()
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "partner_id": self.vendor.id,
            }
        )
        empty = receipt.copy({"picking_type_id": self.warehouse.out_type_id.id})
        picking.copy().action_cancel()

        self.assertRefused(["issues no goods"], self._get_form, receipt)
        self.assertRefused(["nothing is issued"], self._get_form, empty)
        picking.action_cancel()
        self.assertRefused(["is cancelled"], self._get_form, picking)

    def test_strangers_print_nothing(self):
        picking = self._create_picking()

        with self.assertRaises(AccessError):
            self._get_form(picking, self.stranger)


@tagged("post_install", "-at_install")
class TestProductionIssueNote(NoteCommon):
    """Components that are issued to a manufacturing order."""

    def _create_production(self):
        deal = self._create_agreed_deal([(self.made, 2)])
        production = deal.sudo().order_ids.stock_reference_ids.production_ids
        production.action_confirm()
        production.action_assign()
        return production

    def test_components_and_recipient(self):
        production = self._create_production()

        form = self._get_form(production, self.storekeeper, NOTE_OF_PRODUCTION)
        text = self._render_text(NOTE_OF_PRODUCTION, production, self.storekeeper)

        self.assertEqual(
            [(row["name"], row["quantity"]) for row in form["rows"]], [("component", 2)]
        )
        self.assertIn(f"order {production.name}: made, 2 Units", form["recipient"])
        self.assertIn("deal No.", form["basis"])
        self.assertFalse(form["has_prices"])
        self.assertIn("Recipient", text)
        self.assertNotIn("Power of attorney", text)

    def test_what_was_consumed(self):
        production = self._create_production()
        production.qty_producing = production.product_qty
        production._set_qty_producing()
        production.move_raw_ids.picked = True
        production.button_mark_done()

        form = self._get_form(production, report=NOTE_OF_PRODUCTION)

        self.assertTrue(form["is_done"])
        self.assertEqual([row["quantity"] for row in form["rows"]], [2])

    def test_an_order_that_is_not_confirmed_issues_nothing(self):
        production = self.env["mrp.production"].create(
            {"product_id": self.made.id, "product_qty": 1}
        )

        self.assertRefused(
            ["is not confirmed"], self._get_form, production, None, NOTE_OF_PRODUCTION
        )

    def test_components_of_a_transfer_to_production_have_a_note(self):
        """Manufacturing in two steps: the components go by a transfer."""
        self.warehouse.manufacture_steps = "pbm"
        production = self._create_production()

        form = self._get_form(production.picking_ids[:1], self.storekeeper)

        self.assertEqual([row["name"] for row in form["rows"]], ["component"])

    def test_the_name_of_the_file(self):
        production = self._create_production()

        name = production._get_print_name("production_issue_note")

        self.assertIn("Client", name)
        self.assertIn("Goods issue note", name)
