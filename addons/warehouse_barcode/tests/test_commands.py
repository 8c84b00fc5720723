import json
import re

from odoo.tests import BaseCase, tagged
from odoo.tools import file_open

from ..tools import commands

PATTERN = re.compile(r'^\s*([A-Z0-9]+): \{ type: "(\w+)"', re.MULTILINE)


@tagged("post_install", "-at_install")
class TestCommands(BaseCase):
    """The screen understands what is printed, and nothing is printed that it does not."""

    def test_screen_and_sheet_know_the_same_commands(self):
        path = "warehouse_barcode/static/src/core/commands.js"
        with file_open(path) as source:
            known = dict(PATTERN.findall(source.read()))

        printed = set(commands.get_events())

        self.assertEqual(set(known), printed, json.dumps(sorted(set(known) ^ printed)))

    def test_an_alias_does_what_its_command_does(self):
        path = "warehouse_barcode/static/src/core/commands.js"
        with file_open(path) as source:
            known = dict(PATTERN.findall(source.read()))

        for alias, code in commands.ALIASES.items():
            with self.subTest(alias=alias):
                self.assertEqual(known[alias], known[code])
