"""What a storekeeper feels: a code is scanned, when does he hear and see it?

A real Chromium, slowed down to the processor of a terminal, on a delivery of many
lines: from the last key of a code to the sound and to the painted screen. A bare page,
which only keeps the code on the device and shows one number, tells what of it is this
browser on this machine. Then, at full speed, how many scans a second arrive at the server
without one being lost.
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
SCANS = 400
MANY = 1000
SLOWDOWN = 4
#: a fast scanner on USB needs so long for a key, in seconds
KEY = 0.005
#: between the picture of a scan and the next code, in seconds: at about two scans a second,
#: as people work, and at four or five, when the answers of the server come in between
PAUSES = {"": 0.4, "quick_": 0.1}
#: with more processes waiting for each processor the times say nothing
BUSY = 1.5
LOGIN = "bench_keeper"
DRIVER = PROJECT / "addons/warehouse_barcode/tests/devtools.py"
#: notes when the last key of a code was pressed, when it was heard and when it was seen
WATCH = """
window.marks = [];
let mark = null;
const see = () => { mark.seen ??= performance.now(); };
window.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
        mark = { pressed: event.timeStamp };
        marks.push(mark);
    }
}, true);
Navigator.prototype.vibrate = () => { mark && (mark.heard ??= performance.now()); };
// what changes in a picture is painted in the same task: the next one comes after it
const afterPicture = () => scheduler.postTask(see, { priority: "user-blocking" });
new MutationObserver(() => mark && !mark.seen && afterPicture())
    .observe(document, { subtree: true, childList: true, characterData: true });
"""
#: the least that a page can do which loses no scan: keep it, then sound, then show
BARE = """
new Promise((resolve) => {
    document.body.innerHTML = "<h1>0</h1>";
    const opening = indexedDB.open("bare", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("scans");
    opening.onsuccess = () => resolve(opening.result);
}).then((kept) => {
    let number = 0;
    document.addEventListener("keydown", (event) => {
        if (event.key === "Enter") {
            const change = kept.transaction("scans", "readwrite", { durability: "relaxed" });
            change.objectStore("scans").put({ number: ++number }, number);
            change.oncomplete = () => {
                navigator.vibrate(40);
                requestAnimationFrame(() => {
                    document.querySelector("h1").textContent = number;
                });
            };
            change.commit();
        }
    });
    return true;
})
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
    tab.go(f"{url}/robots.txt")
    tab.wait("location.pathname == '/robots.txt' && document.readyState == 'complete'")
    tab.run(BARE)
    half = len(state["codes"]) // 2
    codes = dict(
        zip(PAUSES, (state["codes"][:half], state["codes"][half:]), strict=True)
    )
    bare = {pace: _scan_slowly(tab, codes[pace], PAUSES[pace]) for pace in PAUSES}
    _open(tab, url, state["many"])
    load = os.getloadavg()[0]
    return [
        _tell(f"{pace}{name}", times, bare[pace][name], load)
        for pace, pause in PAUSES.items()
        for name, times in _scan_slowly(tab, codes[pace], pause).items()
    ]


def _scan_slowly(tab, codes, pause):
    """Times to the screen and to the sound of each code, in milliseconds."""
    tab.call("Emulation.setCPUThrottlingRate", rate=SLOWDOWN)
    tab.run("marks.length = 0")
    for number, code in enumerate(codes, 1):
        tab.scan(code, gap=KEY)
        tab.wait(f"marks.length == {number} && marks.at(-1).heard && marks.at(-1).seen")
        time.sleep(pause)
    marks = tab.run("marks")
    tab.call("Emulation.setCPUThrottlingRate", rate=1)
    heard = [mark["heard"] - mark["pressed"] for mark in marks]
    seen = [mark["seen"] - mark["pressed"] for mark in marks]
    both = [max(pair) for pair in zip(heard, seen, strict=True)]
    return {"scan_to_screen_p95_ms": both, "scan_to_sound_p95_ms": heard}


def _tell(name, times, bare, load):
    (p50, p95), (bare_p50, bare_p95) = map(_percentiles, (times, bare))
    line = {
        "name": name,
        "ours": round(p95, 1),
        "p50": round(p50, 1),
        "bare": round(bare_p95, 1),
        "bare_p50": round(bare_p50, 1),
        "scans": len(times),
        "lines": LINES,
        "slowdown": SLOWDOWN,
        "load": round(load / os.cpu_count(), 2),
        "unit": "ms",
    }
    if line["load"] > BUSY:
        line["verdict"] = "void: others were at work on this machine"
    return line


def _percentiles(times):
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


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
