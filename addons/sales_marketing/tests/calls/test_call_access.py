from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .call_common import CallCommon

MODELS = (
    "marketing.call.question",
    "marketing.call.answer",
    "marketing.call.refusal",
    "marketing.call.report",
    "marketing.call.request",
)


@tagged("post_install", "-at_install")
class TestCallRights(CallCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._create_user("head", "sales_process.group_head")
        cls.stranger = cls._create_user("stranger", "sales_process.group_head")
        cls.director = cls._create_user("boss", "sales_process.group_director")
        cls.team.user_id = cls.head
        cls.team.crm_team_member_ids = [Command.create({"user_id": cls.salesperson.id})]
        cls._create_clients("MOW", "MOW")
        cls.campaign = cls._start_calls(
            "even",
            cls.salesperson | cls.other,
            question_ids=[Command.create({"name": "Furnaces?"})],
        )
        cls.question = cls.campaign.question_ids
        cls.own = cls.campaign.line_ids.filtered(
            lambda line: line.user_id == cls.salesperson,
        )
        cls.foreign = cls.campaign.line_ids - cls.own
        for line in cls.campaign.line_ids:
            line._save_answers({str(cls.question.id): "SNV"})

    def _search(self, model, user, domain=()):
        return self.env[model].with_user(user).search(list(domain))

    def test_salesperson_sees_own_calls_and_answers_only(self):
        calls = self._search(self.lines._name, self.salesperson)
        answers = self._search("marketing.call.answer", self.salesperson)

        self.assertEqual(calls, self.own)
        self.assertEqual(answers, self.own.answer_ids)
        self.assertEqual(
            self._search("marketing.call.question", self.salesperson),
            self.question,
        )

    def test_salesperson_changes_results_only(self):
        line = self.own.with_user(self.salesperson)
        campaign = self.campaign.with_user(self.salesperson)
        for action in (
            lambda: line.write({"user_id": self.other.id}),
            lambda: line.write({"zone": "UTC"}),
            lambda: line.write({"result_key": "x"}),
            lambda: line.write({"undo_step": {}}),
            lambda: campaign.write({"script": "<p>x</p>"}),
            lambda: campaign.write({"user_ids": [Command.clear()]}),
            lambda: self.question.with_user(self.salesperson).write({"name": "x"}),
            lambda: line.answer_ids.write({"value": "x"}),
            lambda: self.foreign.with_user(self.salesperson).write({"note": "x"}),
            campaign.action_preview,
            campaign.action_finish,
        ):
            with self.assertRaises(AccessError):
                action()
                self.env.flush_all()

    def test_head_reads_calls_of_his_people(self):
        self.assertEqual(self._search(self.lines._name, self.head), self.own)
        self.assertEqual(
            self._search("marketing.call.answer", self.head),
            self.own.answer_ids,
        )
        self.assertEqual(
            self._search("marketing.call.campaign", self.head),
            self.campaign,
        )
        report = self._search("marketing.call.report", self.head)
        self.assertEqual(report.ids, self.own.ids)
        with self.assertRaises(AccessError):
            self.own.with_user(self.head).write({"note": "x"})

    def test_head_reads_free_clients_of_his_pools(self):
        pool = self._start_calls("pool", self.salesperson, not_called_days=0)

        self.assertLessEqual(
            pool.line_ids,
            self._search(self.lines._name, self.head),
        )
        self.assertFalse(self._search(self.lines._name, self.stranger))

    def test_other_heads_see_nothing_and_directors_everything(self):
        domain = [("campaign_id", "=", self.campaign.id)]
        for model in (
            self.lines._name,
            "marketing.call.answer",
            "marketing.call.report",
        ):
            with self.subTest(model=model):
                self.assertFalse(self._search(model, self.stranger, domain))
                self.assertEqual(len(self._search(model, self.director, domain)), 2)

    def test_marketer_works_all(self):
        calls = self._search(
            self.lines._name,
            self.marketer,
            [("campaign_id", "=", self.campaign.id)],
        )

        self.assertEqual(len(calls), 2)
        calls.write({"user_id": self.other.id})
        self.campaign.with_user(self.marketer).script = "<p>New</p>"
        with self.assertRaises(AccessError):
            calls.answer_ids.write({"value": "x"})

    def test_others_have_nothing(self):
        for group in (
            "base.group_user",
            "base.group_portal",
            "sales_process.group_accountant",
            "sales_process.group_reader",
            "sales_process.group_engineer",
        ):
            user = self._create_user(group.replace(".", "_"), group)
            for model in MODELS:
                with self.subTest(group=group, model=model):
                    self.assertFalse(self.env[model].with_user(user).has_access("read"))

    def test_salesperson_has_neither_report_nor_left_out_nor_single_calls(self):
        for model in MODELS[2:]:
            with self.subTest(model=model):
                records = self.env[model].with_user(self.salesperson)
                self.assertFalse(records.has_access("read"))

    def test_screens_open(self):
        for user in (self.salesperson, self.head, self.marketer, self.director):
            for model in ("marketing.call.campaign", self.lines._name):
                records = self.env[model].with_user(user)
                with self.subTest(user=user.login, model=model):
                    self.assertTrue(records.get_view(view_type="form")["arch"])
                    records.search([]).web_read({"display_name": {}, "state": {}})
