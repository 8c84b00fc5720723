from odoo.tests import tagged

from .common import MarketingCommon


@tagged("post_install", "-at_install")
class TestQueries(MarketingCommon):
    """The number of queries does not grow with the number of contacts."""

    def _create_people(self, count, has_consent=True, **values):
        """Persons of so many companies, each with an owner, a call and a tag."""
        companies = self.env["res.partner"].create(
            [
                {
                    "name": f"Company {number}",
                    "is_company": True,
                    "user_id": self.salesperson.id,
                }
                for number in range(count)
            ],
        )
        people = self.env["res.partner"].create(
            [
                {
                    "name": f"Person {number}",
                    "email": f"p{number}@x.example",
                    "phone": f"+7495600{number:04}",
                    "parent_id": company.id,
                    "category_id": self.tag.ids,
                    **values,
                }
                for number, company in enumerate(companies)
            ],
        )
        if has_consent:
            self._consent(people)

    def _count_queries(self, function):
        """Queries of ``function`` on a cold cache, registry caches warm."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before, result

    def _measure(self, build, check):
        """Queries on 1 and on 50 contacts; the first run warms the caches."""
        counts = []
        for expected in (1, 1, 50):
            self.env["res.partner"].search(
                [("category_id", "in", self.tag.ids)],
            ).category_id = False
            self._create_people(expected)
            count, result = self._count_queries(build())
            self.assertEqual(check(result), expected)
            counts.append(count)
        return counts[1:]

    def test_reading_members(self):
        segment = self._create_segment()

        one, fifty = self._measure(
            lambda: lambda: list(segment._iterate_members()),
            len,
        )

        self.assertEqual(one, fifty)
        self.assertLess(fifty, 40)  # one for each question that names records

    def test_export(self):
        segment = self._create_segment()

        one, fifty = self._measure(
            lambda: lambda: self._export(segment),
            lambda export: export.row_count,
        )

        self.assertLessEqual(fifty - one, 1)
        self.assertLess(fifty, 100)

    def test_refused_contacts(self):
        segment = self._create_segment()

        def export_none():
            return self._export(
                segment, "phone", not_called_days=0, require_consent=True
            )

        self._create_people(1, has_consent=False)
        self._count_queries(export_none)
        one, _export = self._count_queries(export_none)
        self._create_people(50, has_consent=False)
        fifty, export = self._count_queries(export_none)

        self.assertEqual(export.refused_count, 51)
        self.assertLessEqual(fifty - one, 2)

    def test_campaign(self):
        segment = self._create_segment()

        one, fifty = self._measure(
            lambda: lambda: self._start_campaign(segment, not_called_days=0),
            lambda campaign: len(campaign.line_ids),
        )

        self.assertLess((fifty - one) / 49, 0.5)

    def test_list_of_calls(self):
        segment = self._create_segment()

        def read_all(campaign):
            lines = campaign.line_ids.with_user(self.salesperson)
            return lambda: lines.search_read(
                [("campaign_id", "=", campaign.id)],
                ["contact_name", "company_name", "phone"],
            )

        one, fifty = self._measure(
            lambda: read_all(self._start_campaign(segment, not_called_days=0)),
            len,
        )

        self.assertLessEqual(fifty - one, 1)

    def test_count_of_a_segment(self):
        segment = self._create_segment(include_leads=True)

        one, fifty = self._measure(
            lambda: lambda: segment.read(["contact_count"]),
            lambda rows: rows[0]["contact_count"],
        )

        self.assertEqual(one, fifty)
        self.assertLess(fifty, 30)  # one for each question that names records
