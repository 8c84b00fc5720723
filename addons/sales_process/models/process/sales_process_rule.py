import uuid

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_list

from ...tools.process.contradiction import find_contradiction
from ...tools.process.domain import (
    DomainError,
    field_paths,
    parse_domain,
    read_domain,
)

# computed from the stages themselves: a rule about them would go round in a circle
PROCESS_FIELDS = {
    "stage_id", "process_stage_ids", "next_stage_id", "missing_count",
    "process_panel", "stage_kind", "stage_instruction", "stage_deadline",
    "stage_overdue", "stage_state", "stage_held", "escalation_state", "log_ids",
    "won_status", "is_won", "probability", "active", "date_last_stage_update",
    "is_rotting", "rotting_days", "duration_tracking",
}  # fmt: skip


class SalesProcessRule(models.AbstractModel):
    """What the head edits: stages, requirements, tasks (R180).

    1. Every rule has a key that stays the same in a file, in an earlier version and
       in another database.
    2. Conditions are literals. They may ask only about fields that their author may
       read, of the deal, of its own documents and of what these point to: an answer
       "yes" or "no" must not tell him what he has no right to see.
    3. A condition may not depend on the stages themselves, and must be possible.
    4. A change of any rule is announced to ``crm.stage._process_changed``, which
       checks the process as a whole and keeps the version.
    """

    _name = "sales.process.rule"
    _description = "Rule of the Sales Process"

    # no default: it would write one and the same key into stages that are there already
    process_key = fields.Char(
        string="Key",
        copy=False,
        readonly=True,
        help="Tells the same rule in a file, in an earlier version and in another "
        "database.",
    )

    _process_key_unique = models.UniqueIndex(
        "(process_key) WHERE process_key IS NOT NULL",
        "A rule with this key is there already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [{"process_key": uuid.uuid4().hex, **vals} for vals in vals_list]
        rules = super().create(vals_list)
        rules._check_reach()
        if rules._concern_process():
            rules._get_timed_stages()._process_changed()
        return rules

    def write(self, vals):
        concerned = self._concern_process(vals)
        result = super().write(vals)
        self._check_reach()
        if concerned or self._concern_process(vals):
            self._get_timed_stages(vals)._process_changed()
        return result

    def unlink(self):
        concerned, stages = self._concern_process(), self._get_timed_stages()
        result = super().unlink()
        if concerned:
            stages.exists()._process_changed()
        return result

    def _concern_process(self, vals=None):
        """Whether these records, or these values of them, are rules of the process."""
        return bool(self)

    def _get_timed_stages(self, vals=None):
        """Stages whose terms may have changed: their open stays are looked at anew."""
        return self.env["crm.stage"]

    def _ensure_keys(self):
        """Rules of an earlier version of the addon have got no key yet."""
        for rule in self.filtered(lambda rule: not rule.process_key):
            rule.process_key = uuid.uuid4().hex

    # ---- conditions ----------------------------------------------------------------

    def _check_condition(self, text, title):
        """
        :param str text: the domain that somebody has written
        :param str title: which rule it is of, for the message
        :raise ValidationError: the condition cannot be read, may not be asked, or no
            deal can ever meet it
        """
        leads = self.env["crm.lead"]
        try:
            domain = parse_domain(leads, text)
        except DomainError as error:
            raise ValidationError(
                self.env._(
                    "%(rule)s: the condition cannot be read: %(error)s",
                    rule=title,
                    error=error,
                )
            ) from error
        for path in sorted(set(field_paths(domain))):
            self._check_path(path, title)
        self._check_possible(domain, title)

    def _check_path(self, path, title):
        """Refuse a field that depends on the process itself."""
        if path.split(".")[0] in PROCESS_FIELDS:
            raise ValidationError(
                self.env._(
                    "%(rule)s: “%(field)s” depends on the stages themselves, so the "
                    "rule would go round in a circle. Ask about something else.",
                    rule=title,
                    field=self._get_path_label(path),
                )
            )

    def _get_conditions(self):
        """Texts of the conditions of the rule, and names of fields it asks about."""
        return [], []

    def _check_reach(self):
        """The author asks only about what he may see.

        Constraints are checked with all rights, so this is asked when he writes.

        :raise ValidationError: naming the first field that is hidden from him
        """
        if self.env.su:
            return
        for rule in self:
            texts, paths = rule._get_conditions()
            for text in texts:
                paths += field_paths(read_domain(text))
            for path in paths:
                if not self._is_readable(path):
                    raise ValidationError(
                        self.env._(
                            "“%(rule)s”: you have no right to see “%(field)s”, so no "
                            "rule of yours may ask about it.",
                            rule=rule.display_name,
                            field=self._get_path_label(path),
                        )
                    )

    @api.model
    def _is_readable(self, path):
        """Whether the present user may read every field of a path from the deal.

        Several records are followed from the deal only: its orders, its tasks. From
        what these point to, other people's documents would be in reach.
        """
        model = self.env["crm.lead"]
        for depth, name in enumerate(path.split(".")):
            field = model._fields.get(name)
            if field is None:
                return depth > 0 and model._name == "crm.lead"  # a property
            if not model.has_access("read") or not model._has_field_access(
                field, "read"
            ):
                return False
            if not field.relational:
                return True
            if depth and field.type != "many2one":
                return False
            model = self.env[field.comodel_name]
        return model.has_access("read")

    def _check_possible(self, domain, title):
        found = self._find_impossible(domain)
        if found:
            raise ValidationError(
                self.env._(
                    "%(rule)s: no deal can ever meet it: %(conditions)s.",
                    rule=title,
                    conditions=found,
                )
            )

    @api.model
    def _find_impossible(self, domain):
        """Words for the conditions that exclude each other, or an empty text."""
        leads = self.env["crm.lead"]
        many = {
            name
            for name, field in leads._fields.items()
            if field.type in ("one2many", "many2many")
        }
        pair = find_contradiction(domain.optimize(leads), many)
        if not pair:
            return ""
        texts = [self._describe_condition(condition) for condition in pair]
        return format_list(self.env, list(dict.fromkeys(texts)))

    # ---- words ---------------------------------------------------------------------

    @api.model
    def _get_path_label(self, path):
        """A path of fields in the words of the user: "Customer / INN"."""
        labels, model = [], self.env["crm.lead"]
        for name in path.split("."):
            field = model._fields.get(name)
            if field is None:
                labels.append(name)
                break
            labels.append(field._description_string(self.env) or name)
            if not field.relational:
                break
            model = self.env[field.comodel_name]
        return " / ".join(labels)

    @api.model
    def _describe_domain(self, text):
        """A condition in words: "Customer Needs is filled and Amount > 100"."""
        try:
            domain = read_domain(text) if isinstance(text, str) else Domain(text)
        except (DomainError, ValueError, TypeError):
            return str(text)
        if domain.is_true():
            return self.env._("all deals")
        return self._describe_node(domain)

    @api.model
    def _describe_node(self, node):
        operator = getattr(node, "OPERATOR", None)
        if operator in ("&", "|"):
            parts = [self._describe_node(child) for child in node.children]
            if operator == "&":
                return format_list(self.env, parts)
            return format_list(self.env, parts, "or")
        if operator == "!":
            return self.env._(
                "not (%(condition)s)", condition=self._describe_node(node.child)
            )
        return self._describe_condition(node)

    @api.model
    def _describe_condition(self, condition):
        """One condition in words: "Expected Revenue > 100"."""
        if not hasattr(condition, "field_expr"):
            return self.env._("it is never true")
        label = self._get_path_label(condition.field_expr)
        value, operator = condition.value, condition.operator
        if operator == "any":
            path = condition.field_expr
            inner = Domain(value).map_conditions(
                lambda one: Domain(f"{path}.{one.field_expr}", one.operator, one.value)
            )
            return self._describe_node(inner)
        if operator in ("in", "not in", "=", "!="):
            return self._describe_choice(condition, label)
        return self.env._(
            "“%(field)s” %(operator)s %(value)s",
            field=label,
            operator=condition.operator,
            value=self._describe_value(condition, value),
        )

    @api.model
    def _describe_choice(self, condition, label):
        """A value, or one of several."""
        value = condition.value
        many = isinstance(value, list | tuple | set) or hasattr(value, "add")
        values = list(value) if many else [value]
        is_positive = condition.operator in ("in", "=")
        field = self._get_path_field(condition.field_expr)
        is_flag = field is not None and field.type == "boolean"
        if not is_flag and all(one is False or one is None for one in values):
            if is_positive:
                return self.env._("“%(field)s” is empty", field=label)
            return self.env._("“%(field)s” is filled", field=label)
        names = format_list(
            self.env, [self._describe_value(condition, one) for one in values], "or"
        )
        if is_positive:
            return self.env._("“%(field)s” is %(value)s", field=label, value=names)
        return self.env._("“%(field)s” is not %(value)s", field=label, value=names)

    @api.model
    def _describe_value(self, condition, value):
        """A value of a condition as the user sees it."""
        field = self._get_path_field(condition.field_expr)
        if isinstance(value, dict):  # a reference of a file
            return str(value.get("name") or value.get("xmlid"))
        if value is False and field is not None and field.type == "boolean":
            return self.env._("no")
        if value is True:
            return self.env._("yes")
        if value is False or value is None:
            return self.env._("empty")
        if field is not None and field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field is not None and field.relational and isinstance(value, int):
            # sudo: the name of what the rule is about
            record = self.env[field.comodel_name].sudo().browse(value).exists()
            return record.display_name or str(value)
        return str(value)

    @api.model
    def _get_path_field(self, path):
        model, field = self.env["crm.lead"], None
        for name in path.split("."):
            field = model._fields.get(name)
            if field is None or not field.relational:
                break
            model = self.env[field.comodel_name]
        return field
