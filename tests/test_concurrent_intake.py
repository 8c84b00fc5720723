"""Two workers with one request: two real connections, one record, nothing lost.

The work is done by `concurrent_workers`, in a copy of the test database.
"""

import pytest

from .separate_run import run_apart

NOTHING = {
    "sales.inquiry": 0,
    "sales.inquiry.failure": 0,
    "sales.call": 0,
    "res.partner": 0,
}


@pytest.fixture(scope="module")
def made():
    """What two workers have made, by case."""
    return run_apart("concurrent_workers")


def test_the_same_letter_is_one_inquiry(made):
    expected = {**NOTHING, "sales.inquiry": 1, "res.partner": 1}
    assert made["take_same_letter_twice"] == expected


def test_two_letters_of_a_stranger_make_one_prospect(made):
    expected = {**NOTHING, "sales.inquiry": 2, "res.partner": 1}
    assert made["take_two_letters_of_a_stranger"] == expected
    assert made["inquiries_of_the_stranger"] == 2


def test_the_same_call_is_registered_once(made):
    expected = {**NOTHING, "sales.call": 1, "sales.inquiry": 1, "res.partner": 1}
    assert made["register_same_call_twice"] == expected
