"""The demo company can be built, and rules tried on its history give true numbers.

The work is done by `demo_rehearsal`, in a copy of the test database.
"""

import pytest

from .separate_run import run_apart

DEPARTMENTS = ("High vacuum", "Industrial vacuum", "Thermal equipment")


@pytest.fixture(scope="module")
def tried():
    """By department and change: what is shown, and what the rows of the log say."""
    return run_apart("demo_rehearsal", minutes=15)


@pytest.mark.parametrize("department", DEPARTMENTS)
@pytest.mark.parametrize("change", ["limits", "stopped", "tasks"])
def test_rehearsal_agrees_with_the_log(tried, department, change):
    shown, counted = tried[department][change]
    assert counted
    assert shown == counted


@pytest.mark.parametrize("department", DEPARTMENTS)
def test_tighter_limits_make_more_deals_late(tried, department):
    shown, _counted = tried[department]["limits"]
    assert shown["late after"] > shown["late before"]
    assert shown["escalated after"] > 0
