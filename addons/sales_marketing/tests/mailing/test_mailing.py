from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...tools.consent.consent import BOUNCE_LIMIT
from ...tools.mailing.mailing import MailingSieve
from ...tools.segment.contact import Contact
from ..common import MarketingCommon


@tagged("post_install", "-at_install")
class TestMailing(MarketingCommon):
    """Where Odoo's mailing apps are not installed; with them see ``tests/``."""

    def _open_wizard(self, segment, user=None, **values):
        action = segment.with_user(user or self.marketer).action_new_mailing()
        wizard = self.env[action["res_model"]].with_user(user or self.marketer)
        wizard = wizard.browse(action["res_id"])
        wizard.write(values)
        return wizard

    def _get_reasons(self, wizard):
        return {line.name: line.reason for line in wizard.refusal_ids}

    def test_who_gets_it_and_who_does_not(self):
        self.env["mail.blacklist"].create({"email": "stop@x.example"})
        for name, values in (
            ("good", {}),
            ("twice", {"email": "GOOD@x.example"}),
            ("noreply", {}),
            ("stop", {}),
            ("silent", {"consent_date": False}),
            ("caller", {"marketing_preferred_channel": "phone"}),
            ("gone", {"message_bounce": BOUNCE_LIMIT}),
            ("none", {"email": False}),
        ):
            self._create_person(name, **{"email": f"{name}@x.example", **values})

        wizard = self._open_wizard(self._create_segment())
        wizard.action_check()

        self.assertEqual((wizard.contact_count, wizard.lead_count), (1, 0))
        self.assertEqual(
            self._get_reasons(wizard),
            {
                "twice": "duplicate",
                "noreply": "role",
                "stop": "blacklisted",
                "silent": "no_consent",
                "caller": "other_channel",
                "gone": "bounced",
                "none": "no_email",
            },
        )
        self.assertEqual(wizard.refused_count, 7)
        self.assertIn("Letters come back: 1", wizard.reason_text)

        wizard.by_preference = False
        wizard.action_check()
        self.assertEqual(wizard.contact_count, 2)
        self.assertEqual(len(wizard.refusal_ids), 6)

    def test_leads_get_it_with_their_own_consent(self):
        lead = self._create_lead()
        self._consent(lead, ["email"])
        silent = self._create_lead(email_from="other@zavod.example")
        segment = self._create_segment(
            include_partners=False,
            include_leads=True,
            lead_domain=f"[('id', 'in', {(lead | silent).ids})]",
        )

        wizard = self._open_wizard(segment)
        wizard.action_check()

        self.assertEqual((wizard.contact_count, wizard.lead_count), (0, 1))
        self.assertEqual(wizard.refusal_ids.lead_id, silent)

    def test_sms_asks_for_its_own_consent_and_list(self):
        agreed = self._create_person("agreed", phone="8 495 600-00-01")
        self._consent(agreed, ["sms"])
        stopped = self._create_person("stopped", phone="8 495 600-00-02")
        self._consent(stopped, ["sms"])
        self.env["marketing.stop"]._stop("sms", ["+74956000002"], "page")
        self._create_person("silent", phone="8 495 600-00-03")
        self._create_person("none", phone=False)
        self._create_person("bad", phone="123")

        wizard = self._open_wizard(self._create_segment(), channel="sms")
        wizard.action_check()

        self.assertEqual(wizard.contact_count, 1)
        self.assertEqual(
            self._get_reasons(wizard),
            {
                "stopped": "phone_blacklisted",
                "silent": "no_consent",
                "none": "no_phone",
                "bad": "bad_phone",
            },
        )

    def test_says_what_is_missing(self):
        wizard = self._open_wizard(self._create_segment())
        if "mailing.mailing" in self.env:
            self.assertIn("right", wizard.missing_text)
        else:
            self.assertIn("install", wizard.missing_text)
        with self.assertRaises(UserError):
            wizard.action_make()

    def test_others_make_no_mailings(self):
        segment = self._create_segment()
        for user in (self.salesperson, self._create_user("plain", "base.group_user")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._open_wizard(segment, user=user)

    def test_queries_do_not_grow_with_contacts(self):
        def count(size):
            people = self.env["res.partner"].search(
                [("category_id", "in", self.tag.ids)]
            )
            people.category_id = False
            people = self.env["res.partner"].create(
                [
                    {
                        "name": f"P{n}",
                        "email": f"p{n}@q.example",
                        "category_id": self.tag.ids,
                    }
                    for n in range(size)
                ]
            )
            wizard = self._open_wizard(segment)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_check()
            self.env.flush_all()
            self.assertEqual(wizard.refused_count, size)
            return self.env.cr.sql_log_count - before

        segment = self._create_segment()
        count(2)
        one, fifty = count(2), count(50)

        self.assertEqual(one, fifty)

    def test_sieve_alone(self):
        def contact(**values):
            values = {"email": "a@x.example", "phones": ("+74950000000",), **values}
            return Contact(model="res.partner", id=1, name="A", **values)

        today = self.env.cr.now().date()
        for channel, values, reason in (
            ("email", {}, "no_consent"),
            ("email", {"consent_date": today}, None),
            ("email", {"sms_consent_date": today}, "no_consent"),
            ("sms", {"sms_consent_date": today}, None),
            ("sms", {"consent_date": today}, "no_consent"),
            ("sms", {"phones": (), "phone": "x"}, "bad_phone"),
            ("sms", {"phones": ()}, "no_phone"),
            ("sms", {"is_sms_blocked": True}, "phone_blacklisted"),
            ("email", {"consent_date": today, "is_phone_blocked": True}, None),
            (
                "email",
                {"consent_date": today, "preferred_channel": "sms"},
                "other_channel",
            ),
            ("email", {"consent_date": today, "preferred_channel": "email"}, None),
        ):
            sieve = MailingSieve(channel, by_preference=True)
            with self.subTest(channel=channel, values=values):
                self.assertEqual(sieve.refuse(contact(**values)), reason)
        sieve = MailingSieve("email", by_preference=False)
        again = [sieve.refuse(contact(consent_date=today)) for _time in range(2)]
        self.assertEqual(again, [None, "duplicate"])
