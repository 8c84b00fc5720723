from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_datetime

from ...tools.process.file import compare, text_of

COMMENT = "sales_process.version_comment"


class SalesProcessVersion(models.Model):
    """The process as it was after each change: who changed what, and a way back (R180).

    One version for each transaction that has changed a rule. It is never written
    again; restoring an earlier one makes a new version.
    """

    _name = "sales.process.version"
    _description = "Version of the Sales Process"
    _order = "id desc"
    _rec_name = "number"

    number = fields.Integer(readonly=True, required=True)
    date = fields.Datetime(readonly=True, required=True)
    user_id = fields.Many2one(
        "res.users", string="Changed by", readonly=True, required=True
    )
    comment = fields.Char(readonly=True)
    data = fields.Json(readonly=True)
    line_ids = fields.One2many(
        "sales.process.version.line", "version_id", readonly=True
    )
    change_count = fields.Integer(compute="_compute_change_count", string="Changes")
    summary = fields.Char(compute="_compute_change_count", string="What")
    is_present = fields.Boolean(compute="_compute_is_present", string="In force")

    _number_unique = models.UniqueIndex("(number)")

    @api.depends("line_ids.text")
    def _compute_change_count(self):
        for version in self:
            version.change_count = len(version.line_ids)
            version.summary = "; ".join(version.line_ids[:3].mapped("text"))

    def _compute_is_present(self):
        last = self.search([], limit=1)
        for version in self:
            version.is_present = version == last

    @api.model
    def _keep(self):
        """Keep the process as it is now, when it differs from the last version."""
        # sudo: every change is kept, whoever makes it
        versions = self.sudo()
        last = versions.search([], limit=1)
        data = self.env["sales.process.file"].sudo()._export()
        changes = compare(last.data or {}, data)
        if last and not changes:
            return last
        return versions.create(
            {
                "number": last.number + 1,
                "date": fields.Datetime.now(),
                "user_id": self.env.uid,
                "comment": self.env.cr.precommit.data.get(COMMENT)
                or (not last and self.env._("The process at the beginning")),
                "data": data,
                "line_ids": [
                    fields.Command.create(versions.line_ids._prepare(change))
                    for change in (changes if last else ())
                ],
            }
        )

    def _get_title(self):
        return self.env._(
            "Version %(number)s of %(date)s",
            number=self.number,
            date=format_datetime(self.env, self.date, dt_format="short"),
        )

    # ---- actions -------------------------------------------------------------------

    def action_restore(self):
        """The process becomes what it was in this version.

        :raise UserError: deals are in stages that did not exist then
        """
        self.ensure_one()
        self._check_may_edit()
        self._set_comment(
            self.env._("Restored: %(version)s", version=self._get_title())
        )
        self.env["sales.process.file"]._apply(self.data)
        return {"type": "ir.actions.client", "tag": "reload"}

    def action_try(self):
        """Try this version on the history instead of the process of today."""
        self.ensure_one()
        return self.env["sales.process.rehearsal"]._open(self.data, self._get_title())

    def action_download(self):
        """Download the process of this version as a file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/sales_process/process/{self.id}",
            "target": "download",
        }

    @api.model
    def action_export(self):
        """Download the process of today as a file."""
        return self._keep().action_download()

    @api.model
    def _set_comment(self, comment):
        """Say why the rules change in this transaction."""
        self.env.cr.precommit.data[COMMENT] = comment

    @api.model
    def _check_may_edit(self):
        if not self.env["crm.stage.requirement"].has_access("write"):
            raise AccessError(self.env._("Only heads change the process."))


class SalesProcessVersionLine(models.Model):
    _name = "sales.process.version.line"
    _description = "Change of the Sales Process"
    _order = "id"
    _rec_name = "text"

    version_id = fields.Many2one(
        "sales.process.version", required=True, ondelete="cascade", index=True
    )
    date = fields.Datetime(related="version_id.date", store=True)
    user_id = fields.Many2one(related="version_id.user_id", store=True)
    stage_key = fields.Char(index=True)
    change = fields.Json(string="Details")
    text = fields.Char(compute="_compute_text", string="Change")

    @api.model
    def _prepare(self, change):
        """Values of a line: the change itself, told in the language of the reader."""
        return {
            "stage_key": change.stage["key"],
            "change": {
                "what": change.what,
                "how": change.how,
                "stage": change.stage["name"],
                "rule": self._get_texts(change),
                "field": change.field,
                "before": change.before,
                "after": change.after,
            },
        }

    @api.model
    def _get_texts(self, change):
        """What the rule is called, in all its translations."""
        name = {"requirements": "message", "tasks": "summary"}.get(change.what, "name")
        return change.record[name]

    @api.depends("change")
    @api.depends_context("lang")
    def _compute_text(self):
        for line in self:
            line.text = line._describe(line.change or {})

    def _describe(self, change):
        if not change:
            return ""
        lang = self.env.lang or "en_US"
        values = {
            "stage": text_of(change["stage"], lang),
            "rule": text_of(change["rule"], lang),
            "field": self._get_field_label(change),
            "before": self._get_value(change, change["before"], lang),
            "after": self._get_value(change, change["after"], lang),
        }
        return self._get_sentence(change["what"], change["how"], values)

    @api.model
    def _get_sentence(self, what, how, values):
        env = self.env
        if how == "changed" and what == "stage":
            return env._("%(stage)s: %(field)s %(before)s → %(after)s", **values)
        if how == "changed":
            return env._(
                "%(stage)s, “%(rule)s”: %(field)s %(before)s → %(after)s", **values
            )
        return {
            ("stage", "added"): env._("%(stage)s: new stage", **values),
            ("stage", "removed"): env._("%(stage)s: stage removed", **values),
            ("requirements", "added"): env._(
                "%(stage)s: new requirement “%(rule)s”", **values
            ),
            ("requirements", "removed"): env._(
                "%(stage)s: requirement “%(rule)s” removed", **values
            ),
            ("tasks", "added"): env._("%(stage)s: new task “%(rule)s”", **values),
            ("tasks", "removed"): env._("%(stage)s: task “%(rule)s” removed", **values),
        }[what, how]

    @api.model
    def _get_model(self, what):
        return {
            "requirements": "crm.stage.requirement",
            "tasks": "crm.stage.task",
        }.get(what, "crm.stage")

    @api.model
    def _get_field(self, change):
        names = {
            "teams": "team_ids",
            "field": "field_id",
            "activity_type": "activity_type_id",
            "user": "user_id",
        }
        name = names.get(change["field"], change["field"])
        return self.env[self._get_model(change["what"])]._fields.get(name)

    @api.model
    def _get_field_label(self, change):
        field = self._get_field(change)
        return field._description_string(self.env) if field is not None else ""

    @api.model
    def _get_value(self, change, value, lang):
        """A value as the reader knows it; an empty one is a dash."""
        field = self._get_field(change)
        if change["field"] in ("domain", "condition_domain", "apply_domain"):
            text = self._describe_condition(value)
        elif isinstance(value, dict):
            text = text_of(value, lang)
        elif isinstance(value, bool):
            text = self.env._("yes") if value else self.env._("no")
        elif field is not None and field.type == "selection":
            text = dict(field._description_selection(self.env)).get(value, value)
        elif isinstance(value, list):
            text = ", ".join(str(item) for item in value)
        else:
            text = value
        text = str(text if text not in (None, "") else "—")
        return text if len(text) <= 80 else f"{text[:77]}..."

    @api.model
    def _describe_condition(self, items):
        """A condition of a file in words."""
        conditions = self.env["sales.process.file"]._to_conditions(items or [])
        return self.env["sales.process.rule"]._describe_domain(conditions)
