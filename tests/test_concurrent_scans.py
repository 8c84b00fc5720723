"""Two people scan one line at once, and the first sends again: each scan counts once.

The work is done by `concurrent_scans`, in a copy of the test database.
"""

from .concurrent_scans import EACH
from .separate_run import run_apart


def test_two_workers_on_one_line():
    made = run_apart("concurrent_scans")

    assert made == {
        "picked": 2 * EACH,
        "planned": 2 * EACH,
        "refused": [],
        "operations": 2 * EACH,
    }
