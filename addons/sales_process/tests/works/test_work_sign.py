import base64
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..work_common import SIGNATURE, WorkCommon, make_picture

ACT = "odoo.addons.sales_process.models.works.equipment_work_act"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@tagged("post_install", "-at_install")
class TestWorkSign(WorkCommon):
    """The signature freezes the act: for everybody, with its fingerprint."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls._create_lot("SN-1")

    def _create_full_work(self):
        """A done work with something of everything."""
        work = self._create_work(
            lot_ids=[(6, 0, self.lot.ids)],
            line_ids=[(0, 0, {"name": "Start-up"})],
            check_ids=[(0, 0, {"name": "Test run", "answer": "yes"})],
            measure_ids=[(0, 0, {"name": "Pressure", "value": 3, "unit": "Pa"})],
            defect_ids=[(0, 0, {"name": "Paint", "deadline": fields.Date.today()})],
            remark="All is well",
        )
        work._add_photo("photo.png", make_picture())
        work.action_done()
        return work

    def _sign(self, work):
        work._sign("Client", SIGNATURE)
        return work

    # ---- what signing does ---------------------------------------------------------

    def test_signing_keeps_fingerprint_file_and_day(self):
        work = self._sign(self._create_full_work())

        self.assertEqual(len(work.act_hash), 64)
        self.assertTrue(work.act_file_id)
        self.assertEqual(work.act_file_id.res_id, work.id)
        self.assertTrue(work.warranty_start)
        self.assertTrue(work._verify_act())
        self.assertEqual(work.act_check, "unchanged")

    def test_nobody_signs_without_a_name(self):
        work = self._create_full_work()

        self.assertRefused(["who signs"], work._sign, "", SIGNATURE)

    def test_who_has_seen_another_act_does_not_sign(self):
        work = self._create_full_work()
        seen = work._get_act_hash()
        work.remark = "Something else"

        self.assertRefused(["read it again"], work._sign, "Client", SIGNATURE, seen)
        work._sign("Client", SIGNATURE, work._get_act_hash())

        self.assertEqual(work.state, "signed")

    def test_what_is_seen_does_not_depend_on_who_looks(self):
        work = self._create_full_work()

        hashes = {
            work.with_user(user).with_context(lang=lang, tz=tz)._get_act_hash()
            for user in (self.engineer, self.env.ref("base.user_admin"))
            for lang, tz in (("en_US", "UTC"), ("ru_RU", "Asia/Vladivostok"))
        }

        self.assertEqual(len(hashes), 1)

    def test_a_file_that_fails_does_not_lose_the_signature(self):
        work = self._create_full_work()
        with (
            patch.object(type(work), "_render_act", side_effect=OSError("no program")),
            mute_logger(ACT),
        ):
            self._sign(work)
            self.assertRefused(["could not be made"], work.action_make_act_file)

        self.assertEqual(work.state, "signed")
        self.assertTrue(work._verify_act())
        self.assertFalse(work.act_file_id)
        self._run_cron("_cron_make_act_files", seconds_left=0)
        self.assertTrue(work.act_file_id)
        file = work.act_file_id
        work.action_make_act_file()
        self.assertEqual(work.act_file_id, file)

    def test_the_file_is_made_of_a_signed_act_only(self):
        work = self._create_full_work()

        self.assertRefused(["not signed yet"], work.action_make_act_file)

    # ---- freezing ------------------------------------------------------------------

    def test_nothing_of_the_act_is_changed_added_or_removed(self):
        work = self._sign(self._create_full_work()).sudo()
        parts = {
            "line_ids": {"name": "x"},
            "check_ids": {"answer": "no"},
            "measure_ids": {"value": 9},
            "defect_ids": {"name": "x"},
        }
        for name, values in parts.items():
            records = work[name]
            with self.subTest(part=name):
                self.assertRefused(["cannot be changed"], records.write, values)
                self.assertRefused(["cannot be changed"], records.unlink)
                self.assertRefused(
                    ["cannot be changed"],
                    records.create,
                    {"work_id": work.id, "name": "new"},
                )
                self.assertRefused(
                    ["cannot be changed"],
                    work.write,
                    {name: [(0, 0, {"name": "new"})]},
                )

    def test_no_field_of_the_act_is_changed(self):
        work = self._sign(self._create_full_work()).sudo()
        for values in (
            {"remark": "later"},
            {"lot_ids": [(5,)]},
            {"photo_ids": [(5,)]},
            {"signed_by": "Other"},
            {"signature": False},
            {"state": "draft"},
            {"act_hash": "0"},
            {"date_planned": False},
            {"engineer_id": False},
            {"partner_id": self.vendor.id},
            {"name": "W/1"},
            {"trained_people": "x"},
            {"warranty_start": False},
        ):
            with self.subTest(values=values):
                self.assertRefused(["cannot be changed"], work.write, values)

    def test_a_part_is_not_moved_into_a_signed_act_nor_out_of_it(self):
        signed, open_work = self._sign(self._create_full_work()), self._create_work()
        line = self.env["equipment.work.line"].create(
            {"work_id": open_work.id, "name": "x"}
        )

        self.assertRefused(["cannot be changed"], line.write, {"work_id": signed.id})
        self.assertRefused(
            ["cannot be changed"], signed.line_ids.write, {"work_id": open_work.id}
        )

    def test_the_files_of_the_act_stay(self):
        work = self._sign(self._create_full_work())
        drawn = self.env["ir.attachment"].search(
            [("res_model", "=", work._name), ("res_field", "=", "signature")]
        )
        files = (
            work.photo_ids
            | work.act_file_id
            | drawn.filtered(lambda file: file.res_id == work.id)
        )
        self.assertEqual(len(files), 3)
        for file in files.sudo():
            with self.subTest(file=file.name):
                self.assertRefused(["cannot be changed"], file.unlink)
                self.assertRefused(["cannot be changed"], file.write, {"raw": b"x"})
                self.assertRefused(["cannot be changed"], file.write, {"res_id": 0})

    def test_files_of_other_documents_are_free(self):
        work = self._sign(self._create_full_work())
        for values in (
            {
                "res_model": work._name,
                "res_id": work.id,
            },  # only attached in the chatter
            {"res_model": "res.partner", "res_id": self.client.id},
        ):
            file = self.env["ir.attachment"].create(
                {"name": "x", "raw": b"x", **values}
            )
            file.raw = b"y"
            file.unlink()
            self.assertFalse(file.exists())

    def test_states_change_by_buttons_only(self):
        work = self._create_work().with_user(self.engineer)

        for values in ({"state": "signed"}, {"signed_by": "x"}, {"act_hash": "x"}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                work.write(values)
        with self.assertRaises(AccessError):
            self.env["equipment.work"].with_user(self.engineer).create(
                {"partner_id": self.client.id, "state": "signed", "signed_by": "x"}
            )

    def test_defects_are_fixed_after_the_signature(self):
        work = self._sign(self._create_full_work())

        work.defect_ids.with_user(self.engineer).action_fix()

        self.assertEqual(work.defect_ids.state, "fixed")
        self.assertTrue(work._verify_act())

    # ---- verifying -----------------------------------------------------------------

    def test_a_change_past_the_program_is_seen(self):
        work = self._sign(self._create_full_work())
        for table, column, value, part in (
            ("equipment_work_line", "name", "x", "lines"),
            ("equipment_work_check", "answer", "no", "checks"),
            ("equipment_work_measure", "value", 99, "measures"),
            ("equipment_work_defect", "name", "x", "defects"),
        ):
            with self.subTest(table=table), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(
                    f"UPDATE {table} SET {column} = %s WHERE work_id = %s",
                    (value, work.id),
                )
                self.env.invalidate_all()
                self.assertFalse(work._verify_act())
                self.assertEqual(work.act_check, "changed")
                self.assertIn(part, work.act_differences)
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertTrue(work._verify_act())

    def test_a_forged_fingerprint_is_seen(self):
        work = self._sign(self._create_full_work())
        for column, value in (
            ("act_content", "{}"),
            ("act_hash", "0" * 64),
            ("signed_by", "Somebody else"),
            ("remark", "Other"),
        ):
            with self.subTest(column=column), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(
                    f"UPDATE equipment_work SET {column} = %s WHERE id = %s",
                    (value, work.id),
                )
                self.env.invalidate_all()
                self.assertFalse(work._verify_act())
                savepoint.rollback()
            self.env.invalidate_all()

    def test_a_client_who_is_renamed_does_not_change_the_act(self):
        work = self._sign(self._create_full_work())

        self.client.write({"name": "New name", "street": "Elsewhere"})
        self.lot.name = "SN-1a"

        self.assertTrue(work._verify_act())

    def test_an_act_that_is_not_signed_is_not_verified(self):
        work = self._create_full_work()

        self.assertFalse(work._verify_act())
        self.assertFalse(work.act_check)

    # ---- on paper ------------------------------------------------------------------

    def _attach(self, work, user=None, **values):
        action = work.action_attach_scan()
        return (
            self.env["equipment.work.scan"]
            .with_user(user or self.engineer)
            .create(
                {
                    "work_id": action["context"]["default_work_id"],
                    "file": base64.b64encode(PDF),
                    "filename": "act.pdf",
                    "signed_by": "Ivanov",
                    **values,
                }
            )
            .action_apply()
        )

    def test_a_scan_signs_and_freezes(self):
        for data in (PDF, make_picture(), make_picture("JPEG")):
            with self.subTest(data=data[:4]):
                work = self._create_full_work()
                self._attach(work, file=base64.b64encode(data))

                self.assertEqual((work.state, work.signed_by), ("signed", "Ivanov"))
                self.assertEqual(work.signed_scan_id.sudo().raw, data)
                self.assertTrue(work._verify_act())
                self.assertRefused(["cannot be changed"], work.write, {"remark": "x"})
                self.assertRefused(
                    ["cannot be changed"], work.sudo().signed_scan_id.unlink
                )

    def test_what_is_no_scan_is_refused(self):
        work = self._create_full_work()
        tomorrow = fields.Date.today() + timedelta(days=2)
        for values, words in (
            ({"file": base64.b64encode(b"MZ program")}, ["PDF, JPEG or PNG"]),
            ({"file": base64.b64encode(b"<html></html>")}, ["PDF, JPEG or PNG"]),
            ({"date": tomorrow}, ["future"]),
        ):
            with self.subTest(values=values):
                self.assertRefused(
                    words, lambda values=values: self._attach(work, **values)
                )
        self.assertEqual(work.state, "done")

    def test_a_scan_is_attached_once_and_to_a_done_work(self):
        work = self._create_full_work()
        self._attach(work)

        self.assertRefused(["not waiting"], work.action_attach_scan)
        self.assertRefused(["not waiting"], self._create_work().action_attach_scan)

    def test_who_may_not_change_the_work_does_not_attach(self):
        work = self._create_full_work()

        with self.assertRaises(AccessError):
            self._attach(work, user=self.colleague)

    def test_the_day_of_the_paper_is_kept(self):
        work = self._create_full_work()
        day = fields.Date.today() - timedelta(days=3)

        self._attach(work, date=day)

        self.assertEqual(work.signed_on.date(), day)

    # ---- refusing ------------------------------------------------------------------

    def test_everybody_concerned_is_told_of_a_refusal(self):
        deal = self._create_deal()
        work = self._create_work(lead_id=deal.id)
        work.action_done()

        work._refuse("Ivanov", "It leaks")

        notice = self.env["mail.message"].search(
            [
                ("model", "=", work._name),
                ("res_id", "=", work.id),
                ("subject", "like", "refused the act"),
            ],
        )
        people = self.engineer | self.salesperson | self.head
        self.assertEqual(notice.notified_partner_ids, people.partner_id)
        self.assertIn("It leaks", notice.body)
        self.assertEqual(work.activity_ids.user_id, self.engineer)

    def test_after_the_rework_the_act_is_sent_again(self):
        work = self._create_work()
        for reason in ("It leaks", "It is loud"):
            work.action_done()
            work._refuse("Client", reason)
            self.assertRefused(["nothing to sign"], work.action_send_act)
        work.action_done()

        self.assertFalse(work.activity_ids)
        self.assertTrue(work.action_send_act()["context"]["default_template_id"])
        history = " ".join(work.message_ids.mapped("body"))
        self.assertIn("It leaks", history)
        self.assertIn("It is loud", history)
        work._sign("Client", SIGNATURE)
        self.assertFalse(work.refusal_reason)

    # ---- merging -------------------------------------------------------------------

    def test_signed_works_follow_a_merged_lead(self):
        work = self._sign_work(lead_id=self._create_lead().id)
        stays = self._create_lead()

        work._join_lead(stays)

        self.assertEqual(work.lead_id, stays)
        self.assertTrue(work._verify_act())
