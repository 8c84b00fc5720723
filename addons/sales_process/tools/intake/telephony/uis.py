"""UIS and CoMagic: JSON POST whose body is the administrator's own template.

The usual names of its placeholders are understood as they are; a field map of the
record adds or replaces them. `notification_mnemonic` tells the event.
"""

from . import generic
from .event import HookError, checked, text

_FIELD_MAP = {
    "event": "notification_mnemonic",
    "call_id": "call_session_id",
    "leg_id": "leg_id",
    "direction": "direction",
    "client_phone": "contact_phone_number",
    "did": "virtual_phone_number",
    "extension": "extension_phone_number",
    "login": "employee_full_name",
    "started_at": "start_time",
    "answered_at": "answer_time",
    "ended_at": "finish_time",
    "talk_seconds": "talk_time_duration",
    "recording_ref": "full_record_file_link",
    "is_lost": "is_lost",
    "is_internal": "is_internal",
    "notification_time": "notification_time",
}
# the first word found in the mnemonic decides
_WORDS = (
    ("record", "record"),
    ("lost", "summary"),
    ("session_end", "summary"),
    ("finish", "summary"),
    ("session_start", "start"),
    ("talk", "answer"),
    ("answer", "answer"),
    ("connect", "answer"),
    ("ring", "ring"),
    ("call", "ring"),
    ("start", "start"),
    ("end", "end"),
)


def read(hook, settings):
    """Return the events of one request.

    :raises HookError: the body is no object or has no session number
    """
    body = hook.fields
    paths = {**_FIELD_MAP, **(settings.field_map or {})}
    values = {name: generic.find_path(body, path) for name, path in paths.items()}
    mnemonic = text(values.get("event")).lower()
    if ("event", mnemonic) not in (settings.value_map or {}):
        values["event"] = next((e for word, e in _WORDS if word in mnemonic), "")
    if values["event"] == "summary" and not text(values.get("ended_at")):
        values["ended_at"] = values.get("notification_time")
    if values["event"] == "answer" and not text(values.get("answered_at")):
        values["answered_at"] = values.get("notification_time")
    if (
        text(values.get("is_internal")).lower() == "true"
        or values["is_internal"] is True
    ):
        values["direction"] = "inner"
    values["result"] = text(values.get("result")) or _find_result(values, mnemonic)
    if not values["event"]:
        raise HookError(f"unknown notification {mnemonic!r}")
    return [checked(generic.read_values(values, settings))]


def _find_result(values, mnemonic):
    """What the whole session came to; empty when the template does not tell."""
    lost = values.get("is_lost")
    if lost is True or text(lost).lower() in ("true", "1") or "lost" in mnemonic:
        return "missed"
    talk = text(values.get("talk_seconds"))
    if values["event"] != "summary" or not talk:
        return ""
    return "answered" if talk not in ("0", "0.0") else "missed"
