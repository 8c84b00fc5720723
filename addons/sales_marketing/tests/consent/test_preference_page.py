import re

from odoo.tests import HttpCase, tagged

from .preference_common import ADDRESS, PreferenceCommon

TOKEN_FIELD = re.compile(r'name="csrf_token" value="([^"]+)"')


@tagged("post_install", "-at_install")
class TestPreferencePage(HttpCase, PreferenceCommon):
    @property
    def page(self):
        return f"/marketing/preferences/{self.token}"

    @property
    def one_click(self):
        return f"/marketing/unsubscribe/{self.token}"

    def _open(self, url=None, **options):
        return self.url_open(url or self.page, **options)

    def _post(self, url=None, **form):
        """Press a button of the page, as its form does it."""
        page = self._open()
        form["csrf_token"] = TOKEN_FIELD.search(page.text).group(1)
        return self.url_open(url or self.page, data=form)

    def _is_checked(self, text, channel):
        box = re.search(rf'<input[^>]*id="{channel}"[^>]*>', text).group(0)
        return "checked" in box

    def test_page_shows_what_holds(self):
        page = self._open()

        self.assertEqual(page.status_code, 200)
        self.assertIn(ADDRESS, page.text)
        self.assertIn("+7 495 ***-**-34", page.text)
        self.assertNotIn("600-12-34", page.text)
        checked = [self._is_checked(page.text, c) for c in ("email", "phone", "sms")]
        self.assertEqual(checked, [True, True, False])
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("noindex", page.headers["X-Robots-Tag"])

    def test_looking_changes_nothing(self):
        before = self._get_everything()

        for url in (
            self.page,
            self.one_click,
            f"{self.page}?stop=1&save=1&email=",
            f"{self.page}?saved=1&was=email-phone",
            f"{self.one_click}?List-Unsubscribe=One-Click",
        ):
            self.assertEqual(self._open(url).status_code, 200)
            self.url_open(url, method="HEAD")

        self.assertEqual(self._get_everything(), before)

    def _get_everything(self):
        self.env.invalidate_all()
        return (
            self.env["marketing.consent"].search_count(
                [("withdrawn_date", "!=", False)]
            ),
            self.env["marketing.consent"].search_count([]),
            self.stops.search_count([]),
            self.env["mail.blacklist"].search_count([]),
            self.env["phone.blacklist"].search_count([]),
            self.person.marketing_preferred_channel,
            len(self.person.message_ids),
        )

    def test_strangers_see_no_page(self):
        packed, _dot, signature = self.token.partition(".")
        for token in (
            "x",
            packed,
            f"{packed}.{'0' * 64}",
            f"{packed}.{signature}1",
            "a" * 5000,
        ):
            for route in ("preferences", "unsubscribe"):
                url = f"/marketing/{route}/{token}"
                with self.subTest(url=url[:60]):
                    self.assertEqual(self._open(url).status_code, 404)
                    answer = self._post(url, stop="1")
                    self.assertEqual(answer.status_code, 404)
        self.assertEqual(self._open("/marketing/preferences/").status_code, 404)
        self.assertAgreed("email", "phone")

    def test_known_and_unknown_addresses_cannot_be_told_apart(self):
        def skeleton(address):
            token = self.preferences._get_token(address)
            text = self._open(f"/marketing/preferences/{token}?lang=en_US").text
            text = text.replace(token, "").replace(address, "")
            return re.sub(r'csrf_token"? ?(value=|: )"[^"]+"', "", text)

        self._create_person(
            "Plain", email="a@x.example", phone=False, consent_date=None
        )

        self.assertEqual(skeleton("a@x.example"), skeleton("b@x.example"))

    def test_save(self):
        answer = self._post(save="1", phone="1", preferred="phone")

        self.assertEqual(answer.status_code, 200)
        self.assertIn("Thank you", answer.text)
        self.assertAgreed("phone")
        self.assertEqual(self.person.marketing_preferred_channel, "phone")

    def test_channel_that_is_refused_is_not_preferred(self):
        self._post(save="1", email="1", preferred="sms")

        self.env.invalidate_all()
        self.assertFalse(self.person.marketing_preferred_channel)

    def test_stop_everything_and_mistaken(self):
        answer = self._post(stop="1", email="1", phone="1", sms="1")
        self.assertIn("no more advertising", answer.text)
        self.assertAgreed()
        self.assertIn("I was mistaken", answer.text)

        button = re.search(r"<form(?:(?!<form).)*mistaken", answer.text, re.S).group(0)
        hidden = re.findall(r"<input[^>]*>", button)
        again = {
            channel: "1"
            for channel in ("email", "phone", "sms")
            if any(f'name="{channel}"' in field for field in hidden)
        }
        self.assertEqual(again, {"email": "1", "phone": "1"})
        self._post(again="1", **again)

        self.assertAgreed("email", "phone")
        sources = set(self.person.marketing_consent_ids.mapped("source"))
        self.assertIn("Preference page, opened from 127.0.0.1", sources)

    def test_double_press(self):
        self._post(stop="1")
        count = self.stops.search_count([])

        answer = self._post(stop="1")

        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.stops.search_count([]), count)

    def test_form_without_its_secret_is_refused(self):
        for form in ({"stop": "1"}, {"stop": "1", "csrf_token": "x"}):
            with self.subTest(form=form):
                self.assertEqual(self.url_open(self.page, data=form).status_code, 400)
        self.assertAgreed("email", "phone")

    def test_wrong_and_long_values(self):
        answer = self._post(save="1", email="1", preferred="pigeon", other="x" * 100)
        self.assertEqual(answer.status_code, 200)
        self.assertAgreed("email")

        answer = self._post(save="1", other="x" * 20000)
        self.assertEqual(answer.status_code, 413)
        self.assertAgreed("email")
        self.assertEqual(
            self._open(f"{self.page}?lang=xx_XX&was=%00&saved=").status_code, 200
        )

    def test_mail_program_unsubscribes_in_one_click(self):
        form = {"List-Unsubscribe": "One-Click"}
        for _time in range(2):
            answer = self.url_open(self.one_click, data=form)
            self.assertEqual((answer.status_code, answer.text), (200, ""))

        self.assertAgreed("phone")
        self.assertTrue(self._is_mail_blocked())
        stop = self.stops.search([("address", "=", ADDRESS)])
        self.assertEqual(stop.how, "one_click")

    def test_one_click_needs_its_word(self):
        for form in ({"x": "1"}, {"List-Unsubscribe": "Two"}):
            with self.subTest(form=form):
                answer = self.url_open(self.one_click, data=form)
                self.assertEqual(answer.status_code, 400)
        self.assertAgreed("email", "phone")

    def test_language(self):
        for code in ("en_US", "ru_RU"):
            self.env["res.lang"]._activate_lang(code)

        def language(url, accept):
            page = self._open(url, headers={"Accept-Language": accept})
            return re.search(r'<html[^>]*lang="([\w-]+)"', page.text).group(1)

        self.person.lang = self.lead.lang_id = False
        self.assertEqual(language(self.page, "ru-RU,ru;q=0.9"), "ru-RU")
        self.assertEqual(language(self.page, "en-US"), "en-US")
        self.person.lang = "ru_RU"
        self.assertEqual(language(self.page, "en-US"), "ru-RU")
        self.assertEqual(language(f"{self.page}?lang=en_US", "ru"), "en-US")

    def test_logged_in_people_may_open_it_too(self):
        self.authenticate(self.marketer.login, self.marketer.login)

        self._post(stop="1")
        self.assertAgreed()
        self._post(save="1", email="1")

        # it was no client who has agreed
        self.assertAgreed("email")
        consent = self.person.marketing_consent_ids.sorted("id")[-1]
        self.assertIn(self.marketer.login, consent.source)
