from odoo.tests import tagged

from ...tools.intake.letter import Letter, OwnData, read_letter
from ...tools.intake.mail_text import clean_text, html_to_text
from ..common import SalesProcessCommon

OWN = OwnData(domains=frozenset({"vacuum.example"}))
ROBOT = "robot@vacuum.example"
PHONE = "+79031234567"


@tagged("post_install", "-at_install")
class TestSiteForms(SalesProcessCommon):
    """Letters of site forms and chats in other layouts than the samples."""

    def _read(self, text, subject="Заявка с сайта", sender=ROBOT, **values):
        """Return (name of the template, reading)."""
        letter = Letter(
            sender_email=sender, subject=subject, text=clean_text(text), **values
        )
        template = self.env["sales.inquiry.template"]._find_template(letter)
        return template, read_letter(letter, template._get_rule(), OWN)

    def _assert_kind(self, template, name):
        self.assertEqual(
            template, self.env.ref(f"sales_process.inquiry_template_{name}")
        )

    def _assert_visitor(self, reading, **expected):
        found = {name: getattr(reading, name) for name in expected}
        if "phones" in expected:
            found["phones"] = [phone.e164 for phone in reading.phones]
        self.assertEqual(found, expected)

    def test_labels_in_any_order(self):
        template, reading = self._read(
            "Сообщение: нужен насос\nвторая строка\nТелефон: 8 903 123-45-67\n"
            "E-mail: oleg@client.example\nИмя: Олег"
        )
        self._assert_kind(template, "php_form")
        self._assert_visitor(
            reading,
            contact_name="Олег",
            text="нужен насос\nвторая строка",
            email="oleg@client.example",
            phones=[PHONE],
        )

    def test_other_words_for_the_same(self):
        cases = {
            "ФИО: Олег Иванов\nНомер телефона: 8 903 123-45-67\nКомментарий: насос",
            "Ваше имя: Олег Иванов\nТел.: +7 (903) 123-45-67\nВопрос: насос",
            "Your name: Олег Иванов\nPhone number: +79031234567\nYour message: насос",
            "Имя (обязательно): Олег Иванов\nТелефон*: 89031234567\nЗапрос: насос",
            "Имя - Олег Иванов\nТелефон - 8 903 123-45-67\nСообщение - насос",
            "Имя = Олег Иванов\nТелефон = 8 903 123-45-67\nСообщение = насос",
            "Имя:\nОлег Иванов\n\nТелефон:\n8 903 123-45-67\n\nСообщение:\nнасос",
            "Имя\nОлег Иванов\nТелефон\n8 903 123-45-67\nСообщение\nнасос",
            "Имя\n****\nОлег Иванов\nТелефон\n****\n89031234567\nСообщение\n****\nнасос",
            "Фамилия: Иванов\nИмя: Олег\nТелефон: 89031234567\nСообщение: насос",
            "Имя: Олег Иванов\nДолжность: инженер\nТелефон: 89031234567\nТекст: насос",
        }
        for text in cases:
            with self.subTest(text):
                _template, reading = self._read(text)
                self._assert_visitor(
                    reading,
                    contact_name="Олег Иванов",
                    phones=[PHONE],
                    text="насос",
                    sender_is_client=False,
                )

    def test_tables_of_html(self):
        html = (
            "<html><body><table width='600'><tr><td><h2>Новая заявка</h2>"
            "<table><tr><td><b>Имя:</b></td><td>Олег</td></tr>"
            "<tr><td><b>Телефон:</b></td><td>8&nbsp;903&nbsp;123-45-67</td></tr>"
            "<tr><td><b>Комментарий</b></td><td>Нужен насос<br>2 шт.</td></tr></table>"
            "</td></tr></table></body></html>"
        )
        _template, reading = self._read(html_to_text(html))
        self._assert_visitor(
            reading, contact_name="Олег", phones=[PHONE], text="Нужен насос\n2 шт."
        )

    def test_missing_fields(self):
        _template, reading = self._read("Имя: Олег\nТелефон:\nE-mail:\nСообщение:")
        self._assert_visitor(reading, contact_name="Олег", phones=[], email="")

        _template, reading = self._read("Имя:\nТелефон: 89031234567")
        self._assert_visitor(reading, contact_name="", phones=[PHONE])

    def test_two_phones_and_an_extension(self):
        _template, reading = self._read(
            "Имя: Олег\nТелефон: (343) 278-90-11 доб. 5, 8 903 123-45-67\nТекст: насос"
        )
        numbers = [(phone.e164, phone.extension) for phone in reading.phones]
        self.assertEqual(numbers, [("+73432789011", "5"), (PHONE, "")])

    def test_bitrix_feedback_without_a_phone(self):
        template, reading = self._read(
            "Информационное сообщение сайта Вакуум\n-----------------\n\n"
            "Вам было отправлено сообщение через форму обратной связи\n\n"
            "Автор: Олег Иванов\nE-mail автора: oleg@client.example\n\n"
            "Текст сообщения:\nНужен насос.\nВажно: срочно!\n\n"
            "Сообщение сгенерировано автоматически."
        )
        self._assert_kind(template, "bitrix_feedback")
        self._assert_visitor(
            reading,
            contact_name="Олег Иванов",
            email="oleg@client.example",
            text="Нужен насос.\nВажно: срочно!",
        )

    def test_bitrix_web_form_with_requisites(self):
        template, reading = self._read(
            "Имя посетителя: Олег\nТелефон: 89031234567\nEmail: oleg@client.example\n"
            "WhatsApp:\nНазвание товара: Насос НВР-5\nСсылка на товар: https://x/y\n"
            "ID товара: 17\nНазвание организации: ООО «Луч»\nИНН: 7707083893\n"
            "Сообщение: Цена?\nСтраница отправки: https://vacuum.example/nvr\n"
            "Запрос отправлен: 12.11.2026 10:15:00",
            subject='Заполнена форма "Заказать" на сайте vacuum.example (8413)',
        )
        self._assert_kind(template, "bitrix_webform")
        self._assert_visitor(
            reading,
            company="ООО «Луч»",
            inn="7707083893",
            product="Насос НВР-5",
            page="https://vacuum.example/nvr",
            text="Цена?",
        )

    def test_contact_form_7_in_english(self):
        template, reading = self._read(
            "From: Oleg Ivanov <oleg@client.example>\nSubject: Pump\n\n"
            "Message Body:\nWe need a pump. Call +7 903 123-45-67\n\n-- \n"
            "This is a notification that a contact form was submitted on your website.",
            sender="wordpress@vacuum.example",
            reply_to="oleg@client.example",
        )
        self._assert_kind(template, "cf7_english")
        self._assert_visitor(
            reading,
            contact_name="Oleg Ivanov",
            email="oleg@client.example",
            subject="Pump",
            text="We need a pump. Call +7 903 123-45-67",
            phones=[PHONE],
        )

    def test_tilda_with_advertising_marks(self):
        template, reading = self._read(
            "Request details:\nName: Oleg\nPhone: +7 (903) 123-45-67\n"
            "Email: oleg@client.example\nComment: pump\nutm_source: yandex\n"
            "utm_medium: cpc\nutm_campaign: pumps%20msk\n\nAdditional information:\n"
            "Transaction ID: 1:2\nBlock ID: rec1\nForm Name: Cart",
            sender="noreply@tilda.ws",
        )
        self._assert_kind(template, "tilda")
        self._assert_visitor(
            reading,
            contact_name="Oleg",
            text="pump",
            source="yandex",
            medium="cpc",
            campaign="pumps msk",
        )

    def test_jivo_offline_and_transcript(self):
        template, reading = self._read(
            "Новое офлайн-сообщение\nИмя: Ольга\nТелефон: 8 903 123-45-67\n"
            "Сообщение: перезвоните",
            subject="Офлайн-сообщение с сайта",
            sender="noreply@jivosite.com",
        )
        self._assert_kind(template, "jivo_offline")
        self._assert_visitor(reading, contact_name="Ольга", text="перезвоните")

        template, reading = self._read(
            "Оператор: Анна\nПосетитель: Ольга\nПочта: o@client.example\n"
            "Номер диалога: 12\n\n[10:00:01] Ольга: Телефон: потом\n[10:00:09] Анна: Да",
            subject="Диалог №12 с посетителем Ольга",
            sender="noreply@jivosite.com",
        )
        self._assert_kind(template, "jivo_transcript")
        self._assert_visitor(
            reading, contact_name="Ольга", email="o@client.example", chat_id="12"
        )

    def test_what_people_write_is_no_form(self):
        texts = (
            "Добрый день! Нужен насос.\nКонтактное лицо: Иванов\nТелефон: 8 903 123-45-67",
            "Имя у насоса НВР-5Д. Телефон прилагаю.\nС уважением, Олег",
        )
        for text in texts:
            with self.subTest(text):
                template, _reading = self._read(text, sender="oleg@client.example")
                self._assert_kind(template, "handwritten")
