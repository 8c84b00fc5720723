from datetime import timedelta

from odoo import fields
from odoo.exceptions import MissingError
from odoo.tests import tagged

from ..passport_common import PassportCommon


@tagged("post_install", "-at_install")
class TestEquipmentPassport(PassportCommon):
    """Everything about a serial number on one page, as a director sees it."""

    def setUp(self):
        super().setUp()
        self.part = self._receive_lot(self.gauge, "G-1", 20)
        self.inner = self._make(self.block, "B-1", parts={self.part: 1})
        self.lot = self._make(self.unit, "U-1", parts={self.inner: 1})
        self.director = self._create_director()

    def _create_director(self):
        return self.salesperson.copy(
            {
                "login": "t_director",
                "group_ids": [(6, 0, self.env.ref("sales_process.group_director").ids)],
            }
        )

    def _get(self, lot=None, user=None):
        lot = lot or self.lot
        return lot.with_user(user or self.director).get_passport()

    def _create_work(self, **values):
        return self.env["equipment.work"].create(
            {
                "partner_id": self.client.id,
                "lot_ids": [(6, 0, self.lot.ids)],
                "engineer_id": self.engineer.id,
                "date_planned": fields.Datetime.now() + timedelta(days=3),
                **values,
            }
        )

    def _get_facts(self, holder):
        return {fact["label"]: fact["value"] for fact in holder["facts"]}

    # ---- head of the page ----------------------------------------------------------

    def test_what_it_is_and_where(self):
        page = self._get()

        facts = self._get_facts(page)
        self.assertEqual(page["lot"]["name"], "U-1")
        self.assertEqual(facts["Product"], "Unit")
        self.assertIn("On stock", facts["Where it is"])
        self.assertTrue(facts["Made on"])
        self.assertNotIn("Received on", facts)
        self.assertEqual(page["notice"], "")

    def test_a_bought_part(self):
        page = self._get(self.part)

        facts = self._get_facts(page)
        self.assertTrue(facts["Received on"])
        self.assertNotIn("Made on", facts)
        receipts = self._get_section(page, "receipts")["rows"]
        self.assertEqual([row["title"] for row in receipts], ["Vendor"])

    def test_at_the_client(self):
        self._sell(self.lot)

        facts = self._get_facts(self._get())
        self.assertIn("Client", facts["Where it is"])
        self.assertIn("Street 1", facts["Where it is"])

    # ---- deal, shipment, production ------------------------------------------------

    def test_deal_order_and_shipment(self):
        deal = self._sell(self.lot)

        page = self._get()
        row = self._get_section(page, "deals")["rows"][0]
        self.assertEqual(row["link"], {"model": "crm.lead", "id": deal.id})
        facts = self._get_facts(row)
        self.assertEqual(facts["Salesperson"], self.salesperson.name)
        self.assertEqual(facts["Order"], deal.sudo().order_ids.name)
        self.assertEqual(facts["Stage"], deal.stage_id.name)
        shipment = self._get_section(page, "shipments")["rows"][0]
        self.assertEqual(shipment["link"]["id"], self.client.id)
        facts = self._get_facts(shipment)
        self.assertEqual(facts["Delivery"], deal.sudo().order_ids.picking_ids.name)
        self.assertEqual(facts["Phone"], self.client.phone)

    def test_put_by_for_an_order(self):
        deal = self._create_agreed_deal([(self.unit, 1)])
        self.assertEqual(
            deal.sudo().order_ids.picking_ids.move_line_ids.lot_id, self.lot
        )

        row = self._get_section(self._get(), "deals")["rows"][0]
        self.assertEqual(row["badge"], "Put by")

    def test_the_return_is_named(self):
        deal = self._sell(self.lot)
        back = self._take_back(deal.sudo().order_ids.picking_ids, {self.lot: 1})

        page = self._get()
        row = self._get_section(page, "shipments")["rows"][0]
        self.assertEqual(row["badge"], "Returned")
        self.assertIn(back.name, self._get_facts(row)["Return"])
        self.assertIn("On stock", self._get_facts(page)["Where it is"])

    def test_the_tree_of_parts_down_to_the_vendor(self):
        page = self._get()

        tree = self._get_section(page, "production")
        self.assertEqual(tree["kind"], "tree")
        self.assertEqual(
            [(row["title"], row["depth"]) for row in tree["rows"]],
            [
                (self._get_order(self.lot).name, 0),
                ("Block", 1),
                ("Gauge", 2),
                ("Screw", 1),
            ],
        )
        block, gauge = tree["rows"][1:3]
        self.assertEqual(self._get_facts(block)["Lot"], "B-1")
        self.assertEqual(
            self._get_facts(block)["Made by"], self._get_order(self.inner).name
        )
        self.assertEqual(self._get_facts(gauge)["Lot"], "G-1")
        self.assertIn("Vendor", self._get_facts(gauge)["Supplier"])
        links = [fact["link"] for fact in block["facts"]]
        self.assertIn({"model": "stock.lot", "id": self.inner.id}, links)

    def test_a_circle_of_parts_ends(self):
        """Records say that the block is made of the unit that contains it."""
        inside = self._get_order(self.inner).move_raw_ids.move_line_ids
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move_line SET lot_id = %s, product_id = %s WHERE id IN %s",
            [self.lot.id, self.unit.id, tuple(inside.ids)],
        )
        self.env.invalidate_all()

        rows = self._get_section(self._get(), "production")["rows"]
        self.assertEqual([row["depth"] for row in rows], [0, 1, 2, 1])

    def test_a_batch_with_several_clients(self):
        self._sell({self.part: 3})
        self._sell({self.part: 2}, partner_id=self.other_client.id)

        page = self._get(self.part)
        rows = self._get_section(page, "shipments")["rows"]
        self.assertEqual(
            {self._get_facts(row)["Quantity"] for row in rows}, {"3 Units", "2 Units"}
        )
        self.assertEqual(len(self._get_section(page, "deals")["rows"]), 2)

    # ---- works, claims, repairs ----------------------------------------------------

    def test_works_and_certificates(self):
        self._sell(self.lot)
        today = fields.Date.today()
        self._create_work(kind="commissioning").action_plan()
        certified = self._create_work(
            kind="certification",
            certification_type="initial",
            protocol_no="P-7",
            protocol_date=today,
            certificate_no="C-7",
            result="fit",
            valid_until=today + timedelta(days=300),
        )
        certified.action_done()

        page = self._get()
        works = self._get_section(page, "works")["rows"]
        self.assertEqual([row["badge"] for row in works], ["Done", "Planned"])
        self.assertEqual(self._get_facts(works[0])["Engineer"], self.engineer.name)
        certificate = self._get_section(page, "certificates")["rows"][0]
        self.assertEqual(certificate["title"], "C-7")
        self.assertEqual(
            (certificate["badge"], certificate["color"]), ("Fit", "success")
        )
        self.assertIn("P-7", self._get_facts(certificate)["Protocol"])
        certified.valid_until = today - timedelta(days=1)
        certificate = self._get_section(self._get(), "certificates")["rows"][0]
        self.assertEqual(
            (certificate["badge"], certificate["color"]), ("Expired", "danger")
        )

    def test_service_contracts(self):
        contract = self.env["sales.service.contract"].create(
            {
                "name": "15/26",
                "partner_id": self.client.id,
                "lot_ids": [(6, 0, self.lot.ids)],
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
                "price": 1234567,
            }
        )

        row = self._get_section(self._get(), "service")["rows"][0]

        self.assertEqual(row["title"], "15/26")
        self.assertIn("Ends on", self._get_facts(row))
        self.assertNotIn("1234567", str(row))
        for user in (self.colleague, self.stranger):
            with self.subTest(user=user.login):
                self.assertFalse(
                    self.lot.with_user(user)._get_passport_records(
                        "sales.service.contract", "lot_ids"
                    )
                )
        self.assertEqual(contract.lot_ids, self.lot)

    def test_claims_and_repairs(self):
        self._sell(self.lot)
        claim = (
            self.env["sales.claim"]
            .with_user(self.salesperson)
            .create({"lot_id": self.lot.id, "description": "It leaks"})
        )
        spare = self._receive_lot(self.gauge, "G-2", 3)
        repair = self._repair(self.lot, spare)

        page = self._get()
        row = self._get_section(page, "claims")["rows"][0]
        self.assertEqual((row["title"], row["note"]), (claim.name, "It leaks"))
        row = self._get_section(page, "repairs")["rows"][0]
        self.assertEqual(row["title"], repair.name)
        self.assertEqual(self._get_facts(row)["Put in"], "Gauge, G-2")

    def test_documents_of_product_serial_and_works(self):
        work = self._create_work()
        self.env["product.document"].create(
            {
                "name": "manual.pdf",
                "res_model": "product.template",
                "res_id": self.unit.product_tmpl_id.id,
                "raw": b"x",
            }
        )
        self.env["ir.attachment"].create(
            [
                {"name": name, "res_model": model, "res_id": number, "raw": b"x"}
                for name, model, number in (
                    ("plate.jpg", "stock.lot", self.lot.id),
                    ("act.pdf", "equipment.work", work.id),
                    ("foreign.pdf", "stock.lot", self.inner.id),
                )
            ]
        )

        rows = self._get_section(self._get(), "documents")["rows"]
        self.assertEqual(
            {row["title"] for row in rows}, {"manual.pdf", "plate.jpg", "act.pdf"}
        )
        self.assertTrue(rows[0]["link"]["url"].startswith("/web/content/"))

    def test_events_in_order_of_time(self):
        self._sell(self.lot)
        work = self._create_work()
        work.action_start()
        work.action_done()

        texts = [event["text"] for event in self._get()["timeline"]]
        self.assertEqual(texts[-1], f"Commissioning: {work.name}")
        made = next(text for text in texts if text.startswith("Made"))
        shipped = next(text for text in texts if text.startswith("Shipped"))
        self.assertTrue(made)
        self.assertLess(texts.index(shipped), texts.index(texts[-1]))

    # ---- rules of the page ---------------------------------------------------------

    def test_no_prices_anywhere(self):
        self._sell(self.lot)
        for lot in (self.lot, self.part):
            for user in (self.director, self.salesperson, self.keeper):
                words = self._get_words(self._get(lot, user))
                self.assertNotIn("777", words)
                self.assertNotIn("555", words)

    def test_another_room_adds_a_section(self):
        Lot = self.env.registry["stock.lot"]
        original = Lot._passport_sections

        def _passport_sections(self, scope):
            row = self._passport_row(
                "Contract 5", ("res.partner", self.env.user.partner_id.id)
            )
            return [
                *original(self, scope),
                {"key": "contract", "sequence": 50, "title": "Contract", "rows": [row]},
                {"key": "none", "sequence": 51, "title": "None", "rows": []},
                {"key": "e", "sequence": 52, "title": "E", "rows": [], "empty": "No"},
            ]

        self.patch(Lot, "_passport_sections", _passport_sections)

        page = self._get()
        self.assertEqual(
            self._get_section(page, "contract")["rows"][0]["title"], "Contract 5"
        )
        self.assertIsNone(self._get_section(page, "none"))
        self.assertEqual(self._get_section(page, "e")["empty"], "No")
        keys = [section["key"] for section in page["sections"]]
        self.assertLess(keys.index("contract"), keys.index("production"))

    def test_a_long_list_is_cut_and_counted(self):
        for number in range(201):
            self._create_work(name=f"W-{number}")

        section = self._get_section(self._get(), "works")
        self.assertEqual(len(section["rows"]), 200)
        self.assertEqual(section["more"], "Shown: 200 of 201")

    def test_a_deleted_number(self):
        lot = self._create_lots(self.unit, "U-9")
        lot.unlink()

        with self.assertRaises(MissingError):
            self._get(lot)

    def test_buttons_open_the_page(self):
        work = self._create_work()
        for record in (self.lot, work):
            action = record.with_user(self.engineer).action_open_passport()
            self.assertEqual(action["tag"], "sales_process.equipment_passport")
            self.assertEqual(action["params"], {"lot_id": self.lot.id})
        work.lot_ids |= self.inner
        lots = work.action_open_passport()["params"]["lots"]
        self.assertEqual({lot["name"] for lot in lots}, {"U-1", "B-1"})
        claim = self.env["sales.claim"].create(
            {"lot_id": self.lot.id, "partner_id": self.client.id}
        )
        self.assertEqual(
            claim.action_open_passport()["params"], {"lot_id": self.lot.id}
        )

    def test_the_paper_says_the_same(self):
        self._sell(self.lot)
        report = self.env["ir.actions.report"].with_user(self.salesperson)

        html, _kind = report._render_qweb_html(
            "sales_process.report_passport", self.lot.ids
        )
        text = html.decode()
        for words in ("U-1", "B-1", "G-1", "Street 1", self._get_order(self.lot).name):
            self.assertIn(words, text)
        html, _kind = report.with_user(self.colleague)._render_qweb_html(
            "sales_process.report_passport", self.lot.ids
        )
        self.assertNotIn("Street 1", html.decode())
        self.assertIn("another salesperson", html.decode())

    def test_a_pdf_is_printed(self):
        report = self.env["ir.actions.report"].with_user(self.salesperson)
        if report.get_wkhtmltopdf_state() == "install":
            self.assertEqual(report.get_wkhtmltopdf_state(), "install")
            return

        content, kind = report.with_context(
            force_report_rendering=True
        )._render_qweb_pdf("sales_process.report_passport", self.lot.ids)
        self.assertEqual(kind, "pdf")
        self.assertTrue(content.startswith(b"%PDF"))

    def test_queries_do_not_grow(self):
        def count(lot):
            page = lot.with_user(self.salesperson)
            page.get_passport()  # the rules of the user are known to the server
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            page.get_passport()
            return self.env.cr.sql_log_count - before

        deal = self._sell(self.lot)
        self._create_work(lead_id=deal.id)
        few = count(self.lot)
        wide = self._create_goods("Wide", "serial")
        self._create_bom(wide, self.block)
        wide.bom_ids.bom_line_ids.product_qty = 50
        names = [f"C-{number}" for number in range(50)]
        blocks = self._make(
            self.block, *names, parts={self._receive_lot(self.gauge, "G-3", 50): 50}
        )
        big = self._make(wide, "BIG", parts=dict.fromkeys(blocks, 1))
        deal = self._sell(big)
        self.lot = big
        for _number in range(50):
            self._create_work(lead_id=deal.id)
        many = count(big)

        page = big.with_user(self.salesperson).get_passport()
        self.assertEqual(len(self._get_section(page, "works")["rows"]), 50)
        self.assertGreater(len(self._get_section(page, "production")["rows"]), 100)
        self.assertLessEqual(many, few + 5)
