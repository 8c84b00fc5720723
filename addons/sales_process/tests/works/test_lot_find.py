from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..passport_common import PassportCommon


@tagged("post_install", "-at_install")
class TestLotFind(PassportCommon):
    """What a scan or a typed text finds."""

    def setUp(self):
        super().setUp()
        self.lots = self._create_lots(self.unit, "SN-0001", "SN-0002")
        self.Lot = self.env["stock.lot"].with_user(self.salesperson)

    def _find(self, text, user=None):
        return (
            self.env["stock.lot"]
            .with_user(user or self.salesperson)
            .find_passports(text)
        )

    def assertFound(self, text, *names, exact=True, user=None):
        answer = self._find(text, user)
        self.assertEqual(
            sorted(lot["name"] for lot in answer["lots"]), sorted(names), text
        )
        self.assertEqual(answer["exact"], exact, text)

    def test_the_exact_number_is_one_answer(self):
        for text in (
            "SN-0001",
            " sn-0001 ",
            "S/N: SN-0001",
            "ЫТ-0001",
            "(01)04611111222233(21)SN-0001",
            "010461111122223321SN-0001",
        ):
            with self.subTest(text):
                self.assertFound(text, "SN-0001")

    def test_a_code_of_the_default_nomenclature(self):
        lot = self._create_lots(self.gauge, "100123")
        self.assertFound("100123", lot.name)

    def test_a_code_of_the_gs1_nomenclature(self):
        self.env.company.nomenclature_id = self.env.ref(
            "barcodes_gs1_nomenclature.default_gs1_nomenclature"
        )
        self.assertFound("010461111122223321SN-0001", "SN-0001")
        self.assertFound("SN-0001", "SN-0001")

    def test_a_part_of_the_number_or_the_product_is_a_suggestion(self):
        self.assertFound("N-000", "SN-0001", "SN-0002", exact=False)
        self.assertFound("Unit", "SN-0001", "SN-0002", exact=False)

    def test_signs_of_patterns_are_letters(self):
        self._create_lots(self.block, "A_1", "AB1")

        self.assertFound("a_1", "A_1")
        self.assertFound("a%", exact=False)

    def test_nothing_is_found(self):
        for text in ("no such number", "", "   ", None):
            with self.subTest(text):
                self.assertFound(text, exact=False)

    def test_the_same_number_of_two_products_is_asked_about(self):
        self._create_lots(self.block, "SN-0001")

        self.assertFound("SN-0001", "SN-0001", "SN-0001")
        products = {lot["product"] for lot in self._find("SN-0001")["lots"]}
        self.assertEqual(products, {"Unit", "Block"})

    def test_the_code_of_the_product_chooses(self):
        self._create_lots(self.block, "SN-0001")
        self.block.barcode = "4611111222233"

        answer = self._find("(01)04611111222233(21)SN-0001")
        self.assertEqual([lot["product"] for lot in answer["lots"]], ["Block"])

    def test_the_client_is_found_and_told_to_his_salesperson_only(self):
        part = self._receive_lot(self.gauge, "G-1", 5)
        block = self._make(self.block, "B-1", parts={part: 1})
        unit = self._make(self.unit, "U-1", parts={block: 1})
        self._sell(unit, partner_id=self.other_client.id)

        for user, sees in (
            (self.salesperson, True),
            (self.planner, True),
            (self.head, True),
            (self.colleague, False),
            (self.keeper, False),
        ):
            with self.subTest(user.login):
                clients = [lot["client"] for lot in self._find("U-1", user)["lots"]]
                self.assertEqual(clients, ["Other client" if sees else ""])
                by_client = self._find("Other cli", user)["lots"]
                self.assertEqual(bool(by_client), sees)
        self.assertEqual(
            [lot["client"] for lot in self._find("U-1", self.engineer)["lots"]],
            ["Other client"],
        )

    def test_the_engineer_finds_by_the_client_of_his_works(self):
        self.env["equipment.work"].create(
            {"partner_id": self.other_client.id, "lot_ids": [(6, 0, self.lots[0].ids)]}
        )

        self.assertFound("other cli", "SN-0001", exact=False, user=self.engineer)

    def test_strangers_find_nothing(self):
        with self.assertRaises(AccessError):
            self._find("SN-0001", self.stranger)

    def test_queries_do_not_grow_with_what_is_found(self):
        def count(text):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = self._find(text)["lots"]
            return self.env.cr.sql_log_count - before, len(found)

        self._find("SN-0001")
        self._create_lots(self.unit, *(f"MANY-{number}" for number in range(50)))
        self._create_lots(self.unit, "ONLY-1")
        few, one = count("ONLY-")
        many, most = count("MANY-")

        self.assertEqual((one, most), (1, 12))
        self.assertLessEqual(many, few + 2)
