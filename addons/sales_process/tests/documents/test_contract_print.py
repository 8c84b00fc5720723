from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .contract_common import ContractCommon

CONTRACT, SPECIFICATION = "sales_process.contract", "sales_process.specification"


@tagged("post_install", "-at_install")
class TestContractText(ContractCommon):
    """The text: template, placeholders, versions."""

    def test_every_placeholder_of_the_list_has_a_value(self):
        contract = self._make_contract()
        known = self.env["sales.contract.template"]._get_placeholders()

        self.assertEqual(set(contract._get_values()), set(known))
        for name in known:
            self.assertIn(f"{{{{ {name} }}}}", contract.placeholder_help)

    def test_shipped_templates_use_known_names(self):
        templates = self.env["sales.contract.template"].search([])
        self.assertEqual(set(templates.mapped("kind")), {"supply", "service"})
        for template in templates:
            template._check_placeholders(template.body)
            self.assertIn("{{ signatures }}", template.body)

    def test_unknown_placeholder_is_refused_by_name(self):
        template = self.env.ref("sales_process.contract_template_supply")
        contract = self._make_contract()
        for record in (template.with_user(self.head), contract):
            for text, words in (
                ("<p>{{ contract_nomber }}</p>", ["{{ contract_nomber }}"]),
                ("<p>{{ object.env }}</p>", ["{{ object.env }}"]),
                ("<p>{{ city</p>", ["do not close"]),
            ):
                with (
                    self.subTest(model=record._name, text=text),
                    self.assertRaises(ValidationError) as caught,
                    self.env.cr.savepoint(),
                ):
                    record.body = text
                for word in words:
                    self.assertIn(word, str(caught.exception))
                self.env.invalidate_all()

    def test_preamble_names_both_sides(self):
        text = self._render_text(CONTRACT, self._make_contract())

        self.assertIn(
            "Общество с ограниченной ответственностью «Ромашка», именуемое в дальнейшем "
            "«Покупатель», в лице: директор Орлова Анна Петровна, действующая на "
            "основании Устава",
            text,
        )
        self.assertIn(
            "в лице генерального директора Петрова Петра Петровича, действующего на "
            "основании Устава",
            text,
        )
        self.assertIn("Петров П. П.", text)
        self.assertIn("Орлова А. П.", text)
        self.assertNotIn("{{", text)

    def test_what_is_not_known_is_an_empty_line(self):
        self.client.l10n_ru_signatory_name = False
        self.client.l10n_ru_signatory_position = False
        contract = self._make_contract()

        self.assertIn("who represents the client", contract.missing)
        self.assertIn("_____", self._render_text(CONTRACT, contract))

    def test_signatory_of_this_contract_is_changed(self):
        contract = self._make_contract()
        contract.client_genitive = "заместителя директора Орловой Анны Петровны"
        contract.client_basis = "доверенности № 5 от 01.02.2026"

        text = self._render_text(CONTRACT, contract)

        self.assertIn(
            "в лице заместителя директора Орловой Анны Петровны, действующей на "
            "основании доверенности № 5 от 01.02.2026",
            text,
        )

    def test_details_are_escaped(self):
        self.client.l10n_ru_full_name = "ООО <b>&</b>"
        contract = self._make_contract()
        self.assertIn("ООО &lt;b&gt;&amp;&lt;/b&gt;", contract._get_text())

    def test_another_template_replaces_the_text(self):
        works = self.env.ref("sales_process.contract_template_service")
        contract = self._make_contract()
        with Form(contract) as form:
            form.template_id = works
        self.assertIn("на выполнение работ", contract.body)
        self.assertEqual(contract.version_ids.mapped("reason"), ["changed"])

    def test_template_changed_later_leaves_contracts_alone(self):
        contract = self._make_contract()
        before = contract.body
        template = self.env.ref("sales_process.contract_template_supply")
        template.body = "<p>{{ city }}</p>"
        self.assertEqual(contract.body, before)

    def test_versions_and_the_way_back(self):
        contract = self._make_contract()
        first = contract.body
        contract.body = "<p>Second {{ city }}</p>"
        contract.body = "<p>Second {{ city }}</p>"
        version = contract.version_ids
        self.assertEqual(len(version), 1)
        self.assertEqual(version.body, first)

        version.action_restore()

        self.assertEqual(contract.body, first)
        self.assertEqual(len(contract.version_ids), 2)
        contract.action_sign()
        self.assertRefused(["Signed"], version.action_restore)

    def test_frame_contract_takes_the_text_of_a_supply(self):
        contract = self._create_contract(kind="frame")
        self.assertEqual(contract.template_id.kind, "supply")
        self.assertFalse(self._create_contract(kind="invoice").body)

    def test_contract_without_a_text_is_signed_but_not_printed(self):
        contract = self._create_contract(kind="invoice")
        contract.action_sign()
        self.assertEqual(contract.state, "signed")
        self.assertRefused(["choose a template"], contract._get_text)

    def test_clause_about_the_time_after_the_end(self):
        contract = self._make_contract()
        contract.date_end = "2031-12-31"
        self.assertIn("соглашением Сторон", contract._get_text())
        contract.auto_renew = True
        text = contract._get_text()
        self.assertIn("продлевается на каждый следующий год", text)
        self.assertIn("31 декабря 2031 г.", text)


@tagged("post_install", "-at_install")
class TestSpecification(ContractCommon):
    """The appendix says what the order says, to the kopeck."""

    def test_totals_are_those_of_the_order(self):
        self.order.order_line.write({"price_unit": 33.33, "discount": 7})
        contract = self._make_contract()

        form = contract._get_specification(self.order)

        self.assertEqual(form["total"], self.order.amount_total)
        rows = [row for row in form["rows"] if row["kind"] == "goods"]
        self.assertAlmostEqual(
            sum(row["total"] for row in rows), self.order.amount_total, 2
        )
        self.assertAlmostEqual(
            sum(tax["tax"] for tax in form["taxes"]), self.order.amount_tax, 2
        )
        self.assertEqual((form["number"], form["count"]), (1, 1))

    def test_no_vat_and_the_rate_of_nought_are_not_the_same(self):
        nought = self.env["account.tax"].create({"name": "0 %", "amount": 0})
        contract = self._make_contract()
        for taxes, rates, words in (
            (nought, ["0%"], "НДС 0% — 0,00"),
            (nought.browse(), [], "НДС не облагается"),
        ):
            with self.subTest(words=words):
                self.order.order_line.tax_ids = taxes

                form = contract._get_specification(self.order)

                self.assertEqual([row["rate"] for row in form["taxes"]], rates)
                self.assertIn(words, contract._get_values()["vat"])

    def test_sections_and_notes_stay_in_their_places(self):
        self.order.write(
            {
                "order_line": [
                    (0, 0, {"display_type": "line_section", "name": "Pumps"}),
                    (0, 0, {"display_type": "line_note", "name": "In boxes"}),
                ]
            }
        )
        form = self._make_contract()._get_specification(self.order)
        self.assertEqual(
            [row["kind"] for row in form["rows"]], ["goods", "section", "note"]
        )

    def test_the_section_of_advances_is_no_part_of_the_goods(self):
        self.order.write(
            {
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "display_type": "line_section",
                            "name": "Advances",
                            "is_downpayment": True,
                        },
                    ),
                ]
            }
        )
        form = self._make_contract()._get_specification(self.order)
        self.assertEqual([row["kind"] for row in form["rows"]], ["goods"])

    def test_contract_and_specification_in_one_document(self):
        contract = self._make_contract()

        texts = self._get_page_texts(self._render_pdf(CONTRACT, contract))

        whole = " ".join(texts)
        self.assertIn("Приложение № 1", whole)
        self.assertIn("Спецификация № 1", texts[-1])
        self.assertIn("stocked", texts[-1])
        self.assertNotIn("Спецификация № 1", texts[0])

    def test_apart(self):
        contract = self._make_contract()
        text = self._render_text("sales_process.contract_text", contract)
        self.assertNotIn("Спецификация № 1", text)

        text = self._render_text(SPECIFICATION, self.order)
        self.assertIn("Спецификация № 1", text)
        self.assertIn("к договору поставки № " + contract.name, text)
        self.assertNotIn("Предмет Договора", text)

    def test_specifications_of_a_frame_contract_are_printed_apart(self):
        contract = self._make_contract()
        contract.kind = "frame"
        self.assertNotIn("Спецификация № 1", self._render_text(CONTRACT, contract))

    def test_two_hundred_lines_keep_signatures_with_the_last_ones(self):
        line = {"product_id": self.stocked.id, "product_uom_qty": 1}
        self.order.order_line = [(0, 0, line) for _ in range(199)]
        self._make_contract()

        texts = self._get_page_texts(self._render_pdf(SPECIFICATION, self.order))

        self.assertIn("М. П.", texts[-1])
        self.assertIn("200", texts[-1])
        for text in texts:
            self.assertIn("Наименование и характеристики", text)

    def test_signed_specification_stays_as_it_was_signed(self):
        contract = self._make_contract()
        before = contract._get_specification(self.order)
        contract.action_sign()
        self.order.sudo().order_line.price_unit = 777
        self.client.l10n_ru_full_name = "Another name"
        self.env.invalidate_all()

        self.assertEqual(contract._get_specification(self.order), before)
        text = self._render_text(CONTRACT, contract)
        self.assertIn("«Ромашка»", text)
        self.assertNotIn("Another name, именуемое", text)

    def test_what_cannot_be_printed(self):
        with self.assertRaises(UserError) as caught:
            self._render_text(SPECIFICATION, self.order)
        self.assertIn("has no contract", str(caught.exception))
        contract = self._make_contract()
        self.order.order_line.unlink()
        self.assertRefused(["has no goods"], contract._get_specification, self.order)

    def test_names_of_the_files(self):
        contract = self._make_contract()
        contract.write({"name": "15", "date": "2026-11-02"})
        self.assertEqual(
            contract._get_print_name("contract"),
            "Supply Contract No. 15 of 02.11.2026 Client",
        )
        self.assertEqual(
            self.order._get_print_name("specification"),
            "Specification No. 1, Supply Contract No. 15 of 02.11.2026 Client",
        )
