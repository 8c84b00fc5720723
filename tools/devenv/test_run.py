"""``make test``: one pytest run over a clone of a template database."""

import glob
import json
import os
import shlex
import subprocess

from . import debian
from .addons import core_dependencies, digests, find_addons, template_key
from .config import free_port, write_config
from .console import DevError
from .database import CORE, Databases
from .locking import exclusive
from .paths import LOCAL, PROJECT
from .process import die_with_parent
from .python_env import ODOO_REQUIREMENTS
from .workbench import STEPS, workbench

TEMPLATE = "test_template"
RUN = "test_run"
NEEDS = (*debian.SERVE, *debian.BROWSER)
PROGRAMS = ("chromium", "wkhtmltopdf", "node")
MOST_WORKERS = 4
PLUGIN = "tools.devenv.pytest_plugin"


def run_tests():
    """``make test [ARGS="-k name"]``; return pytest's exit code."""
    arguments = shlex.split(os.environ.get("ARGS", ""))
    with (
        exclusive(LOCAL / "tests.lock", "the tests"),
        workbench(STEPS + 3, "test", NEEDS) as bench,
    ):
        debian.require_programs(PROGRAMS)
        databases = Databases(bench)
        prepare_templates(bench, databases)
        with bench.steps.step(f"Database {RUN}") as progress:
            databases.clone(TEMPLATE, RUN)
            progress.done("copied from the template")
        return _pytest(bench, databases, arguments)


def prepare_templates(bench, databases):
    """Make the two templates anew when what they hold has changed."""
    with bench.steps.step("Template of Odoo's modules") as progress:
        made = databases.template_core(progress)
        progress.done("made" if made else "ready")
    with bench.steps.step("Template with the addons") as progress:
        progress.done(_template(bench, databases, progress))


def _template(bench, databases, progress):
    requirements = [(PROJECT / name).read_text() for name in ODOO_REQUIREMENTS]
    core = core_dependencies(find_addons())
    key = template_key(digests(), requirements, core, bench.odoo.identity)
    if databases.facts(TEMPLATE).get("key") == key:
        return "ready"

    def build(making):
        databases.clone(CORE, making)
        databases.install_addons(making, progress)
        databases.prepare(making, demo=False, russian=False, progress=progress)

    databases.make(TEMPLATE, {"key": key}, build)
    return "made"


def test_paths(arguments):
    """Return what pytest is to collect: all, unless the user names files.

    What takes minutes in one file comes first, so that no worker waits for it at the
    end.
    """
    if any(os.path.exists(PROJECT / word.split("::")[0]) for word in arguments):
        return []
    folders = sorted(glob.glob("addons/*/tests", root_dir=PROJECT))
    return [*(["tests"] if (PROJECT / "tests").is_dir() else []), *folders]


def split_work(arguments, processors):
    """Return pytest's options that give each processor a part of the whole run.

    A part of the tests is not worth the copies of the database. More workers than
    four wait for each other's browsers.
    """
    if arguments or processors < 2:
        return []
    workers = min(processors, MOST_WORKERS)
    return ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"]


def _pytest(bench, databases, arguments):
    port = free_port()
    config = write_config(
        "test",
        bench.cluster,
        bench.odoo,
        db_name=RUN,
        dbfilter=f"^{RUN}$",
        http_port=port,
        max_cron_threads=0,
        log_level="warn",
        # a browser test may take longer than a request in production
        limit_time_real=1200,
        limit_time_cpu=600,
    )
    command = [bench.python, "-m", "pytest", "-p", PLUGIN]
    command += [f"--odoo-database={RUN}", f"--odoo-config={config}"]
    command += ["--odoo-log-level=warn", *split_work(arguments, os.cpu_count())]
    command += [*test_paths(arguments), *arguments]
    environ = bench.environment(config, **_variables(bench, databases))
    return _run([str(word) for word in command], environ)


def _variables(bench, databases):
    """Return what tests that make their own databases need to know."""
    return {
        "EQUIPMENT_PYTHON": bench.python,
        "EQUIPMENT_ODOO_BIN": bench.odoo.program,
        "EQUIPMENT_TEMPLATE_CORE": CORE,
        "EQUIPMENT_TEMPLATE_TEST": TEMPLATE,
        "EQUIPMENT_SETUP_CONF": databases.config,
        "EQUIPMENT_TIMINGS": json.dumps(bench.steps.timings),
        "PATH": f"{bench.cluster.program('psql').parent}:{os.environ['PATH']}",
    }


def _run(command, environ):
    """Run pytest; a stopped run is stopped here too.

    :raises DevError: when it was killed by a signal.
    """
    child = subprocess.Popen(
        command, cwd=PROJECT, env=environ, preexec_fn=die_with_parent
    )
    try:
        code = child.wait()
    except KeyboardInterrupt:
        child.wait()
        raise
    if code < 0:
        raise DevError(f"pytest was ended by signal {-code}.")
    return code
