"""Runs a module of the tests in a process and a copy of the test database of its own."""

import json
import os
import subprocess
import uuid


def run_apart(module, minutes=3):
    """What a module has found out, by case.

    :param str module: under ``tests``; it prints its result after ``RESULT``
    :param int minutes: after which it is given up
    :raise AssertionError: it failed; with what it printed
    """
    name = f"test_{module}_{uuid.uuid4().hex[:8]}"
    template = os.environ["EQUIPMENT_TEMPLATE_TEST"]
    subprocess.run(["createdb", "-T", template, name], check=True)
    command = [os.environ["EQUIPMENT_PYTHON"], "-m", f"tests.{module}"]
    command += [os.environ["EQUIPMENT_SETUP_CONF"], name]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60 * minutes, check=False
        )
    finally:
        subprocess.run(["dropdb", "--force", name], check=True)
    output = done.stdout + done.stderr
    assert done.returncode == 0, output[-6000:]
    return json.loads(output.split("RESULT ")[1].splitlines()[0])
