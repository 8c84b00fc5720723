import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ...tools.process.file import FileError, compare, read_file, write_file
from ..deal_common import DealCommon


@tagged("post_install", "-at_install")
class TestProcessFile(DealCommon):
    """The process as one file: there and back, to another database, with clear errors."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = cls.env["sales.process.file"]
        cls.selection = cls.env.ref("sales_process.stage_selection")
        cls.env["res.lang"]._activate_lang("ru_RU")

    def _enrich(self):
        """Rules of every kind, with references to records of this database."""
        self.selection.write(
            {
                "role": "closer",
                "require_next_step": True,
                "apply_domain": str([("application_area_id", "!=", self._area().id)]),
            }
        )
        self.selection.update_field_translations("name", {"ru_RU": "Подбор техники"})
        self.env["crm.stage.requirement"].create(
            {
                "stage_id": self.selection.id,
                "type": "domain",
                "domain": str(
                    [
                        ("equipment_type_ids", "in", [self.pump.id, self.chamber.id]),
                        ("order_ids.state", "=", "sent"),
                        ("order_ids", "any", [("partner_id.city", "!=", False)]),
                    ]
                ),
                "message": "Only pumps",
            }
        )
        self.env["crm.stage.task"].create(
            {
                "stage_id": self.selection.id,
                "trigger": "after",
                "delay": 5,
                "is_repeated": True,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "summary": "Call",
                "responsible": "user",
                "user_id": self.head.id,
            }
        )

    def _area(self):
        return self.env.ref("sales_process.application_area_space_aviation")

    def _round(self, data):
        return read_file(write_file(data))

    def test_there_and_back_changes_nothing(self):
        self._enrich()
        data = self._round(self.files._export())

        self.files._apply(data)

        self.assertEqual(compare(data, self.files._export()), [])
        self.assertEqual(
            self.selection.with_context(lang="ru_RU").name, "Подбор техники"
        )

    def test_what_is_only_renamed_is_the_same(self):
        self._enrich()
        data = self._round(self.files._export())
        self.team.name = "Another name of the department"
        self.pump.name = "Another name of the type"
        self.assertEqual(compare(data, self.files._export()), [])

        self.selection.team_ids -= self.team
        changes = compare(data, self.files._export())
        self.assertEqual([change.field for change in changes], ["teams"])

    def test_numbers_of_records_are_not_in_the_file(self):
        self._enrich()
        data = self.files._export()
        stage = next(s for s in data["stages"] if s["key"] == "stage_selection")

        value = stage["apply_domain"][0][2]
        self.assertEqual(
            value["xmlid"], "sales_process.application_area_space_aviation"
        )
        task = stage["tasks"][-1]
        self.assertEqual(task["user"]["login"], self.head.login)

    def test_another_database_finds_its_own_records(self):
        """Other numbers, the same names: what has no external id goes by its name."""
        self._enrich()
        data = self._round(self.files._export())
        data["database"] = "another"
        old = self.pump
        old.name = "Renamed"
        new = self.env["sales.equipment.type"].create({"name": "Pump"})

        self.files._apply(data)

        rule = self.selection.requirement_ids.filtered(
            lambda one: one.message == "Only pumps"
        )
        self.assertIn(str(new.id), rule.domain)
        self.assertNotIn(f"[{old.id},", rule.domain)

    def test_everything_that_is_missing_is_named(self):
        self._enrich()
        data = self._round(self.files._export())
        data["database"] = "another"
        self.pump.name = self.chamber.name = "Renamed"
        self.head.login = "somebody_else"

        with self.assertRaises(UserError) as refusal:
            self.files._resolve(data)

        for word in ("Pump", "Chamber", "t_head"):
            self.assertIn(word, str(refusal.exception))

    def test_stage_that_is_not_in_the_file_leaves(self):
        data = self._round(self.files._export())
        unused = self.env["crm.stage"].create(
            {
                "name": "Unused",
                "kind": "selection",
                "sequence": self.selection.sequence + 1,
                "team_ids": [(6, 0, self.team.ids)],
            }
        )

        self.files._apply(data)

        self.assertFalse(unused.exists())

    def test_stage_with_deals_does_not_leave(self):
        data = self._round(self.files._export())
        busy = self.env["crm.stage"].create(
            {
                "name": "Busy",
                "kind": "selection",
                "sequence": self.selection.sequence + 1,
                "team_ids": [(6, 0, self.team.ids)],
            }
        )
        self.selection.requirement_ids.unlink()
        deal = self._create_deal()
        deal.stage_id = busy

        self.assertRefused(["Busy", "Move them on first"], self.files._apply, data)

        deal.stage_id = self.env.ref("sales_process.stage_stock")
        self.files._apply(data)
        # the history names it: it stays, without departments
        self.assertFalse(busy.team_ids)
        self.assertNotIn(busy, self.team._get_stages())

    def test_damaged_files(self):
        good = self.files._export()

        def damaged(**values):
            data = json.loads(json.dumps(good))
            data["stages"][0].update(values)
            return write_file(data)

        cases = {
            b"": "json",
            b"\xff\xfe": "json",
            b"[]": "format",
            b'{"format": "x"}': "format",
            write_file({**good, "version": 99}): "newer",
            write_file({**good, "stages": []}): "value",
            write_file({**good, "stages": [1]}): "value",
            damaged(sla_hours="many"): "value",
            damaged(key=""): "value",
            damaged(requirements={}): "value",
            damaged(key=good["stages"][1]["key"]): "twice",
            damaged(name="no translations"): "value",
            b" " * 5_000_001: "size",
        }
        for content, code in cases.items():
            with self.subTest(code=code), self.assertRaises(FileError) as refusal:
                read_file(content)
            self.assertEqual(refusal.exception.code, code)
            with self.assertRaises(UserError) as shown:
                self.files._read(content)
            self.assertTrue(str(shown.exception))

    def test_damaged_condition(self):
        data = self._round(self.files._export())
        data["stages"][0]["apply_domain"] = [["need", "is", 1]]

        with self.assertRaises(UserError):
            self.files._apply(data)

    def test_import_looks_first(self):
        import base64

        data = self._round(self.files._export())
        data["stages"][0]["sla_hours"] = 7
        wizard = (
            self.env["sales.process.import"]
            .with_user(self.head)
            .create({"file": base64.b64encode(write_file(data)), "file_name": "p.json"})
        )

        wizard.action_look()

        qualification = self.env.ref("sales_process.stage_qualification")
        self.assertIn("7", wizard.change_text)
        self.assertNotEqual(qualification.sla_hours, 7)
        wizard.action_apply()
        self.assertEqual(qualification.sla_hours, 7)
        self.env.cr.flush()
        version = self.env["sales.process.version"].search([], limit=1)
        self.assertIn("p.json", version.comment)
        self.assertEqual(version.user_id, self.head)

    def test_nobody_below_the_head_imports(self):
        for user in (self.salesperson, self.planner, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["sales.process.import"].with_user(user).create(
                    {"file": "eA=="}
                )


@tagged("post_install", "-at_install")
class TestProcessVersion(DealCommon):
    """Who changed which rule when, and a way back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.selection = cls.env.ref("sales_process.stage_selection")
        cls.env.cr.flush()
        cls.versions = cls.env["sales.process.version"]
        cls.versions._keep()

    def _last(self):
        self.env.cr.flush()
        return self.versions.search([], limit=1)

    def test_each_change_makes_a_version(self):
        before = self._last()

        self.selection.with_user(self.head).write({"sla_hours": 33})
        rule = self.selection.requirement_ids[:1].with_user(self.head)
        rule.message = "Choose well"

        version = self._last()
        self.assertEqual(version.number, before.number + 1)
        self.assertEqual(version.user_id, self.head)
        texts = " ".join(version.line_ids.mapped("text"))
        self.assertIn("80.0 → 33.0", texts)
        self.assertIn("Choose well", texts)

    def test_nothing_changed_is_no_version(self):
        before = self._last()

        self.selection.sla_hours = self.selection.sla_hours
        self.selection.color = 5

        self.assertEqual(self._last(), before)

    def test_new_and_removed_rules_are_told(self):
        rule = self.env["crm.stage.requirement"].create(
            {
                "stage_id": self.selection.id,
                "type": "check",
                "check": "competitor",
                "message": "Name the rival",
            }
        )
        self.assertIn("new requirement “Name the rival”", self._last().line_ids.text)
        rule.unlink()
        self.assertIn("“Name the rival” removed", self._last().line_ids.text)

    def test_conditions_are_told_in_words(self):
        self.selection.apply_domain = "[('expected_revenue', '>', 1000)]"

        text = self._last().line_ids.text

        self.assertIn("Expected Revenue", text)
        self.assertIn("1000", text)

    def test_any_earlier_version_is_restored(self):
        start = self._last()
        rule = self.env["crm.stage.requirement"].create(
            {
                "stage_id": self.selection.id,
                "type": "check",
                "check": "competitor",
                "message": "Name the rival",
            }
        )
        self._last()
        self.selection.sla_hours = 1
        self.selection.requirement_ids[0].unlink()
        self._last()

        start.with_user(self.head).action_restore()

        self.assertEqual(self.selection.sla_hours, 80)
        self.assertFalse(rule.exists())
        version = self._last()
        self.assertEqual(version.data["stages"], start.data["stages"])
        self.assertIn("Restored", version.comment)

    def test_versions_are_not_written(self):
        version = self._last()
        for user in (self.head, self.env.ref("base.user_admin")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                version.with_user(user).write({"comment": "x"})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                version.with_user(user).unlink()
        for user in (self.salesperson, self.planner):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                version.with_user(user).read(["data"])


@tagged("post_install", "-at_install")
class TestProcessDownload(HttpCase, DealCommon):
    def test_file_of_a_version(self):
        self.env.cr.flush()
        version = self.env["sales.process.version"]._keep()
        self.authenticate(self.head.login, self.head.login)

        answer = self.url_open(version.action_download()["url"])

        self.assertEqual(answer.status_code, 200)
        self.assertEqual(read_file(answer.content)["stages"], version.data["stages"])

    def test_strangers_get_nothing(self):
        version = self.env["sales.process.version"]._keep()
        url = version.action_download()["url"]
        self.authenticate(self.salesperson.login, self.salesperson.login)
        self.assertEqual(self.url_open(url).status_code, 404)
        self.assertEqual(
            self.url_open("/sales_process/process/99999999").status_code, 404
        )


@tagged("post_install", "-at_install")
class TestStageVariant(DealCommon):
    """One department gets its own variant of a common stage."""

    def setUp(self):
        super().setUp()
        self.selection = self.env.ref("sales_process.stage_selection")
        self.deal = self._create_deal()

    def _make(self, user, team=None):
        return (
            self.env["crm.stage.variant"]
            .with_user(user)
            .create(
                {
                    "stage_id": self.selection.id,
                    "team_id": (team or self.team).id,
                    "name": "Selection of pumps",
                }
            )
            .action_make()
        )

    def test_deals_go_over_and_the_others_stay(self):
        log = self.deal.stage_log_id

        variant = self.env["crm.stage"].browse(self._make(self.head)["res_id"])
        self.env.cr.flush()

        self.assertEqual(self.deal.stage_id, variant)
        self.assertEqual(self.deal.stage_log_id, log)
        self.assertEqual(log.stage_id, variant)
        variant.invalidate_recordset()
        self.assertEqual(
            variant.requirement_ids.mapped("message"),
            self.selection.requirement_ids.mapped("message"),
        )
        self.assertNotIn(self.team, self.selection.team_ids)
        self.assertIn(variant, self.team._get_stages())
        self.assertIn(self.selection, self.other_team._get_stages())
        self.assertNotIn(variant, self.other_team._get_stages())

    def test_variant_of_one_department_only(self):
        self._make(self.head)
        variant = self.deal.stage_id
        wizard = self.env["crm.stage.variant"].create(
            {"stage_id": variant.id, "team_id": self.team.id, "name": "x"}
        )

        self.assertRefused(["alone already"], wizard.action_make)

    def test_deal_that_changes_the_department_changes_the_variant(self):
        self._make(self.head)
        self.deal.sudo().write({"team_id": self.other_team.id, "user_id": False})
        self.assertEqual(self.deal.sudo().stage_id, self.selection)

    def test_salespeople_make_none(self):
        with self.assertRaises(AccessError):
            self._make(self.salesperson)
