from odoo.tests import HttpCase, no_retry, tagged


def get_suite_id(name):
    """Identifier of a test suite in the test page, as its own runner makes it."""
    number = 0
    for char in name:
        number = ((number << 5) - number + ord(char)) & 0xFFFFFFFF
    return f"{number:08x}"


@tagged("post_install", "-at_install")
class TestScreenUnits(HttpCase):
    @no_retry
    def test_units_of_the_screens(self):
        suite = get_suite_id("@sales_marketing")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=60000&id={suite}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
