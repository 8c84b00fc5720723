from collections import Counter, defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.process.due import DIRECTOR
from ..tools.process.file import compare

KINDS = [
    ("stopped", "Stopped"),
    ("late", "Late"),
    ("escalated", "To the head"),
    ("director", "To the director"),
    ("through", "Through one more stage"),
    ("skipped", "Without the stage"),
]
MAX_LINES = 500


class SalesProcessRehearsal(models.TransientModel):
    """Changed rules tried on the history before they are saved (R180, R139).

    1. The draft is a whole process: a form that is not saved yet, a file, an earlier
       version.
    2. The rules of today and those of the draft are tried on the same stays of the
       last months, of the department and of the deals that the user may read.
    3. What differs is shown: how many deals would have been stopped, late, escalated,
       which, and how many tasks each person would have got.
    """

    _name = "sales.process.rehearsal"
    _description = "Rules Tried on the History"

    title = fields.Char(readonly=True)
    draft = fields.Json(readonly=True)
    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        required=True,
        domain="[('is_department', '=', True)]",
    )
    months = fields.Integer(default=6, required=True)
    change_text = fields.Text(string="What is changed", readonly=True)
    stay_count = fields.Integer(string="Stays in stages", readonly=True)
    deal_count = fields.Integer(string="Deals", readonly=True)
    unknown_count = fields.Integer(
        string="Without kept values",
        readonly=True,
        help="Stays from before the values of the deal were kept: the deal of today "
        "answers for them.",
    )
    figure_ids = fields.One2many(
        "sales.process.rehearsal.figure", "rehearsal_id", readonly=True
    )
    line_ids = fields.One2many(
        "sales.process.rehearsal.line", "rehearsal_id", readonly=True
    )
    task_ids = fields.One2many(
        "sales.process.rehearsal.task", "rehearsal_id", readonly=True
    )
    has_more = fields.Boolean(
        readonly=True, help="Only the first deals are listed; the figures count all."
    )

    @api.model
    def _open(self, draft, title):
        """Try a draft and open what came out.

        :param dict draft: a whole process, as in a file
        :raise UserError: the draft names what this database does not have
        """
        team = self._get_default_team()
        rehearsal = self.create({"draft": draft, "title": title, "team_id": team.id})
        rehearsal._run()
        return rehearsal._get_action()

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tried on the history: %(title)s", title=self.title),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    @api.model
    def _get_default_team(self):
        """The department of the user, else the first one."""
        teams = self.env["crm.team"].search([("is_department", "=", True)])
        own = teams.filtered(
            lambda team: self.env.user in (team.user_id | team.member_ids)
        )
        if not teams:
            raise UserError(self.env._("There is no department yet."))
        return (own or teams)[0]

    def action_run(self):
        """Try again, with other months or another department."""
        self.ensure_one()
        self._run()
        return self._get_action()

    # ---- trying --------------------------------------------------------------------

    def _run(self):
        if not 1 <= self.months <= 60:
            raise UserError(self.env._("Choose 1 to 60 months."))
        now = fields.Datetime.now()
        since = now - relativedelta(months=self.months)
        history = self.env["sales.process.history"]
        present = self.team_id._get_process()
        draft = self._get_draft_process()
        before = history._rehearse(present, self.team_id, since, now)
        after = history._rehearse(draft, self.team_id, since, now)
        self._keep_result(before, after, present, draft)

    def _get_draft_process(self):
        """Rules of the draft for the department."""
        stages = self.env["sales.process.file"]._resolve(self.draft)
        return self.env["crm.stage"]._build_draft(stages, self.team_id)

    def _keep_result(self, before, after, present, draft):
        stays = {outcome.stay.id: outcome.stay for outcome in (*before, *after)}
        listed = self._collect(after, draft)
        self.write(
            {
                "change_text": self._get_change_text(),
                "stay_count": len(stays),
                "deal_count": len({stay.lead_id for stay in stays.values()}),
                "unknown_count": sum(not stay.facts for stay in stays.values()),
                "figure_ids": [
                    Command.clear(),
                    *self._prepare_figures(self._collect(before, present), listed),
                ],
                "line_ids": [Command.clear(), *self._prepare_lines(listed, draft)],
                "task_ids": [
                    Command.clear(),
                    *self._prepare_tasks(before, after, present, draft),
                ],
                "has_more": sum(map(len, listed.values())) > MAX_LINES,
            }
        )

    def _get_change_text(self):
        """The differences between the rules of today and the draft, in words."""
        now = self.env["sales.process.file"].sudo()._export()
        lines = self.env["sales.process.version.line"]
        texts = [
            lines._describe(lines._prepare(change)["change"])
            for change in compare(now, self.draft)
        ]
        return "\n".join(f"• {text}" for text in texts) or self.env._(
            "Nothing: these are the rules of today."
        )

    @api.model
    def _collect(self, outcomes, process):
        """What would have happened: dict of kind -> outcomes."""
        found = {kind: [] for kind, _label in KINDS}
        for outcome in outcomes:
            if outcome.missing:
                found["stopped"].append(outcome)
            if outcome.late_hours:
                found["late"].append(outcome)
            if outcome.level:
                found["escalated"].append(outcome)
            if outcome.level == DIRECTOR:
                found["director"].append(outcome)
            if outcome.through:
                found["through"].append(outcome)
            if outcome.is_skipped:
                found["skipped"].append(outcome)
        return found

    @api.model
    def _prepare_figures(self, before, after):
        """One line a kind: stays and deals, with the rules of today and of the draft."""
        for kind, _label in KINDS:
            deals = [
                len({outcome.stay.lead_id for outcome in found[kind]})
                for found in (before, after)
            ]
            yield Command.create(
                {
                    "kind": kind,
                    "stays_before": len(before[kind]),
                    "stays_after": len(after[kind]),
                    "deals_before": deals[0],
                    "deals_after": deals[1],
                    "difference": deals[1] - deals[0],
                }
            )

    def _prepare_lines(self, found, draft):
        names = self._get_requirement_names()
        lines = []
        for kind, outcomes in found.items():
            for outcome in outcomes:
                stay = outcome.stay
                lines.append(
                    {
                        "kind": kind,
                        "lead_id": stay.lead_id,
                        "stage_id": stay.stage_id,
                        "user_id": stay.user_id or False,
                        "date": stay.date_out or stay.date_in,
                        "late_hours": outcome.late_hours,
                        "what": self._describe(kind, outcome, names, draft),
                    }
                )
        return [Command.create(values) for values in lines[:MAX_LINES]]

    def _describe(self, kind, outcome, names, draft):
        if kind == "stopped":
            texts = [
                names.get(rule_id) or self.env._("Plan the next step")
                for _stage_id, rule_id in outcome.missing
            ]
            return "; ".join(dict.fromkeys(texts))
        if kind == "through":
            return ", ".join(draft.get(stage_id).name for stage_id in outcome.through)
        return False

    def _get_requirement_names(self):
        """Messages of the requirements of the draft, by the id they have in it."""
        lang = self.env.lang or "en_US"
        return self.env["crm.stage"]._get_draft_texts(self.draft, lang)

    # ---- tasks ---------------------------------------------------------------------

    def _prepare_tasks(self, before, after, present, draft):
        counts = defaultdict(lambda: [0, 0])
        for column, (outcomes, process) in enumerate(
            ((before, present), (after, draft))
        ):
            for user_id, times in self._count_tasks(outcomes, process).items():
                counts[user_id][column] += times
        ordered = sorted(counts.items(), key=lambda item: (-item[1][1], item[0]))
        return [
            Command.create(
                {
                    "user_id": user_id or False,
                    "tasks_before": numbers[0],
                    "tasks_after": numbers[1],
                    "difference": numbers[1] - numbers[0],
                }
            )
            for user_id, numbers in ordered
        ]

    def _count_tasks(self, outcomes, process):
        """How many tasks each person would have got: dict of user id -> number."""
        rules = {task.id: task for stage in process.stages for task in stage.tasks}
        result = Counter()
        for outcome in outcomes:
            for task_id, times in outcome.tasks.items():
                person = self._get_person(rules[task_id], outcome.stay)
                result[person] += times
        return result

    def _get_person(self, task, stay):
        """Id of the user the task would have gone to; 0: nobody."""
        # sudo: who leads the department is no secret
        head = self.team_id.sudo().user_id.id
        if task.responsible == "user":
            return task.user_id
        if task.responsible == "head":
            return head or 0
        if task.responsible == "salesperson":
            return stay.user_id or head or 0
        people = self.team_id._get_people_of_role(task.responsible)
        if stay.user_id in people.ids:
            return stay.user_id
        return min(people.ids, default=stay.user_id or head or 0)


class SalesProcessRehearsalFigure(models.TransientModel):
    _name = "sales.process.rehearsal.figure"
    _description = "Figure of a Rehearsal"

    rehearsal_id = fields.Many2one(
        "sales.process.rehearsal", required=True, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, string="What", required=True)
    stays_before = fields.Integer(string="Times now")
    stays_after = fields.Integer(string="Times changed")
    deals_before = fields.Integer(string="Deals now")
    deals_after = fields.Integer(string="Deals changed")
    difference = fields.Integer()


class SalesProcessRehearsalLine(models.TransientModel):
    _name = "sales.process.rehearsal.line"
    _description = "Deal of a Rehearsal"

    rehearsal_id = fields.Many2one(
        "sales.process.rehearsal", required=True, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, string="What happens")
    lead_id = fields.Many2one("crm.lead", string="Deal")
    stage_id = fields.Many2one("crm.stage")
    user_id = fields.Many2one("res.users", string="Salesperson")
    date = fields.Datetime(string="When")
    late_hours = fields.Float(string="Late, h", digits=(12, 1))
    what = fields.Char(string="Details")


class SalesProcessRehearsalTask(models.TransientModel):
    _name = "sales.process.rehearsal.task"
    _description = "Tasks of a Rehearsal"

    rehearsal_id = fields.Many2one(
        "sales.process.rehearsal", required=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", string="Who")
    tasks_before = fields.Integer(string="Tasks now")
    tasks_after = fields.Integer(string="Tasks changed")
    difference = fields.Integer()
