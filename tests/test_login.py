"""A person logs in through the login page: the environment has all that it takes."""

from lxml import html

from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestLogin(HttpCase):
    def test_log_in_by_the_page(self):
        new_test_user(
            self.env, "login_person", groups="sales_process.group_salesperson"
        )
        page = html.fromstring(self.url_open("/web/login").content)
        token = page.xpath("//input[@name='csrf_token']/@value")[0]

        answer = self.url_open(
            "/web/login",
            data={
                "csrf_token": token,
                "login": "login_person",
                "password": "login_person",
                "redirect": "/odoo",
            },
        )

        self.assertEqual(answer.status_code, 200)
        client = self.url_open("/odoo")
        self.assertEqual(client.status_code, 200)
        self.assertIn("web.assets_web", client.text)

    def test_place_of_the_visitor(self):
        """Odoo keeps the country of each device: geoip2 is no luxury."""
        self.authenticate("admin", "admin")
        answer = self.make_jsonrpc_request("/web/session/get_session_info", {})

        self.assertTrue(answer["uid"])
        from odoo.http import GeoIP

        self.assertFalse(GeoIP("127.0.0.1").country_name)
