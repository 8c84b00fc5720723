"""Two nodes remind, answer and draw at once: everybody is told once, asked once.

The work is done by `concurrent_requests`, in a copy of the test database.
"""

import json
import os
import subprocess
import uuid

import pytest

from .concurrent_requests import REQUESTS, SAMPLE


@pytest.fixture(scope="module")
def made():
    """What two workers have made, by case."""
    name = f"test_requests_{uuid.uuid4().hex[:8]}"
    template = os.environ["EQUIPMENT_TEMPLATE_TEST"]
    subprocess.run(["createdb", "-T", template, name], check=True)
    command = [os.environ["EQUIPMENT_PYTHON"], "-m", "tests.concurrent_requests"]
    command += [os.environ["EQUIPMENT_SETUP_CONF"], name]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=120, check=False
        )
    finally:
        subprocess.run(["dropdb", "--force", name], check=True)
    output = done.stdout + done.stderr
    assert done.returncode == 0, output[-6000:]
    return json.loads(output.split("RESULT ")[1].splitlines()[0])


def test_each_late_request_is_told_once(made):
    assert made["remind_twice"] == [1] * REQUESTS


def test_a_request_is_answered_once(made):
    assert made["answer_twice"] == ["answered", 1, True]


def test_two_nodes_draw_one_sample(made):
    assert made["draw_twice"] == SAMPLE


def test_two_unreached_clients_are_replaced(made):
    assert made["reach_nobody_twice"] == [SAMPLE + 2, SAMPLE, SAMPLE]
