from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ...tools.documents.requisites import is_inn
from ..deal_common import DealCommon

WRONG = {
    "vat": "7707083894",
    "l10n_ru_kpp": "000000000",
    "company_registry": "1027700132196",
}
OWN_INN, OWN_OGRN = "9900007774", "1269900007772"
LOGGER = "odoo.addons.sales_process.models.documents.res_partner_requisites"


@tagged("post_install", "-at_install")
class TestRequisiteChecks(DealCommon):
    """What is refused for Russian companies, what only warns, what is let in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kazakhstan = cls.env.ref("base.kz")
        cls.sber = cls.env["res.bank"].create(
            {
                "name": "Sber",
                "bic": "044525225",
                "country": cls.russia.id,
                "l10n_ru_corr_acc": "30101810400000000225",
            }
        )

    def _make_wrong(self, **values):
        """A company of the ERP that was wrong before the rules came."""
        client = self._create_client(name="Old", **values)
        self.env.cr.execute(
            "UPDATE res_partner SET vat = %s, l10n_ru_kpp = %s, company_registry = %s"
            " WHERE id = %s",
            (*WRONG.values(), client.id),
        )
        self.env.invalidate_all()
        return client

    # ---- errors ------------------------------------------------------------------------

    def test_wrong_numbers_are_refused(self):
        salespersons = self.client.with_user(self.salesperson)
        for field, value in (
            *WRONG.items(),
            ("vat", "77O7083893"),
            ("vat", "0000000000"),
            ("l10n_ru_kpp", "7736010011"),
            ("company_registry", "123"),
        ):
            with self.subTest(field=field, value=value):
                self.assertRefused([value], salespersons.write, {field: value})
                with self.assertRaises(ValidationError), self.cr.savepoint():
                    self._create_client(**{field: value})

    def test_right_numbers_are_taken(self):
        self.client.write({"company_registry": "1027700132195"})
        self._create_client(
            vat="167572284681",
            l10n_ru_kpp=False,
            company_registry="319507884038560",
        )

        self.assertEqual(self.client.company_registry, "1027700132195")

    def test_numbers_may_be_emptied(self):
        self.client.write(dict.fromkeys(WRONG, False))

        self.assertIn("INN", self.client.requisites_missing)

    def test_companies_of_other_countries_are_not_checked(self):
        client = self._create_client(country_id=self.kazakhstan.id, **WRONG)

        self.assertEqual(client.vat, WRONG["vat"])
        self.assertFalse(client.requisites_warning)

    def test_without_a_country_a_warning_is_enough(self):
        self.env.company.country_id = self.russia

        client = self._create_client(country_id=False, **WRONG)

        self.assertIn(WRONG["vat"], client.requisites_warning)
        self.assertFalse(client.requisites_complete)

    def test_who_was_wrong_before_stays_editable(self):
        client = self._make_wrong().with_user(self.salesperson)

        client.write({"street": "Other street", "l10n_ru_okpo": "65921343"})
        client.write({"l10n_ru_kpp": "773601001"})

        self.assertEqual(client.street, "Other street")
        self.assertEqual(client.vat, WRONG["vat"])
        self.assertIn(WRONG["vat"], client.requisites_warning)

    def test_an_address_from_a_contact_does_not_meet_the_rule(self):
        client = self._make_wrong()
        contact = self.env["res.partner"].create(
            {"name": "Person", "parent_id": client.id}
        )

        contact.with_user(self.salesperson).write({"street": "From the contact"})

        self.assertEqual(client.street, "From the contact")

    def test_contacts_do_not_repeat_the_check(self):
        client = self._make_wrong()

        contact = self.env["res.partner"].create(
            {"name": "Person", "parent_id": client.id, "country_id": self.russia.id}
        )

        self.assertEqual(contact.vat, WRONG["vat"])

    def test_an_import_logs_what_is_wrong(self):
        importer = self.client.with_context(no_vat_validation=True)

        with self.assertLogs(LOGGER, "WARNING") as logs:
            importer.write(WRONG)

        self.assertEqual(len(logs.output), 3)
        self.assertIn(WRONG["vat"], logs.output[0])
        self.assertEqual(self.client.vat, WRONG["vat"])

    # ---- blanks ------------------------------------------------------------------------

    def test_blanks_are_taken_out(self):
        self.client.write(
            {
                "vat": " 7707 083\u00a0893",
                "l10n_ru_kpp": "7736 01 001 ",
                "company_registry": "1 0277 0013 2195",
                "l10n_ru_okpo": "6592 1343",
            }
        )

        values = self.client.read(
            ["vat", "l10n_ru_kpp", "company_registry", "l10n_ru_okpo"]
        )[0]
        self.assertEqual(
            {name: value for name, value in values.items() if name != "id"},
            {
                "vat": "7707083893",
                "l10n_ru_kpp": "773601001",
                "company_registry": "1027700132195",
                "l10n_ru_okpo": "65921343",
            },
        )

    def test_numbers_of_others_keep_their_blanks(self):
        client = self._create_client(
            country_id=self.kazakhstan.id, vat="BIN 12 34", l10n_ru_kpp=False
        )

        self.assertEqual(client.vat, "BIN 12 34")

    def test_blanks_of_banks_and_accounts_are_taken_out(self):
        self.sber.write(
            {"bic": "04 45 25 225", "l10n_ru_corr_acc": "3010 1810 4000 0000 0225"}
        )
        self.client.bank_ids.acc_number = "40702 810 9 3800 0012345"
        foreign = self.env["res.partner.bank"].create(
            {"acc_number": "DE89 3704 0044", "partner_id": self.vendor.id}
        )

        self.assertEqual(self.sber.bic, "044525225")
        self.assertEqual(self.sber.l10n_ru_corr_acc, "30101810400000000225")
        self.assertEqual(self.client.bank_ids.acc_number, "40702810938000012345")
        self.assertEqual(foreign.acc_number, "DE89 3704 0044")

    # ---- warnings ----------------------------------------------------------------------

    def test_accounts_only_warn(self):
        account = self.client.bank_ids
        for number, bank, words in (
            ("40702810938000012345", False, "choose its bank"),
            ("40702810938000012345", self.sber, ""),
            ("40702810938000012346", self.sber, "does not fit the BIC"),
            ("03100643000000018500", self.sber, "treasury"),
            ("30101810400000000225", self.sber, "correspondent"),
            ("4070281093800001234", self.sber, "20 digits"),
        ):
            with self.subTest(number=number, bank=bool(bank)):
                account.write({"acc_number": number, "bank_id": bank and bank.id})
                self.assertIn(words, account.l10n_ru_warning)
                self.assertEqual(bool(account.l10n_ru_warning), bool(words))
                self.assertIn(words, self.client.requisites_warning)

    def test_accounts_in_foreign_banks_are_not_checked(self):
        bank = self.env["res.bank"].create(
            {"name": "Foreign", "bic": "DEUTDEFF", "country": self.kazakhstan.id}
        )
        self.client.bank_ids.write({"acc_number": "DE8937", "bank_id": bank.id})

        self.assertFalse(self.client.bank_ids.l10n_ru_warning)
        self.assertFalse(bank.l10n_ru_warning)
        self.assertTrue(self.client.requisites_complete)

    def test_banks_only_warn(self):
        for values, words in (
            ({}, ""),
            ({"bic": False}, "missing"),
            ({"bic": "SABRRUMM"}, "9 digits"),
            (
                {"bic": "017003983", "l10n_ru_corr_acc": "40102810445370000059"},
                "treasury",
            ),
            ({"l10n_ru_corr_acc": "30101810500000000225"}, "does not fit"),
            ({"l10n_ru_corr_acc": "30101"}, "20 digits"),
            ({"l10n_ru_corr_acc": False}, ""),
        ):
            with self.subTest(values=values):
                bank = self.sber.copy(values)
                self.assertIn(words, bank.l10n_ru_warning or "")
                self.assertEqual(bool(bank.l10n_ru_warning), bool(words))

    def test_a_bank_is_russian_by_its_country_or_its_bic(self):
        for country, bic, expected in (
            (self.russia, "SABRRUMM", True),
            (self.kazakhstan, "044525225", False),
            (self.env["res.country"], "044525225", True),
            (self.env["res.country"], "DEUTDEFF", False),
        ):
            with self.subTest(country=country.code, bic=bic):
                bank = self.sber.copy({"country": country.id, "bic": bic})
                self.assertIs(bank.l10n_ru_is_russian, expected)

    def test_the_card_warns_while_one_types(self):
        with Form(self.client.with_user(self.salesperson)) as form:
            form.vat = "7707083894"
            self.assertIn("7707083894", form.requisites_warning)
            form.vat = "7707083893"
            self.assertNotIn("7707083893", form.requisites_warning)

    def test_doubtful_kinds_of_numbers_warn(self):
        for values, words in (
            ({"l10n_ru_okpo": "65921344"}, "OKPO"),
            ({"vat": "167572284681"}, "entrepreneur"),
            ({"vat": "0018314456"}, "region 00"),
        ):
            with self.subTest(values=values):
                client = self._create_client(**values)
                self.assertIn(words, client.requisites_warning)

    def test_an_inn_of_no_region_does_not_stop_the_deal(self):
        client = self._create_client(vat="0018314456")

        self.assertTrue(client.requisites_complete)
        self.assertFalse(is_inn(client.vat))

    def test_what_contracts_need_is_named(self):
        self.assertEqual(
            self.client.requisites_wanted,
            "OGRN, legal address, signatory, basis of the signatory",
        )

        self.client.write(
            {
                "company_registry": "1027700132195",
                "l10n_ru_legal_address": "Moscow",
                "l10n_ru_signatory_name": "Ivanov",
                "l10n_ru_acting_basis": "Charter",
            }
        )

        self.assertFalse(self.client.requisites_wanted)

    # ---- duplicates --------------------------------------------------------------------

    def _create_twin(self, **values):
        """Another company with an INN that no client of a database has."""
        self.client.vat = OWN_INN
        return self._create_client(**{"name": "Twin", "vat": OWN_INN, **values})

    def test_the_same_inn_and_kpp_is_a_duplicate(self):
        twin = self._create_twin()

        self.assertEqual(twin.same_vat_partner_id, self.client)
        self.assertEqual(self.client.same_vat_partner_id, twin)

    def test_a_branch_is_no_duplicate(self):
        self.client.company_registry = OWN_OGRN
        branch = self._create_twin(l10n_ru_kpp="771545001", company_registry=OWN_OGRN)

        self.assertFalse(branch.same_vat_partner_id)
        self.assertFalse(branch.same_company_registry_partner_id)

    def test_without_kpp_it_may_be_the_same(self):
        twin = self._create_twin(l10n_ru_kpp=False)

        self.assertEqual(twin.same_vat_partner_id, self.client)

    def test_the_same_ogrn_is_a_duplicate(self):
        self.client.company_registry = OWN_OGRN
        twin = self._create_twin(vat=False, company_registry=OWN_OGRN)

        self.assertEqual(twin.same_company_registry_partner_id, self.client)
        self.assertFalse(twin.same_vat_partner_id)

    def test_own_contacts_are_no_duplicates(self):
        self.client.vat = OWN_INN
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.client.id}
        )

        self.assertFalse(self.client.same_vat_partner_id)
        self.assertFalse(contact.same_vat_partner_id)

    def test_companies_of_other_countries_as_in_core(self):
        values = {"country_id": self.kazakhstan.id, "vat": "BIN 1"}
        first = self._create_client(**values, l10n_ru_kpp="773601001")
        second = self._create_client(**values, l10n_ru_kpp="771545001")

        self.assertEqual(second.same_vat_partner_id, first)

    def test_duplicates_of_many_take_one_query(self):
        counts = {}
        for size in (2, 12):
            partners = self.env["res.partner"].create(
                [
                    {
                        "name": f"P{size} {number}",
                        "is_company": True,
                        "country_id": self.russia.id,
                        "vat": "7707083893",
                    }
                    for number in range(size)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            partners.mapped("name")
            start = self.env.cr.sql_log_count
            partners.mapped("same_vat_partner_id")
            counts[size] = self.env.cr.sql_log_count - start

        self.assertEqual(counts[2], counts[12])

    # ---- labels ------------------------------------------------------------------------

    def test_russian_words(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env["res.country"]._name_russian_tax_number()
        russian = self.russia.with_context(lang="ru_RU")

        self.assertEqual(self.russia.with_context(lang="en_US").vat_label, "INN")
        self.assertEqual(russian.vat_label, "ИНН")
        self.client.company_registry = "1027700132195"
        self.assertEqual(self.client.company_registry_label, "OGRN")

    def test_a_label_set_by_hand_stays(self):
        self.russia.vat_label = "Tax"

        self.env["res.country"]._name_russian_tax_number()

        self.assertEqual(self.russia.vat_label, "Tax")
