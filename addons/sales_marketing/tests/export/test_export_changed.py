import csv
import io

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import MarketingCommon


class ChangedCommon(MarketingCommon):
    def _read(self, export, kind):
        """Rows of a kept CSV file, without the headers."""
        text = self._get_file(export, kind).decode()
        return list(csv.reader(io.StringIO(text, newline="")))[1:]

    def _get_addresses(self, export):
        return {row[0] for row in self._read(export, "csv")}

    def _create_people(self, *names):
        return self.env["res.partner"].union(
            *(self._create_person(name, email=f"{name}@x.example") for name in names)
        )


@tagged("post_install", "-at_install")
class TestChanged(ChangedCommon):
    def test_new_and_changed_since_the_last_export(self):
        _anna, boris, vera, galina = self._create_people(
            "anna", "boris", "vera", "galina"
        )
        segment = self._create_segment()
        self._export(segment)
        boris.parent_id = self._create_company("New place")
        vera.active = False
        galina.email = "new@x.example"
        self._create_people("denis")

        export = self._export(segment, scope="changed")

        self.assertEqual(
            self._get_addresses(export),
            {"boris@x.example", "new@x.example", "denis@x.example"},
        )
        self.assertEqual((export.row_count, export.new_count), (3, 2))
        self.assertEqual(export.same_count, 1)
        self.assertEqual(
            {row[0] for row in self._read(export, "gone")},
            {"vera@x.example", "galina@x.example"},
        )
        self.assertEqual(export.gone_count, 2)
        self.assertEqual(
            self._read_xlsx(export).sheetnames,
            ["Mailchimp", "Refused", "Gone since the last export"],
        )

    def test_who_withdrew_has_gone_with_the_reason(self):
        person = self._create_person()
        segment = self._create_segment()
        self._export(segment)
        person.marketing_consent_ids._withdraw("employee", "Asked by phone")

        export = self._export(segment, scope="changed")

        self.assertEqual(
            self._read(export, "gone"),
            [["kovalev@termomash.example", "No consent to advertising"]],
        )

    def test_address_that_another_contact_has_now_has_not_gone(self):
        first = self._create_person("First")
        segment = self._create_segment()
        self._export(segment)
        self._create_person("Second")
        first.marketing_consent_ids._withdraw("employee", "Asked by phone")

        export = self._export(segment, scope="changed")

        self.assertEqual(export.gone_count, 0)
        self.assertEqual(self._read(export, "csv")[0][1], "Second")

    def test_each_export_is_told_by_the_one_before(self):
        person = self._create_person()
        segment = self._create_segment()
        counts = []
        for scope in ("changed", "changed", "all", "changed"):
            counts.append(self._export(segment, scope=scope).row_count)
        person.name = "Kovalev Oleg"
        counts.append(self._export(segment, scope="changed").row_count)
        person.active = False
        gone = [self._export(segment, scope="changed").gone_count for _n in range(2)]

        self.assertEqual(counts, [1, 0, 1, 0, 1])
        self.assertEqual(gone, [1, 0])

    def test_mark_is_one_for_all_marketers_and_of_each_layout(self):
        other = self._create_user("second", "sales_marketing.group_marketer")
        self._create_person()
        segment = self._create_segment()
        self._export(segment)

        export = (
            self.env["marketing.export"]
            .with_user(other)
            .create({"segment_id": segment.id, "scope": "changed"})
        )
        export.action_export()
        phone = self._export(segment, "phone", scope="changed")
        again = self._export(segment, "phone", scope="changed")

        self.assertEqual((export.row_count, export.same_count), (0, 1))
        self.assertEqual((phone.row_count, again.row_count), (1, 0))

    def test_other_segment_has_its_own_mark(self):
        self._create_person()
        self._export(self._create_segment())

        export = self._export(self._create_segment(name="Other"), scope="changed")

        self.assertEqual(export.row_count, 1)

    def test_what_is_remembered_is_written_by_exports_alone(self):
        self._create_person()
        segment = self._create_segment()
        self._export(segment)
        memory = self.env["marketing.export.memory"].with_user(self.marketer)
        record = memory._find(segment, "mailchimp")

        for action in (
            lambda: record.write({"layout": "phone"}),
            record.unlink,
            lambda: memory.create({"layout": "phone"}),
            lambda: record.read(["digests_file"]),
        ):
            with self.assertRaises(AccessError):
                action()


@tagged("post_install", "-at_install")
class TestCheck(ChangedCommon):
    def _create_export(self, segment, **values):
        exports = self.env["marketing.export"].with_user(self.marketer)
        return exports.create({"segment_id": segment.id, **values})

    def test_reasons_are_shown_before_there_is_a_file(self):
        self._create_people("good")
        self._create_person("Role", email="spam@x.example")
        export = self._create_export(self._create_segment())

        export.action_check()

        self.assertEqual(export.state, "draft")
        self.assertTrue(export.check_date)
        self.assertEqual((export.row_count, export.refused_count), (1, 1))
        self.assertEqual(export.refusal_ids.reason, "role")
        self.assertFalse(export._get_files("csv"))
        memory = self.env["marketing.export.memory"]
        self.assertFalse(memory._find(export.segment_id, export.layout))

    def test_check_again_and_export_leave_one_list(self):
        self._create_person("Role", email="spam@x.example")
        export = self._create_export(self._create_segment())

        export.action_check()
        export.action_check()
        export.action_export()

        self.assertEqual(len(export.refusal_ids), 1)
        self.assertEqual(export.refused_count, 1)

    def test_other_options_make_the_check_void(self):
        self._create_person(consent_date=False)
        export = self._create_export(self._create_segment())
        export.action_check()
        self.assertEqual(export.refused_count, 1)

        export.require_consent = False

        self.assertFalse(export.check_date)
        self.assertFalse(export.refusal_ids)
        self.assertEqual(export.refused_count, 0)

    def test_finished_export_is_not_checked(self):
        export = self._export(self._create_segment())

        with self.assertRaises(UserError):
            export.action_check()

    def test_duplicate_names_the_holder(self):
        """The consent decides, then contacts before leads, then clients."""
        company = self._create_company("Zavod", client_state="client")
        self._create_person("Without", consent_date=False)
        self._create_person("Prospect")
        self._create_person("Client", parent_id=company.id)
        lead = self._create_lead(email_from="KOVALEV@termomash.example")
        self._consent(lead)
        segment = self._create_segment(
            include_leads=True,
            lead_domain=f"[('id', '=', {lead.id})]",
        )

        export = self._export(segment, require_consent=False)

        self.assertEqual(self._read(export, "csv")[0][1], "Client")
        self.assertEqual(export.refused_count, 3)
        self.assertEqual(
            set(export.refusal_ids.mapped("note")),
            {"Client, Zavod"},
        )
        self.assertEqual(
            set(export.refusal_ids.mapped("name")),
            {"Without", "Prospect", "Orlova Vera"},
        )

    def test_bounced(self):
        self._create_person(message_bounce=5)
        lead = self._create_lead(message_bounce=5)
        self._consent(lead)
        segment = self._create_segment(
            include_leads=True,
            lead_domain=f"[('id', '=', {lead.id})]",
        )

        export = self._export(segment)

        self.assertEqual(export.refusal_ids.mapped("reason"), ["bounced"] * 2)

    def test_shortened_text_is_told(self):
        self._create_person(parent_id=self._create_company("Ж" * 128).id)
        self._create_person(
            "Fits",
            email="fits@x.example",
            parent_id=self._create_company("Ж" * 127).id,
        )
        export = self._create_export(self._create_segment())

        export.action_check()
        self.assertEqual((export.row_count, export.cut_count), (2, 1))
        self.assertEqual(export.refusal_ids.reason, "cut")
        export.action_export()

        self.assertEqual((export.row_count, export.refused_count), (2, 0))
        self.assertIn("shortened", self._read(export, "refused")[0][4])


@tagged("post_install", "-at_install")
class TestReading(ChangedCommon):
    """The statement reads what the ORM gives to the same user."""

    def _read_members(self, segment, layout="phone"):
        return {(c.model, c.id): c for c in segment._iterate_members(layout)}

    def test_rows_are_those_of_the_orm(self):
        company = self._create_company("Zavod", user_id=self.salesperson.id)
        people = self._create_people("anna", "boris") | self._create_person(
            "Vera",
            parent_id=company.id,
            function="Engineer",
            lang="en_US",
            phone="8 (3412) 90-15-15 доб. 231; 8-903-123-45-67",
        )
        segment = self._create_segment()

        members = self._read_members(segment)

        self.assertEqual({key[1] for key in members}, set(people.ids))
        for person in people.with_user(self.marketer):
            contact = members[("res.partner", person.id)]
            owner = person.user_id or person.commercial_partner_id.user_id
            with self.subTest(person=person.name):
                self.assertEqual(
                    (
                        contact.name,
                        contact.company,
                        contact.email,
                        contact.phone,
                        contact.position,
                        contact.language,
                        contact.user_id,
                        contact.salesperson,
                        contact.consent_date,
                        contact.phone_consent_date,
                        contact.sms_consent_date,
                    ),
                    (
                        person.name,
                        person.commercial_company_name or "",
                        person.email_normalized,
                        person.phone,
                        person.function or "",
                        person.lang or "",
                        owner.id or 0,
                        owner.sudo().name or "",
                        person.marketing_email_consent_date or None,
                        person.marketing_phone_consent_date or None,
                        person.marketing_sms_consent_date or None,
                    ),
                )

    def test_rules_of_companies_and_of_users(self):
        company = self.env["res.company"].create({"name": "Another"})
        own = self._create_person("Own", company_id=self.env.company.id)
        foreign = self._create_person("Foreign", company_id=company.id)
        common = self._create_person("Common")
        hidden = self._create_person("Hidden")
        self.env["ir.rule"].create(
            {
                "name": "Not the hidden",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": f"[('id', '!=', {hidden.id})]",
            },
        )
        segment = self._create_segment()
        both = self._create_user("both_companies", "sales_marketing.group_marketer")
        both.company_ids |= company
        for user, companies, expected in (
            (self.marketer, self.env.company, own | common),
            (both, self.env.company, own | common),
            (both, self.env.company | company, own | common | foreign),
            (both, company, common | foreign),
        ):
            mine = segment.with_user(user).with_context(
                allowed_company_ids=companies.ids
            )
            found = mine.env["res.partner"].search(
                [("category_id", "in", self.tag.ids)]
            )
            for layout in ("mailchimp", "phone"):
                members = self._read_members(mine, layout)
                with self.subTest(user=user.login, companies=companies.mapped("name")):
                    self.assertEqual({key[1] for key in members}, set(expected.ids))
                    self.assertEqual(set(found.ids), set(expected.ids))

    def test_field_that_the_user_may_not_read_is_refused(self):
        self._create_person()
        segment = self._create_segment()
        field = self.env["res.partner"]._fields["function"]
        self.patch(field, "groups", "base.group_system")

        with self.assertRaises(AccessError):
            self._read_members(segment)

    def test_unsaved_changes_are_read(self):
        person = self._create_person()
        segment = self._create_segment()
        person.function = "Just typed"

        contact = self._read_members(segment)[("res.partner", person.id)]

        self.assertEqual(contact.position, "Just typed")
