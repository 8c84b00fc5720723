from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..work_common import WorkCommon


@tagged("post_install", "-at_install")
class TestWorkCertification(WorkCommon):
    """Certification by GOST R 8.568: papers, serial numbers, failure, repetition."""

    def _ship_serials(self, names, equipment=None):
        """A deal whose goods are shipped with these serial numbers."""
        self.stocked.tracking = "serial"
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": self.stocked.id} for name in names]
        )
        self.env["stock.quant"].search([("product_id", "=", self.stocked.id)]).unlink()
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                self.stocked, self.warehouse.lot_stock_id, 1, lot_id=lot
            )
        deal = self._create_agreed_deal(
            [(self.stocked, len(names))], equipment or self.chamber
        )
        self._ship(deal)
        return deal, lots

    # ---- papers --------------------------------------------------------------------

    def test_papers_are_asked_by_the_type(self):
        papers = {"protocol_no": "1", "protocol_date": "2026-01-10"}
        for kind, lacking, enough in (
            ("initial", papers, {**papers, "certificate_no": "A-1"}),
            ("periodic", {"protocol_no": "1"}, papers),
            ("repeated", {"protocol_date": "2026-01-10"}, papers),
        ):
            with self.subTest(kind=kind):
                work = self._create_work(
                    kind="certification", certification_type=kind, result="fit"
                )
                work.write(lacking)
                self.assertRefused(["•"], work.action_done)
                work.write(enough)
                work.action_done()
                self.assertEqual(work.state, "done")

    def test_everything_missing_is_named(self):
        work = self._create_work(kind="certification", certification_type="initial")

        self.assertRefused(
            ["the result", "the protocol number", "the date", "the certificate number"],
            work.action_done,
        )

    def test_the_term_comes_from_the_protocol_and_may_be_written(self):
        work = self._create_work(kind="certification", interval_months=24)

        work.protocol_date = date(2026, 2, 28)
        self.assertEqual(work.valid_until, date(2028, 2, 28))
        work.valid_until = date(2027, 1, 1)
        self.assertEqual(work.valid_until, date(2027, 1, 1))
        work.conditions = "+22"
        self.assertEqual(work.valid_until, date(2027, 1, 1))
        work.interval_months = 12
        self.assertEqual(work.valid_until, date(2027, 2, 28))

    def test_the_interval_is_at_least_a_month(self):
        with self.assertRaises(ValidationError):
            self._create_work(kind="certification", interval_months=0)

    def test_the_same_number_of_the_same_body_warns_only(self):
        body, other = self.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
        first = self._create_certification(body_id=body.id)

        for body_id, values, warns in (
            (body.id, {}, True),
            (body.id, {"protocol_no": "P-2", "certificate_no": "A-2"}, False),
            (other.id, {}, False),
            (False, {}, False),
        ):
            with self.subTest(body=body_id, values=values):
                work = self._create_certification(body_id=body_id, **values)
                self.assertEqual(first.name in (work.number_warning or ""), warns)
                work.unlink()

    def test_the_result_of_a_finished_one_stays(self):
        work = self._create_certification()
        work.action_done()

        self.assertRefused(["its result stays"], work.write, {"result": "unfit"})

    # ---- serial numbers ------------------------------------------------------------

    def test_one_work_for_each_serial_number(self):
        deal, lots = self._ship_serials(["S1", "S2", "S3"])

        works = deal.sudo().work_ids

        self.assertEqual(len(works), 3)
        self.assertEqual(works.lot_ids, lots)
        self.assertEqual([len(work.lot_ids) for work in works], [1, 1, 1])
        self.assertEqual(set(works.mapped("certification_type")), {"initial"})

    def test_products_whose_type_needs_none_get_none(self):
        self.stocked.equipment_type_id = self.pump
        deal, _lots = self._ship_serials(["S1", "S2"])

        # the deal asks for a certification all the same: one for what is not known
        self.assertEqual(len(deal.sudo().work_ids), 1)
        self.assertFalse(deal.sudo().work_ids.lot_ids)

    def test_the_type_of_the_product_decides_for_it(self):
        self.stocked.equipment_type_id = self.chamber
        deal, lots = self._ship_serials(["S1"])

        self.assertEqual(deal.sudo().work_ids.lot_ids, lots)

    def test_the_works_are_made_once(self):
        deal, _lots = self._ship_serials(["S1", "S2"])

        deal.sudo()._make_works("certification")

        self.assertEqual(len(deal.sudo().work_ids), 2)

    def test_the_deal_waits_for_all_of_them(self):
        deal, _lots = self._ship_serials(["S1", "S2"])
        first, second = deal.sudo().work_ids

        for work in (first, second):
            self.assertStage(deal, "certification")
            work.write({"result": "fit", **self._prepare_papers()})
            work.action_done()

        self.assertStage(deal, "installation")

    # ---- failure -------------------------------------------------------------------

    def _fail(self, work):
        work.write({"result": "unfit", "failure_reason": "Uneven temperature"})
        work.action_done()
        return work.next_ids

    def test_unfit_needs_the_reason(self):
        work = self._create_work(kind="certification", result="unfit")

        self.assertRefused(["reason why it is unfit"], work.action_done)

    def test_unfit_brings_a_new_work_and_tasks(self):
        deal, lots = self._ship_serials(["S1"])
        work = deal.sudo().work_ids
        work.measure_ids = [(0, 0, {"name": "Temperature", "value": 3})]

        again = self._fail(work)

        self.assertEqual(work.state, "done")
        self.assertFalse(work.valid_until)
        self.assertEqual(
            (again.state, again.certification_type, again.lot_ids, again.lead_id.id),
            ("draft", "repeated", lots, deal.id),
        )
        self.assertEqual(again.repeat_reason, "Uneven temperature")
        self.assertFalse(again.measure_ids.is_filled)
        self.assertEqual(again.activity_ids.user_id, self.salesperson | self.head)
        for task in again.activity_ids:
            self.assertIn("Uneven temperature", task.summary)
        self.assertStage(deal, "certification")

    def test_the_repeated_one_lets_the_deal_pass(self):
        deal, _lots = self._ship_serials(["S1"])
        again = self._fail(deal.sudo().work_ids)

        again.write({"result": "limited", **self._prepare_papers()})
        again.action_done()

        self.assertStage(deal, "installation")

    def test_a_failure_without_a_repetition_blocks(self):
        deal, _lots = self._ship_serials(["S1"])
        again = self._fail(deal.sudo().work_ids)

        again.action_cancel()

        self.assertFalse(deal._passes_certified())

    def test_the_engineer_may_finish_with_unfit(self):
        deal, _lots = self._ship_serials(["S1"])
        work = deal.sudo().work_ids
        work.engineer_id = self.engineer

        self._fail(work.with_user(self.engineer))

        self.assertEqual(work.next_ids.certification_type, "repeated")

    # ---- validity ------------------------------------------------------------------

    def test_a_certificate_is_asked_of_each_serial_number(self):
        deal, _lots = self._ship_serials(["S1", "S2"])
        today = fields.Date.today()
        works = deal.sudo().work_ids
        for work in works:
            work.write({"result": "fit", **self._prepare_papers()})
        works.action_done()
        self.assertTrue(deal._passes_certificate_valid())

        works[0].valid_until = today - timedelta(days=1)
        self.assertFalse(deal._passes_certificate_valid())

        # a periodic one of the same serial number, outside the deal
        work = works[0]._make_next("periodic", lead_id=False)
        self.assertFalse(deal._passes_certificate_valid())
        work.write({"result": "fit", **self._prepare_papers()})
        work.action_done()
        self.assertTrue(deal._passes_certificate_valid())
        self.assertTrue(deal._passes_certified())

    def test_without_serial_numbers_the_chain_counts(self):
        deal = self._create_shipped_deal()
        work = deal.sudo().work_ids
        work.write({"result": "fit", **self._prepare_papers()})
        work.action_done()
        work.valid_until = fields.Date.today() - relativedelta(days=1)
        self.assertFalse(deal._passes_certificate_valid())

        later = work._make_next("periodic", lead_id=False)
        later.write({"result": "fit", **self._prepare_papers()})
        later.action_done()

        self.assertTrue(deal._passes_certificate_valid())

    def test_deals_without_certification_pass(self):
        deal = self._create_shipped_deal(self.pump)

        self.assertTrue(deal._passes_certificate_valid())
        self.assertTrue(deal._passes_certified())
