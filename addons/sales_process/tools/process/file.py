"""The process as one file: what it looks like, reading it, comparing two of them.

JSON, because a person can read it, a version control shows its changes, and nothing in
it can be run. What belongs to a database (departments, users, types) is named by
references, never by numbers alone.
"""

import json
from dataclasses import dataclass

FORMAT = "equipment-sales-process"
VERSION = 1
MAX_BYTES = 5_000_000

TEXT, FLAG, NUMBER, TEXTS, REF, REFS, DOMAIN = (
    "text", "flag", "number", "texts", "ref", "refs", "domain",
)  # fmt: skip
STAGE = {
    "key": TEXT, "name": TEXTS, "sequence": NUMBER, "kind": TEXT, "teams": REFS,
    "is_won": FLAG, "fold": FLAG, "apply_domain": DOMAIN, "auto_leave": FLAG,
    "remind_hours": NUMBER, "sla_hours": NUMBER, "escalate_hours": NUMBER,
    "escalate_next_hours": NUMBER, "require_next_step": FLAG, "role": TEXT,
    "instruction": TEXTS,
}  # fmt: skip
REQUIREMENT = {
    "key": TEXT, "sequence": NUMBER, "active": FLAG, "when": TEXT, "type": TEXT,
    "field": TEXT, "domain": DOMAIN, "check": TEXT, "condition_domain": DOMAIN,
    "message": TEXTS,
}  # fmt: skip
TASK = {
    "key": TEXT, "sequence": NUMBER, "active": FLAG, "trigger": TEXT,
    "delay": NUMBER, "delay_unit": TEXT, "is_repeated": FLAG, "activity_type": REF,
    "summary": TEXTS, "note": TEXTS, "term": NUMBER, "term_unit": TEXT,
    "responsible": TEXT, "user": REF, "condition_domain": DOMAIN,
}  # fmt: skip
PARTS = {"requirements": REQUIREMENT, "tasks": TASK}


class FileError(ValueError):
    """The file is no process; ``code`` and ``where`` say why and at which place."""

    def __init__(self, code, where=""):
        super().__init__(f"{code}: {where}")
        self.code = code
        self.where = where


def write_file(data):
    """Bytes of a process, alike for alike processes."""
    text = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True)
    return f"{text}\n".encode()


def read_file(content):
    """Read and check the bytes of a file.

    :raises FileError: ``size``, ``json``, ``format``, ``newer``, ``value`` (a value of a
        wrong kind), ``twice`` (a key that is there twice)
    """
    if len(content) > MAX_BYTES:
        raise FileError("size", str(MAX_BYTES // 1_000_000))
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FileError("json", str(error)) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise FileError("format")
    if not isinstance(data.get("version"), int) or data["version"] > VERSION:
        raise FileError("newer", str(data.get("version")))
    check(data)
    return data


def check(data):
    """
    :raises FileError: naming the first value of a wrong kind
    """
    stages = data.get("stages")
    if not isinstance(stages, list) or not stages:
        raise FileError("value", "stages")
    keys = set()
    for number, stage in enumerate(stages, 1):
        place = f"stages[{number}]"
        _check_record(stage, STAGE, place, keys)
        for part, kinds in PARTS.items():
            rules = stage.get(part, [])
            if not isinstance(rules, list):
                raise FileError("value", f"{place}.{part}")
            for index, rule in enumerate(rules, 1):
                _check_record(rule, kinds, f"{place}.{part}[{index}]", keys)


def _check_record(record, kinds, place, keys):
    if not isinstance(record, dict):
        raise FileError("value", place)
    for name, kind in kinds.items():
        if not _is_of(kind, record.get(name)):
            raise FileError("value", f"{place}.{name}")
    key = record["key"]
    if not key or key in keys:
        raise FileError("twice" if key else "value", f"{place}.key")
    keys.add(key)


def _is_of(kind, value):
    if kind == TEXT:
        return isinstance(value, str)
    if kind == FLAG:
        return isinstance(value, bool)
    if kind == NUMBER:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == TEXTS:
        return isinstance(value, dict) and all(
            isinstance(lang, str) and isinstance(text, str)
            for lang, text in value.items()
        )
    if kind == REF:
        return value is None or isinstance(value, dict)
    if kind == REFS:
        return isinstance(value, list) and all(isinstance(ref, dict) for ref in value)
    return isinstance(value, list)


# ---- comparing ---------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One difference between two processes.

    :param what: ``stage``, ``requirements`` or ``tasks``
    :param how: ``added``, ``removed`` or ``changed``
    :param stage: the stage in which it is, as in the file
    :param record: the stage or the rule, as in the file
    :param field: of a change: which value
    """

    what: str
    how: str
    stage: dict
    record: dict
    field: str = ""
    before: object = None
    after: object = None


def compare(old, new):
    """Differences from one process to another: list of ``Change``, in their order."""
    before = {stage["key"]: stage for stage in old.get("stages", [])}
    after = {stage["key"]: stage for stage in new.get("stages", [])}
    # in one database what has got another name is the same
    same = _by_id if old.get("database") == new.get("database") else _by_xmlid
    changes = []
    for key, stage in after.items():
        if key not in before:
            changes.append(Change("stage", "added", stage, stage))
            continue
        changes += _compare_values("stage", stage, before[key], stage, STAGE, same)
        for part, kinds in PARTS.items():
            changes += _compare_part(part, before[key], stage, kinds, same)
    changes += [
        Change("stage", "removed", stage, stage)
        for key, stage in before.items()
        if key not in after
    ]
    return changes


def _compare_part(part, old_stage, new_stage, kinds, same):
    before = {rule["key"]: rule for rule in old_stage.get(part, [])}
    after = {rule["key"]: rule for rule in new_stage.get(part, [])}
    for key, rule in after.items():
        if key in before:
            yield from _compare_values(part, new_stage, before[key], rule, kinds, same)
        else:
            yield Change(part, "added", new_stage, rule)
    for key, rule in before.items():
        if key not in after:
            yield Change(part, "removed", new_stage, rule)


def _compare_values(what, stage, old, new, kinds, same):
    for name, kind in kinds.items():
        before, after = old.get(name), new.get(name)
        if kind == REFS:
            if set(map(same, before or [])) == set(map(same, after or [])):
                continue
            before = sorted(map(_name_of, before or []))
            after = sorted(map(_name_of, after or []))
        elif kind == REF:
            if same(before) == same(after):
                continue
            before, after = _name_of(before), _name_of(after)
        elif kind == DOMAIN and _strip(before, same) == _strip(after, same):
            continue
        if before != after and (before or after):
            yield Change(what, "changed", stage, new, name, before, after)


def _strip(conditions, same):
    """Conditions with what makes a reference the same instead of its names."""
    if isinstance(conditions, dict):
        return (conditions.get("ref"), same(conditions))
    if isinstance(conditions, list):
        return [_strip(item, same) for item in conditions]
    return conditions


def _by_id(ref):
    return (ref or {}).get("id")


def _by_xmlid(ref):
    return (ref or {}).get("xmlid") or _name_of(ref)


def _name_of(ref):
    """A reference without what is only true in one database."""
    return (ref or {}).get("name") or (ref or {}).get("xmlid") or ""


def text_of(texts, lang):
    """One of the translations: of the language, else any."""
    return texts.get(lang) or texts.get("en_US") or next(iter(texts.values()), "")
