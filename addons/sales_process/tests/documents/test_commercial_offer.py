from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .offer_common import OfferCommon

NAME = "sales_process.commercial_offer"


@tagged("post_install", "-at_install")
class TestCommercialOffer(OfferCommon):
    def _render(self, order, user=None):
        return self._render_text(NAME, order, user)

    # ---- number ------------------------------------------------------------------------

    def test_the_number_is_given_at_the_first_print_and_stays(self):
        order = self._create_order([self._line()])
        self.assertFalse(order.offer_number)

        form = self._prepare("commercial_offer", order, self.salesperson)
        number = order.offer_number
        again = self._prepare("commercial_offer", order, self.salesperson)

        today = fields.Date.context_today(order)
        self.assertTrue(number)
        self.assertEqual(order.offer_date, today)
        self.assertEqual([form["number"], again["number"]], [number, number])
        self.assertIn(number, form["title"])

    def test_numbers_follow_each_other_and_begin_anew_each_year(self):
        orders = [self._create_order([self._line()]) for _number in range(3)]
        with freeze_time("2031-12-30 10:00:00"):
            orders[0]._number_offers()
            orders[1]._number_offers()
        with freeze_time("2032-01-11 10:00:00"):
            orders[2]._number_offers()

        self.assertEqual(
            [order.offer_number for order in orders], ["1/31", "2/31", "1/32"]
        )

    def test_a_copy_gets_its_own_number(self):
        order = self._create_order([self._line()])
        order._number_offers()

        copy = order.copy()

        self.assertFalse(copy.offer_number)
        self.assertFalse(copy.offer_date)

    def test_several_offers_are_numbered_at_once(self):
        deal = self._create_deal()
        orders = self._create_order([self._line()], deal)
        orders |= self._create_order([self._line()], deal)

        orders._number_offers()

        self.assertEqual(len(set(orders.mapped("offer_number"))), 2)

    # ---- what the deal says ------------------------------------------------------------

    def test_parameters_of_the_deal_are_the_source_data(self):
        area = self.env["sales.application.area"].create({"name": "Space"})
        material = self.env["sales.material"].create({"name": "Steel"})
        deal = self._create_deal(
            application_area_id=area.id, material_ids=[Command.set(material.ids)]
        )

        form = self._prepare(
            "commercial_offer", self._create_order([self._line()], deal)
        )

        self.assertEqual(
            [text for _label, text in form["parameters"]],
            ["Space", "Pump", "Steel", deal.need],
        )
        self.assertIn("Space", form["intro"])

    def test_an_order_without_a_deal_is_offered_too(self):
        order = self._create_order([self._line()])
        order.sudo().opportunity_id = False

        form = self._prepare("commercial_offer", order)

        self.assertEqual(form["parameters"], [])
        self.assertEqual(form["questionnaire"], [])
        self.assertIn("Total to pay", self._render(order))

    def test_own_words_replace_the_introduction(self):
        order = self._create_order([self._line()])
        self.company.offer_intro = "Words of the company"
        self.assertEqual(
            self._prepare("commercial_offer", order)["intro"], "Words of the company"
        )

        order.offer_intro = "Words of the order"

        self.assertEqual(
            self._prepare("commercial_offer", order)["intro"], "Words of the order"
        )

    def test_the_addressee_is_the_contact(self):
        contact = self.env["res.partner"].create(
            {"name": "Sidorov", "function": "Engineer", "parent_id": self.client.id}
        )
        order = self._create_order([self._line()], partner_id=contact.id)

        to = self._prepare("commercial_offer", order)["addressee"]

        self.assertEqual(
            to, {"position": "Engineer", "company": "Client", "name": "Sidorov"}
        )

    def test_without_a_contact_the_deal_names_him(self):
        deal = self._create_deal(contact_name="Petrov", function="Director")

        to = self._prepare("commercial_offer", self._create_order([self._line()], deal))

        self.assertEqual(to["addressee"]["name"], "Petrov")
        self.assertEqual(to["addressee"]["position"], "Director")

    def test_the_salesperson_signs_with_phone_and_mail(self):
        self.salesperson.partner_id.phone = "+7 495 111-22-33"
        order = self._create_order([self._line()])

        text = self._render(order)

        for word in (self.salesperson.name, "+7 495 111-22-33", self.salesperson.email):
            self.assertIn(word, text)
        self.assertIn("Иванов И. И.", text)

    # ---- goods -------------------------------------------------------------------------

    def test_lines_have_picture_characteristics_and_lead_time(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Flange",
                "value_ids": [Command.create({"name": "KF 40"})],
            }
        )
        template = self.env["product.template"].browse(self.stocked.product_tmpl_id.id)
        template.attribute_line_ids = [
            Command.create(
                {
                    "attribute_id": attribute.id,
                    "value_ids": [Command.set(attribute.value_ids.ids)],
                }
            )
        ]
        product = template.product_variant_id
        product.image_1920 = self._picture_field()
        self._put_on_stock(product, 5)
        order = self._create_order([self._line(product, name="Pump\n2 kW")])

        row = self._prepare("commercial_offer", order)["rows"][0]

        self.assertEqual(row["name"], "Pump")
        self.assertEqual(row["description"], "2 kW\nFlange: KF 40")
        self.assertEqual(row["lead_time"], "from stock")
        self.assertTrue(row["picture"])

    def test_pictures_are_switched_off(self):
        self.stocked.image_1920 = self._picture_field()
        order = self._create_order([self._line()], offer_picture=False)

        form = self._prepare("commercial_offer", order)

        self.assertFalse(form["has_pictures"])
        self.assertNotIn("Picture", self._render(order))

    def test_options_are_apart_and_not_in_the_total(self):
        order = self._create_order(
            [
                self._line(price=100, sequence=1),
                {
                    "display_type": "line_section", "name": "Options",
                    "is_optional": True, "sequence": 2,
                },
                self._line(self.made, 0, 70, sequence=3),
                self._line(self.bought, 1, 50, sequence=4),
            ]
        )  # fmt: skip

        form = self._prepare("commercial_offer", order)

        self.assertEqual(
            [row["name"] for row in form["rows"]], ["stocked", "Options", "bought"]
        )
        self.assertEqual([row["name"] for row in form["options"]], ["Options", "made"])
        self.assertEqual(form["options"][1]["price"], 70)
        self.assertEqual(form["amount_total"], order.amount_total)
        self.assertIn("Options, not included in the total", self._render(order))

    def test_vat_is_told_by_rate_with_the_reservation(self):
        order = self._create_order(
            [self._line(), self._line(self.made, taxes=self.vat10)]
        )

        form, text = self._prepare("commercial_offer", order), self._render(order)

        self.assertEqual(
            [(row["label"], row["tax"]) for row in form["taxes"]],
            [("VAT 22%", 22.0), ("VAT 10%", 10.0)],
        )
        self.assertIn("at the rate in force on the date of shipment", text)

    def test_without_vat_no_rate_is_promised(self):
        order = self._create_order([self._line(taxes=self.vat.browse())])

        form, text = self._prepare("commercial_offer", order), self._render(order)

        self.assertEqual(form["rows"][0]["tax"], "no VAT")
        self.assertNotIn("in force on the date of shipment", text)
        self.assertIn("Prices are without VAT", text)

    def test_an_offer_that_is_not_approved_is_a_draft(self):
        self.team.approval_discount = 5
        order = self._create_order([self._line(discount=50)])

        self.assertIn("has not approved it yet", self._render(order))

    # ---- lead times --------------------------------------------------------------------

    def _get_times(self, order):
        return [time.text for time in order._get_lead_times().values()]

    def test_where_the_goods_come_from(self):
        self.made.bom_ids.produce_delay = 40
        self.bought.seller_ids.delay = 10
        for line, text in (
            (self._line(self.stocked, 5), "from stock"),
            (self._line(self.made, 1), "production, 6 weeks"),
            (self._line(self.bought, 1), "purchase, 10 days"),
            (self._line(self.bought, 1, customer_lead=30), "purchase, 5 weeks"),
            (self._line(self.orphan, 1, customer_lead=3), "3 days"),
            (self._line(self.orphan, 1, customer_lead=0), ""),
            (self._line(self.orphan, 1, offer_lead_time="in May"), "in May"),
            (self._line(self.job, 1), ""),
        ):
            with self.subTest(text=text):
                order = self._create_order([line])
                self.assertEqual(
                    [t for t in self._get_times(order) if t], [text][: bool(text)]
                )

    def test_a_part_comes_from_stock(self):
        self._put_on_stock(self.made, 2)
        self.made.bom_ids.produce_delay = 40

        order = self._create_order([self._line(self.made, 3)])

        self.assertEqual(
            self._get_times(order), ["2 from stock, the rest: production, 6 weeks"]
        )

    def test_a_confirmed_order_tells_its_dates(self):
        deal = self._create_deal()
        order = self._create_order([self._line(self.bought, 1), self._line()], deal)
        order.action_quotation_sent()
        deal.action_agree()
        purchase = order.sudo().stock_reference_ids.purchase_ids
        day = fields.Date.context_today(order) + timedelta(days=20)
        purchase.order_line.date_planned = fields.Datetime.to_datetime(day)
        self.env.invalidate_all()

        times = self._get_times(order)

        self.assertEqual(times, [f"by {day:%d.%m.%Y}", "from stock"])

    def test_works_are_offered_beside_goods(self):
        """A service has no lead time; it does not hide the one of the goods."""
        deal = self._create_deal()
        order = self._create_order([self._line(), self._line(self.job, 1)], deal)
        self._check_offer_with_works(order)

        order.action_quotation_sent()
        deal.action_agree()
        self.env.invalidate_all()

        self._check_offer_with_works(order)

    def _check_offer_with_works(self, order):
        rows = self._prepare("commercial_offer", order)["rows"]
        self.assertEqual([row["lead_time"] for row in rows], ["from stock", ""])
        self.assertEqual(self._get_terms(order)["Delivery term"], "from stock")

    # ---- conditions --------------------------------------------------------------------

    def _get_terms(self, order):
        return dict(order._get_offer_terms())

    def test_conditions_are_told_from_the_order(self):
        term = self.env["account.payment.term"].create(
            {"name": "Half", "note": "<p>50 % in advance</p>"}
        )
        day = fields.Date.context_today(self.env.user) + timedelta(days=30)
        order = self._create_order(
            [self._line()],
            payment_term_id=term.id,
            validity_date=day,
            incoterm=self.env.ref("account.incoterm_EXW").id,
            incoterm_location="Moscow",
        )

        terms = self._get_terms(order)

        self.assertEqual(terms["Payment terms"], "50 % in advance")
        self.assertEqual(terms["Delivery term"], "from stock")
        self.assertIn("EXW Moscow", terms["Delivery basis"])
        self.assertIn(str(day.year), terms["The offer is valid"])
        self.assertIn("12 months", terms["Warranty"])
        self.assertNotIn("Commissioning", terms)

    def test_what_the_deal_does_not_need_is_not_offered(self):
        for equipment, offered in ((self.pump, False), (self.chamber, True)):
            with self.subTest(equipment=equipment.name):
                order = self._create_order([self._line()], self._create_deal(equipment))
                terms = self._get_terms(order)
                self.assertEqual("Commissioning" in terms, offered)
                self.assertEqual("Certification" in terms, offered)

    def test_an_order_may_have_its_own_conditions(self):
        order = self._create_order([self._line()])
        order.action_edit_offer_terms()
        warranty = order.offer_term_ids.filtered(lambda term: term.name == "Warranty")
        warranty.text = "24 months"
        order.offer_term_ids.filtered(lambda term: term.kind == "delivery").unlink()
        self.env.ref("sales_process.offer_term_warranty").text = "for ever"

        terms = self._get_terms(order)

        self.assertEqual(terms["Warranty"], "24 months")
        self.assertNotIn("Delivery term", terms)
        order.action_edit_offer_terms()
        self.assertNotIn("Delivery term", self._get_terms(order))
        self.assertEqual(dict(order.copy()._get_offer_terms())["Warranty"], "24 months")

    def test_a_condition_of_another_company_is_not_printed(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["sales.offer.term"].create(
            {"name": "Theirs", "text": "Theirs", "company_id": other.id}
        )

        self.assertNotIn("Theirs", self._get_terms(self._create_order([self._line()])))

    # ---- appendices --------------------------------------------------------------------

    def test_files_are_appended_and_pages_go_on(self):
        document = self.env["product.document"].create(
            {
                "name": "passport.pdf",
                "raw": self._draw_pdf("Passport 1", "Passport 2"),
                "res_model": "product.template",
                "res_id": self.stocked.product_tmpl_id.id,
            }
        )
        picture = self._create_file(self._draw_picture(), "scheme.png")
        order = self._create_order([self._line()])
        order.offer_document_ids = document
        order.offer_file_ids = picture

        texts = self._get_page_texts(self._render_pdf(NAME, order, self.salesperson))

        self.assertEqual(len(texts), 4)
        self.assertIn("passport.pdf", texts[0])
        self.assertIn("Passport 2", texts[2])
        for number, text in enumerate(texts, 1):
            self.assertIn(f"Page {number} of 4", text)

    def test_appendices_of_several_offers_stay_with_them(self):
        deal = self._create_deal()
        first = self._create_order([self._line(name="First")], deal)
        second = self._create_order([self._line(name="Second")], deal)
        first.offer_file_ids = self._create_file(self._draw_pdf("Appendix"))

        texts = self._get_page_texts(self._render_pdf(NAME, first | second))

        self.assertEqual(len(texts), 3)
        self.assertIn("Appendix", texts[1])
        self.assertIn("Second", texts[2])

    def test_other_kinds_of_files_are_refused(self):
        order = self._create_order([self._line()])

        self.assertRefused(
            ["note.txt"],
            order.write,
            {
                "offer_file_ids": [
                    Command.link(self._create_file(b"text", "note.txt").id)
                ]
            },
        )

    def test_too_large_files_are_refused(self):
        self.env["sales.settings"]._set_values({"document_max_mb": 1})
        order = self._create_order([self._line()])
        file = self._create_file(self._draw_pdf("x") + b"\n%" + b"0" * 1_100_000)

        with self.assertRaises(ValidationError):
            order.offer_file_ids = file

    def test_a_damaged_file_is_named_when_it_is_printed(self):
        order = self._create_order([self._line()])
        order.offer_file_ids = self._create_file(b"%PDF-1.4 damaged", "broken.pdf")

        with self.assertRaisesRegex(UserError, "broken.pdf"):
            self._render_pdf(NAME, order)

    def test_nobody_appends_a_file_that_he_may_not_read(self):
        secret = self.env["ir.attachment"].create(
            {
                "name": "salaries.pdf",
                "raw": self._draw_pdf("Salary"),
                "res_model": "ir.cron",
                "res_id": self.env["ir.cron"].search([], limit=1).id,
            }
        )
        own = self._create_file(self._draw_pdf("x"), user=self.other_head)
        order = self._create_order([self._line()])

        for file in (secret, own):
            with (
                self.subTest(file=file.name),
                self.assertRaises(AccessError),
                self.env.cr.savepoint(),
            ):
                order.write({"offer_file_ids": [Command.link(file.id)]})

    def test_a_colleague_who_reads_the_order_reads_its_files(self):
        order = self._create_order([self._line()])
        order.offer_file_ids = self._create_file(self._draw_pdf("x"))

        file = order.offer_file_ids.with_user(self.head)

        self.assertEqual((file.res_model, file.res_id), ("sale.order", order.id))
        self.assertTrue(file.raw)

    # ---- rights ------------------------------------------------------------------------

    def test_who_reads_the_order_prints_its_offer(self):
        order = self._create_order([self._line()])
        for user in (self.head, self.accountant, self.planner):
            with self.subTest(user=user.login):
                self.assertIn("stocked", self._render(order, user))

    def test_accountants_of_core_print_it_with_its_own_conditions(self):
        accountant = new_test_user(
            self.env, "t_core", "account.group_account_invoice", lang="en_US"
        )
        order = self._create_order([self._line()])
        order.action_edit_offer_terms()
        order.offer_term_ids.text = "Own words"
        self.env.invalidate_all()

        self.assertIn("Own words", self._render(order, accountant))

    def test_strangers_print_nothing(self):
        order = self._create_order([self._line()])
        for user in (self.stranger, self.engineer, self.colleague, self.other_head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._render(order, user)
        self.assertFalse(order.offer_number)

    def test_conditions_are_changed_by_the_salesperson_of_the_order_only(self):
        order = self._create_order([self._line()])
        order.action_edit_offer_terms()
        self.env.flush_all()
        term = order.offer_term_ids[0]
        term.text = "Mine"
        term.with_user(self.head).text = "Of the head"
        for user in (self.colleague, self.other_head, self.accountant, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                term.with_user(user).text = "Theirs"
                self.env.flush_all()

    def test_conditions_of_the_company_are_changed_by_heads(self):
        term = self.env.ref("sales_process.offer_term_warranty")
        term.with_user(self.head).text = "24 months"
        for user in (self.salesperson, self.accountant, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                term.with_user(user).text = "36 months"

    # ---- PDF ---------------------------------------------------------------------------

    def test_the_pdf_says_what_the_erp_says(self):
        order = self._create_order([self._line(quantity=3, price=1234.5)])

        (text,) = self._get_page_texts(self._render_pdf(NAME, order, self.salesperson))

        for word in (order.offer_number, "stocked", "3,703.50", "4,518.27", "814.77"):
            self.assertIn(word, text.replace(" ", " "))

    def test_long_offers_have_a_header_on_every_page(self):
        order = self._create_order([self._line(name=f"Item {n}") for n in range(90)])

        texts = self._get_page_texts(self._render_pdf(NAME, order, self.salesperson))

        self.assertGreater(len(texts), 2)
        tables = [text for text in texts if "Item" in text]
        self.assertTrue(all("Name and characteristics" in text for text in tables))
        self.assertEqual(sum(text.count("Item ") for text in texts), 90)


@tagged("post_install", "-at_install")
class TestFormSettings(OfferCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls.env["res.users"].create(
            {
                "name": "Director",
                "login": "t_form_director",
                "group_ids": [
                    Command.link(cls.env.ref("sales_process.group_director").id)
                ],
            }
        )

    def test_the_director_sets_what_forms_say(self):
        settings = self.env["sales.form.settings"].with_user(self.director).create({})
        self.assertEqual(
            settings.payment_invoice_days, self.company.payment_invoice_days
        )
        settings.write({"payment_invoice_days": 9, "offer_picture": False})

        settings.action_save()

        self.assertEqual(self.company.payment_invoice_days, 9)
        order = self._create_order([self._line()])
        self.assertFalse(order.offer_picture)

    def test_days_are_not_negative(self):
        settings = self.env["sales.form.settings"].with_user(self.director).create({})
        settings.payment_invoice_days = -1

        with self.assertRaises(ValidationError):
            settings.action_save()

    def test_nobody_else_does(self):
        for user in (self.head, self.salesperson, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["sales.form.settings"].with_user(user).create({}).action_save()
