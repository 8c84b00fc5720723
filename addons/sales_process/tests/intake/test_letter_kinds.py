import time

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ...tools.intake import companies, forwards, mail_text, people, requisites
from ...tools.intake.letter import Letter, OwnData, TemplateRule, matches, read_letter
from ...tools.intake.mail_text import html_to_text
from ...tools.intake.phones import find_phones

OWN = OwnData(
    emails=frozenset({"belova@vacuum.example"}),
    domains=frozenset({"vacuum.example"}),
    phones=frozenset({"4957770011"}),
    inns=frozenset({"7736050003"}),
    companies=frozenset({"ООО «Вакуумная техника»"}),
)
HAND = TemplateRule(sender_is_client=True)
QUOTE = "КП во вложении. Анна Белова, ООО «Вакуумная техника» +7 (495) 777-00-11"


def read(text, **values):
    """What a handwritten letter of a stranger tells."""
    letter = Letter(
        **{
            "sender_name": "Пётр",
            "sender_email": "petr@client.example",
            "subject": "Насос",
            "text": mail_text.clean_text(text),
            **values,
        }
    )
    return read_letter(letter, HAND, OWN)


def numbers(reading):
    return [phone.e164 for phone in reading.phones]


@tagged("post_install", "-at_install")
class TestQuotes(BaseCase):
    """Only what the sender wrote is read, whatever his mail program."""

    def test_quoted_part_by_program(self):
        cases = {
            "Thunderbird ru": f"12.11.2026 10:15, Анна Белова пишет:\n> {QUOTE}",
            "Thunderbird en": f"On 12.11.2026 10:15, Anna Belova wrote:\n> {QUOTE}",
            "Apple": "12 нояб. 2026 г., в 10:15, Анна Белова <belova@vacuum.example> "
            f"написал(а):\n\n> {QUOTE}",
            "Apple, folded": "12 нояб. 2026 г., в 10:15, Анна Белова\n"
            f"<belova@vacuum.example> написал(а):\n\n{QUOTE}",
            "Gmail ru": "чт, 12 нояб. 2026 г. в 10:15, Анна Белова "
            f"<belova@vacuum.example>:\n\n> {QUOTE}",
            "Gmail ru, folded": "чт, 12 нояб. 2026 г. в 10:15, Анна Белова <\n"
            f"belova@vacuum.example>:\n\n{QUOTE}",
            "Gmail en": "On Thu, Nov 12, 2026 at 10:15 AM Anna Belova "
            f"<belova@vacuum.example> wrote:\n\n> {QUOTE}",
            "Mail.ru": "Четверг, 12 ноября 2026, 10:15 +03:00 от Анна Белова "
            f"<belova@vacuum.example>:\n \n> {QUOTE}",
            "Yandex": f'12.11.2026, 10:15, "Анна Белова" <belova@vacuum.example>:\n{QUOTE}',
            "The Bat": f"Вы писали 12 ноября 2026 г., 10:15:\n\n> {QUOTE}",
            "Roundcube": f"Анна Белова писал 2026-11-12 10:15:\n> {QUOTE}",
            "Outlook ru": "От: Анна Белова <belova@vacuum.example>\n"
            "Отправлено: 12 ноября 2026 г. 10:15\nКому: Пётр\nТема: КП\n\n" + QUOTE,
            "Outlook en": "From: Anna Belova <belova@vacuum.example>\n"
            f"Sent: Thursday, November 12, 2026 10:15 AM\nTo: Petr\nSubject: Offer\n\n{QUOTE}",
            "Outlook old": f"-----Original Message-----\nFrom: Anna\n{QUOTE}",
            "Outlook mobile": f"________________________________\nОт: Анна\n{QUOTE}",
            "Zimbra": "----- Исходное сообщение -----\nОт: Анна\nКому: Пётр\n" + QUOTE,
            "header order": f"Тема: КП\nДата: 12.11.2026\nОт: Анна <a@b.example>\n{QUOTE}",
        }
        for name, quote in cases.items():
            with self.subTest(name):
                reading = read(f"Согласны.\n\n{quote}")

                self.assertEqual(reading.text, "Согласны.")
                self.assertEqual((numbers(reading), reading.company), ([], ""))

    def test_html_quotes(self):
        html = (
            "<div>Согласны.</div><div class='gmail_quote'>чт, 12 нояб. 2026 г. в 10:15, "
            "Анна Белова &lt;belova@vacuum.example&gt;:<br><blockquote "
            f"class='gmail_quote'>{QUOTE}</blockquote></div>"
        )
        self.assertEqual(read(html_to_text(html)).text, "Согласны.")
        cited = f"<p>Да</p><blockquote type='cite'><p>{QUOTE}</p><p>x</p></blockquote>"
        self.assertEqual(read(html_to_text(cited)).text, "Да")

    def test_an_indented_paragraph_is_no_quotation(self):
        html = (
            "<p>Нужно:</p><blockquote style='margin:0 0 0 40px'>2 насоса</blockquote>"
        )
        self.assertEqual(read(html_to_text(html)).text, "Нужно:\n\n2 насоса")

    def test_answers_between_and_below_the_quote(self):
        cases = {
            "between": (
                "Добрый день!\n> Сколько насосов?\nТри.\n> Срок?\nДекабрь.",
                "Добрый день!\nТри.\nДекабрь.",
            ),
            "below": ("> Сколько насосов?\n\nТри штуки.", "Три штуки."),
            "wrote, below": ("Анна пишет:\n> Сколько?\n\nТри штуки.", "Три штуки."),
        }
        for name, (text, expected) in cases.items():
            with self.subTest(name):
                self.assertEqual(read(text).text, expected)

    def test_a_forward_without_a_word_keeps_its_text(self):
        text = "-------- Пересылаемое сообщение --------\nОт: Иван\nКому: Пётр\nНужен насос"
        self.assertIn("Нужен насос", read(text).text)


@tagged("post_install", "-at_install")
class TestSignatures(BaseCase):
    """Contacts stand in the signature, in many forms."""

    def test_signature_by_kind(self):
        cases = {
            "position first": (
                "Нужен насос.\n\nС уважением,\nНачальник отдела снабжения\n"
                "Петров Сергей Иванович\nООО «Криогенмаш»\nтел. (495) 600-12-34",
                ("Петров Сергей Иванович", "ООО «Криогенмаш»", ["+74956001234"]),
            ),
            "position before the name": (
                "Нужен насос.\n--\nМенеджер Петрова Анна\n+7 903 123-45-67",
                ("Петрова Анна", "", ["+79031234567"]),
            ),
            "initials": (
                'Нужен насос\nС ув., И.И. Иванов\nАО "НПП "Точприбор""\nмоб. 89031234567',
                ("И.И. Иванов", 'АО "НПП "Точприбор""', ["+79031234567"]),
            ),
            "no sign-off": (
                "Добрый день! Нужен насос.\n\nИванов Иван\nООО Вакуумтех\n8-903-123-45-67",
                ("Иванов Иван", "ООО Вакуумтех", ["+79031234567"]),
            ),
            "one line": (
                "Нужен насос.\n\nС уважением, Мария Орлова, ООО «Химлаб», 8 (916) 123-45-67",
                ("Мария Орлова", "ООО «Химлаб»", ["+79161234567"]),
            ),
            "capitals": (
                "Нужен насос\n\nС уважением,\nОРЛОВА МАРИЯ\nинженер\n+7(343)278-90-11 доб.5",
                ("ОРЛОВА МАРИЯ", "", ["+73432789011"]),
            ),
            "English": (
                "We need a pump.\n\nBest regards,\nJohn Smith\nPurchasing manager\n"
                "Acme Vacuum GmbH\nPhone: +49 30 901820",
                ("John Smith", "Acme Vacuum GmbH", ["+4930901820"]),
            ),
            "two phones and a fax": (
                "Нужен насос\n\nС уважением,\nОльга Зуева\nфакс (3412) 90-15-16\n"
                "тел./факс (3412) 90-15-15\nмоб. +7 912 345 67 89",
                ("Ольга Зуева", "", ["+73412901515", "+79123456789", "+73412901516"]),
            ),
            "only the first name": (
                "Нужен насос\n\nС уважением,\nПётр",
                ("Пётр", "", []),
            ),
            "banner below": (
                "Нужен насос\n\nС уважением,\nОльга Зуева\n8 903 123-45-67\n\n"
                "Настоящее сообщение и вложения содержат конфиденциальную информацию.\n"
                + "Если вы получили его по ошибке, сообщите ООО «Чужой» 8 495 111-22-33\n"
                * 20,
                ("Ольга Зуева", "", ["+79031234567"]),
            ),
            "sent from a phone": (
                "Нужен насос 8 903 123-45-67\n\nОтправлено с iPhone",
                ("Пётр", "", ["+79031234567"]),
            ),
        }
        for name, (text, expected) in cases.items():
            with self.subTest(name):
                reading = read(text)
                found = (reading.contact_name, reading.company, numbers(reading))
                self.assertEqual(found, expected)
                self.assertNotIn("Отправлено с", reading.text)
                self.assertNotIn("конфиденциальн", reading.text)

    def test_a_name_is_completed_by_the_sender(self):
        reading = read("Нужен насос\n\nС уважением,\nМария", sender_name="Мария Орлова")
        self.assertEqual(reading.contact_name, "Мария Орлова")

    def test_a_sender_that_is_a_company(self):
        reading = read("Нужен насос", sender_name="ООО Реактор")
        self.assertEqual((reading.contact_name, reading.company), ("", "ООО Реактор"))

    def test_a_notice_on_top_takes_only_its_paragraph(self):
        text = "ВНИМАНИЕ! Внешний отправитель, не открывайте ссылки.\n\nНужен насос."
        self.assertEqual(read(text).text, "Нужен насос.")

    def test_our_own_data_in_another_spelling(self):
        text = (
            'Просим счёт от ООО "Вакуумная техника", ИНН 7736050003, 8 495 777 00 11\n\n'
            "С уважением,\nПётр Смирнов\nАО «Эталон»\nИНН 7707083893 КПП 773601001"
        )
        reading = read(text)
        self.assertEqual(reading.company, "АО «Эталон»")
        self.assertEqual((reading.inn, reading.kpp), ("7707083893", "773601001"))
        self.assertEqual(numbers(reading), [])

    def test_the_kpp_belongs_to_the_inn(self):
        text = "ИНН 7736050003 КПП 997250001\nНаш ИНН 7707083893, КПП 773601001"
        self.assertEqual(
            requisites.find_inn(text, {"7736050003"}), ("7707083893", "773601001")
        )
        self.assertEqual(
            requisites.find_inn("ИНН/КПП: 7707083893/773601001"),
            ("7707083893", "773601001"),
        )
        self.assertEqual(
            requisites.find_inn("КПП 773601001 ИНН 7707083893")[1], "773601001"
        )


@tagged("post_install", "-at_install")
class TestCompanies(BaseCase):
    def test_legal_forms(self):
        cases = {
            "ООО «Ромашка», г. Москва": "ООО «Ромашка»",
            'ООО "Торговый дом "Вектор"': 'ООО "Торговый дом "Вектор"',
            "АО «НПП «Точприбор», цех 5": "АО «НПП «Точприбор»",
            "Инженер ФГУП «ВНИИА» Петров": "ФГУП «ВНИИА»",
            "ФГБОУ ВО «МГТУ им. Н.Э. Баумана»": "ФГБОУ ВО «МГТУ им. Н.Э. Баумана»",
            "ИП Сидоров А.Б.": "ИП Сидоров А.Б.",
            "ИП Сидоров Андрей Борисович, ОГРНИП 304": "ИП Сидоров Андрей Борисович",
            "Индивидуальный предприниматель Сидоров А. Б.": "ИП Сидоров А. Б.",
            "ТОО «Казоптика»": "ТОО «Казоптика»",
            "Общество с ограниченной ответственностью «Луч»": "ООО «Луч»",
            "Мы, ООО НПП Вакуум, ищем печь": "ООО НПП Вакуум",
            "представляю завод «Прогресс» из Самары": "Прогресс",
            "«Ромашка», ООО": "ООО «Ромашка»",
            "LLC Romashka": "LLC Romashka",
            "купили в ООО и довольны": "",
            "Аоки и Ипполит": "",
            "": "",
        }
        for text, expected in cases.items():
            with self.subTest(text):
                self.assertEqual(companies.find_company(text), expected)

    def test_one_company_in_many_spellings(self):
        names = (
            "ООО «Луч»",
            'ООО "ЛУЧ"',
            "Луч",
            "Общество с ограниченной ответственностью «Луч»",
        )
        self.assertEqual(len({companies.company_key(name) for name in names}), 1)


@tagged("post_install", "-at_install")
class TestForwards(BaseCase):
    """A letter forwarded by an employee belongs to its first author."""

    INNER = (
        "Нужна печь до 1300 °C.\n\nС уважением,\nЕвгений Рощин\nАО «Аэротест»\n"
        "+7 (351) 211-22-33"
    )

    def _forward(self, text, subject="Fwd: Печь", sender="belova@vacuum.example"):
        return read(
            text, subject=subject, sender_email=sender, sender_name="Анна Белова"
        )

    def test_forms_of_forwards(self):
        top = "Коллеги, в работу.\nАнна Белова\n+7 (495) 777-00-11\n\n"
        author = "Евгений Рощин <roshin@aerotest.example>"
        cases = {
            "Thunderbird": "-------- Перенаправленное сообщение --------\nТема: Печь\n"
            f"Дата: 12.11.2026\nОт: {author}\nКому: belova@vacuum.example\n\n",
            "Outlook": "От: Евгений Рощин [mailto:roshin@aerotest.example]\n"
            "Отправлено: 12 ноября 2026 г.\nКому: Анна\nТема: Печь\n\n",
            "Gmail": "---------- Forwarded message ---------\n"
            f"От: {author}\nDate: чт, 12 нояб. 2026 г. в 10:15\nSubject: Печь\nTo: a@b\n\n",
            "Mail.ru": "-------- Пересылаемое сообщение --------\n"
            f"От кого: {author}\nКому: a@b\nДата: вчера\nТема: Печь\n\n",
            "Yandex": "-------- Пересылаемое сообщение --------\n"
            '12.11.2026, 10:15, "Евгений Рощин" <roshin@aerotest.example>:\n\n',
            "Apple": "Начало переадресованного сообщения:\n\n"
            f"От: {author}\nТема: Печь\nДата: 12 ноября\nКому: a@b\n\n",
            "address on its own line": "От: Евгений Рощин\n<roshin@aerotest.example>\n"
            "Отправлено: вчера\nКому: Анна\nТема: Печь\n\n",
        }
        for name, head in cases.items():
            with self.subTest(name):
                end = "\n-------- Конец пересылаемого сообщения --------\nx"
                reading = self._forward(top + head + self.INNER + end)

                self.assertTrue(reading.is_forwarded)
                self.assertEqual(reading.contact_name, "Евгений Рощин")
                self.assertEqual(reading.email, "roshin@aerotest.example")
                self.assertEqual(reading.company, "АО «Аэротест»")
                self.assertEqual(numbers(reading), ["+73512112233"])
                self.assertEqual(reading.text, "Нужна печь до 1300 °C.")
                self.assertEqual(reading.subject, "Печь")

    def test_marked_with_quote_signs(self):
        text = f"От: Евгений Рощин <roshin@aerotest.example>\nКому: a@b\nТема: Печь\n\n{self.INNER}"
        quoted = "\n".join(f"> {line}" for line in text.split("\n"))
        self.assertEqual(self._forward(quoted).email, "roshin@aerotest.example")

    def test_through_several_employees(self):
        inner = f"От: Евгений Рощин <roshin@aerotest.example>\nКому: a\nТема: Печь\n\n{self.INNER}"
        outer = f"От: Анна <belova@vacuum.example>\nКому: b\nТема: Fwd: Печь\n\n{inner}"
        reading = self._forward(outer, sender="head@vacuum.example")
        self.assertEqual(reading.email, "roshin@aerotest.example")

    def test_an_author_without_an_address(self):
        head = "От: Евгений Рощин\nОтправлено: вчера\nКому: Анна\nТема: Печь\n\n"
        reading = self._forward(head + self.INNER)
        self.assertEqual(reading.contact_name, "Евгений Рощин")
        self.assertEqual((reading.email, numbers(reading)), ("", ["+73512112233"]))

    def test_a_client_who_forwards_is_the_client(self):
        head = "Посчитайте, пожалуйста.\n\nОт: Другой <other@far.example>\nКому: a\nТема: x\n\n"
        reading = self._forward(head + self.INNER, sender="petr@client.example")
        self.assertFalse(reading.is_forwarded)
        self.assertEqual(reading.email, "petr@client.example")
        self.assertEqual(
            (reading.text, numbers(reading)), ("Посчитайте, пожалуйста.", [])
        )

    def test_an_ordinary_letter_is_no_forward(self):
        for text in ("Нужен насос", "От: кого угодно", ""):
            with self.subTest(text):
                self.assertIsNone(forwards.find_forward("Насос", text))


@tagged("post_install", "-at_install")
class TestNoLetterHangs(BaseCase):
    """Every rule takes a time that grows with the length only (10 s is far above)."""

    def test_endless_lines(self):
        pieces = (
            "a",
            "A.",
            "ИНН",
            "- ",
            "8 ",
            "(",
            "<td>",
            "Иванов ",
            "ООО ",
            "«",
            "a@",
            "a.b@c.",
            "> ",
            "От: a\n",
            "12.11.2026 ",
            "=",
            "Телефон: ",
            "1-",
            "\n",
        )
        labels = {"Телефон": "phone", "Имя": "contact_name"}
        for piece in pieces:
            text = piece * (100_000 // len(piece))
            for rule in (
                HAND,
                TemplateRule(labels=labels, body_labels=("Имя|Телефон",)),
            ):
                with self.subTest(piece, rule=rule.sender_is_client):
                    start = time.monotonic()
                    letter = Letter(
                        sender_email="belova@vacuum.example",
                        text=text,
                        subject=f"Fwd: {text}",
                        sender_name=text[:1000],
                    )
                    matches(rule, letter)
                    read_letter(letter, rule, OWN)
                    html_to_text(text)
                    self.assertLess(time.monotonic() - start, 10)


@tagged("post_install", "-at_install")
class TestTextDetails(BaseCase):
    def test_layout_tables(self):
        html = (
            "<table><tr><td><table><tr><th>Имя</th><td>Иван</td></tr><tr><td>Телефон"
            "</td><td>8 903 123-45-67</td></tr></table></td></tr></table>"
        )
        self.assertEqual(html_to_text(html), "Имя: Иван\n\nТелефон: 8 903 123-45-67")
        self.assertEqual(
            html_to_text("<dl><dt>Имя</dt><dd>Иван</dd></dl>"), "Имя:\n\nИван"
        )
        self.assertEqual(html_to_text("<table><tr><td>a<td>b"), "a: b")

    def test_any_html_is_survived(self):
        for html in ("<", "</td></tr>", "<tr><td>", "<blockquote type=cite>", "&#0;<b"):
            with self.subTest(html):
                html_to_text(html)

    def test_subjects(self):
        cases = {"Re: Fwd: Насос": "Насос", "RE[2]: Насос": "Насос", "Ответ: x": "x"}
        for text, expected in cases.items():
            with self.subTest(text):
                self.assertEqual(people.clean_subject(text), expected)

    def test_faxes_come_last(self):
        found = find_phones("Факс: (495) 600-12-35, тел. (495) 600-12-34")
        self.assertEqual([p.e164 for p in found], ["+74956001234", "+74956001235"])
