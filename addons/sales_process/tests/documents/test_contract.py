from datetime import date

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .contract_common import ContractCommon

FILE = [("Contract.pdf", b"%PDF-1.4 contract")]


@tagged("post_install", "-at_install")
class TestContract(ContractCommon):
    """Made from an order, sent, signed; what changes in which state."""

    def test_contract_of_an_order(self):
        contract = self._make_contract()

        self.assertEqual(contract.state, "draft")
        self.assertEqual(contract.kind, "supply")
        self.assertEqual(contract.partner_id, self.client)
        self.assertEqual(contract.lead_id, self.deal)
        self.assertEqual(contract.user_id, self.salesperson)
        self.assertEqual(contract.team_id, self.team)
        self.assertEqual(contract.amount, self.order.amount_total)
        self.assertEqual(contract.city, "Тула")
        self.assertEqual(contract.client_signatory, "Орлова Анна Петровна")
        self.assertEqual(contract.our_signatory, "Петров Пётр Петрович")
        self.assertEqual(
            contract.template_id, self.env.ref("sales_process.contract_template_supply")
        )
        self.assertEqual(self.order.specification_no, 1)
        self.assertEqual(self.deal.contract_count, 1)
        self.assertEqual(
            self.env["sales.contract"].search(
                self.deal.action_view_contracts()["domain"]
            ),
            contract,
        )

    def test_order_has_one_contract(self):
        contract = self._make_contract()
        action = self.order.action_make_contract()

        self.assertEqual(action["res_id"], contract.id)
        self.assertEqual(self.env["sales.contract"].search_count([]), 1)

    def test_order_of_works_gets_a_contract_for_works(self):
        order = self._create_quotation(self.deal, [(self.job, 1)])

        contract = self._make_contract(order)

        self.assertEqual(contract.kind, "service")
        self.assertIn("Исполнитель", contract.preview)

    def test_numbers_begin_anew_in_each_year_and_company(self):
        other = self.env["res.company"].create({"name": "Second company"})
        contracts = self.env["sales.contract"]
        for company, day, number in (
            (self.company, "2031-02-01", "1"),
            (self.company, "2031-03-01", "2"),
            (self.company, "2032-01-09", "1"),
            (other, "2031-02-01", "1"),
        ):
            with self.subTest(company=company.name, day=day):
                contract = contracts.create(
                    {
                        "partner_id": self.client.id,
                        "company_id": company.id,
                        "date": day,
                    }
                )
                self.assertEqual(contract.name, number)

    def test_number_given_by_hand_is_left_out(self):
        for number, given in (("2", "2"), ("/", "1"), ("/", "3")):
            contract = self._create_contract(name=number, date="2031-02-01")
            self.assertEqual(contract.name, given)

    def test_same_number_twice_in_a_year_is_refused(self):
        self._create_contract(name="7", date="2031-02-01")
        self._create_contract(name="7", date="2032-02-01")
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._create_contract(name="7", date="2031-05-01")

    def test_orders_are_numbered_specifications(self):
        contract = self._make_contract()
        second = self._create_quotation(self.deal, [(self.job, 1)])
        third = self._create_quotation(
            self.deal, [(self.job, 1)], contract_id=contract.id
        )
        second.contract_id = contract

        self.assertEqual(
            (self.order | third | second).mapped("specification_no"), [1, 2, 3]
        )
        self.assertEqual(
            contract.amount, sum((self.order | third | second).mapped("amount_total"))
        )
        second.contract_id = False
        self.assertEqual(second.specification_no, 0)

    def test_contract_of_another_client_is_refused(self):
        contract = self._make_contract()
        other = self._create_client(name="Other", vat="7728168971")
        deal = self._create_deal(partner_id=other.id)
        order = self._create_quotation(deal, [(self.stocked, 1)])

        for call in (
            lambda: order.write({"contract_id": contract.id}),
            lambda: contract.write({"partner_id": other.id}),
            lambda: contract.write({"lead_id": deal.id}),
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                call()

    def test_end_before_the_beginning_is_refused(self):
        with self.assertRaises(ValidationError):
            self._create_contract(date="2031-02-01", date_end="2031-01-31")

    # ---- states ----------------------------------------------------------------------

    def test_letter_with_the_contract_sends_it(self):
        contract = self._make_contract()
        context = contract.action_send()["context"]
        self.assertEqual(context["default_res_ids"], contract.ids)
        self.assertTrue(context["default_template_id"])

        contract.message_post(
            body="Contract",
            partner_ids=self.client.ids,
            attachments=FILE,
            subtype_xmlid="mail.mt_comment",
        )

        self.assertEqual(contract.state, "sent")
        self.assertEqual(contract.version_ids.reason, "sent")
        self.assertEqual(self._get_row(self.deal, "contract").sent, "yes")

    def test_contract_given_on_paper_is_sent(self):
        contract = self._make_contract()
        context = contract.action_give()["context"]
        self.env["sales.document.give"].with_user(self.salesperson).with_context(
            **context
        ).create({}).action_apply()

        self.assertEqual(contract.state, "sent")

    def test_contract_without_a_deal_is_not_given_in_the_register(self):
        contract = self._create_contract(lead_id=False)
        self.assertRefused(["deal or an order"], contract.action_give)

    def test_signed_scan_signs_it(self):
        contract = self._make_contract()

        self._attach_scan(contract, user=self.accountant, signed_by="Orlova")

        self.assertEqual(contract.state, "signed")
        self.assertEqual(contract.signed_on, fields.Date.context_today(contract))
        row = self._get_row(self.deal, "contract")
        self.assertEqual((row.state, row.signed), ("done", "yes"))
        self.assertEqual(row.res_model, "sales.contract")

    def test_states_and_their_buttons(self):
        allowed = {
            "draft": {"action_send", "action_sign", "action_cancel", "action_give"},
            "sent": {
                "action_send", "action_sign", "action_cancel", "action_draft",
                "action_give",
            },
            "signed": {"action_send", "action_end", "action_cancel", "action_give"},
            "ended": set(),
            "cancelled": {"action_draft"},
        }  # fmt: skip
        buttons = set.union(*allowed.values())
        for state, names in allowed.items():
            for name in sorted(buttons):
                with self.subTest(state=state, button=name):
                    contract = self._create_contract()
                    self.order.contract_id = contract
                    contract.sudo().state = state
                    if name in names:
                        getattr(contract, name)()
                    else:
                        label = dict(contract._fields["state"].selection)[state]
                        self.assertRefused([label], getattr(contract, name))

    def test_signed_text_does_not_change(self):
        contract = self._make_contract()
        contract.action_sign()

        self.assertEqual(contract.state, "signed")
        for values in ({"body": "<p>x</p>"}, {"name": "99"}, {"date": "2031-01-01"}):
            with self.subTest(values=values):
                self.assertRefused(["signed or over"], contract.write, values)
        contract.write({"note": "x", "date_end": "2099-01-01"})

    def test_states_are_written_by_buttons_only(self):
        contract = self._make_contract()
        with self.assertRaises(AccessError):
            contract.write({"state": "signed"})
        with self.assertRaises(AccessError):
            self._create_contract(state="signed")

    def test_only_a_draft_is_deleted(self):
        contract = self._create_contract()
        contract.unlink()
        second = self._create_contract()
        second.sudo().state = "sent"
        self.assertRefused(["Only a draft"], second.unlink)

    def test_merged_deals_keep_their_contracts(self):
        contract = self._make_contract()
        other = self._create_deal(name="Second")

        merged = (self.deal | other).sudo().merge_opportunity()

        self.assertEqual(contract.sudo().lead_id, merged)

    # ---- basis -----------------------------------------------------------------------

    def test_basis_of_other_documents(self):
        order = self.order.with_context(lang="ru_RU")
        day = order.date_order.strftime("%d.%m.%Y")
        self.assertEqual(order._get_basis_text(), f"Заказ № {order.name} от {day}")

        self._create_document(self.deal, number="7", date="2026-11-01")
        self.assertIn("№ 7 от 01.11.2026", order._get_basis_text())

        contract = self._make_contract()
        contract.write({"name": "15", "date": "2026-11-02"})
        self.env.invalidate_all()
        self.assertEqual(order._get_basis_text(), "Договор поставки № 15 от 02.11.2026")

        contract.action_cancel()
        self.assertIn("№ 7", order._get_basis_text())

    # ---- register --------------------------------------------------------------------

    def test_register_shows_contract_and_specification(self):
        contract = self._make_contract()
        contract.write({"name": "15", "date": "2026-11-02"})
        row = self._get_row(self.deal, "contract")
        self.assertEqual((row.number, row.date), ("15", date(2026, 11, 2)))
        self.assertEqual((row.state, row.signed), ("draft", "no"))
        self.assertEqual(row.amount, self.order.amount_total)
        self.assertEqual(row.state_text, "Draft")
        appendix = self._get_row(self.deal, "specification")
        self.assertEqual((appendix.number, appendix.state), ("15/1", "draft"))
        self.assertEqual(
            (appendix.res_model, appendix.res_id), ("sale.order", self.order.id)
        )

        contract.action_sign()

        for kind in ("contract", "specification"):
            row = self._get_row(self.deal, kind)
            self.assertEqual((row.state, row.signed), ("done", "yes"), kind)

    def test_later_specification_is_signed_as_its_order(self):
        contract = self._make_contract()
        contract.action_sign()
        later = self._create_quotation(self.deal, [(self.job, 1)])
        later.contract_id = contract

        rows = self._get_rows(self.deal, "specification")
        self.assertEqual(rows.mapped("signed"), ["yes", "no"])

        self._attach_scan(later)

        rows = self._get_rows(self.deal, "specification")
        self.assertEqual(rows.mapped("signed"), ["yes", "yes"])

    def test_invoice_contract_has_no_specification(self):
        contract = self._make_contract()
        contract.kind = "invoice"
        self.assertFalse(self._get_rows(self.deal, "specification"))

    def test_contract_of_another_deal_of_the_client_is_a_row_of_both(self):
        contract = self._make_contract()
        other = self._create_deal(name="Second")
        order = self._create_quotation(other, [(self.job, 1)])
        order.contract_id = contract

        self.assertEqual(self._get_row(other, "contract").res_id, contract.id)
        self.assertEqual(other.contract_count, 1)

    def test_unsigned_contract_is_missing_at_the_closing(self):
        contract = self._make_contract()
        row = self._get_row(self.deal, "contract")
        self.assertTrue(row.is_incomplete)

        contract.action_cancel()

        self.assertFalse(self._get_row(self.deal, "contract").is_incomplete)

    def test_paper_of_a_contract_is_received(self):
        self._get_kind("contract").needs_original = True
        self._make_contract()

        self._get_row(self.deal, "contract", self.accountant).action_receive_originals()

        row = self._get_row(self.deal, "contract", self.accountant)
        self.assertEqual(row.original, "yes")
        self.assertEqual(row.signed, "no")


@tagged("post_install", "-at_install")
class TestContractRights(ContractCommon):
    """Own contracts, the department, all; what each role can NOT do."""

    def setUp(self):
        super().setUp()
        self.contract = self._make_contract()
        self.lawyer = self._create_lawyer()
        self.template = self.env.ref("sales_process.contract_template_supply")

    def _create_lawyer(self):
        return new_test_user(
            self.env, "t_lawyer", "sales_process.group_lawyer", lang="en_US"
        )

    def test_who_sees_contracts(self):
        for user, sees in (
            (self.salesperson, True),
            (self.head, True),
            (self.accountant, True),
            (self.planner, True),
            (self.lawyer, True),
            (self.env.ref("base.user_admin"), True),
            (self.colleague, False),
            (self.other_head, False),
        ):
            self.contract._keep_changed("")
            for model in ("sales.contract", "sales.contract.version"):
                with self.subTest(user=user.login, model=model):
                    found = self.env[model].with_user(user).search_count([])
                    self.assertEqual(bool(found), sees)
        for user in (self.engineer, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["sales.contract"].with_user(user).search_count([])

    def test_who_writes(self):
        text = "<p>{{ city }}</p>"
        for user, may in (
            (self.salesperson, True),
            (self.head, True),
            (self.lawyer, True),
            (self.accountant, False),
            (self.planner, False),
            (self.colleague, False),
        ):
            with self.subTest(user=user.login):
                contract = self.contract.with_user(user)
                if may:
                    contract.body = text
                    continue
                with self.assertRaises(AccessError):
                    contract.write({"body": text})
                for name in ("action_sign", "action_cancel"):
                    with self.assertRaises(AccessError):
                        getattr(contract, name)()

    def test_who_edits_templates(self):
        for user, may in (
            (self.head, True),
            (self.lawyer, True),
            (self.salesperson, False),
            (self.accountant, False),
            (self.planner, False),
        ):
            with self.subTest(user=user.login):
                template = self.template.with_user(user)
                self.assertTrue(template.body)
                if may:
                    template.body = "<p>{{ city }}</p>"
                else:
                    with self.assertRaises(AccessError):
                        template.write({"body": "<p></p>"})

    def test_nobody_writes_versions(self):
        self.contract._keep_changed("")
        for user in (self.salesperson, self.head, self.lawyer):
            version = self.contract.version_ids.with_user(user)
            for call in (
                lambda version=version: version.write({"body": "x"}),
                version.unlink,
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()

    def test_reader_does_not_make_contracts(self):
        for user in (self.planner, self.accountant, self.lawyer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._create_contract(user=user)

    def test_salesperson_does_not_delete_what_is_sent(self):
        self.contract.sudo().state = "sent"
        with self.assertRaises(UserError):
            self.contract.unlink()
