"""Random codes: the server and the device read the same in them, and never fail."""

import json
import subprocess
from pathlib import Path

from odoo.addons.warehouse_barcode.tools import gs1, gs1_table
from odoo.addons.warehouse_barcode.tools.gtin import (
    check_digit,
    parse_gtin,
    same_gtin,
)

from .gs1_strings import Strings

FOLDER = Path(__file__).parent
COUNT = 100_000
SEED = 20_261_122


def test_both_parsers_read_the_same(tmp_path):
    strings = Strings(gs1_table.load(), check_digit, SEED)
    codes = [strings.make() for _number in range(COUNT)]
    file = tmp_path / "codes.jsonl"
    file.write_text("\n".join(json.dumps(code) for code in codes), encoding="utf-8")

    done = subprocess.run(
        ["node", FOLDER / "js" / "read_codes.mjs", file],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.split("\n")]
    assert len(told) == COUNT
    different, valid = [], 0
    for code, on_device in zip(codes, told, strict=True):
        on_server = [gs1.parse(code, today="2026-11-22"), parse_gtin(code)]
        on_server.append(same_gtin(code))
        valid += on_server[0]["valid"]
        if on_server != on_device:
            different.append((code, on_server, on_device))
    assert not different, f"{len(different)}: {different[:5]}"
    assert COUNT / 5 < valid < COUNT, "right and wrong codes are among them"


def test_table_is_complete():
    source = json.loads((FOLDER / "fixtures" / "ai_table.json").read_text())
    table = gs1_table.load()

    assert len(table) == source["count"] == len(source["ais"])
    for row in source["ais"]:
        parts = [
            {
                "cset": part["cset"],
                "min": 0
                if part["optional"] and part["min"] < part["max"]
                else part["min"],
                "max": part["max"],
                "optional": part["optional"],
                "lints": tuple(part["lint"]),
            }
            for part in row["components"]
        ]
        read = table[row["ai"]]
        assert list(read["components"]) == parts, row["ai"]
        assert read["fixed"] is not row["fnc1_required"], row["ai"]
