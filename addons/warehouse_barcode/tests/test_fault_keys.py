import time

from odoo.tests import tagged

from .browser_common import BrowserCase

CODE = "2000000000015"
VALIDATE = ".o_warehouse_barcode_validate"
ENTRY = ".o_warehouse_barcode_entry input"
#: how many pieces the screen says, without the space between thousands
SHOWN = (
    r"document.querySelector('.o_warehouse_barcode_done').innerText.replace(/\D/g, '')"
)
PASTE = """{
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "%s");
    const init = { clipboardData, bubbles: true, cancelable: true };
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", init));
}"""


@tagged("post_install", "-at_install")
class TestFaultKeys(BrowserCase):
    """Whatever a wedge scanner types, wherever the focus is: each code counts once."""

    def test_codes_are_read_wherever_the_focus_is(self):
        picking = self._create_goods_delivery(120)
        tab = self._open_device()
        self._open_scanner(tab, picking)
        number = 0
        for focus in (VALIDATE, ".o_warehouse_barcode_undo", ENTRY):
            for final in ("Enter", "Tab", ""):
                with self.subTest(focus=focus, final=final):
                    number += 1
                    tab.run(f"document.querySelector({focus!r}).focus()")
                    tab.scan(CODE, final)
                    self._wait_done(tab, number)
                    tab.wait(f"document.querySelector({ENTRY!r}).value == ''", 5)
        with self.subTest("two scans at once"):
            tab.scan(CODE)
            tab.scan(CODE)
            self._wait_done(tab, number + 2)
        with self.subTest("two scans 30 ms apart, in the field"):
            tab.run(f"document.querySelector({ENTRY!r}).focus()")
            tab.scan(CODE)
            time.sleep(0.03)
            tab.scan(CODE)
            self._wait_done(tab, number + 4)
        with self.subTest("text of an input method, and what is pasted"):
            tab.call("Input.insertText", text=CODE)
            self._wait_done(tab, number + 5)
            tab.run(PASTE % CODE)
            self._wait_done(tab, number + 6)
        with self.subTest("typed by a person"):
            for char in "2000":
                tab.scan(char, "")
                time.sleep(0.12)
            tab.call("Input.insertText", text=CODE[4:])
            time.sleep(0.5)
            self._wait_done(tab, number + 6)
            tab.scan("", "Enter")
            self._wait_done(tab, number + 7)
        self.assertExact(picking, number + 7, tab)
        with self.still():
            self.assertEqual(picking.state, "assigned")

    def test_thousand_scans(self):
        picking = self._create_goods_delivery(1200)
        tab = self._open_device()
        self._open_scanner(tab, picking)

        for _number in range(1000):
            tab.scan(CODE)

        tab.wait(f"{SHOWN} == 1000", 60)
        self._wait_picked(picking, 1000)
        self._wait_sent(tab)
        self.assertEqual(self._get_picked(picking), 1000)
