from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MarketingCommon

OWN_MODELS = (
    "marketing.segment",
    "marketing.export",
    "marketing.export.refusal",
    "marketing.export.memory",
    "marketing.export.run",
    "marketing.call.result.load",
    "marketing.call.result.load.line",
    "marketing.call.campaign",
    "marketing.call.campaign.line",
    "marketing.expense",
    "marketing.cost.report",
    "marketing.import",
    "marketing.import.column",
    "marketing.import.line",
    "marketing.import.mapping",
    "marketing.source.share",
    "marketing.source.missing",
    "marketing.source.fill",
    "marketing.consent",
    "marketing.consent.record",
    "marketing.consent.withdraw",
    "marketing.mailing",
    "marketing.mailing.refusal",
    "marketing.stop",
    "marketing.stop.lift",
    "marketing.stop.report",
)


@tagged("post_install", "-at_install")
class TestMarketerAccess(MarketingCommon):
    def test_reads_leads_of_everybody_and_changes_none(self):
        lead = self._create_lead(user_id=self.salesperson.id).with_user(self.marketer)

        self.assertEqual(lead.email_from, "orlova@zavod.example")
        for action in (
            lambda: lead.write({"name": "Mine"}),
            lead.unlink,
            lambda: lead.create({"name": "New"}),
        ):
            with self.assertRaises(AccessError):
                action()

    def test_sees_no_money_of_deals(self):
        lead = self._create_lead(expected_revenue=1000).with_user(self.marketer)
        leads = self.env["crm.lead"].with_user(self.marketer)

        with self.assertRaises(AccessError):
            lead.read(["expected_revenue"])
        with self.assertRaises(AccessError):
            leads.search([("expected_revenue", ">", 1)])
        with self.assertRaises(AccessError):
            leads._read_group([], [], ["expected_revenue:sum"])
        self.assertNotIn("expected_revenue", leads.fields_get())

    def test_views_of_a_lead_show_what_the_marketer_may_read(self):
        leads = self.env["crm.lead"].with_user(self.marketer)
        core = self.env.ref("crm.crm_lead_view_form")

        views = leads.get_views([(core.id, "form"), (False, "list"), (False, "search")])

        for view in views["views"].values():
            self.assertNotIn("expected_revenue", view["arch"])
        fields_seen = views["models"]["crm.lead"]["fields"]
        self.assertNotIn("expected_revenue", fields_seen)
        self.assertIn("email_from", fields_seen)

    def test_sales_roles_keep_their_views_and_money(self):
        both = self._create_user("both", "sales_process.group_salesperson")
        both.group_ids |= self.env.ref("sales_marketing.group_marketer")
        for user in (self.salesperson, both):
            leads = self.env["crm.lead"].with_user(user)
            lead = self._create_lead(user_id=user.id, expected_revenue=5)
            with self.subTest(user=user.login):
                self.assertEqual(lead.with_user(user).expected_revenue, 5)
                arch = leads.get_view(view_type="form")["arch"]
                self.assertIn("expected_revenue", arch)

    def test_marketer_in_sales_changes_only_own_deals(self):
        both = self._create_user("both", "sales_process.group_salesperson")
        both.group_ids |= self.env.ref("sales_marketing.group_marketer")
        foreign = self._create_lead(user_id=self.salesperson.id).with_user(both)

        self.assertEqual(foreign.email_from, "orlova@zavod.example")
        with self.assertRaises(AccessError):
            foreign.write({"name": "Mine"})

    def test_reads_contacts_and_changes_none(self):
        person = self._create_person().with_user(self.marketer)

        self.assertEqual(person.email, "kovalev@termomash.example")
        with self.assertRaises(AccessError):
            person.write({"email": "other@x.example"})
        with self.assertRaises(AccessError):
            person.write({"marketing_email_consent_date": "2020-01-01"})

    def test_reads_no_orders_invoices_calls_and_blacklists(self):
        for model in (
            "sale.order",
            "sale.order.line",
            "account.move",
            "account.move.line",
            "stock.picking",
            "sales.call",
            "mail.blacklist",
            "phone.blacklist",
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.marketer).search([])

    def test_writes_no_refusals_and_no_report(self):
        for model in (
            "marketing.export.refusal",
            "marketing.cost.report",
            "marketing.consent",
            "marketing.stop",
            "marketing.stop.report",
        ):
            for operation in ("create", "write", "unlink"):
                with self.subTest(model=model, operation=operation):
                    self.assertFalse(
                        self.env[model].with_user(self.marketer).has_access(operation),
                    )

    def test_segments_of_another_company_are_hidden(self):
        company = self.env["res.company"].create({"name": "Another"})
        segment = self.env["marketing.segment"].create(
            {"name": "Foreign", "company_id": company.id},
        )

        with self.assertRaises(AccessError):
            segment.with_user(self.marketer).read(["name"])


@tagged("post_install", "-at_install")
class TestOtherRoles(MarketingCommon):
    def test_others_have_nothing(self):
        for group in (
            "base.group_user",
            "sales_process.group_triage",
            "sales_process.group_reader",
            "sales_process.group_production",
            "sales_process.group_engineer",
            "sales_process.group_accountant",
        ):
            user = self._create_user(group.replace(".", "_"), group)
            for model in OWN_MODELS:
                with self.subTest(group=group, model=model):
                    self.assertFalse(
                        self.env[model].with_user(user).has_access("read"),
                    )

    def test_director_reads_costs(self):
        director = self._create_user("director", "sales_process.group_director")
        for model in (
            "marketing.expense",
            "marketing.cost.report",
            "marketing.source.share",
            "marketing.source.missing",
        ):
            records = self.env[model].with_user(director)
            with self.subTest(model=model):
                self.assertTrue(records.has_access("read"))
                for operation in ("create", "write", "unlink"):
                    self.assertFalse(records.has_access(operation))
        for model in ("marketing.import", "marketing.import.line"):
            with self.subTest(model=model):
                self.assertFalse(self.env[model].with_user(director).has_access("read"))

    def test_sales_roles_have_only_calls(self):
        for group in ("group_salesperson", "group_head"):
            user = self._create_user(group, f"sales_process.{group}")
            for model in OWN_MODELS:
                records = self.env[model].with_user(user)
                is_call = model.startswith("marketing.call.campaign")
                with self.subTest(group=group, model=model):
                    self.assertEqual(records.has_access("read"), is_call)
                    self.assertFalse(records.has_access("create"))
                    self.assertFalse(records.has_access("unlink"))

    def test_portal_and_public_have_nothing(self):
        portal = self._create_user("portal", "base.group_portal")
        for user in (portal, self.env.ref("base.public_user")):
            for model in OWN_MODELS:
                with self.subTest(user=user.login, model=model):
                    self.assertFalse(
                        self.env[model].with_user(user).has_access("read"),
                    )

    def test_salesperson_cannot_take_the_exported_file(self):
        export = self._export(self._create_segment())

        with self.assertRaises(AccessError):
            export._get_files("csv").with_user(self.salesperson).read(["raw"])

    def test_menus(self):
        menus = self.env["ir.ui.menu"]
        root = self.env.ref("sales_process.menu_root")
        marketing = self.env.ref("sales_marketing.menu_marketing")
        own = menus.search([("id", "child_of", marketing.ids)])
        my_calls = self.env.ref("sales_marketing.marketing_call_campaign_line_menu_my")

        marketer = menus.with_user(self.marketer)._visible_menu_ids()
        seller = menus.with_user(self.salesperson)._visible_menu_ids()

        self.assertIn(root.id, marketer)
        self.assertEqual(set(own.ids) & marketer, set((own - my_calls).ids))
        calls = marketing | my_calls.parent_id | my_calls
        self.assertEqual(set(own.ids) & seller, set(calls.ids))
