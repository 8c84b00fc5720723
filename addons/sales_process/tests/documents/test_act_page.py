from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..work_common import SIGNATURE
from .act_common import ACT, ActCommon


@tagged("post_install", "-at_install")
class TestActMoneyPage(ActCommon):
    """The printed act with its money page."""

    def test_parties_act_on_a_basis(self):
        form = self.env["sales.act.form"]
        for values, expected in (
            (
                ("Иванов И. И.", "Директор", "директора Иванова И. И.", "Устава"),
                "represented by директора Иванова И. И., acting on the basis of Устава",
            ),
            (
                ("", "", "директора Ивановой Анны Петровны", "Устава"),
                "represented by директора Ивановой Анны Петровны, who acts (she) on the "
                "basis of Устава",
            ),
            (("", "", "директора Иванова", ""), "represented by директора Иванова"),
            (
                ("Иванов Иван", "директор", "", "Устава"),
                "represented by: директор Иванов Иван, basis of the powers: Устава",
            ),
            (("Иванов Иван", False, False, False), "represented by: Иванов Иван"),
            ((False,) * 4, "represented by ____________________________, acting on"),
        ):
            with self.subTest(values=values):
                self.assertIn(expected, form._say_who_acts(*values))

    def test_everything_is_in_it(self):
        lot = self._create_lot("SN-77")
        order = self._create_order(
            [
                (self.job, 2, 1000.5, self.tax_22),
                (self.training, 1, 300.0, self.env["account.tax"]),
            ]
        )
        work = self._create_order_work(
            order,
            lot_ids=[(6, 0, lot.ids)],
            measure_ids=[(0, 0, {"name": "Pressure", "unit": "Pa", "value": 3})],
        )
        work.action_done()

        form = self._get_form(work)
        text = self._render_text(ACT, work)

        self.assertEqual(form["money"]["total"], order.amount_total)
        for words in (
            f"Act No. {work.name} of",
            "of acceptance of completed works (rendered services)",
            "represented by директора Сидорова Сидора Сидоровича",
            f"order No. {order.name}",
            "1,000.50",
            "22%",
            "без НДС",
            "2,741.22",
            "Total without VAT: 2,301.00",
            "НДС 22%: 440.22",
            "Works (services) in total: 2",
            "no claims to their volume",
            "technical page:",
            "SN-77",
            "Pressure",
        ):
            with self.subTest(words=words):
                self.assertIn(words, text)

    def test_without_prices_it_is_the_technical_page_alone(self):
        work = self._create_work(line_ids=[(0, 0, {"name": "Start-up"})])
        work.action_done()

        text = self._render_text(ACT, work)

        self.assertNotIn("Total", text)
        self.assertNotIn("technical page", text)
        self.assertEqual(text.count("Act No."), 1)

    def test_defects_and_full_acceptance_exclude_each_other(self):
        work = self._create_order_work(defect_ids=[(0, 0, {"name": "Paint"})])
        work.action_done()

        text = self._render_text(ACT, work)

        self.assertIn("named on the technical page", text)
        self.assertNotIn("no claims", text)

    def test_the_engineer_prints_the_whole_act(self):
        work = self._create_order_work()
        work.action_done()

        self.assertIn("1,220.00", self._render_text(ACT, work, self.engineer))
        with self.assertRaises(AccessError):
            self._get_form(work, user=self.colleague)

    def test_the_pages_of_the_pdf(self):
        work = self._create_order_work()
        work.action_done()
        work._sign("Petrov", SIGNATURE)

        texts = self._get_page_texts(self._render_pdf(ACT, work))

        self.assertEqual(len(texts), 2)
        self.assertIn("Total with VAT", texts[0])
        self.assertIn("1,220.00", texts[0])
        self.assertIn("Petrov", texts[0])
        self.assertIn("Page 1 of 2", texts[0])
        self.assertIn("technical page", texts[1])
        self.assertIn(work.act_hash, texts[1].replace(" ", ""))

    def test_it_speaks_russian_to_a_russian_client(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.client.lang = "ru_RU"
        work = self._create_order_work()
        work.action_done()

        form = self._get_form(work)

        self.assertIn(
            "1\u00a0220,00", self._render_text(ACT, work).replace(" ", "\u00a0")
        )
        self.assertEqual(form["number"], work.name)

    def test_an_act_that_is_not_done_has_room_for_its_date(self):
        work = self._create_order_work()

        self.assertIn(f"Act No. {work.name} of ______", self._render_text(ACT, work))

    def test_the_page_of_the_client_shows_what_he_pays(self):
        work = self._create_order_work()
        work.action_done()

        html = self.env["ir.qweb"]._render(
            "sales_process.portal_work_content", {"work": work.sudo()}
        )

        self.assertIn("Cost of the works", html)
        self.assertIn("1,220.00", html)
        bare = self._create_work(line_ids=[(0, 0, {"name": "Start-up"})])
        html = self.env["ir.qweb"]._render(
            "sales_process.portal_work_content", {"work": bare.sudo()}
        )
        self.assertNotIn("Cost of the works", html)

    def test_the_day_is_that_of_the_company(self):
        """Whoever prints: a client by his link has no time zone of his own."""
        work = self._create_work()
        work.sudo().write(
            {"date_done": fields.Datetime.to_datetime("2026-03-01 22:30:00")}
        )

        for zone, day in (("UTC", 1), ("Europe/Moscow", 2)):
            self.env.company.resource_calendar_id.tz = zone
            for reader in ("UTC", "Asia/Vladivostok"):
                with self.subTest(zone=zone, reader=reader):
                    localized = work.with_context(tz=reader)
                    self.assertEqual(localized._get_act_day().day, day)
