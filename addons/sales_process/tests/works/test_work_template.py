from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..work_common import WorkCommon


@tagged("post_install", "-at_install")
class TestWorkTemplate(WorkCommon):
    """What is done with an equipment comes from its templates."""

    def _create_template(self, **values):
        return self.env["equipment.work.template"].create(
            {
                "name": "Chamber",
                "equipment_type_id": self.chamber.id,
                "line_ids": [(0, 0, {"name": "Unpacking"})],
                "check_ids": [(0, 0, {"name": "Test run"})],
                "measure_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Pressure",
                            "unit": "Pa",
                            "has_max": True,
                            "value_max": 5,
                        },
                    )
                ],
                **values,
            }
        )

    def _find(self, product, kind="commissioning"):
        found = self.env["equipment.work.template"]._get_for(product, kind)
        return found[product]

    def test_the_product_wins_over_its_type(self):
        self.stocked.equipment_type_id = self.chamber
        by_type = self._create_template()
        self.assertEqual(self._find(self.stocked), by_type)
        self.assertFalse(self._find(self.made))

        own = self._create_template(product_tmpl_id=self.stocked.product_tmpl_id.id)

        self.assertEqual(self._find(self.stocked), own)
        own.active = False
        self.assertEqual(self._find(self.stocked), by_type)

    def test_a_template_is_for_one_kind_of_work(self):
        self.stocked.equipment_type_id = self.chamber
        self._create_template(work_kind="service")

        self.assertFalse(self._find(self.stocked))
        self.assertTrue(self._find(self.stocked, "service"))

    def test_templates_of_many_products_cost_as_much_as_of_one(self):
        self._create_template()
        products = self.env["product.product"].create(
            [
                {"name": f"P{number}", "equipment_type_id": self.chamber.id}
                for number in range(20)
            ]
        )
        self.env.flush_all()
        counts = []
        for some in (products[:1], products):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["equipment.work.template"]._get_for(some, "commissioning")
            counts.append(self.env.cr.sql_log_count - before)

        self.assertEqual(*counts)

    def test_the_work_of_a_deal_is_filled_from_the_template(self):
        self.stocked.equipment_type_id = self.chamber
        self._create_template(duration_hours=6)
        self.chamber.certification_order = "after"

        work = self._create_shipped_deal().sudo().work_ids

        self.assertEqual(work.line_ids.mapped("name"), ["Unpacking"])
        self.assertEqual(work.check_ids.mapped("name"), ["Test run"])
        self.assertEqual(work.measure_ids.required_text, "≤ 5")
        self.assertEqual(work.measure_ids.unit, "Pa")
        self.assertEqual(work.duration_hours, 6)

    def test_without_a_template_the_work_has_its_line(self):
        self.chamber.certification_order = "after"

        work = self._create_shipped_deal().sudo().work_ids

        self.assertIn("stocked", work.line_ids.name)

    def test_once_for_each_serial_number(self):
        lots = self._create_lot("SN-1") | self._create_lot("SN-2")
        self.stocked.equipment_type_id = self.chamber
        template = self._create_template()

        for per_serial, count in ((True, 2), (False, 1)):
            with self.subTest(per_serial=per_serial):
                template.per_serial = per_serial
                work = self._create_work(lot_ids=[(6, 0, lots.ids)])
                work.action_fill_from_templates()
                self.assertEqual(len(work.check_ids), count)
                self.assertEqual(len(work.measure_ids), count)
                self.assertEqual(len(work.line_ids), 1)
                self.assertEqual(
                    work.check_ids.lot_id, lots if per_serial else lots[:0]
                )

    def test_filling_twice_adds_nothing(self):
        lot = self._create_lot()
        self.stocked.equipment_type_id = self.chamber
        self._create_template(per_serial=True)
        work = self._create_work(lot_ids=[(6, 0, lot.ids)])

        work.with_user(self.engineer).action_fill_from_templates()
        work.with_user(self.engineer).action_fill_from_templates()

        self.assertEqual(len(work.line_ids), 1)
        self.assertEqual(len(work.check_ids), 1)

    def test_filling_without_a_template_changes_nothing(self):
        work = self._create_work(lot_ids=[(6, 0, self._create_lot().ids)])

        work.action_fill_from_templates()

        self.assertFalse(work.line_ids | work.line_ids)

    def test_certification_takes_programme_and_interval(self):
        self.stocked.equipment_type_id = self.chamber
        self._create_template(
            work_kind="certification", program_no="PM-7", interval_months=24
        )

        work = self._create_shipped_deal().sudo().work_ids

        self.assertEqual(work.kind, "certification")
        self.assertEqual((work.program_no, work.interval_months), ("PM-7", 24))

    def test_a_template_is_for_something(self):
        for values in (
            {"equipment_type_id": False},
            {"duration_hours": 0},
            {"interval_months": 0},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._create_template(**values)

    def test_the_product_shows_its_templates(self):
        product = self.stocked.product_tmpl_id
        template = self._create_template(product_tmpl_id=product.id)

        action = product.action_view_work_templates()

        self.assertEqual(product.work_template_count, 1)
        found = self.env["equipment.work.template"].search(action["domain"])
        self.assertEqual(found, template)

    def test_only_a_head_edits_templates(self):
        template = self._create_template()

        template.with_user(self.head).write({"name": "New"})
        for user in (self.salesperson, self.engineer, self.accountant):
            with self.subTest(user=user.login):
                self.assertTrue(template.with_user(user).read(["name"]))
                for record in (template, template.check_ids, template.measure_ids):
                    with self.assertRaises(AccessError):
                        record.with_user(user).write({"name": "x"})
        with self.assertRaises(AccessError):
            template.with_user(self.stranger).read(["name"])
