from contextlib import contextmanager
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...models.export import marketing_export, marketing_export_make
from ..common import MarketingCommon

QUEUE = "odoo.addons.sales_marketing.models.export.marketing_export_queue"


class QueueCommon(MarketingCommon):
    def setUp(self):
        super().setUp()
        self.patch(marketing_export, "AT_ONCE", 1)
        self.patch(marketing_export_make, "STEP", 1)

    def _queue_export(self, people=3, **values):
        for number in range(people):
            self._create_person(f"Person {number}", email=f"p{number}@x.example")
        return self._export(self._create_segment(), **values)

    @contextmanager
    def _failing(self, error):
        with (
            patch.object(
                self.registry["marketing.export"], "_keep_files", side_effect=error
            ),
            mute_logger(QUEUE),
        ):
            yield

    def _find_memory(self, export):
        memory = self.env["marketing.export.memory"]
        return memory._find(export.segment_id, export.layout)

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("sales_marketing.ir_cron_make_exports").method_direct_trigger()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestQueue(QueueCommon):
    def test_small_export_runs_at_once_and_a_large_one_waits(self):
        self.patch(marketing_export, "AT_ONCE", 3)
        self.assertEqual(self._queue_export(3).state, "done")
        self.patch(marketing_export, "AT_ONCE", 2)

        export = self._export(self._create_segment())

        self.assertEqual((export.state, export.row_count), ("queued", 0))
        self.assertEqual(export.get_progress()["total"], 3)

    def test_export_is_made_without_the_browser(self):
        export = self._queue_export()

        self._run_cron()

        self.assertEqual((export.state, export.row_count), ("done", 3))
        self.assertEqual(export.user_id, self.marketer)
        self.assertEqual(len(self._read_csv(export)), 3)
        message = export.message_ids.filtered(
            lambda message: self.marketer.partner_id in message.partner_ids
        )
        self.assertIn("In the file: 3", message.body)

    def test_who_asked_is_told_on_the_screen(self):
        export = self._queue_export()
        sent = []
        users = self.registry["res.users"]
        with patch.object(
            users, "_bus_send", lambda self, *args, **kw: sent.append((self, args))
        ):
            self._run_cron()

        users_told, (kind, message) = next(s for s in sent if "message" in s[1][1])
        self.assertEqual((users_told, kind), (self.marketer, "simple_notification"))
        self.assertEqual(message["title"], export.name)

    def test_rights_companies_and_language_of_who_asked(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        company = self.env["res.company"].create({"name": "Another"})
        self.marketer.write({"lang": "ru_RU", "company_ids": [(4, company.id)]})
        self._create_person("Foreign", email="f@x.example", company_id=company.id)
        self._create_person("Own", email="own@x.example")
        own = self.marketer.company_id
        export = self._create_segment().with_context(allowed_company_ids=own.ids)
        export = self._export(export)
        self.assertEqual(export.company_ids, own)

        self._run_cron()

        self.assertEqual((export.state, export.row_count), ("done", 1))
        self.assertIn("Own", self._get_file(export, "csv").decode())

    def test_progress_is_told_and_cancel_stops_it(self):
        export = self._queue_export()
        told = []
        original = self.registry["marketing.export"]._tell

        def tell(self, done):
            told.append((done, self.get_progress()["state"]))
            if done == 2:
                self.sudo().run_ids.is_stopped = True
                self.env.flush_all()
            return original(self, done)

        with patch.object(self.registry["marketing.export"], "_tell", tell):
            self._run_cron()

        self.assertEqual(told, [(1, "running"), (2, "running")])
        self.assertEqual((export.state, export.row_count), ("cancelled", 0))
        self.assertFalse(export._get_files("csv"))
        self.assertFalse(self._find_memory(export))

    def test_cancel_while_waiting_and_try_again(self):
        export = self._queue_export()

        export.action_cancel()
        self.assertEqual(export.state, "cancelled")
        self._run_cron()
        self.assertEqual(export.state, "cancelled")
        export.action_export()
        self.assertEqual(export.state, "queued")
        self._run_cron()

        self.assertEqual((export.state, export.row_count), ("done", 3))

    def test_only_what_is_being_made_can_be_cancelled(self):
        self.patch(marketing_export, "AT_ONCE", 100)
        export = self._queue_export()

        with self.assertRaises(UserError):
            export.action_cancel()

    def test_failure_is_told_in_words_moves_no_mark_and_may_be_tried_again(self):
        export = self._queue_export(scope="changed")

        with self._failing(OSError("no space left on device")):
            self._run_cron()

        self.assertEqual((export.state, export.row_count), ("failed", 0))
        self.assertIn("no space left on device", export.error)
        self.assertFalse(self._find_memory(export))
        export.action_export()
        self._run_cron()
        self.assertEqual((export.state, export.row_count), ("done", 3))
        self.assertFalse(export.error)

    def test_export_of_the_same_segment_meanwhile(self):
        export = self._queue_export()

        with self._failing(SerializationFailure()):
            self._run_cron()
        self.assertEqual(export.state, "queued")
        self._run_cron()

        self.assertEqual(export.state, "done")

    def test_server_that_stopped_begins_anew_without_doubling(self):
        export = self._queue_export()
        export.sudo().write({"state": "running", "attempts": 1})

        self._run_cron()
        self._run_cron()

        self.assertEqual((export.state, export.row_count), ("done", 3))
        self.assertEqual(export.attempts, 2)
        self.assertEqual(len(self._read_csv(export)), 3)

    def test_server_that_stops_again_and_again(self):
        export = self._queue_export()
        export.sudo().write({"state": "running", "attempts": 3})

        self._run_cron()

        self.assertEqual(export.state, "failed")
        self.assertIn("interrupted the export 3 times", export.error)

    def test_second_worker_leaves_it_alone(self):
        export = self._queue_export()
        nothing = export.browse()

        with patch.object(
            self.registry["marketing.export"],
            "try_lock_for_update",
            lambda self, **_options: nothing,
        ):
            self._run_cron()

        self.assertEqual(export.state, "queued")

    def test_user_who_left_or_lost_the_right(self):
        for change in (
            {"active": False},
            {"group_ids": [(3, self.env.ref("sales_marketing.group_marketer").id)]},
        ):
            export = self._queue_export()
            with self.subTest(change=change), mute_logger(QUEUE):
                self.marketer.write(change)
                self._run_cron()
                self.assertEqual(export.sudo().state, "failed")
                self.assertTrue(export.sudo().error)
            group = self.env.ref("sales_marketing.group_marketer")
            self.marketer.write({"active": True, "group_ids": [(4, group.id)]})

    def test_export_under_way_cannot_be_changed_or_deleted(self):
        export = self._queue_export()

        for action in (
            lambda: export.write({"tags": "x"}),
            export.unlink,
            export.action_check,
            export.action_download_csv,
        ):
            with self.assertRaises(UserError):
                action()

    def test_nobody_else_cancels_or_asks(self):
        export = self._queue_export().with_user(self.salesperson)

        for action in (export.action_cancel, export.get_progress, export.action_export):
            with self.assertRaises(AccessError):
                action()

    def test_large_workbook_is_made_in_the_background(self):
        self.patch(marketing_export, "AT_ONCE", 100)
        export = self._queue_export()
        with patch(
            "odoo.addons.sales_marketing.models.export.marketing_export_files.WORKBOOK_AT_ONCE",
            1,
        ):
            action = export.action_download_xlsx()
        self.assertEqual(action["tag"], "display_notification")
        self.assertTrue(export.is_workbook_wanted)

        self._run_cron()

        self.assertFalse(export.is_workbook_wanted)
        self.assertIn(f"{export.id}/xlsx", export.action_download_xlsx()["url"])


@tagged("post_install", "-at_install")
class TestExportDoor(MarketingCommon, HttpCase):
    def test_download_is_noted_and_others_find_nothing(self):
        self._create_person()
        export = self._export(self._create_segment())
        url = f"/sales_marketing/export/{export.id}/csv"
        for user, status in ((self.marketer, 200), (self.salesperson, 404)):
            user.password = "a long password of the test"
            self.authenticate(user.login, "a long password of the test")
            with self.subTest(user=user.login):
                self.assertEqual(self.url_open(url).status_code, status)
        self.authenticate(self.marketer.login, "a long password of the test")
        for path in ("xlsx", "nonsense"):
            answer = self.url_open(f"/sales_marketing/export/{export.id}/{path}")
            self.assertEqual(answer.status_code, 404)
        attachment = export._get_files("csv")
        self.assertEqual(
            self.url_open(f"/web/content/{attachment.id}").status_code, 404
        )

        log = export.log_ids
        self.assertEqual(log.user_id, self.marketer)
        self.assertEqual(
            (log.kind, log.file_kind, log.row_count), ("download", "csv", 1)
        )

    def test_file_is_the_kept_one(self):
        self._create_person()
        export = self._export(self._create_segment())
        self.marketer.password = "a long password of the test"
        self.authenticate(self.marketer.login, "a long password of the test")

        answer = self.url_open(f"/sales_marketing/export/{export.id}/csv")

        self.assertEqual(answer.content, self._get_file(export, "csv"))
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertIn("text/csv", answer.headers["Content-Type"])


@tagged("post_install", "-at_install")
class TestExportLog(MarketingCommon):
    def test_salesperson_cannot_take_the_base(self):
        person = self._create_person(user_id=self.salesperson.id)
        lead = self._create_lead(user_id=self.salesperson.id)

        for record in (person, lead):
            with self.subTest(model=record._name), self.assertRaises(UserError):
                record.with_user(self.salesperson).export_data(["name"])
        logs = self.env["marketing.export.log"]
        self.assertFalse(logs.search([("user_id", "=", self.salesperson.id)]))
        exports = self.env["marketing.export"].with_user(self.salesperson)
        with self.assertRaises(AccessError):
            exports.create({"segment_id": self._create_segment().id})

    def test_usual_export_with_the_right_is_noted(self):
        self.salesperson.group_ids |= self.env.ref("base.group_allow_export")
        people = self._create_person() | self._create_person("Second")
        lead = self._create_lead(user_id=self.salesperson.id)

        rows = people.with_user(self.salesperson).export_data(["name", "phone"])
        lead.with_user(self.salesperson).export_data(["name"])

        self.assertEqual(len(rows["datas"]), 2)
        logs = self._get_logs()
        self.assertEqual(logs.mapped("kind"), ["list", "list"])
        self.assertEqual(logs.mapped("row_count"), [2, 1])
        self.assertEqual(logs[0].field_names, "name, phone")

    def test_contacts_taken_through_other_records_are_noted(self):
        self.salesperson.group_ids |= self.env.ref("base.group_allow_export")
        company = self._create_company("Plant", user_id=self.salesperson.id)
        person = self._create_person(parent_id=company.id)
        orders = self.env["sale.order"].create(
            [
                {"partner_id": person.id, "user_id": self.salesperson.id}
                for _number in range(3)
            ]
        )
        own = orders.with_user(self.salesperson)

        own.export_data(["name", "partner_id/id", "partner_id/name", "user_id/login"])
        self.assertFalse(self._get_logs())

        own.export_data(
            ["name", "partner_id/email", "partner_id/.id", "partner_id/parent_id/phone"]
        )
        logs = self._get_logs()
        self.assertEqual(logs.mapped("model"), ["Contact", "Contact"])
        self.assertEqual(logs.mapped("row_count"), [1, 1])
        self.assertEqual(
            logs.mapped("field_names"),
            ["partner_id/email", "partner_id/parent_id/phone"],
        )

    def test_addresses_of_any_list_are_noted_but_not_our_own(self):
        stopped = self.env["mail.blacklist"].create({"email": "stopped@x.example"})

        stopped.export_data(["email"])

        log = self.env["marketing.export.log"].search([], order="id desc", limit=1)
        self.assertEqual((log.row_count, log.field_names), (1, "email"))
        self.env.user.export_data(["login", "email"])
        self.env.company.export_data(["phone"])
        newest = self.env["marketing.export.log"].search([], order="id desc", limit=1)
        self.assertEqual(newest, log)

    def _get_logs(self):
        return self.env["marketing.export.log"].search(
            [("user_id", "=", self.salesperson.id)], order="id"
        )

    def test_log_is_read_by_marketers_and_directors_and_written_by_nobody(self):
        log = self.env["marketing.export.log"]._note_list(self.tag, ["name"])
        director = self._create_user("director", "sales_process.group_director")
        for user in (self.marketer, director):
            own = log.with_user(user)
            with self.subTest(user=user.login):
                self.assertEqual(own.row_count, 1)
                for operation in ("create", "write", "unlink"):
                    self.assertFalse(own.has_access(operation))
        for group in ("sales_process.group_salesperson", "sales_process.group_head"):
            user = self._create_user(group.replace(".", "_"), group)
            self.assertFalse(log.with_user(user).has_access("read"))
