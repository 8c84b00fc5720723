import random

from odoo.tests import BaseCase, tagged

from ...tools.documents.requisites_text import read_requisites

LAYOUTS = 500
VALUES = {
    "inn": ("7707083893", "5406123450", "7805123456", "6684874527"),
    "kpp": ("773601001", "540601001", "780543001", "7701AB001"),
    "ogrn": ("1027700132195", "1025401123450", "1167847123454"),
    "okpo": ("65921343", "41845382", "00032537"),
    "bic": ("044525225",),
    "account": ("40702810938000012345", "40702810138000055555"),
    "corr_account": ("30101810400000000225",),
    "email": ("info@firm.example", "buh.2@zavod-7.example"),
    "signatory_name": ("Иванов Иван Иванович", "Ким О. В.", "Римская-Корсакова А. Б."),
    "legal_address": (
        "117997, г. Москва, ул. Вавилова, д. 19",
        "630090, Новосибирская обл., г. Новосибирск, ул. Мира, 1, оф. 5",
    ),
    "name": ("ООО «Ромашка»", 'АО "НПО "Вакуум"', "ПАО «Завод № 7»"),
}
LABELS = {
    "inn": ("ИНН", "инн", "ИНН организации"),
    "kpp": ("КПП", "кпп"),
    "ogrn": ("ОГРН", "ОГРН/ОГРНИП"),
    "okpo": ("ОКПО", "Код по ОКПО"),
    "bic": ("БИК", "БИК банка", "Бик"),
    "account": (
        "р/с", "Р/С", "р/счет", "Расчетный счет", "Расчётный счёт №", "Расч. счет",
        "расч.сч.", "р/сч.", "Рассчетный счет", "Расчетный счет в рублях",
    ),
    "corr_account": (
        "к/с", "К/С", "к/сч", "кор. счет", "Корр. счёт", "Корреспондентский счет",
        "корсчет", "кор/с", "Кор.счет №", "к/счет",
    ),
    "email": ("e-mail", "E-mail", "email", "Эл. почта", "Электронная почта"),
    "signatory_name": ("Генеральный директор", "Ген. директор", "Директор", "Руководитель"),
    "legal_address": (
        "Юридический адрес", "Юр. адрес", "Юр.адрес", "Адрес местонахождения",
        "Место нахождения", "Адрес регистрации",
    ),
    "name": ("Наименование", "Организация", "Сокращенное наименование", "Покупатель"),
}  # fmt: skip
NUMBERS = ("inn", "ogrn", "account", "corr_account", "bic")


@tagged("post_install", "-at_install")
class TestRequisitesLayouts(BaseCase):
    """Whatever words, signs, order and blanks are chosen, the same details are read."""

    def test_random_layouts(self):
        for seed in range(LAYOUTS):
            chance = random.Random(seed)
            values, text = self._make_block(chance)
            with self.subTest(seed=seed, text=text):
                found = read_requisites(text)
                read = {field: detail.value for field, detail in found.items()}
                read.pop("signatory_position", None)
                self.assertEqual(read, values)

    def _make_block(self, chance):
        fields = [field for field in VALUES if chance.random() < 0.8]
        chance.shuffle(fields)
        values = {field: chance.choice(VALUES[field]) for field in fields}
        sign = chance.choice((": ", " ", " - ", "\t", " – ", ":", ":\t"))
        ending = chance.choice(("\n", "\r\n", "\n\n", ";\n", "; "))
        if sign == " ":
            ending = "\n"
        spaced = chance.random() < 0.3
        rows = []
        for field, value in values.items():
            shown = self._space(value, chance) if spaced and field in NUMBERS else value
            needs_sign = field == "name" and not sign.strip(" ")
            rows.append(
                chance.choice(LABELS[field]) + (": " if needs_sign else sign) + shown
            )
        before = chance.choice(("", "Добрый день!\n\n", "Реквизиты:\n", "Карточка\n"))
        after = chance.choice(("", "\n\nС уважением,\nОльга", "\n--\nОтдел закупок"))
        return values, before + ending.join(rows) + after

    def _space(self, value, chance):
        """Groups of digits, as people and scanners write long numbers."""
        size = chance.choice((3, 4, 5))
        gap = chance.choice((" ", "\u00a0", "-"))
        return gap.join(
            value[place : place + size] for place in range(0, len(value), size)
        )
