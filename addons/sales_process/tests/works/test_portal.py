import re

from odoo.tests import HttpCase, new_test_user, tagged

from ..work_common import SIGNATURE, WorkCommon, make_picture


@tagged("post_install", "-at_install")
class TestWorksPortal(HttpCase, WorkCommon):
    """The page of the client: read, sign, refuse; nothing for anybody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.lang = "en_US"
        cls.lot = cls._create_lot("SN-900")
        cls.work = cls._create_work(
            lot_ids=[(6, 0, cls.lot.ids)],
            line_ids=[(0, 0, {"name": "Start-up of the pump"})],
            check_ids=[(0, 0, {"name": "Test run", "answer": "yes"})],
            measure_ids=[
                (
                    0,
                    0,
                    {
                        "name": "Pressure",
                        "unit": "Pa",
                        "has_max": True,
                        "value_max": 5,
                        "value": 3.5,
                    },
                )
            ],
            defect_ids=[(0, 0, {"name": "Paint is scratched"})],
        )
        cls.photo = cls.work._add_photo("pump.png", make_picture(size=(900, 600)))
        cls.work.action_plan()
        cls.work.action_done()
        cls.url = cls.work.get_portal_url()
        cls.path = f"/my/works/{cls.work.id}"

    def _create_portal_user(self, login, partner):
        return (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "login": login,
                    "password": login,
                    "partner_id": partner.id,
                    "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
                },
            )
        )

    def _log_in_as(self, login, **values):
        partner = self.env["res.partner"].create(
            {"name": login.title(), "email": f"{login}@c.example", **values}
        )
        self._create_portal_user(login, partner)
        self.authenticate(login, login)

    def _read(self):
        self.work.invalidate_recordset()
        return self.work

    def _find_hash(self):
        """Fingerprint that the page sends with the signature."""
        return re.search(r"content_hash=([0-9a-f]{64})", self.url_open(self.url).text)[
            1
        ]

    def _sign(self, token, name="Ivan", signature=SIGNATURE, content_hash=None):
        seen = self._find_hash() if content_hash is None else content_hash
        return self.make_jsonrpc_request(
            f"{self.path}/sign",
            {
                "access_token": token,
                "name": name,
                "signature": signature,
                "content_hash": seen,
            },
        )

    def _refuse(self, csrf=None, **values):
        if csrf is None:
            page = self.url_open(self.url).text
            csrf = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        return self.url_open(
            f"{self.path}/refuse",
            data={
                "csrf_token": csrf,
                "access_token": self.work.access_token,
                "name": "Ivan",
                "reason": "It leaks",
                **values,
            },
        )

    # ---- reading -------------------------------------------------------------------

    def test_the_page_shows_the_whole_act(self):
        page = self.url_open(self.url)

        self.assertEqual(page.status_code, 200)
        for words in (
            "SN-900",
            "Start-up of the pump",
            "Test run",
            "Pressure",
            "3.5",
            "≤ 5",
            "Paint is scratched",
            f"/photo/{self.photo.id}",
            f"{self.path}/pdf",
        ):
            with self.subTest(words=words):
                self.assertIn(words, page.text)

    def test_client_finds_his_works(self):
        self._log_in_as("t_contact", parent_id=self.client.id)

        self.assertIn(self.work.name, self.url_open("/my/works").text)
        self.assertIn("/my/works", self.url_open("/my/home").text)
        self.assertIn("Start-up of the pump", self.url_open(self.path).text)

    def test_a_certificate_is_shown(self):
        work = self._create_certification(certificate_no="A-55")
        work.action_done()

        page = self.url_open(work.get_portal_url()).text

        self.assertIn("A-55", page)
        self.assertNotIn("Sign the act", page)
        answer = self.url_open(
            f"/my/works/{work.id}/pdf?access_token={work.access_token}"
        )
        self.assertEqual(answer.status_code, 404)

    def test_the_file_of_the_act(self):
        answer = self.url_open(f"{self.path}/pdf?access_token={self.work.access_token}")

        self.assertEqual(answer.status_code, 200)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertIn("Start-up of the pump", answer.text)

    def test_the_photo_is_served_large_and_small(self):
        token = self.work.access_token
        large = self.url_open(f"{self.path}/photo/{self.photo.id}?access_token={token}")
        small = self.url_open(
            f"{self.path}/photo/{self.photo.id}?access_token={token}&small=1"
        )

        self.assertEqual(large.status_code, 200)
        self.assertEqual(large.headers["Content-Type"], "image/png")
        self.assertEqual(small.status_code, 200)
        self.assertNotEqual(large.content, small.content)

    def test_other_files_are_no_photos_of_the_work(self):
        secret = self.env["ir.attachment"].create(
            {
                "name": "secret.png",
                "raw": make_picture(),
                "res_model": "equipment.work",
                "res_id": self.work.id,
            }
        )
        for file_id in (secret.id, self.photo.id + 10**6):
            with self.subTest(file=file_id):
                answer = self.url_open(
                    f"{self.path}/photo/{file_id}?access_token={self.work.access_token}"
                )
                self.assertEqual(answer.status_code, 404)

    # ---- strangers -----------------------------------------------------------------

    def test_a_wrong_token_and_an_unknown_work_look_the_same(self):
        unknown = f"/my/works/{self.work.id + 10**6}"
        draft = self._create_work()
        draft._portal_ensure_token()
        for suffix in ("", "/pdf", f"/photo/{self.photo.id}"):
            for url in (
                f"{self.path}{suffix}?access_token=wrong",
                f"{unknown}{suffix}?access_token={self.work.access_token}",
                f"/my/works/{draft.id}{suffix}?access_token={draft.access_token}",
            ):
                with self.subTest(url=url):
                    page = self.url_open(url)
                    self.assertEqual(page.status_code, 404)
                    self.assertNotIn("Start-up of the pump", page.text)

    def test_who_is_not_logged_in_is_asked_to_log_in(self):
        for path in (self.path, f"/my/works/{self.work.id + 10**6}"):
            with self.subTest(path=path):
                self.assertIn("/web/login", self.url_open(path).url)

    def test_another_client_does_not_see_it(self):
        self._log_in_as("t_rival")

        self.assertNotIn(self.work.name, self.url_open("/my/works").text)
        for suffix in ("", "/pdf", f"/photo/{self.photo.id}"):
            with self.subTest(suffix=suffix):
                page = self.url_open(self.path + suffix)
                self.assertEqual(page.status_code, 404)
                self.assertNotIn("Start-up of the pump", page.text)
        self.assertIn("error", self._sign(None, content_hash=self.work._get_act_hash()))
        self.assertEqual(self._read().state, "done")

    def test_an_employee_without_rights_does_not_see_it(self):
        new_test_user(
            self.env, "t_nobody", groups="base.group_user", password="t_nobody"
        )
        self.authenticate("t_nobody", "t_nobody")

        self.assertEqual(self.url_open(self.path).status_code, 404)

    def test_an_employee_looks_at_it_before_the_client(self):
        draft = self._create_work(line_ids=[(0, 0, {"name": "Unpacking"})])
        new_test_user(
            self.env,
            "t_engineer_9",
            groups="sales_process.group_engineer",
            password="t_engineer_9",
        )
        self.authenticate("t_engineer_9", "t_engineer_9")

        self.assertIn("Unpacking", self.url_open(f"/my/works/{draft.id}").text)

    # ---- signing -------------------------------------------------------------------

    def test_client_signs_with_the_link(self):
        answer = self._sign(self.work.access_token)

        self.assertIn("redirect_url", answer)
        work = self._read()
        self.assertEqual((work.state, work.signed_by), ("signed", "Ivan"))
        self.assertTrue(work.signature)
        self.assertTrue(work._verify_act())
        page = self.url_open(answer["redirect_url"]).text
        self.assertIn("Thank you", page)
        self.assertNotIn("Sign the act", page)

    def test_the_widget_sends_the_fingerprint_in_the_address(self):
        seen = self._find_hash()
        answer = self.make_jsonrpc_request(
            f"{self.url.replace(self.path, self.path + '/sign')}&content_hash={seen}",
            {"name": "Ivan", "signature": SIGNATURE},
        )

        self.assertIn("redirect_url", answer)

    def test_signature_cannot_be_replayed(self):
        seen = self._find_hash()
        self._sign(self.work.access_token, content_hash=seen)

        answer = self._sign(self.work.access_token, name="Other", content_hash=seen)

        self.assertIn("not waiting", answer["error"])
        self.assertEqual(self._read().signed_by, "Ivan")

    def test_an_act_that_has_changed_is_read_again(self):
        seen = self._find_hash()
        self.work.line_ids.name = "Something else"

        for content_hash in (seen, "", "0" * 64):
            with self.subTest(content_hash=content_hash):
                answer = self._sign(self.work.access_token, content_hash=content_hash)
                self.assertIn("read it again", answer["error"])
        self.assertEqual(self._read().state, "done")
        self.assertIn("redirect_url", self._sign(self.work.access_token))

    def test_a_wrong_token_signs_nothing(self):
        seen = self.work._get_act_hash()
        for token in ("wrong", "", None):
            with self.subTest(token=token):
                self.assertIn("error", self._sign(token, content_hash=seen))
        self.assertEqual(self._read().state, "done")

    def test_bad_signatures_are_refused(self):
        for signature in (
            "",
            None,
            5,
            ["x"],
            "x" * (2 * 1024 * 1024 + 1),
            "not an image!",
            "PHN2Zy8+",  # <svg/>
        ):
            with self.subTest(signature=str(signature)[:20]):
                answer = self._sign(self.work.access_token, signature=signature)
                self.assertIn("error", answer)
        self.assertEqual(self._read().state, "done")
        self.assertFalse(self.work.signature)

    def test_somebody_has_to_sign(self):
        for name in ("", "   ", None, 7):
            with self.subTest(name=name):
                answer = self._sign(self.work.access_token, name=name)
                self.assertIn("who signs", answer["error"])
        self.assertEqual(self._read().state, "done")

    def test_a_long_name_is_cut(self):
        self._sign(self.work.access_token, name="I" * 5000)

        self.assertEqual(len(self._read().signed_by), 200)

    # ---- refusing ------------------------------------------------------------------

    def test_client_refuses_with_remarks(self):
        self._refuse()

        work = self._read()
        self.assertEqual((work.state, work.refusal_reason), ("refused", "It leaks"))
        self.assertIn("Ivan", " ".join(work.message_ids.mapped("body")))

    def test_a_refusal_without_name_or_remarks_is_none(self):
        for values in ({"reason": "  "}, {"name": ""}):
            with self.subTest(values=values):
                page = self._refuse(**values)
                self.assertIn("what is not accepted", page.text)
                self.assertEqual(self._read().state, "done")

    def test_a_refusal_needs_token_and_csrf(self):
        answer = self._refuse(csrf="wrong")
        self.assertEqual(answer.status_code, 400)
        answer = self._refuse(access_token="wrong")
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(self._read().state, "done")

    def test_a_signed_act_is_not_refused(self):
        page = self.url_open(self.url).text
        csrf = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        self._sign(self.work.access_token)

        answer = self._refuse(csrf=csrf)

        self.assertIn("not waiting", answer.text)
        self.assertEqual(self._read().state, "signed")

    def test_what_the_client_writes_is_no_markup(self):
        self._refuse(reason="<script>alert(1)</script>")

        bodies = " ".join(self._read().message_ids.mapped("body"))
        self.assertNotIn("<script>", bodies)
