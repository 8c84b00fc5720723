from odoo import api, models

from ...tools.process.file import text_of
from ...tools.process.rules import Process


class _Undo(Exception):
    """Takes the draft back: it was looked at and is not kept."""


class CrmStage(models.Model):
    """Rules that are not in force: of a form not saved yet, of a file, of a version."""

    _inherit = "crm.stage"

    # ---- a draft as rules ----------------------------------------------------------

    @api.model
    def _build_draft(self, stages, team):
        """The rules of a draft for one department.

        :param list stages: values as ``sales.process.file._resolve`` gives them
        :return: ``Process``; what is new has negative ids
        """
        ids = self._get_draft_ids(stages)
        return Process(
            tuple(
                self._build_stage(self._prepare_draft(values, ids))
                for values in stages
                if team.id in values["team_ids"]
            )
        )

    @api.model
    def _get_draft_ids(self, stages):
        """Ids of the rules by their keys; new ones get negative numbers."""
        keys = [key for stage in stages for key in self._get_keys(stage)]
        known = {}
        for model in ("crm.stage", "crm.stage.requirement", "crm.stage.task"):
            # sudo: ids of rules are no secret
            records = self.env[model].sudo().with_context(active_test=False)
            found = records.search([("process_key", "in", keys)])
            known.update({record.process_key: record.id for record in found})
        return {key: known.get(key, -number) for number, key in enumerate(keys, 1)}

    @api.model
    def _get_keys(self, stage):
        yield stage["process_key"]
        for rule in (*stage["requirements"], *stage["tasks"]):
            yield rule["process_key"]

    @api.model
    def _prepare_draft(self, values, ids):
        """The same values as ``_prepare_rules`` gives of a record."""
        plain = (
            "sequence", "kind", "is_won", "apply_domain", "auto_leave",
            "require_next_step", "remind_hours", "sla_hours", "escalate_hours",
            "escalate_next_hours",
        )  # fmt: skip
        return {
            **{name: values[name] for name in plain},
            "id": ids[values["process_key"]],
            "name": text_of(values["texts"]["name"], self.env.lang or "en_US"),
            "role": values["role"] or "",
            "requirements": [
                self._prepare_draft_requirement(rule, ids)
                for rule in values["requirements"]
                if rule["active"]
            ],
            "tasks": [
                self._prepare_draft_task(task, ids)
                for task in values["tasks"]
                if task["active"]
            ],
        }

    @api.model
    def _prepare_draft_requirement(self, rule, ids):
        # sudo: names of fields are no secret
        field = self.env["ir.model.fields"].sudo().browse(rule["field_id"] or ())
        return {
            "id": ids[rule["process_key"]],
            "when": rule["when"],
            "kind": rule["type"],
            "field": field.name or "",
            "domain": rule["domain"] if rule["type"] == "domain" else "",
            "check": rule["check"] or "",
            "condition_domain": rule["condition_domain"],
        }

    @api.model
    def _prepare_draft_task(self, task, ids):
        names = ("trigger", "delay", "delay_unit", "is_repeated", "responsible")
        return {
            **{name: task[name] for name in names},
            "id": ids[task["process_key"]],
            "user_id": task["user_id"] or 0,
            "condition_domain": task["condition_domain"],
        }

    @api.model
    def _get_draft_texts(self, draft, lang):
        """Messages of the requirements of a draft by the ids that they have in it."""
        resolved = self.env["sales.process.file"]._resolve(draft)
        ids = self._get_draft_ids(resolved)
        return {
            ids[rule["process_key"]]: text_of(rule["texts"]["message"], lang)
            for stage in resolved
            for rule in stage["requirements"]
        }

    @api.model
    def action_export_process(self):
        """Download the process of today as a file."""
        return self.env["sales.process.version"].action_export()

    # ---- a form that is not saved --------------------------------------------------

    def action_rehearse(self, values=None):
        """Try the changes of a form on the history; nothing of them is saved.

        :param dict values: what the form would write; of no stage: a new one
        :raise UserError: the changes cannot be saved like this
        """
        self.check_access("write" if self else "create")
        draft, title = self._draw_up(values or {})
        return self.env["sales.process.rehearsal"]._open(draft, title)

    def _draw_up(self, values):
        """The whole process as it would be with these values: written, read, undone.

        :return: the process as in a file, and the name of the stage
        """
        result = ()
        try:
            with self.env.cr.savepoint():
                stage = self or self.create(values)
                self.write(values)
                self._check_process()
                data = self.env["sales.process.file"].sudo()._export()
                result = (data, stage.name)
                raise _Undo
        except _Undo:
            # the rules of the draft may not stay in the cache of this process
            self.env.registry.clear_cache()
        return result
