from odoo.tests import tagged

from ...models.intake.sales_identification import Contact
from ..common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestSalesIdentification(SalesProcessCommon):
    """One way to know a client, for all channels."""

    def _identify(self, **values):
        return self.env["sales.identification"]._identify([Contact(**values)])[0]

    def test_by_mail_phone_and_inn(self):
        client = self._create_client(vat="7707083893", phone="8 (495) 123-45-67")
        person = self.env["res.partner"].create(
            {
                "name": "Person",
                "parent_id": client.id,
                "email": "Ivan@Client.example",
                "phone": "8 903 123-45-67, (3412) 90-15-15 доб. 7",
            }
        )
        cases = {
            "mail": ({"email": "ivan@client.example"}, person),
            "phone of the company": ({"phones": ("+74951234567",)}, client),
            "second number of a field": ({"phones": ("+73412901515",)}, person),
            "inn": ({"inn": "7707083893"}, client),
            "the person wins": (
                {"email": "ivan@client.example", "inn": "7707083893"},
                person,
            ),
        }
        for name, (values, expected) in cases.items():
            with self.subTest(name):
                self.assertEqual(self._identify(**values).partner, expected)

    def test_nobody(self):
        for values in ({}, {"email": "x@y.example"}, {"phones": ("+79990000000",)}):
            with self.subTest(values):
                found = self._identify(**values)
                self.assertFalse(found.partner | found.candidates | found.suggestion)

    def test_several_companies_are_candidates(self):
        first = self._create_client(email="shared@mail.ru")
        second = self._create_client(name="Other", email="shared@mail.ru")

        found = self._identify(email="shared@mail.ru")

        self.assertFalse(found.partner)
        self.assertEqual(found.candidates, first | second)

    def test_contacts_of_one_company_are_one_client(self):
        client = self._create_client(email="shared@client.example")
        self.env["res.partner"].create(
            {"name": "P", "parent_id": client.id, "email": "shared@client.example"}
        )

        found = self._identify(email="shared@client.example")

        self.assertEqual(found.partner, client)

    def test_a_corporate_domain_is_a_suggestion(self):
        client = self._create_client(email="info@client.example")
        self._create_client(name="Private", email="someone@yandex.ru")

        self.assertEqual(self._identify(email="new@client.example").suggestion, client)
        self.assertFalse(self._identify(email="new@yandex.ru").suggestion)

    def test_employees_and_archived_partners_are_not_found(self):
        client = self._create_client(email="old@client.example")
        client.active = False

        self.assertFalse(self._identify(email="old@client.example").partner)
        self.assertFalse(self._identify(email=self.seller.email).partner)

    def test_a_lead_tells_its_client(self):
        client = self._create_client()
        self._create_lead(
            partner_id=client.id, email_from="new@client.example", phone=False
        )
        self._create_lead(email_from="lonely@lead.example", name="Lonely")

        self.assertEqual(self._identify(email="new@client.example").partner, client)
        found = self._identify(email="lonely@lead.example")
        self.assertEqual(found.lead.name, "Lonely")

    def test_number_of_queries_does_not_grow(self):
        clients = self.env["res.partner"].create(
            [
                {
                    "name": f"Client {n}",
                    "is_company": True,
                    "email": f"c{n}@client-{n}.example",
                    "phone": f"+7 999 000-00-{n:02}",
                }
                for n in range(50)
            ]
        )
        contacts = [
            Contact(email=f"c{n}@client-{n}.example", phones=(f"+79990000{n:03}",))
            for n in range(50)
        ]
        self.env.flush_all()
        identification = self.env["sales.identification"]
        for count in (1, 50):
            with self.subTest(count):
                self.env.invalidate_all()
                self.env.companies.ids  # noqa: B018 the context is read once
                before = self.env.cr.sql_log_count
                found = identification._identify(contacts[:count])
                queries = self.env.cr.sql_log_count - before

                partners = self.env["res.partner"].union(*(f.partner for f in found))
                self.assertEqual(partners, clients[:count])
                self.assertLessEqual(queries, 4)

    def test_no_sequential_scan(self):
        self.env["res.partner"].create(
            [
                {
                    "name": f"P{n}",
                    "email": f"p{n}@d{n}.example",
                    "phone": f"8999000{n:04}",
                }
                for n in range(300)
            ]
        )
        self.env["crm.lead"].create(
            [
                {"name": f"L{n}", "email_from": f"l{n}@d{n}.example", "user_id": False}
                for n in range(100)
            ]
        )
        self.env.flush_all()
        model = self.env["sales.identification"]
        parts = [
            model._sql_emails("res.partner", ["a@b.example"]),
            model._sql_emails("crm.lead", ["a@b.example"]),
            model._sql_phones("res.partner", ["9990001234"]),
            model._sql_phones("crm.lead", ["9990001234"]),
            model._sql_inns(["7707083893"]),
            model._sql_domains(["b.example"]),
        ]
        # small tables: what matters is that an index can answer the question
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        for query in parts:
            with self.subTest(query.code):
                self.env.cr.execute("EXPLAIN " + query.code, query.params)
                plan = "\n".join(row[0] for row in self.env.cr.fetchall())
                self.assertNotIn("Seq Scan on", plan)
