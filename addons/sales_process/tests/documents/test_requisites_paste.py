from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..deal_common import DealCommon
from .requisites_texts import TEXTS

CARD = TEXTS["company card with colons"][0]
SHORT = (
    "ООО «Ромашка» ИНН 7707083893 КПП 773601001 р/с 40702810938000012345 в ПАО Сбербанк "
    "БИК 044525225 к/с 30101810400000000225"
)


@tagged("post_install", "-at_install")
class TestRequisitesPaste(DealCommon):
    """What a client has mailed fills his card, shown before it is written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.empty = cls.env["res.partner"].create(
            {"name": "ООО «ВакСис»", "is_company": True, "user_id": cls.salesperson.id}
        )

    def _open(self, partner=None, user=None):
        partner = (partner or self.empty).with_user(user or self.salesperson)
        action = partner.action_paste_requisites()
        wizards = partner.env[action["res_model"]].with_context(**action["context"])
        return Form(wizards)

    def _paste(self, text, partner=None, **ticks):
        """The text is pasted, boxes are ticked or not, the button is pressed."""
        form = self._open(partner)
        form.text = text
        for place, row in enumerate(self._get_rows(form)):
            if row["field"] in ticks:
                with form.line_ids.edit(place) as line:
                    line.take = ticks[row["field"]]
        wizard = form.save()
        wizard.action_apply()
        return wizard

    def _get_rows(self, form):
        return [
            {
                name: form.line_ids._records[place][name]
                for name in (
                    "field",
                    "value",
                    "present",
                    "level",
                    "take",
                    "can_take",
                    "note",
                )
            }
            for place in range(len(form.line_ids))
        ]

    def _get_levels(self, text, partner=None):
        form = self._open(partner)
        form.text = text
        return {row["field"]: row["level"] for row in self._get_rows(form)}

    # ---- preview -----------------------------------------------------------------------

    def test_the_preview_shows_what_is_found_and_what_is_there(self):
        form = self._open()
        self.assertFalse(self._get_rows(form))
        form.text = CARD

        rows = {row["field"]: row for row in self._get_rows(form)}

        self.assertEqual(rows["inn"]["value"], "5406123450")
        self.assertEqual(rows["inn"]["level"], "new")
        self.assertEqual(rows["inn"]["note"], "checked")
        self.assertTrue(rows["inn"]["take"])
        self.assertEqual(rows["name"]["present"], "ООО «ВакСис»")
        self.assertEqual(rows["name"]["level"], "same")
        self.assertFalse(rows["name"]["take"])
        self.assertEqual(
            rows["address"]["value"], "630090, Новосибирск, ул. Инженерная, д. 20"
        )
        self.assertFalse(self.empty.vat)

    def test_the_preview_follows_the_text(self):
        form = self._open()
        form.text = "ИНН 7707083893"
        self.assertEqual(
            [row["field"] for row in self._get_rows(form)], ["inn", "country"]
        )

        form.text = "no requisites"

        self.assertFalse(self._get_rows(form))
        self.assertTrue(form.is_read)

    def test_levels(self):
        self.client.write({"email": "old@client.example", "phone": "8 495 123 45 67"})
        for text, field, level in (
            ("ИНН 7707083893", "inn", "same"),
            ("ИНН 7736207543", "inn", "differs"),
            ("ИНН 7707083894", "inn", "wrong"),
            ("ОГРН 1027700132195", "ogrn", "new"),
            ("р/с 40702810938000012345", "account", "doubtful"),
            ("р/с 40702810938000012346 БИК 044525225", "account", "wrong"),
            ("р/с 40702810900000000001", "account", "doubtful"),
            ("new@client.example", "email", "differs"),
            ("тел. +7 (495) 123-45-67", "phone", "same"),
        ):
            with self.subTest(text):
                self.assertEqual(self._get_levels(text, self.client)[field], level)

    def test_another_client_with_these_details_is_named(self):
        form = self._open()
        form.text = SHORT
        self.assertEqual(form.same_partner_id, self.client)

        form.text = SHORT.replace("773601001", "771545001")
        self.assertFalse(form.same_partner_id)

    def test_the_own_company_is_not_read(self):
        self.env.company.partner_id.write(
            {"vat": "5406123450", "email": "us@us.example"}
        )
        text = f"ООО «Мы» ИНН 5406123450, us@us.example\n\n{SHORT}"

        form = self._open()
        form.text = text

        values = {row["field"]: row["value"] for row in self._get_rows(form)}
        self.assertEqual(values["inn"], "7707083893")
        self.assertNotIn("email", values)

    # ---- writing -----------------------------------------------------------------------

    def test_everything_is_filled(self):
        self._paste(CARD)

        client = self.empty
        self.assertRecordValues(
            client,
            [
                {
                    "vat": "5406123450",
                    "l10n_ru_kpp": "540601001",
                    "company_registry": "1025401123450",
                    "l10n_ru_okpo": "65921343",
                    "l10n_ru_full_name": "Общество с ограниченной ответственностью "
                    "«Вакуумные системы»",
                    "l10n_ru_legal_address": "630090, Новосибирская обл., г. "
                    "Новосибирск, ул. Николаева, д. 12, оф. 5",
                    "zip": "630090",
                    "city": "Новосибирск",
                    "street": "ул. Инженерная, д. 20",
                    "country_id": self.russia.id,
                    "l10n_ru_signatory_position": "Генеральный директор",
                    "l10n_ru_signatory_name": "Петров Пётр Петрович",
                    "l10n_ru_acting_basis": "Устава",
                    "email": "office@vaksys.example",
                }
            ],
        )
        self.assertRecordValues(
            client.bank_ids,
            [{"acc_number": "40702810610000654321", "bank_bic": "044525974"}],
        )
        self.assertRecordValues(
            client.bank_ids.bank_id,
            [
                {
                    "name": "АО «ТБанк»",
                    "l10n_ru_corr_acc": "30101810145250000974",
                    "country": self.russia.id,
                }
            ],
        )
        self.assertTrue(client.requisites_complete)
        self.assertFalse(client.requisites_warning)
        self.assertIn("5406123450", client.message_ids[0].body)

    def test_twice_is_as_once(self):
        self._paste(CARD)
        banks = self.env["res.bank"].search_count([])

        form = self._open()
        form.text = CARD

        levels = {row["level"] for row in self._get_rows(form)}
        self.assertEqual(levels, {"same"})
        with self.assertRaises(UserError):
            form.save().action_apply()
        self.assertEqual(len(self.empty.bank_ids), 1)
        self.assertEqual(self.env["res.bank"].search_count([]), banks)

    def test_what_differs_waits_for_a_tick(self):
        self.empty.write({"email": "mine@own.example", "l10n_ru_kpp": "771545001"})

        self._paste(CARD)
        self.assertEqual(self.empty.email, "mine@own.example")
        self.assertEqual(self.empty.l10n_ru_kpp, "771545001")

        self._paste(CARD, email=True)
        self.assertEqual(self.empty.email, "office@vaksys.example")
        self.assertEqual(self.empty.l10n_ru_kpp, "771545001")
        self.assertIn("mine@own.example → office", self.empty.message_ids[0].body)

    def test_what_is_not_ticked_is_not_written(self):
        self._paste(SHORT, bic=False, kpp=False)

        self.assertEqual(self.empty.vat, "7707083893")
        self.assertFalse(self.empty.l10n_ru_kpp)
        self.assertFalse(self.empty.bank_ids.bank_id)

    def test_a_known_bank_is_used_and_kept(self):
        bank = self.env["res.bank"].create({"name": "Our name", "bic": "044525225"})

        self._paste(SHORT)

        self.assertEqual(self.empty.bank_ids.bank_id, bank)
        self.assertEqual(bank.name, "Our name")
        self.assertEqual(bank.l10n_ru_corr_acc, "30101810400000000225")

    def test_an_account_without_a_bank_gets_it(self):
        self.empty.bank_ids = [(0, 0, {"acc_number": "40702810938000012345"})]

        self._paste(SHORT)

        self.assertEqual(len(self.empty.bank_ids), 1)
        self.assertEqual(self.empty.bank_ids.bank_bic, "044525225")

    def test_a_second_account_is_added(self):
        self.empty.bank_ids = [(0, 0, {"acc_number": "40702810138000055555"})]

        self._paste(SHORT)

        self.assertEqual(len(self.empty.bank_ids), 2)

    def test_a_bank_without_a_name_is_called_by_its_bic(self):
        self._paste("р/с 40702810938000012345 БИК 044525225")

        self.assertIn("044525225", self.empty.bank_ids.bank_id.name)

    def test_wrong_numbers_cannot_be_taken(self):
        form = self._open()
        form.text = "ИНН 7707083894 e-mail a@b.example"
        row = self._get_rows(form)[0]
        self.assertFalse(row["can_take"])
        self.assertFalse(row["take"])
        wizard = form.save()
        wizard.line_ids.take = True

        self.assertRefused(["7707083894", "correct"], wizard.action_apply)
        self.assertFalse(self.empty.email)

    def test_entrepreneurs_have_the_date_of_their_number(self):
        self._paste(TEXTS["entrepreneur"][0])

        self.assertEqual(str(self.empty.l10n_ru_ogrnip_date), "2007-03-15")
        self.assertEqual(self.empty.company_registry, "307547308504584")

    # ---- whose card --------------------------------------------------------------------

    def test_a_contact_fills_its_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Person", "parent_id": self.empty.id}
        )

        self._paste(SHORT, contact)

        self.assertEqual(self.empty.vat, "7707083893")
        self.assertFalse(contact.is_company)

    def test_a_person_gets_a_company(self):
        person = self.env["res.partner"].create(
            {
                "name": "Ольга",
                "email": "olga@vaksys.example",
                "client_state": "prospect",
            }
        )

        wizard = self._paste(CARD, person)

        self.assertTrue(wizard.makes_company)
        company = person.parent_id
        self.assertEqual(company.name, "ООО «ВакСис»")
        self.assertEqual(company.vat, "5406123450")
        self.assertEqual(company.client_state, "prospect")
        self.assertEqual(person.name, "Ольга")
        self.assertEqual(person.email, "olga@vaksys.example")

    def test_a_company_needs_its_name(self):
        person = self.env["res.partner"].create({"name": "Ольга"})

        form = self._open(person)
        form.text = "ИНН 7707083893 КПП 773601001"
        wizard = form.save()

        self.assertRefused(["name"], wizard.action_apply)
        self.assertFalse(person.parent_id)

    def test_an_entrepreneur_stays_a_person(self):
        person = self.env["res.partner"].create({"name": "Смирнов"})

        self._paste(TEXTS["entrepreneur"][0], person)

        self.assertFalse(person.parent_id)
        self.assertEqual(person.vat, "167572284681")

    def test_from_the_deal(self):
        deal = self._create_deal().with_user(self.salesperson)

        action = deal.action_paste_requisites()

        self.assertEqual(action["context"]["default_partner_id"], self.client.id)
        lead = self._create_lead(partner_id=False)
        self.assertRefused(["client"], lead.action_paste_requisites)

    # ---- rights ------------------------------------------------------------------------

    def test_who_only_reads_cannot_paste(self):
        for user in (self.planner, self.accountant, self.engineer, self.stranger):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._open(user=user)

    def test_who_keeps_contacts_may(self):
        keeper = new_test_user(
            self.env,
            login="t_req_keeper",
            groups="base.group_user,base.group_partner_manager",
        )

        self.assertTrue(self._open(user=keeper))

    def test_a_foreign_paste_is_not_written_by_others(self):
        form = self._open()
        form.text = SHORT
        wizard = form.save()

        with self.assertRaises(AccessError):
            wizard.with_user(self.stranger).action_apply()
        self.assertFalse(self.empty.vat)
