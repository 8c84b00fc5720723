"""Two nodes remind, answer and draw at once: everybody is told once, asked once.

The work is done by `concurrent_requests`, in a copy of the test database.
"""

import pytest

from .concurrent_requests import REQUESTS, SAMPLE
from .separate_run import run_apart


@pytest.fixture(scope="module")
def made():
    """What two workers have made, by case."""
    return run_apart("concurrent_requests")


def test_each_late_request_is_told_once(made):
    assert made["remind_twice"] == [1] * REQUESTS


def test_a_request_is_answered_once(made):
    assert made["answer_twice"] == ["answered", 1, True]


def test_two_nodes_draw_one_sample(made):
    assert made["draw_twice"] == SAMPLE


def test_two_unreached_clients_are_replaced(made):
    assert made["reach_nobody_twice"] == [SAMPLE + 2, SAMPLE, SAMPLE]
