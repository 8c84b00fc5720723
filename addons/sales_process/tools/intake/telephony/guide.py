"""What is to be entered in the settings of each exchange, line by line.

The address of the connection is entered beside it. MikoPBX: the query templates of the
module "Web hooks", one for each of its events. UIS: the body of the notification.
"""

_EVENT = "action=<action>&date=<date>&id=<id>&uid=<uid>&user=<user>"
_LEG = f"{_EVENT}&src=<src>&dst=<dst>&did=<did>"
_RECORD = f"{_LEG}&missed=<missed>&gmissed=<g-missed>&file=<filename>"
_UIS_FIELDS = (
    "notification_mnemonic",
    "notification_time",
    "call_session_id",
    "leg_id",
    "direction",
    "contact_phone_number",
    "virtual_phone_number",
    "extension_phone_number",
    "employee_full_name",
    "start_time",
    "answer_time",
    "finish_time",
    "talk_time_duration",
    "is_lost",
    "full_record_file_link",
)
_UIS_BODY = ", ".join(f'"{name}": "{{{{{name}}}}}"' for name in _UIS_FIELDS)

LINES = {
    "mikopbx": (
        ("incoming-call", "action=incoming-call&id=<id>&number=<number>&did=<did>"),
        ("call", f"{_LEG}&type=<type>"),
        ("answer", _LEG),
        ("hangup", _EVENT),
        ("end-call", _RECORD),
        ("end-call-global", _RECORD),
    ),
    "uis": (("JSON", f"{{{_UIS_BODY}}}"),),
}
