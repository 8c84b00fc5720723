import json
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ...tools.documents.requisites import compact, is_inn, is_kpp
from ..deal_common import DealCommon

VECTORS = json.loads(
    (Path(__file__).parents[1] / "data" / "requisites.json").read_text(
        encoding="utf-8"
    ),
)


@tagged("post_install", "-at_install")
class TestRequisiteRules(BaseCase):
    def test_vectors(self):
        for kind, check in (("inn10", is_inn), ("inn12", is_inn), ("kpp", is_kpp)):
            for expected, rows in ((True, "valid"), (False, "invalid")):
                for row in VECTORS[kind][rows]:
                    with self.subTest(kind=kind, value=row["value"], note=row["note"]):
                        self.assertIs(check(row["value"]), expected)

    def test_compact(self):
        self.assertEqual(compact(" 7707 083\u00a0893 "), "7707083893")
        self.assertEqual(compact(False), "")


@tagged("post_install", "-at_install")
class TestPartnerRequisites(DealCommon):
    def test_complete(self):
        self.assertTrue(self.client.requisites_complete)
        self.assertFalse(self.client.requisites_missing)

    def test_each_missing_detail_is_named(self):
        for values, word in (
            ({"vat": False}, "INN"),
            ({"vat": "7707083894"}, "wrong number"),
            ({"l10n_ru_kpp": False}, "KPP"),
            ({"street": False}, "street"),
            ({"city": " "}, "city"),
        ):
            with self.subTest(values=values):
                client = self._create_client(**values)
                self.assertFalse(client.requisites_complete)
                self.assertIn(word, client.requisites_missing)

    def test_bank_account(self):
        self.client.bank_ids.unlink()

        self.assertIn("bank account", self.client.requisites_missing)

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
