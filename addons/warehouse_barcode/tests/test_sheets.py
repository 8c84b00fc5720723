import re
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from ..tools import commands, gs1, training
from ..tools.gtin import parse_gtin
from .label_common import LabelCommon

TODAY = date(2026, 11, 27)


@tagged("post_install", "-at_install")
class TestCommandTable(BaseCase):
    def test_codes_are_their_own_and_survive_any_scanner(self):
        events = commands.get_events()

        self.assertEqual(len(events), len(commands.COMMANDS) + len(commands.ALIASES))
        self.assertEqual(events["OBTUNDO"], "undo")
        for code in events:
            with self.subTest(code=code):
                self.assertRegex(code, r"^(OBT|OCD)[A-Z0-9]+$")

    def test_every_command_has_a_group_and_an_icon(self):
        for command in commands.COMMANDS:
            with self.subTest(code=command.code):
                self.assertIn(command.group, commands.GROUPS)
                self.assertIn(command.icon, commands.ICONS)
                self.assertEqual(command.get_code().symbol, "code128")


@tagged("post_install", "-at_install")
class TestTrainingTable(BaseCase):
    def test_barcodes_are_valid_and_of_the_company_range(self):
        barcodes = [product.barcode for product in training.PRODUCTS]
        for barcode in [*barcodes, training.UNKNOWN_CODE]:
            with self.subTest(barcode=barcode):
                self.assertTrue(parse_gtin(barcode)["valid"])
                self.assertTrue(barcode.startswith("2"))
        self.assertNotIn(training.UNKNOWN_CODE, barcodes)

    def test_series_of_a_product_are_gs1(self):
        for lot in training.LOTS:
            with self.subTest(lot=lot.name):
                code = training.lot_code(lot, TODAY)
                read = gs1.parse(code.scanned, today=TODAY)
                values = {item["ai"]: item["value"] for item in read["elements"]}
                self.assertEqual(values.get("10") or values.get("21"), lot.name)

    def test_expired_is_past_and_the_others_are_good_for_a_year(self):
        expiries = {
            lot.key: training.get_expiry(lot, TODAY)
            for lot in training.LOTS
            if lot.expires is not None
        }

        self.assertLess(expiries["expired"], TODAY)
        self.assertGreater(expiries["old"], TODAY)
        self.assertGreater(expiries["new"], expiries["old"])

    def test_older_series_came_in_earlier(self):
        first_in = {lot.key: lot.first_in for lot in training.LOTS}

        self.assertLess(first_in["old"], first_in["new"])


@tagged("post_install", "-at_install")
class TestSheets(LabelCommon):
    def _scan_sheet(self, name):
        report = self.env.ref(f"warehouse_barcode.sheet_{name}_report")
        pages = self._scan(self._render({"report_name": report.report_name}))
        self.assertEqual(len(pages), 1)
        return pages[0]

    def test_every_command_scans_back(self):
        codes = self._scan_sheet("commands")

        self.assertEqual({kind for kind, _text in codes}, {"]C0"})
        self.assertEqual(
            sorted(text for _kind, text in codes),
            sorted(command.code for command in commands.COMMANDS),
        )

    def test_commands_are_known_to_the_search(self):
        for command in commands.COMMANDS:
            with self.subTest(code=command.code):
                self.assertIn(("command", False), self._search(command.code))

    def test_every_training_code_scans_back(self):
        cards = training.get_cards(date.today())

        codes = self._scan_sheet("training")

        self.assertEqual(
            [text for _kind, text in codes], [c.code.scanned for c in cards]
        )
        kinds = [kind for kind, _text in codes]
        self.assertEqual(kinds[:5], ["]C0", "]E0", "]d2", "]C1", "]d2"])

    def test_training_codes_mean_nothing_in_the_database(self):
        for card in training.get_cards(date.today()):
            with self.subTest(code=card.code.caption):
                self.assertFalse(self._search(card.code.scanned))

    def test_sheets_say_what_to_do(self):
        report = self.env["ir.actions.report"].with_user(self.storekeeper)
        for name, words in (
            ("commands", ("Validate", "Undo the last scan", "Quantity 10", "OBTSCRAP")),
            ("training", ("Newer series", "Expired series", "TRAIN-T-01")),
        ):
            html, _kind = report._render_qweb_html(
                f"warehouse_barcode.sheet_{name}", None
            )
            text = " ".join(re.sub(r"<[^>]*>", " ", html.decode()).split())
            for word in words:
                with self.subTest(sheet=name, word=word):
                    self.assertIn(word, text)


@tagged("post_install", "-at_install")
class TestTraining(LabelCommon):
    def _prepare(self, flow):
        training_model = self.env["warehouse.barcode.training"]
        return training_model.with_user(self.storekeeper)._prepare_document(flow)

    def _open_real(self, flow):
        lot = self._create_lot(self.oil, flow, "2027-12-31", "2026-01-01")
        self._put(self.oil, 5, lot)
        create = self._create_delivery if flow == "delivery" else self._create_receipt
        return self.service.open(create((self.oil, 2)).id)

    def test_shape_is_the_one_of_a_real_document(self):
        for flow in ("delivery", "receipt"):
            real, made_up = self._open_real(flow), self._prepare(flow)
            with self.subTest(flow=flow):
                self.assertEqual(made_up["kind"], "document")
                self.assertEqual(set(made_up), set(real))
                self.assertEqual(made_up["document"]["flow"], flow)
                for part in ("document", "products", "lines", "lots", "locations"):
                    self._assert_same_keys(part, real[part], made_up[part])
                self._assert_same_keys(
                    "reserved",
                    real["lines"][0]["reserved"],
                    made_up["lines"][0]["reserved"],
                )

    def _assert_same_keys(self, part, real, made_up):
        if not real or not made_up:
            return
        real = real if isinstance(real, dict) else real[0]
        made_up = made_up if isinstance(made_up, dict) else made_up[0]
        self.assertEqual(set(made_up), set(real), part)
        for key, value in real.items():
            with self.subTest(part=part, key=key):
                kinds = (int, float) if isinstance(value, int | float) else type(value)
                self.assertIsInstance(made_up[key] or value, kinds)

    def test_no_number_is_one_of_a_record(self):
        document = self._prepare("delivery")

        self.assertEqual(document["document"]["id"], 0)
        for part in ("products", "lines", "lots", "locations"):
            for row in document[part]:
                self.assertLess(row["id"], 0)

    def test_delivery_plans_the_older_series(self):
        document = self._prepare("delivery")
        lots = {lot["name"]: lot for lot in document["lots"]}
        oil = next(line for line in document["lines"] if line["demand"] == 3)

        self.assertEqual([row["lot_name"] for row in oil["reserved"]], ["TR-OLD-1"])
        self.assertLess(lots["TR-OLD-1"]["age"], lots["TR-NEW-2"]["age"])
        self.assertTrue(lots["TR-EXP-3"]["is_expired"])
        self.assertFalse(lots["TR-OLD-1"]["is_expired"])
        self.assertEqual(lots["TR-OLD-1"]["places"][0]["free"], 7)

    def test_series_of_a_receipt_are_new(self):
        document = self._prepare("receipt")

        self.assertEqual(document["lots"], [])
        self.assertEqual({len(line["reserved"]) for line in document["lines"]}, {1})

    def test_dates_follow_the_day(self):
        for day in ("2026-01-01", "2028-02-29", "2030-12-31"):
            with freeze_time(f"{day} 10:00:00"), self.subTest(day=day):
                document = self._prepare("delivery")
                lots = {lot["name"]: lot for lot in document["lots"]}
                self.assertEqual(document["today"], day)
                self.assertGreater(lots["TR-OLD-1"]["expiration_date"], day)
                self.assertLess(lots["TR-EXP-3"]["expiration_date"], day)

    def test_nothing_is_written(self):
        counts = [self.env[model].search_count([]) for model in self._models()]

        self._prepare("delivery")
        self._prepare("receipt")

        self.assertEqual(
            [self.env[model].search_count([]) for model in self._models()], counts
        )

    def _models(self):
        return ("product.product", "stock.lot", "stock.picking", "stock.quant")

    def test_unknown_flow_is_refused(self):
        with self.assertRaises(UserError):
            self._prepare("nonsense")
