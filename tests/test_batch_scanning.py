"""Several transfers picked in one walk, with core's module for batches installed.

The work is done by `batch_scanning`, in a copy of the test database.
"""

import pytest

from .batch_scanning import BOX
from .separate_run import run_apart


@pytest.fixture(scope="module")
def found():
    """What the scanner did with batches, by case."""
    return run_apart("batch_scanning", minutes=6)


def test_a_batch_opens_like_a_transfer(found):
    assert found["opened"] == {
        "in_list": True,
        "key": "batch_id",
        "flow": "delivery",
        "documents": True,
    }


def test_scans_fill_one_transfer_after_the_other(found):
    assert found["filled_in_order"] == [2, 1]
    assert found["more_than_all_is_asked"] == "over_quantity"


def test_undo_takes_the_last_scan_out_of_its_transfers(found):
    assert found["undone"] == [1, 0]


def test_a_package_holds_goods_of_one_transfer(found):
    assert found["a_package_for_each"] == ["pack_one_document", "packed", 2]
    assert found["named_box_of_one_document"] == ["packed", [BOX, ""]]


def test_a_batch_is_validated_once(found):
    assert found["validated"] == ["validated", "done", "already_validated"]


def test_the_rest_of_a_batch_is_asked(found):
    asked, done, has_backorder, states = found["rest_is_asked"]
    assert (asked, done, has_backorder) == ("ask_backorder", "validated", True)
    assert set(states) == {"done"}


def test_order_of_series_is_watched_in_a_batch(found):
    assert found["newer_series_is_stopped"] == ["newer_series", "picked"]
