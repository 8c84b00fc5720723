"""``make bench``: ratios to core, one JSON object a line on standard output."""

import contextlib
import json
import os
import shlex
import sys

from tools.bench.arms import Arm
from tools.bench.catalogue import CASES, select
from tools.bench.measure import compare_all

from .config import write_config
from .console import DevError, say
from .database import CORE, Databases
from .locking import exclusive
from .paths import LOCAL, log_file
from .test_run import TEMPLATE, prepare_templates
from .workbench import STEPS, workbench

# name of the arm -> the template it is a clone of; `control` equals `reference`
ARMS = {"reference": CORE, "ours": TEMPLATE, "control": CORE}


def bench():
    """``make bench [ARGS=name]``: all cases whose name contains a word of ARGS."""
    cases = select(CASES, shlex.split(os.environ.get("ARGS", "")))
    if not cases:
        names = ", ".join(case.name for case in CASES)
        raise DevError(f"No such bench. There are: {names}")
    results = sys.stdout
    with (
        contextlib.redirect_stdout(sys.stderr),
        exclusive(LOCAL / "tests.lock", "the tests"),
        workbench(STEPS + 2 + len(cases), "test") as bench,
    ):
        databases = Databases(bench)
        prepare_templates(bench, databases)
        failed = [
            case.name for case in cases if not _report(bench, databases, case, results)
        ]
    if failed:
        raise DevError(f"Not measured: {', '.join(failed)}")
    return 0


def _report(bench, databases, case, results):
    """Measure one case and print its lines; return False when it failed."""
    with bench.steps.step(f"Bench {case.name}") as progress:
        try:
            lines = _run_case(bench, databases, case, progress)
        except DevError as error:
            progress.done("FAILED")
            say(error)
            return False
        verdicts = [line["verdict"] for line in lines if "verdict" in line]
        progress.done("; ".join(verdicts) or "measured")
    for line in lines:
        print(json.dumps(line), file=results, flush=True)
    return True


def _run_case(bench, databases, case, progress):
    """Measure one case on fresh clones, which are dropped again."""
    with contextlib.ExitStack() as stack:
        arms = {}
        alone = {"ours": TEMPLATE}
        for name, core in (alone if case.is_alone else ARMS).items():
            template = TEMPLATE if case.is_own else core
            progress.show(f"preparing {name}")
            database = f"bench_{name}"
            stack.callback(databases.drop, database)
            databases.clone(template, database)
            arms[name] = _start_arm(bench, database, name)
            stack.callback(arms[name].close)
            arms[name].call("setup", case=case.name, ours=name == "ours")
        if case.is_alone:
            progress.show("measuring")
            return arms["ours"].call("measure")
        return compare_all(case, arms, progress.show)


def _start_arm(bench, database, name):
    config = write_config(
        f"bench-{name}",
        bench.cluster,
        bench.odoo,
        db_name=database,
        max_cron_threads=0,
        log_level="error",
    )
    command = [bench.python, "-m", "tools.bench.worker", config, database]
    log = log_file(f"bench-{name}")
    arm = Arm(command, bench.environment(config), log)
    try:
        arm.call("start")
    except DevError:
        arm.close()
        raise
    return arm
