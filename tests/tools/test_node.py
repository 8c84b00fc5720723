"""The pure JavaScript, tested by node's own runner inside the one pytest run."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def read_count(report, word):
    """Return a figure of the TAP summary (``# pass 12``), 0 when absent."""
    found = re.search(rf"^# {word} (\d+)$", report, re.MULTILINE)
    return int(found.group(1)) if found else 0


def test_pure_javascript(capsys):
    node = shutil.which("node")
    assert node, "node is not installed: the JavaScript tests cannot run"
    files = sorted(str(path) for path in PROJECT.glob("tests/js/**/*.test.*js"))
    assert files, "no tests under tests/js"

    done = subprocess.run(
        [node, "--test", "--test-reporter=tap", *files],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=600,
    )

    passed = read_count(done.stdout, "pass")
    with capsys.disabled():
        sys.stdout.write(f" node --test: {passed} passed ")
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert passed > 0, done.stdout
    for word in ("fail", "cancelled", "skipped", "todo"):
        assert read_count(done.stdout, word) == 0, done.stdout
