"""pytest plugin of ``make test``: what pytest-odoo lacks for Odoo 19.

An HTTP server that stays (its ``--odoo-http`` starts and at once stops one), the
test at work known to Odoo (so that no mail is really sent), a folder of files for
each worker, failing subtests, no skips, and the time of each part.
"""

import collections
import contextlib
import json
import os
import shutil

import freezegun
import pytest
import pytest_odoo
from _pytest.unittest import TestCaseFunction

# pytest-odoo uses these as attributes of `odoo`, a namespace package since 19
import odoo.cli
import odoo.http
import odoo.modules.module
import odoo.modules.registry
import odoo.release
import odoo.service.server
import odoo.sql_db
import odoo.tests
import odoo.tools

from tools.devenv.config import free_port
from tools.devenv.console import format_seconds

SLOW_FILES = 15

seconds = collections.Counter()
counts = collections.Counter()
file_seconds = collections.Counter()

# a test that stops the clock does not stop the one that measures it
freezegun.configure(extend_ignore_list=["_pytest.timing"])


@contextlib.contextmanager
def own_filestore(original, name):
    """Give a worker's database its own files: links to those of the original.

    At the end of each class Odoo deletes the files that its database does not know. In
    a folder for all workers, as pytest-odoo has it, these are the others' files.
    """
    if name == original:
        yield
        return
    source, target = (odoo.tools.config.filestore(db) for db in (original, name))
    shutil.rmtree(target, ignore_errors=True)
    if os.path.isdir(source):
        shutil.copytree(source, target, copy_function=os.link)
    try:
        yield
    finally:
        shutil.rmtree(target, ignore_errors=True)


pytest_odoo._shared_filestore = own_filestore


@pytest.fixture(scope="session", autouse=True)
def odoo_http_server(load_registry):
    """Serve the test database for HttpCase, in a thread as Odoo's runner does.

    Each worker of a run on several processors has its database, so its port as well.
    """
    if os.environ.get("PYTEST_XDIST_WORKER"):
        odoo.tools.config["http_port"] = free_port()
    server = odoo.service.server.ThreadedServer(odoo.http.root)
    odoo.service.server.server = server
    server.http_spawn()
    yield server
    server.httpd.shutdown()
    server.httpd.server_close()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Name the test at work, before its setUpClass, as Odoo's suite does."""
    instance = getattr(item, "instance", None)
    is_odoo = isinstance(instance, odoo.tests.BaseCase)
    odoo.modules.module.current_test = instance if is_odoo else False


def add_subtest(item, _case, subtest, failure):
    """Take a failed subtest for the failure of its test (pytest 8 knows none).

    pytest has room for one failure a test: the others are named in the output.
    """
    if not failure:
        return
    failure[1].add_note(f"subtest: {dict(subtest.params)}")
    if item._excinfo:
        print(f"also failed, subtest {dict(subtest.params)}: {failure[1]}")
    else:
        item.addFailure(item, failure)


TestCaseFunction.addSubTest = add_subtest


def refuse_skip(report):
    """Turn a skipped test into a failed one: what is not run proves nothing."""
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr
        if isinstance(reason, tuple):
            reason = reason[-1]
        report.outcome = "failed"
        report.longrepr = f"skipped, and skips count as failures here: {reason}"


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    refuse_skip(outcome.get_result())


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_make_collect_report(collector):
    outcome = yield
    refuse_skip(outcome.get_result())


def top_folder(nodeid):
    """Return ``addons/sales_process`` or ``tests/lint`` of a test's id."""
    parts = nodeid.split("::")[0].split("/")
    return "/".join(parts[: 2 if len(parts) > 2 else 1])


def pytest_runtest_logreport(report):
    folder = top_folder(report.nodeid)
    seconds[folder] += report.duration
    file_seconds[report.nodeid.split("::")[0]] += report.duration
    counts[folder] += report.when == "call"


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter):
    terminalreporter.section("time of each part")
    for title, duration in json.loads(os.environ.get("EQUIPMENT_TIMINGS", "[]")):
        terminalreporter.line(f"{format_seconds(duration):>12}  {title}")
    for folder, duration in sorted(seconds.items()):
        tests = f"{folder} ({counts[folder]} tests)"
        terminalreporter.line(f"{format_seconds(duration):>12}  {tests}")
    terminalreporter.section("slowest files")
    for name, duration in file_seconds.most_common(SLOW_FILES):
        terminalreporter.line(f"{format_seconds(duration):>12}  {name}")
