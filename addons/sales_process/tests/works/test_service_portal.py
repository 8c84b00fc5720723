from odoo.tests import HttpCase, tagged

from ..service_common import ServiceCommon


@tagged("post_install", "-at_install")
class TestServicePortal(HttpCase, ServiceCommon):
    def setUp(self):
        super().setUp()
        self.contract = self._create_active(name="C-2026", lead_days=100)
        self.url = f"/my/service-contracts/{self.contract.id}"

    def _log_in(self, login, partner):
        self.env["res.users"].with_context(no_reset_password=True).create(
            {
                "login": login,
                "password": login,
                "partner_id": partner.id,
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        self.authenticate(login, login)

    def _create_contact(self):
        return self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.client.id, "email": "c@c.example"}
        )

    def test_client_finds_his_contracts(self):
        work = self.contract.sudo().work_ids
        work.action_plan()
        self._log_in("t_contact", self._create_contact())

        self.assertIn("/my/service-contracts", self.url_open("/my/home").text)
        self.assertIn("C-2026", self.url_open("/my/service-contracts").text)
        page = self.url_open(self.url)

        self.assertEqual(page.status_code, 200)
        self.assertIn("C-2026", page.text)
        self.assertIn(work.name, page.text)
        self.assertEqual(self.url_open(f"/my/works/{work.id}").status_code, 200)

    def test_drafts_and_unplanned_works_are_not_shown(self):
        self._create_contract(name="D-2026")
        work = self.contract.sudo().work_ids
        self._log_in("t_contact", self._create_contact())

        self.assertNotIn("D-2026", self.url_open("/my/service-contracts").text)
        self.assertNotIn(work.name, self.url_open(self.url).text)

    def test_another_client_and_strangers_get_nothing(self):
        rival = self.env["res.partner"].create(
            {"name": "Rival", "email": "r@r.example"}
        )
        token = self.contract.sudo()._portal_ensure_token()
        for login in (None, "t_rival"):
            if login:
                self._log_in(login, rival)
                self.assertNotIn("C-2026", self.url_open("/my/service-contracts").text)
            for address in (
                self.url,
                f"{self.url}?access_token=wrong",
                "/my/service-contracts/999999999",
                f"/my/service-contracts/999999999?access_token={token}",
            ):
                with self.subTest(login=login, address=address):
                    page = self.url_open(address)
                    self.assertEqual(page.status_code, 404)
                    self.assertNotIn("C-2026", page.text)

    def test_link_with_the_token_opens_the_page(self):
        page = self.url_open(self.contract.get_portal_url())

        self.assertEqual(page.status_code, 200)
        self.assertIn("C-2026", page.text)
