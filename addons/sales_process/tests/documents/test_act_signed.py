import json

from odoo.tests import tagged

from ...tools.works.act import canonical, fingerprint_text
from ..work_common import SIGNATURE
from .act_common import ActCommon


@tagged("post_install", "-at_install")
class TestActMoneySigned(ActCommon):
    """The client signs the money too; acts signed before it was there stay valid."""

    def _sign_priced(self):
        work = self._create_order_work()
        work.action_done()
        work._sign("Client", SIGNATURE)
        return work

    def test_what_is_signed_contains_the_money(self):
        work = self._sign_priced()

        [row] = json.loads(work.act_content)["own"]["money"]

        self.assertEqual(row[1:4], [1, 1000, 0])
        self.assertEqual(row[5:8], [1000, 220, 1220])
        self.assertTrue(work._verify_act())

    def test_a_changed_price_is_read_again(self):
        work = self._create_order_work()
        work.action_done()
        seen = work._get_act_hash()
        work.line_ids.price_unit = 2000

        self.assertRefused(["read it again"], work._sign, "Client", SIGNATURE, seen)

    def test_no_price_of_a_signed_act_is_changed(self):
        work = self._sign_priced().sudo()
        for values in (
            {"price_unit": 1},
            {"discount": 5},
            {"tax_ids": [(5,)]},
            {"quantity": 9},
        ):
            with self.subTest(values=values):
                self.assertRefused(["cannot be changed"], work.line_ids.write, values)
        self.assertRefused(
            ["cannot be changed"],
            work.write,
            {"currency_id": self.env.ref("base.EUR").id},
        )

    def test_a_tax_that_is_edited_later_does_not_change_the_act(self):
        work = self._sign_priced()

        self.tax_22.amount = 30
        self.env.invalidate_all()

        self.assertEqual(work.line_ids.price_total, 1220)
        self.assertTrue(work._verify_act())

    def test_money_changed_past_the_program_is_noticed(self):
        work = self._sign_priced()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE equipment_work_line SET price_total = 1 WHERE id = %s",
            [work.line_ids.id],
        )
        self.env.invalidate_all()

        self.assertFalse(work._verify_act())
        self.assertEqual(work.act_differences, "money")

    def test_acts_signed_before_there_was_money_stay_valid(self):
        """Version 1 of the content has no part "money"."""
        work = self._create_work(line_ids=[(0, 0, {"name": "Start-up"})])
        work.action_done()
        work._sign("Client", SIGNATURE)
        old = json.loads(work.act_content)
        old["version"] = 1
        del old["own"]["money"]
        text = canonical(old)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE equipment_work SET act_content = %s, act_hash = %s WHERE id = %s",
            [text, fingerprint_text(text), work.id],
        )
        self.env.invalidate_all()

        self.assertTrue(work._verify_act())
        self.assertEqual(work.act_check, "unchanged")

        self.env.cr.execute(
            "UPDATE equipment_work SET remark = 'x' WHERE id = %s", [work.id]
        )
        self.env.invalidate_all()
        self.assertEqual(work._find_act_changes(), ["remark"])

    def test_a_part_that_has_gone_is_a_change(self):
        """Nothing is left out of a signed act unnoticed."""
        work = self._sign_priced()
        content = json.loads(work.act_content)
        content["own"]["a part of another version"] = ["x"]
        text = canonical(content)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE equipment_work SET act_content = %s, act_hash = %s WHERE id = %s",
            [text, fingerprint_text(text), work.id],
        )
        self.env.invalidate_all()

        self.assertEqual(work._find_act_changes(), ["a part of another version"])
