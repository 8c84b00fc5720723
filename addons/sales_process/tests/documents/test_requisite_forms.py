import base64
import sys
import types
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged

from ...tools.documents.genitive import can_suggest, suggest_genitive
from ..deal_common import DealCommon

PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    b"AABJRU5ErkJggg=="
)


def make_library():
    """The few names of pytrovich that are used; it writes Genitive(…)."""
    modules = {
        name: types.ModuleType(name)
        for name in ("pytrovich", "pytrovich.detector", "pytrovich.enums")
    }
    modules["pytrovich"].__spec__ = types.SimpleNamespace()
    enums = modules["pytrovich.enums"]
    enums.Case = types.SimpleNamespace(GENITIVE="G")
    enums.NamePart = types.SimpleNamespace(LASTNAME="L", FIRSTNAME="F", MIDDLENAME="M")

    class Detector:
        def detect(self, firstname, middlename):
            return "male" if middlename.endswith("ч") else "female"

    class Maker:
        def make(self, part, gender, case, word):
            return f"{word}-{part}{case}{gender[0]}"

    modules["pytrovich.detector"].PetrovichGenderDetector = Detector
    modules["pytrovich.maker"] = types.ModuleType("pytrovich.maker")
    modules["pytrovich.maker"].PetrovichDeclinationMaker = Maker
    return modules


@tagged("post_install", "-at_install")
class TestGenitive(BaseCase):
    def test_position_and_name(self):
        with patch.dict(sys.modules, make_library()):
            for position, name, phrase in (
                (
                    "Генеральный директор",
                    "Иванов Иван Иванович",
                    "генерального директора Иванов-LGm Иван-FGm Иванович-MGm",
                ),
                ("Директор по развитию", "Иванов И. И.", ""),
                ("Шеф", "Ким Анна Ильинична", "Шеф Ким-LGf Анна-FGf Ильинична-MGf"),
                ("", "Ким Анна Ильинична", "Ким-LGf Анна-FGf Ильинична-MGf"),
            ):
                with self.subTest(position=position, name=name):
                    self.assertEqual(suggest_genitive(position, name), phrase)

    def test_without_the_library_there_is_no_suggestion(self):
        with patch.dict(sys.modules, {"pytrovich": None}):
            self.assertFalse(can_suggest())
            self.assertEqual(suggest_genitive("Директор", "Ким Анна Ильинична"), "")


@tagged("post_install", "-at_install")
class TestRequisiteForms(DealCommon):
    """How a company stands on printed forms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sber = cls.env["res.bank"].create(
            {
                "name": "ПАО Сбербанк",
                "bic": "044525225",
                "country": cls.russia.id,
                "l10n_ru_corr_acc": "30101810400000000225",
            }
        )
        cls.client.write(
            {
                "name": "ООО «Ромашка»",
                "zip": "117997",
                "city": "Москва",
                "street": "ул. Вавилова, 19",
                "phone": "+7 495 123-45-67",
            }
        )
        cls.client.bank_ids.write(
            {"acc_number": "40702810938000012345", "bank_id": cls.sber.id}
        )

    def test_the_name_is_the_full_one(self):
        self.assertEqual(self.client._get_form_name(), "ООО «Ромашка»")

        self.client.l10n_ru_full_name = "Общество «Ромашка»"

        self.assertEqual(self.client._get_form_name(), "Общество «Ромашка»")

    def test_contacts_are_written_as_their_company(self):
        self.client.l10n_ru_legal_address = "117997, Москва,\n Вавилова, 19"
        contact = self.env["res.partner"].create(
            {"name": "Person", "parent_id": self.client.id}
        )

        self.assertEqual(contact._get_form_name(), "ООО «Ромашка»")
        self.assertEqual(contact._get_form_address(), "117997, Москва, Вавилова, 19")
        self.assertEqual(contact._get_party_line(), self.client._get_party_line())
        self.assertEqual(contact._get_form_bank(), self.client.bank_ids)

    def test_without_a_legal_address_that_of_the_card(self):
        self.assertEqual(
            self.client._get_form_address(), "117997, Москва, ул. Вавилова, 19"
        )

    def test_foreign_addresses_name_the_country(self):
        self.client.country_id = self.env.ref("base.kz")

        self.assertIn(self.env.ref("base.kz").name, self.client._get_form_address())

    def test_the_delivery_address(self):
        self.client.l10n_ru_legal_address = "117997, Москва, Вавилова, 19"
        self.assertEqual(
            self.client._get_delivery_address_text(), "117997, Москва, Вавилова, 19"
        )

        place = self.env["res.partner"].create(
            {
                "type": "delivery",
                "parent_id": self.client.id,
                "city": "Люберцы",
                "street": "Складская, 1",
                "country_id": self.russia.id,
            }
        )

        for partner in (self.client, place):
            self.assertEqual(
                partner._get_delivery_address_text(), "Люберцы, Складская, 1"
            )

    def test_party_line(self):
        line = (
            "ООО «Ромашка», ИНН 7707083893, КПП 773601001, 117997, Москва, "
            "ул. Вавилова, 19, тел.: +7 495 123-45-67"
        )

        self.assertEqual(self.client._get_party_line(), line)
        self.assertEqual(
            self.client._get_party_line(with_bank=True),
            f"{line}, р/с 40702810938000012345 в банке ПАО Сбербанк, БИК 044525225, "
            "к/с 30101810400000000225",
        )

    def test_party_line_leaves_out_what_is_not_known(self):
        bare = self.env["res.partner"].create({"name": "Bare"})

        self.assertEqual(bare._get_party_line(with_bank=True), "Bare")

    def test_the_bank_is_that_of_the_currency(self):
        dollars = self.env["res.partner.bank"].create(
            {
                "acc_number": "40702840238000012345",
                "partner_id": self.client.id,
                "bank_id": self.sber.id,
                "sequence": 1,
            }
        )
        roubles = self.client.bank_ids - dollars
        rub, usd, eur = (self.env.ref(f"base.{code}") for code in ("RUB", "USD", "EUR"))

        self.assertEqual(self.client._get_form_bank(), roubles)
        self.assertEqual(self.client._get_form_bank(rub), roubles)
        self.assertEqual(self.client._get_form_bank(usd), dollars)
        self.assertFalse(self.client._get_form_bank(eur))
        dollars.currency_id = eur
        self.assertEqual(self.client._get_form_bank(eur), dollars)

    def test_an_account_of_an_unknown_currency_serves_all(self):
        account = self.env["res.partner.bank"].create(
            {"acc_number": "DE89370400440532013000", "partner_id": self.vendor.id}
        )

        self.assertEqual(self.vendor._get_form_bank(), account)
        self.assertEqual(self.vendor._get_form_bank(self.env.ref("base.EUR")), account)

    # ---- the own company ---------------------------------------------------------------

    def test_signatories(self):
        company = self.env.company
        director, accountant = self.env["res.partner"].create(
            [
                {"name": "Иванов Иван Иванович", "function": "Директор"},
                {"name": "Сидорова Анна Ивановна"},
            ]
        )
        company.write(
            {
                "l10n_ru_director_id": director.id,
                "l10n_ru_director_genitive": "директора Иванова",
                "l10n_ru_acting_basis": "Устава",
                "l10n_ru_accountant_id": accountant.id,
                "l10n_ru_director_signature": PIXEL,
            }
        )

        signatories = company.with_user(self.stranger)._get_signatories()

        self.assertTrue(base64.b64decode(signatories["director"].pop("signature")))
        self.assertFalse(signatories["accountant"].pop("signature"))
        self.assertEqual(
            signatories,
            {
                "director": {
                    "name": "Иванов Иван Иванович",
                    "position": "Директор",
                    "genitive": "директора Иванова",
                    "basis": "Устава",
                },
                "accountant": {
                    "name": "Сидорова Анна Ивановна",
                    "position": "Chief Accountant",
                    "genitive": "",
                    "basis": "",
                },
            },
        )
        company.l10n_ru_director_position = "Генеральный директор"
        self.assertEqual(
            company._get_signatories()["director"]["position"], "Генеральный директор"
        )

    def test_without_signatories_the_texts_are_empty(self):
        company = self.env["res.company"].create({"name": "New"})

        signatories = company._get_signatories()

        self.assertEqual(signatories["director"]["name"], "")
        self.assertFalse(signatories["director"]["signature"])
        self.assertTrue(company.l10n_ru_vat_payer)

    def test_the_company_shows_the_details_of_its_card(self):
        company = self.env.company
        company.country_id = self.russia

        company.write({"l10n_ru_kpp": "773601001", "l10n_ru_full_name": "Full"})

        self.assertEqual(company.partner_id.l10n_ru_kpp, "773601001")
        self.assertEqual(company.partner_id._get_form_name(), "Full")
        self.assertTrue(company.l10n_ru_is_russian)

    def test_clients_of_the_portal_do_not_see_stamp_and_signatures(self):
        portal = self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "t_req_portal",
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        fields = ["l10n_ru_stamp", "l10n_ru_director_signature"]
        for field in fields:
            with self.subTest(field), self.assertRaises(AccessError):
                portal.company_id.with_user(portal).read([field])

    def test_salespersons_do_not_change_the_own_company(self):
        company = self.env.company.with_user(self.salesperson)
        with self.assertRaises(AccessError):
            company.write({"l10n_ru_acting_basis": "Anything"})

    # ---- genitive ----------------------------------------------------------------------

    def test_the_phrase_is_suggested(self):
        client = self.client.with_user(self.salesperson)
        client.write(
            {
                "l10n_ru_signatory_position": "Директор",
                "l10n_ru_signatory_name": "Ким Анна Ильинична",
            }
        )
        with patch.dict(sys.modules, make_library()):
            self.assertTrue(client.l10n_ru_can_suggest)
            client.action_suggest_genitive()

        self.assertEqual(
            client.l10n_ru_signatory_genitive,
            "директора Ким-LGf Анна-FGf Ильинична-MGf",
        )

    def test_no_suggestion_says_what_to_do(self):
        self.client.l10n_ru_signatory_name = "Ким А. И."
        with (
            patch.dict(sys.modules, make_library()),
            self.assertRaises(UserError) as no,
        ):
            self.client.action_suggest_genitive()

        self.assertIn("in full", str(no.exception))
