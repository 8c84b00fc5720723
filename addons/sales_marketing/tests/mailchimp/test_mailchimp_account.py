from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common_mailchimp import MailchimpCommon
from .fake_mailchimp import KEY, problem


@tagged("post_install", "-at_install")
class TestMailchimpAccount(MailchimpCommon):
    def test_is_off_until_somebody_switches_it_on(self):
        account = self._create_account()

        self.assertEqual(account.state, "off")
        self.assertFalse(
            self.env["marketing.mailchimp.account"].search([], limit=2)[1:]
        )
        self.assertFalse(self._create_segment().has_mailchimp)
        self.env["marketing.mailchimp.account"]._cron_pull()
        self._work()
        self.assertFalse(self.mailchimp.seen)

    def test_key_is_stored_and_never_shown(self):
        with Form(
            self.env["marketing.mailchimp.account"].with_user(self.manager)
        ) as form:
            form.name = "Newsletter"
            form.new_api_key = f" {KEY} "
        account = form.record

        self.assertEqual(account.api_key_hint, "…cdef-us21")
        self.assertFalse(account.new_api_key)
        self.assertEqual(account.sudo().api_key, KEY)
        for user in (self.manager, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                account.with_user(user).read(["api_key"])
            with self.assertRaises(AccessError):
                account.with_user(user).search([("api_key", "like", "0123")])
        self.assertNotIn(KEY[:20], str(account.read()))
        self.assertNotIn(KEY[:20], str(account.message_ids.mapped("body")))
        self.assertNotIn(KEY[:20], str(account.copy_data()))

    def test_key_that_is_none(self):
        for key in ("abc", "0123456789abcdef0123456789abcdef", f"{KEY}.evil.example"):
            with self.subTest(key=key), self.assertRaises(ValidationError):
                self._create_account(new_api_key=key)

    def test_connection(self):
        account = self._create_account()
        account.field_ids.create(
            {"account_id": account.id, "tag": "CITY", "source": "position"},
        )
        self.mailchimp.merge_fields["COMPANY"] = "text"

        account.action_test()

        self.assertEqual(account.connected_as, "ООО «Печи» · pechi")
        self.assertFalse(account.test_error)
        self.assertEqual(account.audience_id.member_count, 7)
        self.assertEqual(account.audience_id.display_name, "Newsletter (members: 7)")
        self.assertEqual(
            {field.tag: field.state for field in account.field_ids},
            {
                "FNAME": "fine",
                "LNAME": "fine",
                "COMPANY": "fine",
                "PHONE": "phone",
                "CITY": "missing",
            },
        )
        self.assertTrue(account.has_field_problem)

    def test_audiences_are_read_page_by_page_and_kept(self):
        account = self._create_account()
        self.mailchimp.lists += [
            {"id": f"list{number}", "name": f"L{number}", "stats": {}}
            for number in range(600)
        ]
        self.mailchimp.lists.append({"id": "../evil", "name": "Evil"})

        account.action_test()
        self.assertEqual(len(account.audience_ids), 601)
        del self.mailchimp.lists[1:]
        account.action_test()

        self.assertEqual(account.audience_ids, account.audience_id)

    def test_only_audience_is_chosen_at_once(self):
        account = (
            self.env["marketing.mailchimp.account"]
            .with_user(self.manager)
            .create({"new_api_key": KEY})
        )

        account.action_test()

        self.assertEqual(account.audience_id.name, "Newsletter")

    def test_wrong_key_says_what_to_do(self):
        account = self._create_account(new_api_key=f"ffffffff{KEY}")

        account.action_test()

        self.assertIn("does not accept the API key", account.test_error)
        self.assertFalse(account.connected_as)
        self.assertNotIn("0123", account.test_error)

    def test_no_right_and_no_server(self):
        account = self._create_account()
        self.mailchimp.answers = [problem(403, "Forbidden", "Account is suspended")]
        account.action_test()
        self.assertIn("Account is suspended", account.test_error)

        self.env["ir.config_parameter"].set_param(
            "sales_marketing.mailchimp_url", "http://127.0.0.1:1/3.0"
        )
        account.action_test()
        self.assertIn("cannot be reached", account.test_error)

    def test_answer_that_is_no_json(self):
        account = self._create_account()
        self.mailchimp.answers = [(200, {}, b"<html>")]

        account.action_test()

        self.assertIn("cannot be read", account.test_error)

    def test_switching_on_needs_key_audience_and_notice(self):
        for values, words in (
            ({"transfer_notice": " "}, "Roskomnadzor"),
            ({"transfer_notice": False}, "Roskomnadzor"),
            ({"audience_id": False}, "audience"),
        ):
            account = self._create_account()
            account.write(values)
            with self.subTest(values), self.assertRaisesRegex(ValidationError, words):
                account.action_switch_on()

    def test_account_without_key_cannot_be_on(self):
        accounts = self.env["marketing.mailchimp.account"].with_user(self.manager)

        with self.assertRaises(ValidationError):
            accounts.create({"name": "Sly", "state": "on"})

    def test_audience_stays_once_contacts_were_sent(self):
        account = self._switch_on()
        other = self.env["marketing.mailchimp.audience"].create(
            {"account_id": account.id, "name": "Other", "key": "ffff"},
        )
        self._create_people(1)
        self._send(account, self._create_segment())

        with self.assertRaises(UserError):
            account.audience_id = other
        with self.assertRaises(UserError):
            account.unlink()

    def test_audience_of_another_account(self):
        account, other = self._create_account(), self._create_account()

        with self.assertRaises(ValidationError):
            account.audience_id = other.audience_id

    def test_merge_fields(self):
        account = self._create_account()
        fields = self.env["marketing.mailchimp.field"].with_user(self.manager)
        for tag in ("*|FNAME|*", "fname", "TOOLONGNAME1", "A B"):
            with self.subTest(tag=tag), self.assertRaises(ValidationError):
                fields.create(
                    {"account_id": account.id, "tag": tag, "source": "company"}
                )

    def test_address_of_the_service(self):
        parameters = self.env["ir.config_parameter"]
        account = self.env["marketing.mailchimp.account"]
        for value in ("", "file:///etc/passwd"):
            parameters.set_param("sales_marketing.mailchimp_url", value)
            url = account._get_url(KEY)
            self.assertEqual(url, "https://us21.api.mailchimp.com/3.0")
