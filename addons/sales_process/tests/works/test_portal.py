from odoo import fields
from odoo.tests import HttpCase, tagged

from ..deal_common import DealCommon

# a drawn signature: one pixel is enough for the server
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwAD"
    "hgGAWjR9awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestWorksPortal(HttpCase, DealCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.work = cls.env["equipment.work"].create(
            {
                "kind": "commissioning",
                "partner_id": cls.client.id,
                "engineer_id": cls.engineer.id,
                "date_planned": fields.Datetime.now(),
                "line_ids": [(0, 0, {"name": "Start-up of the pump"})],
            },
        )
        cls.work.action_plan()
        cls.work.action_done()
        cls.url = cls.work.get_portal_url()

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

    def _sign(self, token, name="Ivan", signature=PIXEL):
        return self.make_jsonrpc_request(
            f"/my/works/{self.work.id}/sign",
            {"access_token": token, "name": name, "signature": signature},
        )

    def test_client_signs_with_the_link(self):
        page = self.url_open(self.url)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Start-up of the pump", page.text)

        answer = self._sign(self.work.access_token)

        self.assertIn("redirect_url", answer)
        self.work.invalidate_recordset()
        self.assertEqual((self.work.state, self.work.signed_by), ("signed", "Ivan"))
        self.assertTrue(self.work.signature)

    def test_signature_cannot_be_replayed(self):
        self._sign(self.work.access_token)

        answer = self._sign(self.work.access_token, name="Other")

        self.assertIn("error", answer)
        self.work.invalidate_recordset()
        self.assertEqual(self.work.signed_by, "Ivan")

    def test_stranger_learns_nothing(self):
        page = self.url_open(f"/my/works/{self.work.id}?access_token=wrong")
        self.assertNotIn("Start-up of the pump", page.text)

        for token in ("wrong", "", None):
            with self.subTest(token=token):
                self.assertIn("error", self._sign(token))
        self.work.invalidate_recordset()
        self.assertEqual(self.work.state, "done")

    def test_empty_and_huge_signatures_are_refused(self):
        for signature in ("", "x" * (2 * 1024 * 1024 + 1), "not an image!"):
            with self.subTest(length=len(signature)):
                answer = self._sign(self.work.access_token, signature=signature)
                self.assertIn("error", answer)
        self.work.invalidate_recordset()
        self.assertEqual(self.work.state, "done")

    def test_another_client_does_not_see_it(self):
        other = self.env["res.partner"].create(
            {"name": "Rival", "email": "r@r.example"}
        )
        self._create_portal_user("t_rival", other)
        self.authenticate("t_rival", "t_rival")

        self.assertNotIn(self.work.name, self.url_open("/my/works").text)
        page = self.url_open(f"/my/works/{self.work.id}")
        self.assertNotIn("Start-up of the pump", page.text)

    def test_client_finds_his_works(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.client.id, "email": "c@c.example"},
        )
        self._create_portal_user("t_contact", contact)
        self.authenticate("t_contact", "t_contact")

        self.assertIn(self.work.name, self.url_open("/my/works").text)
        self.assertIn("/my/works", self.url_open("/my/home").text)

    def test_client_refuses_with_remarks(self):
        self.authenticate(None, None)
        page = self.url_open(self.url)
        token = (
            page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        )

        self.url_open(
            f"/my/works/{self.work.id}/refuse",
            data={
                "csrf_token": token,
                "access_token": self.work.access_token,
                "reason": "It leaks",
            },
        )

        self.work.invalidate_recordset()
        self.assertEqual(self.work.state, "refused")
        self.assertEqual(self.work.refusal_reason, "It leaks")
