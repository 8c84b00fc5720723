import csv
import io
import json
from pathlib import Path

import openpyxl

from odoo.tests import TransactionCase, new_test_user

FIXTURES = Path(__file__).parent / "fixtures"


def read_audience():
    """The sample of Mailchimp's file, as it is."""
    return (FIXTURES / "audience.csv").read_bytes()


def read_injection_cases():
    """Cells that must not become formulas: list of (value, kind, expected cell)."""
    with (FIXTURES / "csv_injection.csv").open(encoding="utf-8", newline="") as file:
        return [
            (
                json.loads(row["value_json"]),
                row["kind"],
                json.loads(row["expected_cell_json"]),
            )
            for row in csv.DictReader(file)
        ]


class MarketingCommon(TransactionCase):
    """People of the tests.

    ============  ==========================================================
    marketer      group_marketer only
    salesperson   group_salesperson, owns the client "Termomash"
    other         group_salesperson, owns nothing
    ============  ==========================================================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={
                **cls.env.context,
                "tracking_disable": True,
                "no_reset_password": True,
            },
        )
        # the texts that the tests look for, whatever languages the database has
        cls.env["res.lang"]._activate_lang("en_US")
        cls.marketer = cls._create_user("marketer", "sales_marketing.group_marketer")
        cls.salesperson = cls._create_user("seller", "sales_process.group_salesperson")
        cls.other = cls._create_user("other", "sales_process.group_salesperson")
        cls.tag = cls.env["res.partner.category"].create({"name": "Marketing test"})
        cls.team = cls.env["crm.team"].create(
            {"name": "Furnaces test", "is_department": True},
        )

    @classmethod
    def _create_user(cls, login, group):
        return new_test_user(
            cls.env,
            login=f"marketing_{login}",
            name=f"Test {login}",
            groups=group,
            lang="en_US",
            tz="Europe/Moscow",
        )

    @classmethod
    def _create_company(cls, name="Termomash", **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "user_id": False,
                "category_id": cls.tag.ids,
                **values,
            },
        )

    @classmethod
    def _create_person(cls, name="Kovalev Igor", consent_date="2025-10-02", **values):
        """A person with e-mail, phone and consent to both, of ``_create_segment``."""
        person = cls.env["res.partner"].create(
            {
                "name": name,
                "email": "kovalev@termomash.example",
                "phone": "+7 495 600-12-34",
                "user_id": False,
                "category_id": cls.tag.ids,
                **values,
            },
        )
        if consent_date:
            cls._consent(person, date=consent_date)
        return person

    @classmethod
    def _consent(cls, persons, channels=("email", "phone"), **values):
        """Consents of contacts or leads to ``channels``."""
        return cls.env["marketing.consent"]._record(
            persons,
            channels,
            **{"source": "Form on the site", **values},
        )

    @classmethod
    def _create_lead(cls, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Furnace for hardening",
                "type": "lead",
                "contact_name": "Orlova Vera",
                "email_from": "orlova@zavod.example",
                "phone": "8 903 123-45-67",
                "user_id": False,
                "team_id": cls.team.id,
                "partner_id": False,
                **values,
            },
        )

    @classmethod
    def _create_segment(cls, **values):
        """Contacts with the tag of the tests (on the row itself), no leads."""
        return (
            cls.env["marketing.segment"]
            .with_user(cls.marketer)
            .create(
                {
                    "name": "Печи",
                    "tag": "term",
                    "partner_scope": "contact",
                    "partner_domain": f"[('category_id', 'in', [{cls.tag.id}])]",
                    "include_leads": False,
                    **values,
                },
            )
        )

    def _export(self, segment, layout="mailchimp", **values):
        export = (
            segment.env["marketing.export"]
            .with_user(self.marketer)
            .create({"segment_id": segment.id, "layout": layout, **values})
        )
        export.action_export()
        return export

    def _start_campaign(self, segment, **values):
        campaign = (
            self.env["marketing.call.campaign"]
            .with_user(self.marketer)
            .create({"name": "Spring", "segment_id": segment.id, **values})
        )
        campaign.action_start()
        return campaign

    def _get_file(self, export, kind):
        """Content of a kept file: ``csv``, ``xlsx``, ``refused`` or ``gone``."""
        if kind == "xlsx":
            export.action_download_xlsx()
        return export._get_files(kind).raw

    def _read_csv(self, export):
        """Rows of the CSV file as dictionaries."""
        text = self._get_file(export, "csv").decode()
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def _read_xlsx(self, export):
        """The workbook with formulas as they are written."""
        return openpyxl.load_workbook(io.BytesIO(self._get_file(export, "xlsx")))

    def _get_reasons(self, export):
        """Refused contacts: e-mail, else phone or name, to reason."""
        return {
            refusal.email or refusal.phone or refusal.name: refusal.reason
            for refusal in export.refusal_ids
        }

    def _get_members(self, segment):
        return {(contact.model, contact.id) for contact in segment._iterate_members()}

    def assertMembers(self, segment, records):
        """The segment has exactly ``records``; its counts say the same."""
        expected = {(record._name, record.id) for record in records}
        self.assertEqual(self._get_members(segment), expected)
        segment.invalidate_recordset()
        self.assertEqual(segment.member_count, len(expected))
