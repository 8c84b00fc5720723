"""``make lint``: every linter over everything, then one verdict.

Before a linter's silence is believed it must find the faults of the canary
addon: a wrong version or option makes some of them say nothing and succeed.
"""

import glob
import hashlib
import os
import shutil
import subprocess
import time
from dataclasses import dataclass

from . import debian, python_env
from .console import DevError, Steps, format_seconds, say
from .locking import exclusive
from .paths import LOCAL, PROJECT, cache_home, log_file
from .process import clean_environment, run_logged

CANARY = "tests/lint/canary_addon"
NODE_FILES = ("package.json", "package-lock.json")
STAMP = ".complete"
# one model is extended in several rooms on purpose; hooks of ours return nothing
WANTED = "--disable=consider-merging-classes-inherited,missing-return"
PRETTY = ["addons/*/static/**/*.{js,scss}", "tests/js/**/*.mjs", "*.js"]


@dataclass(frozen=True)
class Check:
    """One linter run: what it must find in the canary comes first."""

    title: str
    command: tuple
    canary: tuple = ()
    findings: tuple = ()


def _checks(tools, node):
    addons = sorted(glob.glob("addons/*", root_dir=PROJECT))
    translations = sorted(glob.glob("addons/*/i18n/*.po", root_dir=PROJECT))
    ruff, pylint = str(tools / "ruff"), str(tools / "pylint")
    module, po = (str(tools / f"oca-checks-{name}") for name in ("odoo-module", "po"))
    eslint, prettier = (str(node / name) for name in ("eslint", "prettier"))
    sources = ("addons", "tests", "tools")
    own = ("tests/lint/test_po.py", "tests/lint/test_layout.py")
    checks = [
        Check(
            "ruff check",
            (ruff, "check", "--quiet", *sources),
            (
                ruff,
                "check",
                "--no-force-exclude",
                "--config",
                "extend-exclude=[]",
                CANARY,
            ),
            ("F401", "UP031"),
        ),
        Check("ruff format", (ruff, "format", "--check", "--quiet", *sources)),
        Check(
            "pylint-odoo",
            (pylint, WANTED, *addons),
            (pylint, CANARY),
            ("sql-injection", "invalid-commit", "resource-not-exist"),
        ),
        Check(
            "oca-checks-odoo-module",
            (module, *addons),
            (module, CANARY),
            ("xml-duplicate-record-id",),
        ),
        Check(
            "eslint",
            (eslint, "--max-warnings", "0", "--no-error-on-unmatched-pattern", "."),
            (eslint, "--no-ignore", f"{CANARY}/static/src/core/canary.js"),
            ("no-var", "no-restricted-imports", "no-restricted-globals"),
        ),
        Check(
            "prettier",
            (prettier, "--check", "--log-level", "warn", *PRETTY, NO_MATCH),
            (prettier, "--check", "--ignore-path", os.devnull, f"{CANARY}/**/*.js"),
            ("canary.js",),
        ),
        Check(
            "translations and layout",
            (
                str(tools / "python"),
                "-m",
                "pytest",
                "-q",
                "-p",
                "no:cacheprovider",
                *own,
            ),
        ),
    ]
    if translations:
        found = ("po-duplicate-message-definition",)
        canary = (po, f"{CANARY}/i18n/ru.po")
        checks.insert(4, Check("oca-checks-po", (po, *translations), canary, found))
    return checks


NO_MATCH = "--no-error-on-unmatched-pattern"


def _prepare(steps):
    """Return the folders of the Python and the node linters."""
    cache = cache_home()
    with steps.step("Debian packages") as progress:
        interpreter = python_env.choose_interpreter(os.environ.get("PYTHON"))
        debian.install(debian.LINT, progress, interpreter.path)
    with steps.step("Python linters") as progress:
        wanted = python_env.LINT_REQUIREMENTS
        python = python_env.prepare(cache, interpreter, wanted, progress, "lint")
    with steps.step("JavaScript linters") as progress:
        node = _node_modules(progress)
    return python.parent, node


def _node_modules(progress):
    """Install node_modules anew when package.json changed; the stamp is last."""
    folder = PROJECT / "node_modules"
    texts = [(PROJECT / name).read_bytes() for name in NODE_FILES]
    key = hashlib.sha256(b"\0".join(texts)).hexdigest()
    with exclusive(LOCAL / "node.lock", "node_modules"):
        stamp = folder / STAMP
        if stamp.is_file() and stamp.read_text() == key:
            progress.done("ready")
            return folder / ".bin"
        shutil.rmtree(folder, ignore_errors=True)
        progress.show("npm ci")
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        run_logged(command, log_file("npm"), env=clean_environment(), cwd=PROJECT)
        stamp.write_text(key)
        progress.done("installed")
        return folder / ".bin"


def _run(command):
    environ = clean_environment(PYTHONPATH=PROJECT)
    done = subprocess.run(
        command,
        cwd=PROJECT,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout


def silent_findings(output, findings):
    """Return the expected findings that a linter did not report."""
    return [name for name in findings if name not in output]


def judge(check, run=_run):
    """Return (whether it is clean, what to show)."""
    if check.canary:
        code, output = run(check.canary)
        missing = silent_findings(output, check.findings)
        if not code or missing:
            what = ", ".join(missing) or "anything"
            return False, f"the canary's faults are not found: {what}\n{output}"
    code, output = run(check.command)
    return code == 0, output


def lint():
    """Run all checks; return 1 when one of them complains."""
    tools, node = _prepare(Steps(3))
    failed = []
    for check in _checks(tools, node):
        begun = time.monotonic()
        clean, output = judge(check)
        seconds = format_seconds(time.monotonic() - begun)
        say(f"{'ok    ' if clean else 'FAILED'}  {check.title} ({seconds})")
        if not clean:
            failed.append(check.title)
            say(output.rstrip())
    say(f"Failed: {', '.join(failed)}" if failed else "All linters are content.")
    return 1 if failed else 0


def reformat():
    """``make format``: apply the formatters."""
    tools, node = _prepare(Steps(3))
    for command in (
        [tools / "ruff", "check", "--fix", "--quiet", "addons", "tests", "tools"],
        [tools / "ruff", "format", "addons", "tests", "tools"],
        [node / "prettier", "--write", "--log-level", "warn", *PRETTY, NO_MATCH],
    ):
        code, output = _run([str(word) for word in command])
        say(output.rstrip())
        if code > 1:
            raise DevError(f"{command[0].name} failed.")
