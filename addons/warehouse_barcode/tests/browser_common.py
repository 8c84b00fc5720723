"""Devices in storekeepers' hands: real browsers, a network that fails, one server."""

import time
from contextlib import contextmanager
from unittest.mock import patch

from odoo import http
from odoo.tests import HttpCase
from odoo.tests.common import ChromeBrowser, _registry_test_lock

from odoo.addons.bus.models.bus import BusBus
from odoo.addons.bus.websocket import (
    CloseCode,
    _kick_all,
)
from odoo.addons.bus.websocket import (
    WebsocketConnectionHandler as WebsocketHandler,
)

from .common import ScannerCommon
from .devtools import DevTools, Tab
from .wire import Wire

APPLY = "/warehouse.barcode/apply"
SCANNER = ".o_warehouse_barcode_scanner"
LINE = ".o_warehouse_barcode_line"
UNSENT = ".o_warehouse_barcode_unsent:not([hidden])"
CONFLICT = ".o_warehouse_barcode_conflict"
LOGIN = ".o_warehouse_barcode_login"
#: seconds in which everything that waits must have been sent
PATIENCE = 40
#: how much of the one line is done, where that is on the screen
SHOWN = """
    document.querySelector(".o_warehouse_barcode_lines b")?.innerText.split(" / ")[0]
    ?? document.querySelector(".o_warehouse_barcode_done")?.innerText
"""

_send = BusBus._sendone


def is_allowed(_request):
    """Devices listen to each other, as they do outside of the tests."""
    return True


def send_at_once(self, *args):
    """What is told at the commit; a test commits nothing."""
    _send(self, *args)
    self.env.cr.precommit.run()
    self.env.cr.postcommit.run()


class BrowserCase(HttpCase, ScannerCommon):
    """Ends every test by comparing the database with the screens.

    While a test runs, the server works by itself: what the test asks of the database
    stands in ``with self.still():``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls._create_product("Bolt", "none", barcode="2000000000015")
        cls._put(cls.goods, 5000)
        cls.wire = Wire(cls.http_port())
        cls.addClassCleanup(cls.wire.stop)
        cls.chrome = ChromeBrowser(cls)
        cls.addClassCleanup(cls.chrome.stop)
        cls.devtools = DevTools(
            cls.chrome._json_command("version")["webSocketDebuggerUrl"]
        )
        cls.addClassCleanup(cls.devtools.close)

    def setUp(self):
        super().setUp()
        self.wire.mend()
        self.devtools.forget(self.wire.url)
        self.tabs = []
        self._enter(patch.object(WebsocketHandler, "websocket_allowed", is_allowed))
        self._enter(patch.object(BusBus, "_sendone", send_at_once))
        self.env.flush_all()
        self.env.invalidate_all()
        self._enter(self.allow_requests(all_requests=True))
        self.addCleanup(self._put_devices_away)

    def _put_devices_away(self):
        for tab in self.tabs:
            tab.close()
        self.wire.is_cut = True
        _kick_all(CloseCode.KILL_NOW)
        self._wait_remaining_requests()

    def _enter(self, context):
        context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)

    @contextmanager
    def still(self):
        """No request is at work: the database is the test's for a moment."""
        assert _registry_test_lock.acquire(timeout=60)
        try:
            self.env.invalidate_all()
            yield
            self.env.flush_all()
            self.env.invalidate_all()
        finally:
            _registry_test_lock.release()

    # ---- People and their devices -------------------------------------------------------

    def _log_in(self, person, user):
        """A session of the user on a device; returns it."""
        with self.still():
            self.session = None  # of another user, who stays
            session = self.authenticate(user.login, user.login)
        cookie = {"name": "session_id", "value": session.sid, "url": self.wire.url}
        self.devtools.call("Storage.setCookies", **person, cookies=[cookie])
        return session

    def _forget_session(self, session):
        """What the server does with a session that has expired."""
        http.root.session_store.delete(session)

    def _open_device(self, user=None, **options):
        """A tab on a new device, where a user is logged in."""
        person = self.devtools.open_person() if self.tabs else {}
        session = self._log_in(person, user or self.storekeeper)
        tab = self._open_tab(person, **options)
        tab.session = session
        return tab

    def _open_tab(self, person, **options):
        tab = Tab(self.devtools, person, **options)
        self.tabs.append(tab)
        return tab

    def _open_scanner(self, tab, picking=None):
        """Show the scanner, and open a document in it by its name."""
        tab.go(f"{self.wire.url}/odoo/scanner")
        tab.wait_for(SCANNER, 90)
        if picking:
            with self.still():
                name = picking.name
            tab.wait("!document.querySelector('.fa-spin')")
            tab.scan(name)
            tab.wait_for(LINE)

    def _open_again(self, tab):
        """The worker that brings the page back is at work from the second page on."""
        tab.wait("navigator.serviceWorker.ready.then(() => true)")
        tab.reload()
        tab.wait_for(SCANNER, 60)
        tab.wait("Boolean(navigator.serviceWorker.controller)")

    # ---- What came of it ----------------------------------------------------------------

    def _wait_sent(self, tab):
        tab.wait(f"!document.querySelector({UNSENT!r})", PATIENCE)

    def _wait_picked(self, picking, quantity):
        """What is shown is kept and sent a moment later."""
        end = time.monotonic() + PATIENCE
        while self._get_picked(picking) != quantity and time.monotonic() < end:
            time.sleep(0.1)
        self.assertEqual(self._get_picked(picking), quantity)

    def _wait_done(self, tab, quantity):
        tab.wait(f"({SHOWN}) == {quantity}", PATIENCE)

    def _create_goods_delivery(self, quantity=100):
        with self.still():
            return self._create_delivery((self.goods, quantity))

    def _get_picked(self, picking):
        with self.still():
            lines = picking.move_line_ids.filtered("picked")
            return sum(lines.mapped("quantity"))

    def assertExact(self, picking, quantity, *tabs):
        """The server has so many, and each screen shows so many, none unsent."""
        for tab in tabs:
            tab.click(".o_warehouse_barcode_more")
            self._wait_done(tab, quantity)
            tab.click(".o_warehouse_barcode_more")
        self._wait_picked(picking, quantity)
        for tab in tabs:
            self._wait_sent(tab)
        self.assertEqual(self._get_picked(picking), quantity)
        for tab in tabs:
            self.assertFalse(tab.count(CONFLICT))
