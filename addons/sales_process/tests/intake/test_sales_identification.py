from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL, sql

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

    def test_every_number_of_every_contact(self):
        client = self._create_client(
            phone="+7 495 111-22-33",
            other_phones="8 (812) 309-47-12, +375 29 123-45-67",
        )
        person = self.env["res.partner"].create(
            {"name": "P", "parent_id": client.id, "other_phones": "8 903 123-45-67"}
        )
        cases = {
            "+74951112233": client,
            "+78123094712": client,
            "+375291234567": client,
            "+79031234567": person,
        }
        for number, expected in cases.items():
            with self.subTest(number):
                self.assertEqual(self._identify(phones=(number,)).partner, expected)

    def test_an_exact_number_counts_more_than_its_last_digits(self):
        client = self._create_client()
        contacts = self.env["res.partner"].create(
            [
                {"name": "Tail", "parent_id": client.id, "phone": "+35 9031234567"},
                {"name": "Exact", "parent_id": client.id, "phone": "+7 903 123-45-67"},
            ]
        )
        found = self._identify(phones=("+79031234567",))
        self.assertEqual(found.partner, contacts[1])

    def test_the_last_ten_digits_are_enough(self):
        client = self._create_client(phone="9031234567")
        self.env.cr.execute(
            "UPDATE res_partner SET phone_sanitized = NULL WHERE id = %s", [client.id]
        )
        client.invalidate_recordset()
        self.assertEqual(self._identify(phones=("+79031234567",)).partner, client)

    def test_a_partner_of_another_company_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Other company"})
        self._create_client(email="far@client.example", company_id=other.id)
        near = self._create_client(
            email="near@client.example", company_id=self.env.company.id
        )

        found = self._identify(email="far@client.example")

        self.assertFalse(found.partner | found.candidates)
        self.assertEqual(found.suggestion, near)
        self.assertEqual(self._identify(email="near@client.example").partner, near)

    def test_a_suggestion_is_no_match(self):
        """Somebody of a known company is new all the same: he is asked for."""
        client = self._create_client(email="info@client.example")
        inquiry = self._create_inquiry(email_from="new@client.example")
        self.assertEqual(inquiry.partner_suggestion_id, client)
        self.assertNotEqual(inquiry.partner_id, client)
        self.assertFalse(inquiry.is_known_client)

    def test_number_of_queries_does_not_grow(self):
        clients = self.env["res.partner"].create(
            [
                {
                    "name": f"Client {n}",
                    "is_company": True,
                    "email": f"c{n}@client-{n}.example",
                    "phone": f"+7 999 000-{n // 100:02}-{n % 100:02}",
                }
                for n in range(100)
            ]
        )
        self._create_lead(email_from="c1@client-1.example", partner_id=clients[1].id)
        contacts = [
            Contact(email=f"c{n}@client-{n}.example", phones=(f"+7999000{n:04}",))
            for n in range(100)
        ]
        self.env.flush_all()
        identification = self.env["sales.identification"]
        for count in (1, 50, 100):
            with self.subTest(count):
                self.env.invalidate_all()
                self.env.companies.ids  # noqa: B018 the context is read once
                before = self.env.cr.sql_log_count
                found = identification._identify(contacts[:count])
                queries = self.env.cr.sql_log_count - before

                partners = self.env["res.partner"].union(*(f.partner for f in found))
                self.assertEqual(partners, clients[:count])
                self.assertLessEqual(queries, 4)

    def _fill_table(self, source, count, **made):
        """So many copies of a record that PostgreSQL has a reason to use indexes.

        :param made: SQL of the columns that differ, `n` counts from 1
        """
        self.env.flush_all()
        names = set(sql.table_columns(self.env.cr, source._table)) - {"id", *made}
        copied = SQL(", ").join(SQL.identifier(name) for name in sorted(names))
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s (%(copied)s, %(names)s)"
                " SELECT %(copied)s, %(values)s"
                " FROM %(table)s, generate_series(1, %(count)s) AS n WHERE id = %(id)s",
                table=SQL.identifier(source._table),
                copied=copied,
                names=SQL(", ").join(SQL.identifier(name) for name in made),
                values=SQL(", ").join(SQL(value) for value in made.values()),
                count=count,
                id=source.id,
            )
        )
        self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(source._table)))

    def test_no_sequential_scan(self):
        self._fill_table(
            self._create_client(),
            10_000,
            email_normalized="'p' || n || '@d' || n / 20 || '.example'",
            phone_keys="(9000000000 + n)::text",
            vat="(7700000000 + n)::text",
        )
        self._fill_table(
            self._create_lead(),
            10_000,
            email_normalized="'l' || n || '@d.example'",
            phone_keys="(9500000000 + n)::text",
        )
        # a hundred addresses at once make a small table cheaper to read whole
        for count in (1, 20):
            with self.subTest(count):
                plan = self._explain(
                    [
                        Contact(
                            email=f"p{n}@d{n // 20}.example",
                            phones=(f"+7{9000000000 + n}",),
                            inn=str(7700000000 + n),
                        )
                        for n in range(10, 10 + 400 * count, 400)
                    ]
                )
                self.assertTrue([line for line in plan if "on res_partner" in line])
                self.assertTrue([line for line in plan if "on crm_lead" in line])
                scans = [line for line in plan if "Seq Scan on" in line]
                large = ("on res_partner ", "on crm_lead ")
                self.assertFalse([s for s in scans if any(t in s for t in large)])

    def _explain(self, contacts):
        """The plans of all the SQL that identifies contacts."""
        plans = []
        execute_query = type(self.env).execute_query

        def explain(env, query):
            env.cr.execute(SQL("EXPLAIN %s", query))
            plans.extend(row[0] for row in env.cr.fetchall())
            return execute_query(env, query)

        with patch.object(type(self.env), "execute_query", explain):
            self.env["sales.identification"]._identify(contacts)
        return plans
