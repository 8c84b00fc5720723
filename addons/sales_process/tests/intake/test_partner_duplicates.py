from odoo.tests import Form, tagged

from ..common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestPartnerDuplicates(SalesProcessCommon):
    """A warning, not a ban: somebody else's client has the same contact data."""

    def test_each_key_is_found(self):
        client = self._create_client(
            email="a@client.example", other_phones="8 (999) 000-11-22", vat="7707083893"
        )
        for values in (
            {"email": "A@client.example"},
            {"phone": "+7 999 000-11-22"},
            {"other_phones": "8 495 000-00-01; 89990001122"},
            {"vat": "7707083893"},
        ):
            with self.subTest(values):
                other = self._create_client(name="Other", **values)
                self.assertEqual(other.same_client_ids & client, client)
                other.unlink()

    def test_the_family_and_the_mail_domain_are_no_duplicates(self):
        client = self._create_client(email="a@client.example", phone="+79990001122")
        person = self.env["res.partner"].create(
            {"name": "P", "parent_id": client.id, "phone": "+79990001122"}
        )
        neighbour = self._create_client(email="b@client.example")
        self.assertFalse(person.same_client_ids)
        self.assertFalse(neighbour.same_client_ids)

    def test_it_is_seen_while_the_form_is_filled(self):
        client = self._create_client(phone="+79990001122")
        form = Form(self.env["res.partner"].with_user(self.seller))
        form.name = "New"
        self.assertFalse(form.same_client_ids[:])
        form.phone = "8 999 000 11 22"
        self.assertEqual(form.same_client_ids[:], client)

    def test_one_query_for_many(self):
        for count in (1, 50):
            partners = self.env["res.partner"].create(
                [
                    {"name": f"P{n}", "phone": f"+7999{count:03}{n:04}", "vat": False}
                    for n in range(count)
                ]
            )
            self.env.flush_all()
            partners.invalidate_recordset()
            with self.assertQueryCount(4):
                partners.mapped("same_client_ids")
