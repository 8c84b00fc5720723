"""Requests of exchanges, as in the sample files."""

import json
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from ...tools.intake.telephony.event import Hook, Settings

FOLDER = Path(__file__).parents[1] / "data" / "telephony"


def read_json(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def mikopbx_hooks():
    """Hooks of the module "Web hooks": GET with a query."""
    lines = (FOLDER / "mikopbx_http_alert.http").read_text(encoding="utf-8")
    urls = [line.split()[1] for line in lines.splitlines() if line.startswith("GET ")]
    return [
        Hook(query=dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)))
        for url in urls
    ]


def mango_hooks():
    return [
        Hook(method="POST", path=request["url"], form=request["form"])
        for request in read_json("mango_events.json")["requests"]
    ]


def megafon_hooks():
    requests = read_json("megafon_vats.json")["requests"]
    return [Hook(method="POST", form=request) for request in requests]


def zadarma_hooks():
    return [
        Hook(method="POST", form=request["form"], headers=request["headers"])
        for request in read_json("zadarma_notify.json")["requests"]
    ]


def uis_hooks():
    return [Hook(method="POST", json=read_json("uis_call_ended.json"))]


GENERIC_MAP = {
    "event": "type",
    "call_id": "call.id",
    "source": "call.from",
    "target": "call.to",
    "started_at": "call.times.0",
    "ended_at": "call.times.1",
    "talk_seconds": "call.talk",
    "result": "call.status",
}
GENERIC_VALUES = {
    ("event", "finished"): "summary",
    ("result", "OK"): "answered",
    ("result", "LOST"): "missed",
}


def generic_hooks():
    """An exchange nobody has heard of."""
    call = {
        "id": 77,
        "from": "79123456789",
        "to": "201",
        "times": ["2025-11-18 15:40:10", "2025-11-18 15:43:02"],
        "talk": "164",
        "status": "OK",
    }
    return [Hook(method="POST", json={"type": "finished", "call": call})]


# kind: (hooks, settings of the exchange)
SAMPLES = {
    "mikopbx": (mikopbx_hooks, {}),
    "mango": (mango_hooks, {"api_key": "qwerty123", "secret": "salt456"}),
    "megafon": (megafon_hooks, {"secret": "TOKEN"}),
    "zadarma": (zadarma_hooks, {"secret": "zadarma-secret"}),
    "uis": (uis_hooks, {}),
    "generic": (generic_hooks, {}),
}


def make_settings(kind, **values):
    """Settings for an adapter; numbers as in the samples."""
    own = {"own_numbers": frozenset({"4957770011"}), "zone": "Europe/Moscow"}
    if kind == "generic":
        own.update({"field_map": GENERIC_MAP, "value_map": GENERIC_VALUES})
    return Settings(kind=kind, **{**own, **SAMPLES[kind][1], **values})
