from odoo.tests import tagged

from .browser_common import (
    CONFLICT,
    LINE,
    LOGIN,
    SCANNER,
    UNSENT,
    BrowserCase,
)

CODE = "2000000000015"
#: counts what is felt (and heard) of each scan
COUNT_BEEPS = "window.beeps = 0; Navigator.prototype.vibrate = () => { beeps += 1; };"


@tagged("post_install", "-at_install")
class TestFaultPeople(BrowserCase):
    """Tabs die, sessions end, people work on the same: each scan counts once."""

    def test_tab_killed_right_after_the_beep(self):
        picking = self._create_goods_delivery(120)
        tab = self._open_device()
        tab.prepare(COUNT_BEEPS)
        self._open_scanner(tab, picking)

        self.wire.is_cut = True
        for number in range(5):
            tab.scan(CODE)
            tab.wait(f"beeps == {number + 1}")
        tab.kill()
        self.wire.is_cut = False
        following = self._open_tab(tab.person)
        following.prepare(COUNT_BEEPS)
        self._open_scanner(following)
        self.assertExact(picking, 5, following)

        following.scan(CODE)
        following.wait("beeps >= 1")
        following.kill()
        last = self._open_tab(tab.person)
        self._open_scanner(last)
        self.assertExact(picking, 6, last)

    def test_two_tabs_of_one_person(self):
        picking = self._create_goods_delivery(120)
        one = self._open_device()
        one.prepare(COUNT_BEEPS)
        self._open_scanner(one, picking)
        other = self._open_tab(one.person)
        self._open_scanner(other)
        self._wait_done(other, 0)

        for _number in range(10):
            one.scan(CODE)
            other.scan(CODE)
        self.assertExact(picking, 20, one, other)

        self.wire.is_cut = True
        one.scan(CODE)
        other.scan(CODE)
        one.wait("beeps >= 11")  # what was heard is kept, also when the tab is killed
        one.kill()
        self.wire.is_cut = False
        self.assertExact(picking, 22, other)

    def test_two_people_on_one_line(self):
        picking = self._create_goods_delivery(100)
        colleague = self._create_colleague()
        tabs = [self._open_device(), self._open_device(colleague)]
        for tab in tabs:
            self._open_scanner(tab, picking)

        for _number in range(50):
            for tab in tabs:
                tab.scan(CODE)

        self.assertExact(picking, 100, *tabs)

    def _create_colleague(self):
        with self.still():
            return self._create_user("colleague", "warehouse_barcode.group_storekeeper")

    def test_session_that_ends(self):
        picking = self._create_goods_delivery(120)
        tab = self._open_device()
        self._open_scanner(tab, picking)
        tab.scan(CODE)
        self._wait_picked(picking, 1)
        self._wait_sent(tab)

        self._forget_session(tab.session)
        self._scan_without_session(tab, 2, 3)
        tab.click(LOGIN)
        tab.wait_for("input[name=password]")
        with self.still():
            login = self.storekeeper.login
        # the password of a user of the tests is his login
        tab.run(
            f"document.querySelector('input[name=login]').value = {login!r};"
            f"document.querySelector('input[name=password]').value = {login!r};"
        )
        tab.click("form.oe_login_form button[type=submit]")
        tab.wait_for(LINE, 60)
        self.assertExact(picking, 3, tab)

    def test_session_of_somebody_else(self):
        picking = self._create_goods_delivery(120)
        tab = self._open_device()
        self._open_scanner(tab, picking)
        self._forget_session(tab.session)
        self._scan_without_session(tab, 2, 2)

        # somebody else logs in on this device; the page of the first is still there
        session = self._log_in(tab.person, self.chief)
        tab.scan(CODE)
        tab.wait(f"document.querySelector({UNSENT!r})?.innerText.trim() == 3")
        tab.wait_for(LOGIN)
        self.assertEqual(self._get_picked(picking), 0)

        tab.reload()
        tab.wait_for(SCANNER, 60)
        tab.wait("!document.querySelector('.fa-spin')")
        self.assertFalse(tab.count(UNSENT), "they are not his")
        self.assertFalse(tab.count(LINE))
        self.assertEqual(self._get_picked(picking), 0)

        self._forget_session(session)
        self._log_in(tab.person, self.storekeeper)
        tab.reload()
        tab.wait_for(LINE, 60)
        self.assertExact(picking, 3, tab)

    def _scan_without_session(self, tab, count, total):
        for _number in range(count):
            tab.scan(CODE)
        tab.wait_for(LOGIN)
        self._wait_done(tab, total)
        self.assertEqual(tab.text(UNSENT).strip(), str(count))

    def test_last_serial_taken_by_somebody_else(self):
        with self.still():
            pump = self._create_product("Pump", "serial")
            serial = self._create_lot(pump, "SN-77")
            self._put(pump, 1, serial)
            picking = self._create_delivery((pump, 1))
            place = self.shelf_a
        tab = self._open_device()
        self._open_scanner(tab, picking)
        self.wire.is_cut = True
        tab.scan("SN-77")
        tab.wait(f"document.querySelector({UNSENT!r})?.innerText.trim() == 1")
        with self.still():
            picking.do_unreserve()
            self.env["stock.quant"]._update_available_quantity(
                pump, place, -1, lot_id=serial
            )
        self.wire.is_cut = False

        tab.wait_for(CONFLICT)
        self.assertIn("SN-77", tab.text(CONFLICT))
        self._wait_sent(tab)
        tab.reload()
        tab.wait_for(CONFLICT, 60)
        self.assertIn("SN-77", tab.text(CONFLICT))
        tab.click(".o_warehouse_barcode_conflict_ok")
        tab.wait(f"!document.querySelector({CONFLICT!r})")
        tab.reload()
        tab.wait_for(LINE, 60)
        self.assertExact(picking, 0, tab)
