from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_mailchimp import MailchimpCommon
from .fake_mailchimp import KEY

SETTINGS = (
    "marketing.mailchimp.account",
    "marketing.mailchimp.audience",
    "marketing.mailchimp.field",
)
RESULTS = (
    "marketing.mailchimp.member",
    "marketing.mailchimp.sync.line",
    "marketing.unsubscription",
)
ALL = (*SETTINGS, *RESULTS, "marketing.mailchimp.sync", "marketing.mailchimp.import")


@tagged("post_install", "-at_install")
class TestMailchimpAccess(MailchimpCommon):
    def test_marketer_reads_settings_and_results_and_changes_none(self):
        for model in (*SETTINGS, *RESULTS):
            records = self.env[model].with_user(self.marketer)
            with self.subTest(model=model):
                self.assertTrue(records.has_access("read"))
                for operation in ("create", "write", "unlink"):
                    self.assertFalse(records.has_access(operation))

    def test_marketer_cannot_connect(self):
        account = self._create_account().with_user(self.marketer)

        self.assertEqual(account.api_key_hint, "…cdef-us21")
        for action in (
            lambda: account.write({"new_api_key": KEY}),
            lambda: account.read(["new_api_key"]),
            lambda: account.read(["api_key"]),
            account.action_test,
            account.action_switch_on,
            account.action_switch_off,
            account.action_pull,
        ):
            with self.assertRaises(AccessError):
                action()
        self.assertFalse(self.mailchimp.seen)

    def test_manager_writes_no_results(self):
        for model in RESULTS:
            records = self.env[model].with_user(self.manager)
            with self.subTest(model=model):
                for operation in ("create", "write", "unlink"):
                    self.assertFalse(records.has_access(operation))

    def test_others_have_nothing(self):
        for group in (
            "base.group_user",
            "base.group_portal",
            "sales_process.group_salesperson",
            "sales_process.group_head",
            "sales_process.group_director",
            "sales_process.group_accountant",
            "sales_process.group_engineer",
        ):
            user = self._create_user(group.replace(".", "_"), group)
            for model in ALL:
                with self.subTest(group=group, model=model):
                    self.assertFalse(
                        self.env[model].with_user(user).has_access("read"),
                    )

    def test_salesperson_starts_and_cancels_nothing(self):
        account = self._switch_on()
        run = self._create_run(account, self._create_segment())
        for user in (self.salesperson, self.env.ref("base.public_user")):
            foreign = run.with_user(user)
            for action in (
                foreign.action_start,
                foreign.action_cancel,
                foreign.action_resume,
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    action()

    def test_records_of_another_company_are_hidden(self):
        company = self.env["res.company"].create({"name": "Another"})
        account = self._switch_on()
        self._create_people(1)
        run = self._send(account, self._create_segment())
        left = self.env["marketing.unsubscription"].create(
            {
                "email": "a@x.example",
                "kind": "cleaned",
                "state": "done",
                "account_id": account.id,
            },
        )
        records = (
            account,
            account.audience_id,
            account.field_ids,
            self._get_member("p0@x.example"),
            run,
            run.line_ids,
            left,
        )
        account.sudo().company_id = company
        for record in records:
            hidden = record.sudo(False).with_user(self.marketer)
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                hidden.read(["display_name"])
        self.assertFalse(self._create_segment().has_mailchimp)

    def test_menus(self):
        menus = self.env["ir.ui.menu"]
        root = self.env.ref("sales_marketing.marketing_mailchimp_menu")
        own = root | root.child_id

        self.assertLessEqual(
            set(own.ids), menus.with_user(self.marketer)._visible_menu_ids()
        )
        self.assertFalse(
            set(own.ids) & menus.with_user(self.salesperson)._visible_menu_ids(),
        )
