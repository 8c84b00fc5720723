"""Texts and tables of the demo company: files of ``data``."""

import csv
import json
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@cache
def read_json(name):
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def read_csv(name):
    """Return the rows of a file with semicolons as dictionaries."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))
