"""The interpreter and the virtual environments, kept in the user's cache.

An environment cannot be renamed, so it is built in place and stamped last: one
without the stamp is removed and built again.
"""

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from .console import DevError
from .locking import exclusive
from .paths import PROJECT, log_file
from .process import capture, clean_environment, last_part, run_logged

VERSIONS = ((3, 12), (3, 11))
CANDIDATES = ("python3.12", "python3.11", "python3")
QUESTION = "import sys; print(*sys.version_info[:3], sys.executable)"
STAMP = ".complete"
ODOO_REQUIREMENTS = (
    "requirements-odoo.txt",
    "requirements.txt",
    "requirements-dev.txt",
)
LINT_REQUIREMENTS = ("requirements-lint.txt",)


@dataclass(frozen=True)
class Interpreter:
    path: str
    version: tuple

    @property
    def is_suitable(self):
        return self.version[:2] in VERSIONS


def ask_interpreter(command):
    """Return what the command really runs, None when it runs no Python 3."""
    if not shutil.which(command):
        return None
    try:
        answer = capture([shutil.which(command), "-c", QUESTION])
    except DevError:
        return None
    *version, path = answer.strip().split(" ", 3)
    return Interpreter(path, tuple(int(part) for part in version))


def choose_interpreter(wanted=None, ask=ask_interpreter):
    """Return the first interpreter that is Python 3.11 or 3.12.

    :param wanted: the user's choice (PYTHON=); nothing else is tried then.
    :raises DevError: when there is none.
    """
    found = []
    for command in [wanted] if wanted else CANDIDATES:
        interpreter = ask(command)
        if interpreter and interpreter.is_suitable:
            return interpreter
        if interpreter:
            version = ".".join(str(part) for part in interpreter.version)
            found.append(f"{command} is {version}")
        else:
            found.append(f"{command} does not run")
    raise DevError(
        f"Python 3.11 or 3.12 is needed ({'; '.join(found)})."
        " Name one: make ... PYTHON=/path/to/python3.12"
    )


def environment_key(texts, version):
    """Return the name part that changes with the requirements or the Python."""
    digest = hashlib.sha256()
    for text in (*texts, str(version)):
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()[:12]


def prepare(cache, interpreter, requirements, progress, label="odoo"):
    """Return the Python of the environment with these requirement files."""
    files = [PROJECT / name for name in requirements]
    key = environment_key([path.read_text() for path in files], interpreter.version)
    major, minor = interpreter.version[:2]
    folder = cache / f"venv-{label}-{major}.{minor}-{key}"
    with exclusive(cache / f"venv-{label}.lock", "the Python environment"):
        if (folder / STAMP).is_file() and _works(folder):
            progress.done(f"Python {major}.{minor}, ready")
        else:
            _build(folder, interpreter, files, progress, label)
            progress.done(f"Python {major}.{minor}, built")
    return folder / "bin/python"


def _works(folder):
    """Whether the interpreter the environment points to is still there."""
    return os.access(folder / "bin/python", os.X_OK)


def _build(folder, interpreter, files, progress, label):
    shutil.rmtree(folder, ignore_errors=True)
    progress.show("making it")
    log = log_file(f"python-{label}")
    environ = clean_environment(
        PIP_DISABLE_PIP_VERSION_CHECK=1, PIP_NO_INPUT=1, PIP_NO_WARN_SCRIPT_LOCATION=0
    )
    run_logged([interpreter.path, "-m", "venv", folder], log, env=environ)
    wanted = [word for path in files for word in ("-r", path)]
    pip = [folder / "bin/python", "-m", "pip", "install", "--no-compile"]
    run_logged([*pip, *wanted], log, env=environ, watch=_show_packages(progress))
    Path(folder, STAMP).touch()


def _show_packages(progress):
    seen = {}

    def watch(log):
        for name in re.findall(r"^Collecting (\S+)", last_part(log), re.MULTILINE):
            seen[name] = True
        if "Installing collected packages" in last_part(log, 20000):
            progress.show(f"installing {len(seen)} packages")
        elif seen:
            progress.show(f"{len(seen)} packages: {list(seen)[-1]}")

    return watch
