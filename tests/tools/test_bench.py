"""The arithmetic of the benches."""

import pytest

from tools.bench import measure
from tools.bench.case import Case
from tools.bench.catalogue import CASES, select
from tools.devenv.console import DevError

CASE = Case("x", "x")


def runs(reference, ours, control, proof=None):
    def arm(seconds, queries, proof):
        return [{"seconds": seconds, "queries": queries, "proof": proof}] * 3

    return {
        "reference": arm(reference, 10, {"n": 1}),
        "ours": arm(ours, 12, proof or {"n": 1}),
        "control": arm(control, 10, {"n": 1}),
    }


def test_ratio_and_queries():
    line = measure.summarise(CASE, runs(0.1, 0.12, 0.1))

    assert line["ratio"] == 1.2
    assert (line["queries_ours"], line["queries_reference"]) == (12, 10)
    assert line["unit"] == "ms"
    assert "verdict" not in line


def test_wandering_control_voids_the_time():
    line = measure.summarise(CASE, runs(0.1, 0.12, 0.13))

    assert line["verdict"].startswith("void")


def test_different_work_is_no_ratio():
    with pytest.raises(DevError, match="different work"):
        measure.summarise(CASE, runs(0.1, 0.1, 0.1, proof={"n": 2}))


def test_order_is_fair():
    order = measure.ORDER

    assert order == tuple(reversed(order))


def test_cases_are_chosen_by_name():
    assert [case.name for case in select(CASES, ["stage"])] == [
        "stage_write_1",
        "stage_write_100",
    ]
    assert select(CASES, []) == list(CASES)
