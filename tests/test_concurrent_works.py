"""A phone in two tabs and an act signed twice at one moment: it happens once.

The work is done by `concurrent_works`, in a copy of the test database.
"""

import pytest

from .concurrent_works import TRIALS
from .separate_run import run_apart


@pytest.fixture(scope="module")
def made():
    """What the workers have made, by case."""
    return run_apart("concurrent_works")


def test_the_same_operation_of_two_tabs_is_applied_once(made):
    assert len(made["same_operation_twice"]) == TRIALS
    for defects, rows, said in made["same_operation_twice"]:
        assert (defects, rows) == (1, 1)
        assert set(said) <= {"done", "busy"}
        assert "done" in said


def test_an_act_is_signed_once(made):
    once = ["signed", True, 1, 1, True]
    assert made["sign_twice"] == [once] * TRIALS
