import time

from odoo.tests import tagged

from .browser_common import APPLY, UNSENT, BrowserCase

CODE = "2000000000015"
#: how requests fail, and whether the server has applied what they carry
FAULTS = (
    ("lose", True),
    ("cut", False),
    ("bad_gateway", False),
    ("page", False),
    ("hang", True),
)


@tagged("post_install", "-at_install")
class TestFaultNetwork(BrowserCase):
    """The network fails in every way it can: each scan counts once."""

    def test_network_cut_with_a_reload_in_the_middle(self):
        picking = self._create_goods_delivery(120)
        tab = self._open_device()
        self._open_scanner(tab, picking)
        self._open_again(tab)
        self._wait_done(tab, 0)

        self.wire.is_cut = True
        self._scan_at_ten_a_second(tab, 50)
        self._wait_done(tab, 50)
        tab.reload()
        self._wait_done(tab, 50)
        self._scan_at_ten_a_second(tab, 50)
        self._wait_done(tab, 100)
        self.assertEqual(tab.text(UNSENT).strip(), "100")
        self.assertEqual(self._get_picked(picking), 0)
        self.wire.is_cut = False

        self.assertExact(picking, 100, tab)

    def _scan_at_ten_a_second(self, tab, count):
        begin = time.monotonic()
        for number in range(1, count + 1):
            tab.scan(CODE)
            time.sleep(max(0, begin + number / 10 - time.monotonic()))

    def test_requests_that_fail(self):
        picking = self._create_goods_delivery(120)
        tab = self._open_device(patience=700)
        self._open_scanner(tab, picking)

        for number, (fault, is_applied) in enumerate(FAULTS, 1):
            with self.subTest(fault=fault):
                self.wire.fail(APPLY, fault, times=2, seconds=1.5)
                tab.scan(CODE)
                self._wait_done(tab, number)
                self._wait_until(lambda: not self.wire.has_faults)
                self.assertEqual(tab.text(UNSENT).strip(), "1", "it is kept")
                if is_applied:
                    picked = self._get_picked(picking)
                    self.assertEqual(picked, number, "the server has applied it")
                self.assertExact(picking, number, tab)
        self.assertGreaterEqual(self.wire.count(APPLY), 2 * len(FAULTS) - 1)

    def _wait_until(self, holds):
        end = time.monotonic() + 20
        while not holds():
            self.assertLess(time.monotonic(), end, "it never held")
            time.sleep(0.02)
