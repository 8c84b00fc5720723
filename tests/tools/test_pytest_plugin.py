"""What our pytest plugin gives the tests."""

import os
import time

import freezegun
import pytest
from _pytest.timing import Instant

import odoo.tools

from tools.devenv.pytest_plugin import own_filestore


@pytest.fixture
def filestore(tmp_path, monkeypatch):
    monkeypatch.setattr(
        odoo.tools.config, "filestore", lambda name: f"{tmp_path}/{name}"
    )
    kept = tmp_path / "run" / "ab" / "abc"
    kept.parent.mkdir(parents=True)
    kept.write_text("kept")
    return tmp_path


def test_a_worker_deletes_only_its_own_files(filestore):
    with own_filestore("run", "run-gw0"), own_filestore("run", "run-gw1"):
        (filestore / "run-gw0/ab/abc").unlink()
        (filestore / "run-gw1/ab/new").write_text("of the second worker")

        assert (filestore / "run-gw1/ab/abc").read_text() == "kept"
        assert not (filestore / "run/ab/new").exists()
        assert not (filestore / "run-gw0/ab/new").exists()
    assert os.listdir(filestore) == ["run"]
    assert (filestore / "run/ab/abc").read_text() == "kept"


def test_files_of_a_stopped_run_are_not_taken_over(filestore):
    left = filestore / "run-gw0" / "ab" / "left"
    left.parent.mkdir(parents=True)
    left.write_text("of a run that was killed")

    with own_filestore("run", "run-gw0"):
        assert os.listdir(filestore / "run-gw0/ab") == ["abc"]


def test_a_single_worker_has_the_files_of_the_run(filestore):
    with own_filestore("run", "run"):
        assert (filestore / "run/ab/abc").exists()
    assert (filestore / "run/ab/abc").read_text() == "kept"


def test_a_stopped_clock_does_not_stop_the_measuring():
    start = Instant()
    with freezegun.freeze_time("2031-05-06 07:08:09"):
        assert time.gmtime().tm_year == 2031
        assert abs(Instant().time - start.time) < 3600
