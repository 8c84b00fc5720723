from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_list

from ...tools.process.domain import SUBDOMAINS, read_domain
from ...tools.process.file import (
    FORMAT,
    VERSION,
    FileError,
    compare,
    read_file,
    write_file,
)

PLAIN_STAGE = (
    "sequence", "is_won", "fold", "auto_leave", "remind_hours", "sla_hours",
    "escalate_hours", "escalate_next_hours", "require_next_step",
)  # fmt: skip
PLAIN_REQUIREMENT = ("sequence", "active", "when", "type")
PLAIN_TASK = (
    "sequence", "active", "trigger", "delay", "delay_unit", "is_repeated", "term",
    "term_unit", "responsible",
)  # fmt: skip


class SalesProcessFile(models.AbstractModel):
    """The process as one file: to move it to another database, and as a version (R180).

    Departments, users and activity types are named by external id, login or name; so
    are records in conditions. What the other database does not have is named before
    anything is written.
    """

    _name = "sales.process.file"
    _description = "Process as a File"

    # ---- writing -------------------------------------------------------------------

    @api.model
    def _export(self, stages=None):
        """The process as plain data (``tools.process.file``).

        :param stages: some stages only; all stages of the process when left out
        """
        if stages is None:
            stages = self._get_stages()
        self._get_rules(stages)._ensure_keys()
        stages._ensure_keys()
        parameters = self.env["ir.config_parameter"].sudo()
        return {
            "format": FORMAT,
            "version": VERSION,
            "database": parameters.get_param("database.uuid") or "",
            "stages": [self._export_stage(stage) for stage in stages],
        }

    @api.model
    def _get_stages(self):
        # sudo: the file holds the whole process, whoever may write it
        return self.env["crm.stage"].sudo().search([("kind", "!=", False)])

    @api.model
    def _get_rules(self, stages):
        """Requirements and tasks of stages, switched off ones too."""
        return _Rules(stages.requirement_ids, stages.task_ids)

    @api.model
    def _export_bytes(self, stages=None):
        return write_file(self._export(stages))

    @api.model
    def _export_stage(self, stage):
        return {
            "key": stage.process_key,
            **{name: stage[name] for name in PLAIN_STAGE},
            "name": self._export_texts(stage, "name"),
            "kind": stage.kind or "",
            "role": stage.role or "",
            "teams": [self._export_ref(team) for team in stage.team_ids],
            "apply_domain": self._export_domain(stage.apply_domain),
            "instruction": self._export_texts(stage, "instruction"),
            "requirements": [
                self._export_requirement(rule) for rule in stage.requirement_ids
            ],
            "tasks": [self._export_task(task) for task in stage.task_ids],
        }

    @api.model
    def _export_requirement(self, rule):
        return {
            "key": rule.process_key,
            **{name: rule[name] for name in PLAIN_REQUIREMENT},
            "field": rule.field_id.name or "",
            "check": rule.check or "",
            "domain": self._export_domain(rule.domain),
            "condition_domain": self._export_domain(rule.condition_domain),
            "message": self._export_texts(rule, "message"),
        }

    @api.model
    def _export_task(self, task):
        return {
            "key": task.process_key,
            **{name: task[name] for name in PLAIN_TASK},
            "activity_type": self._export_ref(task.activity_type_id),
            "user": self._export_ref(task.user_id) if task.user_id else None,
            "condition_domain": self._export_domain(task.condition_domain),
            "summary": self._export_texts(task, "summary"),
            "note": self._export_texts(task, "note"),
        }

    @api.model
    def _export_texts(self, record, name):
        """All translations of a field; an empty one has none."""
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        if "en_US" not in langs:
            langs.append("en_US")
        texts = {lang: record.with_context(lang=lang)[name] for lang in langs}
        return {lang: str(text) for lang, text in texts.items() if text}

    @api.model
    def _export_ref(self, record):
        """A record by what other databases know it by; its id for this one."""
        # sudo: names of types and departments are no secret
        record = record.sudo()
        ref = {"id": record.id, "name": record.display_name}
        xmlid = record.get_external_id().get(record.id)
        if xmlid and not xmlid.startswith(("__export__.", "__import__.")):
            ref["xmlid"] = xmlid
        if record._name == "res.users":
            ref["login"] = record.login
        return ref

    @api.model
    def _export_domain(self, text):
        return self._map_domain(read_domain(text), "crm.lead", self._export_value)

    @api.model
    def _export_value(self, model, record_id):
        # sudo: names of what a rule is about
        record = self.env[model].sudo().browse(record_id).exists()
        return {"ref": model, **self._export_ref(record)} if record else record_id

    # ---- conditions ----------------------------------------------------------------

    @api.model
    def _map_domain(self, domain, model, convert):
        """The domain as a list, with the ids of records converted.

        :param convert: function of (model, value of a condition)
        """
        result = []
        for item in () if domain.is_true() else list(domain):
            if isinstance(item, str) or not isinstance(item[0], str):
                result.append(item)  # an operator, or the condition "never"
                continue
            path, operator, value = item
            if operator in SUBDOMAINS:
                inner = self._get_comodel(model, path)
                value = self._map_domain(Domain(value), inner, convert)
            else:
                value = self._map_value(model, path, value, convert)
            result.append([path, operator, value])
        return result

    @api.model
    def _map_value(self, model, path, value, convert):
        comodel = self._get_comodel(model, path)
        if not comodel:
            return list(value) if isinstance(value, list | tuple | set) else value
        if isinstance(value, list | tuple | set):
            return [self._map_one(comodel, one, convert) for one in value]
        return self._map_one(comodel, value, convert)

    @api.model
    def _map_one(self, comodel, value, convert):
        is_id = isinstance(value, int) and not isinstance(value, bool)
        return convert(comodel, value) if is_id or isinstance(value, dict) else value

    @api.model
    def _get_comodel(self, model, path):
        """Model of the records at the end of a path; empty when it ends in a value."""
        field = None
        for name in path.split("."):
            if name == "id":
                return model
            field = self.env[model]._fields.get(name) if model else None
            model = field.comodel_name if field is not None else ""
        return model or ""

    # ---- reading -------------------------------------------------------------------

    @api.model
    def _read(self, content):
        """The data of a file.

        :raise UserError: saying what is wrong with the file and where
        """
        try:
            return read_file(content)
        except FileError as error:
            raise UserError(self._get_file_message(error)) from error

    @api.model
    def _get_file_message(self, error):
        return {
            "size": self.env._("The file is larger than %(mb)s MB.", mb=error.where),
            "json": self.env._("This is no file of a process: %(e)s", e=error.where),
            "format": self.env._("This is no file of a process."),
            "newer": self.env._(
                "The file was made by a newer version of the program: %(version)s. "
                "Update this one first.",
                version=error.where,
            ),
            "twice": self.env._(
                "The file names the same rule twice: %(where)s.", where=error.where
            ),
            "value": self.env._(
                "The file is damaged: there is no fitting value at %(where)s.",
                where=error.where,
            ),
        }[error.code]

    @api.model
    def _resolve(self, data):
        """Turn the references of the data into ids of this database.

        :return: list of values of stages, each with "requirements" and "tasks"
        :raise UserError: naming everything that this database does not have
        """
        finder = _Finder(self.env, data.get("database"))
        stages = [self._resolve_stage(stage, finder) for stage in data["stages"]]
        if finder.missing:
            raise UserError(
                self.env._(
                    "This database does not have what the process names: %(names)s. "
                    "Make it first, with the same name.",
                    names=format_list(self.env, list(dict.fromkeys(finder.missing))),
                )
            )
        return stages

    @api.model
    def _resolve_stage(self, stage, finder):
        return {
            "process_key": stage["key"],
            **{name: stage[name] for name in PLAIN_STAGE},
            "kind": stage["kind"],
            "role": stage["role"] or False,
            "team_ids": [finder.find("crm.team", ref) for ref in stage["teams"]],
            "apply_domain": self._resolve_domain(stage["apply_domain"], finder),
            "texts": {
                "name": stage["name"],
                "instruction": stage["instruction"],
            },
            "requirements": [
                self._resolve_requirement(rule, finder)
                for rule in stage.get("requirements", [])
            ],
            "tasks": [
                self._resolve_task(task, finder) for task in stage.get("tasks", [])
            ],
        }

    @api.model
    def _resolve_requirement(self, rule, finder):
        return {
            "process_key": rule["key"],
            **{name: rule[name] for name in PLAIN_REQUIREMENT},
            "field_id": finder.find_field(rule["field"]) if rule["field"] else False,
            "check": finder.find_check(rule["check"]) if rule["check"] else False,
            "domain": self._resolve_domain(rule["domain"], finder),
            "condition_domain": self._resolve_domain(rule["condition_domain"], finder),
            "texts": {"message": rule["message"]},
        }

    @api.model
    def _resolve_task(self, task, finder):
        return {
            "process_key": task["key"],
            **{name: task[name] for name in PLAIN_TASK},
            "activity_type_id": finder.find(
                "mail.activity.type", task["activity_type"]
            ),
            "user_id": finder.find("res.users", task["user"]),
            "condition_domain": self._resolve_domain(task["condition_domain"], finder),
            "texts": {"summary": task["summary"], "note": task["note"]},
        }

    @api.model
    def _resolve_domain(self, items, finder):
        """The text of a condition in this database."""
        try:
            domain = Domain(self._to_conditions(items))
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "The file is damaged: a condition cannot be read: %(error)s",
                    error=error,
                )
            ) from error
        mapped = self._map_domain(domain, "crm.lead", finder.find_value)
        return repr(self._to_conditions(mapped))

    @api.model
    def _to_conditions(self, items):
        """JSON knows no tuples."""
        if items == []:
            return []
        return [tuple(i) if isinstance(i, list) and len(i) == 3 else i for i in items]

    # ---- applying ------------------------------------------------------------------

    @api.model
    def _apply(self, data):
        """Make the process of this database the one of the data.

        Stages that the data do not have are taken out of the process: deleted when no
        deal has ever been there, else without departments.

        :raise UserError: something is missing here, deals are in a stage that goes, or
            a stage of departments of other heads changes
        """
        resolved = self._resolve(data)
        stages = self.env["crm.stage"].search([("kind", "!=", False)])
        present = {stage.process_key: stage for stage in stages if stage.process_key}
        changes = compare(self.sudo()._export(), data)
        changed = {change.stage["key"] for change in changes}
        kept = self.env["crm.stage"]
        for wanted, values in zip(data["stages"], resolved, strict=True):
            stage = present.get(values["process_key"]) or self.env["crm.stage"]
            if wanted["key"] in changed or not stage:
                stage._check_own()
                stage = self._apply_stage(stage, values)
            kept |= stage
        self._take_out(stages - kept)
        return kept

    @api.model
    def _apply_stage(self, stage, values):
        own = {
            name: value
            for name, value in values.items()
            if name not in ("texts", "requirements", "tasks", "team_ids")
        }
        own["team_ids"] = [Command.set(values["team_ids"])]
        stage = self._write_rule(stage, own, values["texts"])
        for name, field in (("requirements", "requirement_ids"), ("tasks", "task_ids")):
            self._apply_rules(stage, stage[field], values[name])
        return stage

    @api.model
    def _apply_rules(self, stage, present, wanted):
        by_key = {rule.process_key: rule for rule in present}
        keys = {values["process_key"] for values in wanted}
        present.filtered(lambda rule: rule.process_key not in keys).unlink()
        for values in wanted:
            rule = by_key.get(values["process_key"]) or present.browse()
            own = {k: v for k, v in values.items() if k != "texts"}
            self._write_rule(rule, {**own, "stage_id": stage.id}, values["texts"])

    @api.model
    def _write_rule(self, rule, values, texts):
        """Write or make a rule with the translations of its texts."""
        source = {name: self._get_source(given) for name, given in texts.items()}
        writer = rule.with_context(lang="en_US")
        if rule:
            writer.write({**values, **source})
        else:
            rule = writer.create({**values, **source}).with_env(self.env)
        langs = {code for code, _name in self.env["res.lang"].get_installed()}
        for name, given in texts.items():
            translated = {
                lang: text
                for lang, text in given.items()
                if lang in langs and text and lang != "en_US"
            }
            if translated:
                rule.update_field_translations(
                    name, self._prepare_translations(rule, name, translated)
                )
        return rule

    @api.model
    def _prepare_translations(self, rule, name, translated):
        """Texts of a whole field are replaced; those of HTML term by term, as one."""
        if not callable(rule._fields[name].translate):
            return translated
        source = rule.with_context(lang="en_US")[name]
        terms = rule._fields[name].get_trans_terms(source)
        result = {}
        for lang, text in translated.items():
            found = rule._fields[name].get_trans_terms(text)
            if len(found) == len(terms):
                result[lang] = dict(zip(terms, found, strict=True))
        return result

    @api.model
    def _get_source(self, given):
        return given.get("en_US") or next(iter(given.values()), False)

    @api.model
    def _take_out(self, stages):
        """Stages leave the process.

        :raise UserError: deals are in them
        """
        # sudo: deals of all departments count
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        busy = leads.search([("stage_id", "in", stages.ids), ("active", "=", True)])
        if busy:
            raise UserError(
                self.env._(
                    "Deals are in stages that the new process does not have: %(names)s. "
                    "Move them on first.",
                    names=format_list(self.env, busy.stage_id.mapped("name")),
                )
            )
        log = self.env["crm.stage.log"].sudo()
        known = log.search([("stage_id", "in", stages.ids)]).stage_id
        known |= leads.search([("stage_id", "in", stages.ids)]).stage_id
        used = stages.filtered(lambda stage: stage in known)
        stages._check_own()
        used.write({"team_ids": [Command.clear()]})
        (stages - used).unlink()


class _Rules:
    """Requirements and tasks together."""

    def __init__(self, *recordsets):
        self._recordsets = recordsets

    def _ensure_keys(self):
        for records in self._recordsets:
            records._ensure_keys()


class _Finder:
    """Finds what a process names in this database; notes what is not there."""

    def __init__(self, env, database):
        # sudo: names of departments, users and types are no secret
        self._env = env(su=True)
        own = self._env["ir.config_parameter"].get_param("database.uuid")
        self._is_own = bool(database) and database == own
        self.missing = []

    def find(self, model, ref):
        """Id of the record that a reference names; False for no reference."""
        if not ref:
            return False
        record = self._find(self._env[model].with_context(active_test=False), ref)
        if not record:
            self.missing.append(str(ref.get("name") or ref.get("xmlid") or model))
        return record.id

    def _find(self, records, ref):
        xmlid = ref.get("xmlid")
        if isinstance(xmlid, str) and xmlid:
            found = self._env.ref(xmlid, raise_if_not_found=False)
            if found and found._name == records._name:
                return found
        if self._is_own and isinstance(ref.get("id"), int):
            found = records.browse(ref["id"]).exists()
            if found:
                return found
        if records._name == "res.users" and ref.get("login"):
            return records.search([("login", "=", ref["login"])], limit=1)
        name = ref.get("name")
        return records.search([("name", "=", name)], limit=1) if name else records

    def find_value(self, model, value):
        """Id for a reference in a condition; plain numbers are none of ours."""
        if isinstance(value, dict) and value.get("ref") == model:
            return self.find(model, value)
        return value

    def find_field(self, name):
        field = self._env["ir.model.fields"]._get("crm.lead", name)
        if not field:
            self.missing.append(name)
        return field.id

    def find_check(self, name):
        checks = self._env["crm.stage.requirement"]._fields["check"]
        if name not in checks.get_values(self._env):
            self.missing.append(name)
        return name
