"""A hook of a telephone exchange over HTTP against the same call made in process.

Both kinds of database are the same here: `ours` sends the request through the whole
web stack and leaves out what a route that only says "ok" costs there; the reference
makes the same call of the same message without it.
"""

import time
from itertools import count

from werkzeug.test import Client

from odoo import http
from odoo.tools import config

PATH = "/sales_process/telephony/mikopbx/{token}"
NUMBERS = count(1)
OK_TIMES = 5


class Ok(http.Controller):
    """The cheapest public route; only in a worker of the bench."""

    __module__ = "odoo.addons.web.controllers.bench_ok"

    @http.route("/bench/ok", type="http", auth="public", csrf=False, save_session=False)
    def ok(self):
        return "ok"


def setup(env, ours):
    webhook = env["sales.webhook"].create(
        {"name": "Bench", "kind": "mikopbx", "code": "bench", "rate_limit": 100_000}
    )
    user = env.ref("base.user_admin")
    webhook.extension_ids = [(0, 0, {"extension": "201", "user_id": user.id})]
    return {"webhook": webhook.id, "token": webhook.token, "ours": ours}


def _make_query():
    """Somebody unknown calls: an inquiry and a lead are made while it rings."""
    number = next(NUMBERS)
    return {
        "action": "call",
        "id": f"bench-{time.time_ns()}",
        "uid": "leg",
        "user": "201",
        "src": f"7999{number:07}",
        "dst": "201",
        "type": "incoming",
    }


def _request(path, query=None):
    client = Client(http.root)
    host = f"127.0.0.1:{config['http_port']}"
    return client.get(path, query_string=query, headers={"Host": host})


def overhead(env, state):
    """Seconds that any public route costs; nothing for the reference."""
    if not state["ours"]:
        return 0
    times = []
    for _time in range(OK_TIMES):
        begun = time.perf_counter()
        answer = _request("/bench/ok")
        times.append(time.perf_counter() - begun)
        assert answer.data == b"ok", answer.status
    return sorted(times)[OK_TIMES // 2]


def run(env, state):
    from odoo.addons.sales_process.tools.intake.telephony.event import Hook

    query = _make_query()
    if state["ours"]:
        answer = _request(PATH.format(token=state["token"]), query)
        assert answer.status_code == 200, answer.status
    else:
        webhook = env["sales.webhook"].browse(state["webhook"])._in_its_company()
        webhook._receive(Hook(query=query))
    return query["id"]


def prove(env, key):
    """One call with its inquiry and lead."""
    call = _find(env, key)
    if not call:
        # the request has committed in a transaction of its own
        env.cr.rollback()
        call = _find(env, key)
    return {"calls": len(call), "leads": len(call.lead_id), "state": call.state}


def _find(env, key):
    env.invalidate_all()
    return env["sales.call"].search([("external_id", "=", key)])
