import json
from pathlib import Path

from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from ...tools.documents import requisites as rules
from ..deal_common import DealCommon

VECTORS = json.loads(
    (Path(__file__).parents[1] / "data" / "requisites.json").read_text(
        encoding="utf-8"
    ),
)
NUMBERS = {
    "inn10": rules.is_inn,
    "inn12": rules.is_inn,
    "kpp": rules.is_kpp,
    "ogrn": rules.is_ogrn,
    "ogrnip": rules.is_ogrnip,
    "bic": rules.is_bic,
    "okpo_extra": rules.is_okpo,
}
ACCOUNTS = {
    "correspondent_account": rules.is_correspondent_account,
    "settlement_account": rules.is_account,
}


@tagged("post_install", "-at_install")
class TestRequisiteRules(BaseCase):
    def test_vectors(self):
        for kind, check in NUMBERS.items():
            for expected, row in self._get_rows(kind):
                with self.subTest(kind=kind, value=row["value"], note=row.get("note")):
                    self.assertIs(check(row["value"]), expected)

    def test_vectors_of_accounts(self):
        for kind, check in ACCOUNTS.items():
            for expected, row in self._get_rows(kind):
                with self.subTest(kind=kind, value=row["value"], note=row.get("note")):
                    self.assertIs(check(row["value"], row["bic"]), expected)

    def _get_rows(self, kind):
        for expected, rows in ((True, "valid"), (False, "invalid")):
            for row in VECTORS[kind][rows]:
                yield expected, row

    def test_the_key_of_treasury_accounts_is_not_checked(self):
        for row in VECTORS["settlement_account"]["not_checked"]:
            with self.subTest(row["value"]):
                problem = rules.find_account_problem(row["value"], row["bic"])
                self.assertEqual(problem, "treasury")
                self.assertTrue(rules.is_account(row["value"], row["bic"]))

    def test_problems_of_accounts_have_names(self):
        right = "40702810938000012345"
        for account, bic, problem in (
            (right, "044525225", ""),
            (right, "", "no_bic"),
            (right, "SABRRUMM", "no_bic"),
            (right[:-1], "044525225", "structure"),
            (right[:-1] + "6", "044525225", "key"),
            (right, "044525974", "key"),
            ("30101810400000000225", "044525225", "correspondent"),
            ("", "044525225", "structure"),
        ):
            with self.subTest(account=account, bic=bic):
                self.assertEqual(rules.find_account_problem(account, bic), problem)

    def test_problems_of_correspondent_accounts_have_names(self):
        for account, bic, problem in (
            ("30101810400000000225", "044525225", ""),
            ("30101810400000000225", "", "no_bic"),
            ("30101810400000000225", "044525974", "bank"),
            ("30101810500000000225", "044525225", "key"),
            ("40702810938000012345", "044525225", "structure"),
            ("40102810445370000059", "017003983", ""),
        ):
            with self.subTest(account=account, bic=bic):
                self.assertEqual(
                    rules.find_correspondent_problem(account, bic), problem
                )

    def test_nothing_is_right_when_it_is_empty(self):
        for check in NUMBERS.values():
            with self.subTest(check.__name__):
                self.assertIs(check(""), False)
                self.assertIs(check(False), False)

    def test_every_changed_digit_is_noticed(self):
        for kind in ("inn10", "inn12", "ogrn"):
            for row in VECTORS[kind]["valid"]:
                value = row["value"]
                for place in range(len(value)):
                    other = str((int(value[place]) + 1) % 10)
                    changed = value[:place] + other + value[place + 1 :]
                    with self.subTest(kind=kind, value=value, place=place):
                        self.assertFalse(NUMBERS[kind](changed))

    def test_compact(self):
        self.assertEqual(rules.compact(" 7707 083\u00a0893 "), "7707083893")
        self.assertEqual(rules.compact(False), "")

    def test_currency_of_an_account(self):
        self.assertEqual(rules.get_account_currency("40702840238000012345"), "840")
        self.assertEqual(rules.get_account_currency("DE89370400440532013000"), "")


@tagged("post_install", "-at_install")
class TestPartnerRequisites(DealCommon):
    def test_complete(self):
        self.assertTrue(self.client.requisites_complete)
        self.assertFalse(self.client.requisites_missing)

    def test_each_missing_detail_is_named(self):
        for values, word in (
            ({"vat": False}, "INN"),
            ({"vat": "7707083894"}, "INN (wrong number)"),
            ({"l10n_ru_kpp": False}, "KPP"),
            ({"l10n_ru_kpp": "000000000"}, "KPP (wrong number)"),
            ({"company_registry": "1027700132196"}, "OGRN (wrong number)"),
            ({"street": False}, "street"),
            ({"city": " "}, "city"),
        ):
            with self.subTest(values=values):
                client = self._import_client(**values)
                self.assertFalse(client.requisites_complete)
                self.assertIn(word, client.requisites_missing)

    @mute_logger("odoo.addons.sales_process.models.documents.res_partner_requisites")
    def _import_client(self, **values):
        """A client of another program: wrong numbers are let in."""
        client = self._create_client(name="Imported")
        client.with_context(no_vat_validation=True).write(values)
        return client

    def test_bank_account(self):
        self.client.bank_ids.unlink()

        self.assertIn("bank account", self.client.requisites_missing)

    def test_an_account_that_no_payment_can_reach(self):
        bank = self.env["res.bank"].create(
            {"name": "Sber", "bic": "044525225", "country": self.russia.id}
        )
        account = self.client.bank_ids
        account.bank_id = bank

        self.assertEqual(self.client.requisites_missing, "bank account (wrong number)")

        account.acc_number = "40702810938000012345"
        self.assertTrue(self.client.requisites_complete)

    def test_an_account_that_cannot_be_checked_is_enough(self):
        self.client.bank_ids.acc_number = "03100643000000018500"

        self.assertTrue(self.client.requisites_complete)

    def test_the_legal_address_is_an_address(self):
        self.client.write({"street": False, "city": False})
        self.assertEqual(self.client.requisites_missing, "street, city")

        self.client.l10n_ru_legal_address = "117997, Moscow, Vavilova 19"

        self.assertTrue(self.client.requisites_complete)

    def test_entrepreneur_has_no_kpp(self):
        inn = next(row["value"] for row in VECTORS["inn12"]["valid"])

        client = self._create_client(vat=inn, l10n_ru_kpp=False)

        self.assertTrue(client.requisites_complete)

    def test_foreign_company(self):
        client = self._create_client(
            country_id=self.env.ref("base.kz").id,
            vat="BIN 1",
            l10n_ru_kpp=False,
            bank_ids=False,
        )

        self.assertTrue(client.requisites_complete)

    def test_contacts_show_those_of_the_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.client.id},
        )

        self.assertTrue(contact.requisites_complete)
        self.assertEqual(contact.l10n_ru_kpp, self.client.l10n_ru_kpp)
