"""``make db`` and ``make shell``."""

import contextlib
import os
import subprocess
import sys

from .addons import digests
from .console import DevError, say
from .database import CORE, Databases, check_name
from .locking import exclusive
from .paths import LOCAL, PROJECT
from .process import die_with_parent
from .workbench import STEPS, workbench


def ensure_database(bench, databases, name, demo):
    """Make the database, or bring it up to the addons' files.

    :param demo: True or False; None takes an existing database as it is and
        makes a missing one with the demo company.
    """
    check_name(name)
    with exclusive(LOCAL / "databases.lock", "the databases"):
        with bench.steps.step("Odoo's modules") as progress:
            if not databases.exists(name):
                made = databases.template_core(progress)
                progress.done("template made" if made else "template ready")
        with bench.steps.step(f"Database {name}") as progress:
            progress.done(_make_or_upgrade(databases, name, demo, progress))


def _make_or_upgrade(databases, name, demo, progress):
    facts = databases.facts(name)
    if databases.exists(name):
        if demo is not None and facts.get("demo") not in (None, demo):
            kind = "with" if facts["demo"] else "without"
            raise DevError(
                f"{name} exists {kind} demo data. Make it anew:"
                f" make db DB={name} DEMO={int(demo)} FRESH=1"
            )
        return databases.upgrade(name, facts, progress) or "ready"
    return _make(databases, name, demo is not False, progress)


def _make(databases, name, demo, progress):
    facts = {"demo": demo, "addons": digests()}

    def build(making):
        progress.show("copying the template")
        databases.clone(CORE, making)
        databases.install_addons(making, progress)
        databases.prepare(making, demo=demo, russian=True, progress=progress)

    databases.make(name, facts, build)
    return "made with the demo company" if demo else "made without demo data"


def make_database():
    """``make db DB=name DEMO=1|0 [FRESH=1]``."""
    name = check_name(os.environ.get("DB") or "equipment")
    demo = os.environ.get("DEMO", "1") != "0"
    with workbench(STEPS + 2, "run") as bench:
        databases = Databases(bench)
        if os.environ.get("FRESH") == "1":
            databases.drop(name)
        ensure_database(bench, databases, name, demo)
    say(f"Database {name} is complete. Look into it: make shell DB={name}")


def shell():
    """``make shell DB=name < script.py``: the script's failure is our exit code."""
    name = check_name(os.environ.get("DB") or "equipment")
    # the answers of the script stay alone on standard output
    answers = sys.stdout
    with (
        contextlib.redirect_stdout(sys.stderr),
        workbench(STEPS + 2, "run") as bench,
    ):
        databases = Databases(bench)
        ensure_database(bench, databases, name, None)
        done = subprocess.run(
            bench.command("shell", "-d", name, "--no-http", "--log-level=warn"),
            cwd=PROJECT,
            env=bench.environment(databases.config),
            stdout=answers,
            preexec_fn=die_with_parent,
        )
    return 1 if done.returncode else 0
