from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import MarketingCommon


@tagged("post_install", "-at_install")
class TestConsent(MarketingCommon):
    def _record(self, partners, user=None, **values):
        wizard = (
            self.env["marketing.consent"]
            .with_user(user or self.marketer)
            .with_context(active_model="res.partner", active_ids=partners.ids)
            .create({"source": "Questionnaire", **values})
        )
        return wizard.action_record()

    @freeze_time("2026-03-10 09:00:00")
    def test_marketer_records_the_consent_of_many(self):
        partners = self._create_person(
            marketing_consent_date=False
        ) | self._create_person(
            "Second",
            marketing_consent_date=False,
        )

        self._record(partners)

        self.assertEqual(
            partners.mapped("marketing_consent_date"),
            [fields.Date.to_date("2026-03-10")] * 2,
        )
        self.assertEqual(
            set(partners.mapped("marketing_consent_source")),
            {"Questionnaire"},
        )

    def test_future_consent_is_refused(self):
        with self.assertRaises(ValidationError):
            self._record(self._create_person(), date="2999-01-01")

    def test_others_record_no_consent(self):
        with self.assertRaises(AccessError):
            self._record(self._create_person(), user=self.salesperson)

    def test_copy_of_a_contact_has_no_consent(self):
        copy = self._create_person().copy()

        self.assertFalse(copy.marketing_consent_date)
        self.assertFalse(copy.marketing_consent_source)
