import re

from odoo.tests import tagged

from .transfer_common import TransferCommon

LONG = (
    "Насос вакуумный пластинчато-роторный двухступенчатый с газобалластным клапаном, "
    "быстрота действия 16 м3/ч, предельное остаточное давление 0,5 Па, исполнение УХЛ4"
)


@tagged("post_install", "-at_install")
class TestUpdPdf(TransferCommon):
    """The real PDF: pages, repeated headers, signatures, text that can be searched."""

    def _print(self, count, name="Товар"):
        move = self._create_invoice(
            [{"name": f"{name} {number:03d}"} for number in range(1, count + 1)]
        )
        reader = self._render_pdf("sales_process.upd", move)
        return self._get_form(move), reader, self._get_page_texts(reader)

    def _check_pages(self, form, texts, count, name="Товар"):
        self.assertEqual(len(texts), form["sheets"])
        words = "".join(texts).replace(" ", "")
        for number in range(1, count + 1):
            self.assertIn(f"{name} {number:03d}".replace(" ", ""), words)
        for text in texts:
            self.assertIn("Код товара", text)
        self.assertIn("Основание передачи", texts[-1])
        self.assertIn("Руководитель организации", texts[-1])
        self.assertIn("Всего к оплате", texts[-1])
        self.assertEqual(sum("М.П." in text for text in texts), 1)

    def test_one_line_is_one_page(self):
        form, reader, texts = self._print(1)

        self._check_pages(form, texts, 1)
        self.assertEqual(len(texts), 1)
        box = reader.pages[0].mediabox
        self.assertGreater(float(box.width), float(box.height))

    def test_thirty_lines(self):
        form, _reader, texts = self._print(30)

        self._check_pages(form, texts, 30)
        self.assertGreater(len(texts), 1)

    def test_two_hundred_long_lines(self):
        form, _reader, texts = self._print(200, LONG)

        self._check_pages(form, texts, 200, "УХЛ4")
        for number, text in enumerate(texts, 1):
            self.assertIn(f"{number} из {len(texts)}", text)

    def test_signatures_are_never_alone(self):
        for count in range(2, 26):
            with self.subTest(count=count):
                move = self._create_invoice(
                    [{"name": f"Товар {number:03d}"} for number in range(count)]
                )
                pages = self._get_form(move)["pages"]

                self.assertTrue(pages[-1])
                self.assertEqual(sum(map(len, pages)), count)

    def test_long_only_line_leaves_the_total_to_the_next_page(self):
        move = self._create_invoice([{"name": LONG * 5}])

        pages = self._get_form(move)["pages"]

        self.assertEqual([len(page) for page in pages], [1, 0])
        texts = self._get_page_texts(self._render_pdf("sales_process.upd", move))
        self.assertEqual(len(texts), 2)
        self.assertIn("Всего к оплате", texts[1])

    def test_text_of_the_page(self):
        move = self._create_invoice(
            [{"quantity": 2, "price_unit": 1234.56}], l10n_ru_gov_contract="0123456789"
        )

        text = self._get_page_texts(self._render_pdf("sales_process.upd", move))[0]

        for words in (
            "Счет-фактура №", "2 ноября 2026 г.", "ООО «Вакуумные системы»",
            "7736207543 / 773601001", "АО «Термокамера»", "российский рубль, 643",
            "0123456789", "НВР-16Д", "2 469,12", "543,21", "3 012,33", "22%",
        ):  # fmt: skip
            with self.subTest(words=words):
                self.assertIn(words, text.replace("\u00a0", " "))

    def test_several_documents_print_in_one_go(self):
        moves = self._create_invoice([{}]) | self._create_invoice([{}] * 30)

        texts = self._get_page_texts(self._render_pdf("sales_process.upd", moves))

        firsts = [text for text in texts if re.search("Счет-фактура №", text)]
        self.assertEqual(len(firsts), 2)
