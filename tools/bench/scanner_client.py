"""What a storekeeper feels: a code is scanned, when does he hear and see it?

A real Chromium, slowed down to the processor of a terminal, on a delivery of many
lines: from the last key of a code to the sound and to the painted screen. Then, at full
speed, how many scans a second arrive at the server without one being lost.
"""

import importlib.util
import logging
import os
import statistics
import time
from types import SimpleNamespace

import odoo.tools
from odoo import Command, api, http
from odoo.modules.registry import Registry
from odoo.service import security, server
from odoo.tests.common import ChromeBrowser

from tools.devenv.config import free_port
from tools.devenv.paths import PROJECT

LINES = 200
SERIES = 5
SCANS = 200
MANY = 1000
SLOWDOWN = 4
#: a fast scanner on USB needs so long for a key, in seconds
KEY = 0.005
#: with more processes waiting for each processor the times say nothing
BUSY = 1.5
#: the time between two pictures of a screen, in milliseconds
FRAME = 1000 / 60
LOGIN = "bench_keeper"
DRIVER = PROJECT / "addons/warehouse_barcode/tests/devtools.py"
#: notes when the last key of a code was pressed, when it was heard and when it was seen
WATCH = """
window.marks = [];
let mark = null;
const seen = new MessageChannel();
seen.port1.onmessage = () => { mark.seen ??= performance.now(); };
window.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
        mark = { pressed: event.timeStamp };
        marks.push(mark);
    }
}, true);
Navigator.prototype.vibrate = () => { mark && (mark.heard ??= performance.now()); };
new MutationObserver(() => mark && !mark.seen && seen.port2.postMessage(""))
    .observe(document, { subtree: true, childList: true, characterData: true });
"""
#: how many pieces the screen says, without the spaces between thousands
SHOWN = (
    r"document.querySelector('.o_warehouse_barcode_done').innerText.replace(/\D/g, '')"
)


def setup(env, ours):
    """A delivery of many series and one of many pieces; their names."""
    user = env["res.users"].search([("login", "=", LOGIN)])
    if not user:
        group = env.ref("warehouse_barcode.group_storekeeper")
        values = {"login": LOGIN, "name": LOGIN, "group_ids": group.ids}
        user = env["res.users"].create(values)
    warehouse = env["stock.warehouse"].search([], limit=1)
    stock, kind = warehouse.lot_stock_id, warehouse.out_type_id
    products = env["product.product"].create(
        [
            {"name": f"Bench {n}", "is_storable": True, "tracking": "lot"}
            for n in range(LINES)
        ]
    )
    bolt = env["product.product"].create({"name": "Bench bolt", "is_storable": True})
    bolt.barcode = f"BENCH-{bolt.id}"
    lots = env["stock.lot"].create(
        [
            {"name": f"BENCH-{product.id}-{n}", "product_id": product.id}
            for product in products
            for n in range(SERIES)
        ]
    )
    quants = env["stock.quant"]
    for lot in lots:
        quants._update_available_quantity(lot.product_id, stock, 1, lot_id=lot)
    quants._update_available_quantity(bolt, stock, 2 * MANY)
    kind.age_control = "off"
    many = _create_delivery(env, kind, products, SERIES)
    one = _create_delivery(env, kind, bolt, 2 * MANY)
    codes = many.move_line_ids.sorted("id").lot_id.mapped("name")[:SCANS]
    return {
        "user": user.id,
        "many": many.name,
        "codes": codes,
        "one": one.name,
        "one_id": one.id,
        "bolt": bolt.barcode,
    }


def _create_delivery(env, kind, products, quantity):
    target = env.ref("stock.stock_location_customers").id
    places = {
        "location_id": kind.default_location_src_id.id,
        "location_dest_id": target,
    }
    moves = [
        Command.create({"product_id": one.id, "product_uom_qty": quantity, **places})
        for one in products
    ]
    picking = env["stock.picking"].create(
        {"picking_type_id": kind.id, **places, "move_ids": moves}
    )
    picking.action_confirm()
    picking.action_assign()
    return picking


def measure(env, state):
    """The lines of the report; the data of ``setup`` are committed."""
    # a server in this process, as the tests have one
    odoo.tools.config["http_port"] = free_port()
    threaded = server.ThreadedServer(http.root)
    threaded.http_spawn()
    url = f"http://127.0.0.1:{threaded.httpd.server_port}"
    log = logging.getLogger(__name__)
    person = SimpleNamespace(_logger=log, browser_size="360x740", touch_enabled=False)
    chrome = ChromeBrowser(person)
    driver = _load_driver()
    devtools = driver.DevTools(chrome._json_command("version")["webSocketDebuggerUrl"])
    try:
        tab = driver.Tab(devtools, {})
        cookie = {"name": "session_id", "value": _log_in(env, state), "url": url}
        devtools.call("Storage.setCookies", cookies=[cookie])
        tab.prepare(WATCH)
        return [*_measure_feeling(tab, url, state), _measure_rate(env, tab, url, state)]
    finally:
        devtools.close()
        chrome.stop()
        threaded.httpd.shutdown()


def _load_driver():
    """The tests of the addon drive a browser as well: one driver for both."""
    spec = importlib.util.spec_from_file_location("devtools", DRIVER)
    driver = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(driver)
    return driver


def _log_in(env, state):
    user = env["res.users"].browse(state["user"])
    session = http.root.session_store.new()
    session.update(http.get_default_session(), db=env.cr.dbname)
    session.uid, session.login = user.id, user.login
    own = api.Environment(env.cr, user.id, {})
    session.session_token = security.compute_session_token(session, own)
    session.context = dict(own["res.users"].context_get())
    http.root.session_store.save(session)
    return session.sid


def _open(tab, url, name):
    tab.go(f"{url}/odoo/scanner")
    tab.wait_for(".o_warehouse_barcode_scanner", 120)
    tab.wait("!document.querySelector('.fa-spin')", 60)
    if tab.count(".o_warehouse_barcode_more"):
        tab.click(".o_warehouse_barcode_more")
        tab.click(".o_warehouse_barcode_leave")
        tab.wait("!document.querySelector('.o_warehouse_barcode_more')")
    tab.scan(name)
    tab.wait_for(".o_warehouse_barcode_line", 60)


def _measure_feeling(tab, url, state):
    _open(tab, url, state["many"])
    tab.call("Emulation.setCPUThrottlingRate", rate=SLOWDOWN)
    tab.run("marks.length = 0")
    for number, code in enumerate(state["codes"], 1):
        tab.scan(code, gap=KEY)
        tab.wait(f"marks.length == {number} && marks.at(-1).heard && marks.at(-1).seen")
        time.sleep(0.1)
    marks = tab.run("marks")
    load = os.getloadavg()[0]
    tab.call("Emulation.setCPUThrottlingRate", rate=1)
    heard = [mark["heard"] - mark["pressed"] for mark in marks]
    seen = [mark["seen"] - mark["pressed"] for mark in marks]
    both = [max(pair) for pair in zip(heard, seen, strict=True)]
    return [
        _tell("scan_to_screen_p95_ms", both, load),
        _tell("scan_to_sound_p95_ms", heard, load),
    ]


def _tell(name, times, load):
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    line = {
        "name": name,
        "ours": round(p95, 1),
        "p50": round(p50, 1),
        "frames": round(p95 / FRAME, 2),
        "scans": len(times),
        "lines": LINES,
        "slowdown": SLOWDOWN,
        "load": round(load / os.cpu_count(), 2),
        "unit": "ms",
    }
    if line["load"] > BUSY:
        line["verdict"] = "void: others were at work on this machine"
    return line


def _measure_rate(env, tab, url, state):
    _open(tab, url, state["one"])
    begun = time.perf_counter()
    for _number in range(MANY):
        tab.scan(state["bolt"])
    shown = time.perf_counter() - begun
    tab.wait(f"{SHOWN} == {MANY}", 60)
    tab.wait(
        "!document.querySelector('.o_warehouse_barcode_unsent:not([hidden])')", 120
    )
    seconds = time.perf_counter() - begun
    with Registry(env.cr.dbname).cursor() as cr:
        lines = env(cr=cr)["stock.picking"].browse(state["one_id"]).move_line_ids
        arrived = sum(lines.filtered("picked").mapped("quantity"))
    return {
        "name": "scans_per_second",
        "ours": round(MANY / seconds, 1),
        "taken_per_second": round(MANY / shown, 1),
        "lost": MANY - arrived,
        "unit": "1/s",
    }
