from freezegun import freeze_time

from odoo.tests import tagged

from .common import ScannerCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestOpen(ScannerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oil = cls._create_product(
            barcode="4006381333931", use_expiration_date=True, expiration_time=365
        )
        cls.old = cls._create_lot(cls.oil, "OLD", "2027-09-01", "2026-01-10")
        cls.new = cls._create_lot(cls.oil, "NEW", "2027-12-01", "2026-06-10")
        cls._put(cls.oil, 5, cls.old, cls.shelf_a)
        cls._put(cls.oil, 5, cls.new, cls.shelf_b)

    def test_start_lists_ready_documents_mine_first(self):
        late = self._create_delivery((self.oil, 1))
        mine = self._create_receipt((self.oil, 1))
        late.scheduled_date = "2020-01-01 10:00:00"
        mine.user_id = self.storekeeper

        answer = self.service.open()

        ids = [document["id"] for document in answer["documents"]]
        self.assertEqual(answer["kind"], "start")
        self.assertEqual(ids[0], mine.id)
        self.assertIn(late.id, ids)

    def test_operation_type_lists_its_own(self):
        self.out_type.barcode = "SCNOUT"
        delivery = self._create_delivery((self.oil, 1))
        self._create_receipt((self.oil, 1))

        answer = self.service.open("SCNOUT")

        self.assertEqual([row["id"] for row in answer["documents"]], [delivery.id])

    def test_document_by_name_and_by_id(self):
        delivery = self._create_delivery((self.oil, 1))

        by_name = self.service.open(delivery.name)
        by_id = self.service.open(delivery.id)

        self.assertEqual(by_name["document"]["id"], delivery.id)
        self.assertEqual(by_id["document"]["flow"], "delivery")

    def test_device_gets_all_it_needs(self):
        delivery = self._create_delivery((self.oil, 3))
        other = self._create_delivery((self.oil, 1))

        answer = self.service.open(delivery.id)

        lots = {lot["name"]: lot for lot in answer["lots"]}
        product = answer["products"][0]
        self.assertEqual(product["codes"][0]["code"], "4006381333931")
        self.assertTrue(product["is_age_controlled"])
        self.assertLess(lots["OLD"]["age"], lots["NEW"]["age"])
        self.assertEqual(lots["OLD"]["expiration_date"], "2027-09-01")
        self.assertEqual(lots["OLD"]["places"][0]["free"], 1)
        self.assertEqual(lots["OLD"]["reserved_for"], [other.name])
        self.assertEqual(answer["lines"][0]["reserved"][0]["lot_name"], "OLD")
        self.assertIn("A-01", [place["name"] for place in answer["locations"]])

    def test_reload_keeps_what_can_be_undone(self):
        delivery = self._create_delivery((self.oil, 3))
        first = self._pick(delivery, self.old)
        self._pick(delivery, self.old)
        self._apply("undo", delivery)

        history = self.service.open(delivery.id)["history"]

        self.assertEqual([entry["uuid"] for entry in history], [first["uuid"]])
        self.assertEqual(history[0]["lot_name"], "OLD")

    def test_managers_with_a_pin_are_offered_where_the_type_blocks(self):
        delivery = self._create_delivery((self.oil, 3))
        self.assertEqual(self.service.open(delivery.id)["managers"], [])

        self.out_type.age_control = "block"
        managers = self.service.open(delivery.id)["managers"]

        self.assertIn({"id": self.chief.id, "name": self.chief.name}, managers)

    def test_who_else_is_at_work_on_a_line(self):
        delivery = self._create_delivery((self.oil, 3))
        self._pick(delivery, self.old, user=self.chief)
        self._pick(delivery, self.old)

        [line] = self.service.open(delivery.id)["lines"]
        [his] = self.service.with_user(self.chief).open(delivery.id)["lines"]

        self.assertEqual(line["workers"], [self.chief.name])
        self.assertEqual(his["workers"], [self.storekeeper.name])

    def test_what_cannot_be_opened_is_explained(self):
        done = self._create_receipt((self.oil, 1))
        done.action_cancel()

        self.assertEqual(self.service.open("NOPE")["message_code"], "unknown_document")
        self.assertEqual(self.service.open(done.id)["message_code"], "document_cancel")

    def test_search_code_gives_all_meanings(self):
        twin = self._create_product("Twin", "none", barcode="OLD")

        found = self.service.search_code("OLD")["candidates"]
        place = self.service.search_code("SCN-A-01")["candidates"]
        item = self.service.search_code("]C10104006381333931\x1d10X")

        self.assertEqual([row["type"] for row in found], ["product", "lot"])
        self.assertEqual(found[0]["id"], twin.id)
        self.assertEqual(place[0]["id"], self.shelf_a.id)
        self.assertEqual(item["candidates"][0]["id"], self.oil.id)
        self.assertEqual(item["gs1"]["lot"], "X")

    def _create_wide_delivery(self, count):
        """A delivery of ``count`` lines, each of its own product with two series."""
        products = self.env["product.product"].create(
            [
                {
                    "name": f"Product {index}",
                    "is_storable": True,
                    "tracking": "lot",
                    "barcode": f"WIDE-{count}-{index}",
                }
                for index in range(count)
            ]
        )
        for product in products:
            for name in ("L-1", "L-2"):
                self._put(
                    product, 5, self._create_lot(product, name, first_in="2026-01-10")
                )
        return self._create_delivery(*[(product, 2) for product in products])

    def _count_queries(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_queries_of_the_list_do_not_grow(self):
        counts = []
        for more in (1, 39):
            for _number in range(more):
                self._create_delivery((self.oil, 1))
                self._create_receipt((self.oil, 1))
            self._count_queries(self.service.open)  # what is kept of rights and models
            counts.append(self._count_queries(self.service.open))

        self.assertEqual(counts[0], counts[1])

    def _get_costs(self, picking):
        """Queries of opening a document, of a scan in it and of a call of ten scans."""
        lot = picking.move_line_ids.lot_id[0]
        self.service.open(picking.id)
        self._pick(picking, lot, 0.1)
        return {
            "open": self._count_queries(lambda: self.service.open(picking.id)),
            "apply": self._count_queries(lambda: self._pick(picking, lot, 0.1)),
        }

    def test_queries_do_not_grow_with_the_lines(self):
        one = self._get_costs(self._create_wide_delivery(1))
        fifty = self._get_costs(self._create_wide_delivery(50))

        self.assertEqual(fifty["open"], one["open"])
        self.assertLessEqual(fifty["open"], 40)
        self.assertLessEqual(fifty["apply"], one["apply"] + 5)
        self.assertLessEqual(fifty["apply"], 70)
