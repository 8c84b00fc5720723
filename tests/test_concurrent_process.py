"""Two people with one deal, two nodes with the same limits: nothing happens twice.

The work is done by `concurrent_process`, in a copy of the test database.
"""

import pytest

from .concurrent_process import LATE, TRIALS
from .separate_run import run_apart


@pytest.fixture(scope="module")
def made():
    """What the workers have made, by case."""
    return run_apart("concurrent_process")


def test_next_stage_pressed_by_two_moves_the_deal_once(made):
    once = {"moves": 1, "tasks": 1, "open": 1, "agrees": True}
    assert made["move_same_deal"] == [once] * TRIALS


def test_a_deal_dragged_apart_is_in_one_stage(made):
    assert len(made["move_apart"]) == TRIALS
    for deal in made["move_apart"]:
        assert (deal["open"], deal["agrees"]) == (1, True)
        # each entry of a stage has given its task, none twice
        assert deal["tasks"] == deal["stays"]


def test_two_nodes_tell_of_each_late_deal_once(made):
    rules = made["run_rules_twice"]
    assert rules["asked"] == [1] * LATE
    assert rules["told_head"] == [1] * LATE
    assert rules["told_seller"] == [1] * LATE
    assert rules["states"] == ["late"]


def test_two_decide_at_once_and_one_counts(made):
    assert made["decide_twice"] == [1, 1, False]


def test_deals_moved_while_the_rules_run_keep_one_stay(made):
    assert len(made["move_while_rules_run"]) == LATE
    for deal in made["move_while_rules_run"]:
        assert (deal["open"], deal["agrees"]) == (1, True)
