"""What must come from Debian's packages, and how it is installed.

A thing counts as present when what is used of it is there (a program, a font
file), whoever installed it.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from .console import DevError
from .paths import log_file
from .process import capture, clean_environment, run_logged, succeeds

POSTGRES_PROGRAMS = "/usr/lib/postgresql"
FONTS = Path("/usr/share/fonts")


@dataclass(frozen=True)
class Need:
    """One thing we use: the package that has it and the proof that it is there."""

    package: str
    program: str = ""
    pattern: str = ""

    def is_present(self):
        if self.program:
            return shutil.which(self.program, path=_search_path()) is not None
        return any(Path("/").glob(self.pattern.lstrip("/")))


def _search_path():
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin:/usr/bin:/bin"


# `postgresql` (the metapackage) would do as well, but it makes a system cluster
# by itself; `postgresql-common` is told not to (see _forbid_system_cluster)
POSTGRES = Need("postgresql", pattern=f"{POSTGRES_PROGRAMS}/*/bin/initdb")
SERVE = (
    POSTGRES,
    Need("util-linux", program="runuser"),
    Need("wkhtmltopdf", program="wkhtmltopdf"),
    Need("fonts-dejavu-core", pattern=f"{FONTS}/truetype/dejavu/DejaVuSans.ttf"),
    Need("fonts-liberation", pattern=f"{FONTS}/truetype/liberation*/*Sans-Regular.ttf"),
)
NODE = (Need("nodejs", program="node"),)
BROWSER = (Need("chromium", program="chromium"), *NODE)
LINT = (*NODE, Need("npm", program="npm"))


def missing_packages(needs, python=None):
    """Return the packages to install, each once, in the order of need.

    :param python: interpreter whose virtual environments must work; only
        Debian's own lacks them without a package.
    """
    packages = [need.package for need in needs if not need.is_present()]
    if python and not succeeds([python, "-c", "import ensurepip, venv"]):
        if not str(python).startswith("/usr/bin/"):
            raise DevError(
                f"{python} has neither ensurepip nor venv. Choose another"
                " interpreter: make ... PYTHON=/path/to/python3.12"
            )
        packages.append("python3-venv")
    return list(dict.fromkeys(packages))


def install(needs, progress, python=None):
    """Install what is missing, as root or with sudo.

    :raises DevError: with the exact package list when neither is possible.
    """
    packages = missing_packages(needs, python)
    if not packages:
        return progress.done("nothing missing")
    prefix = _root_prefix(packages)
    if "postgresql" in packages:
        _forbid_system_cluster(prefix)
    progress.show("installing " + " ".join(packages))
    _apt_install(prefix, packages, progress)
    still = missing_packages(needs, python)
    if still:
        raise DevError(f"Installed, but still not found: {' '.join(still)}")
    return progress.done("installed " + " ".join(packages))


def _root_prefix(packages):
    words = " ".join(packages)
    if not shutil.which("apt-get", path=_search_path()):
        raise DevError(f"This is not a Debian system. Install the likes of: {words}")
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and succeeds(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    raise DevError(
        "These Debian packages are missing and this user may not install them"
        f" (neither root nor sudo without a password):\n    {words}\n"
        f"Ask an administrator to run: apt-get install {words}"
    )


def _forbid_system_cluster(prefix):
    """Keep the package from making and starting a cluster of its own."""
    folder = "/etc/postgresql-common"
    if Path(folder, "createcluster.conf").exists():
        return
    line = "create_main_cluster = false"
    script = f"mkdir -p {folder} && echo '{line}' > {folder}/createcluster.conf"
    capture([*prefix, "sh", "-c", script])


def _apt_install(prefix, packages, progress):
    environ = clean_environment(LC_ALL="C.UTF-8")
    # nothing may ask: neither debconf nor about changed configuration files
    noninteractive = ["env", "DEBIAN_FRONTEND=noninteractive", "UCF_FORCE_CONFFOLD=1"]
    command = [*prefix, *noninteractive, "apt-get", "-y", "-q"]
    # an interrupted installation of earlier is finished first
    capture([*prefix, *noninteractive, "dpkg", "--configure", "-a"])
    wait = ["-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Options::=--force-confold"]
    todo = [*wait, "--no-install-recommends", "install", *packages]
    log = log_file("apt")

    def watch(path):
        progress.show("installing: " + (_last_line(path) or "..."))

    if _lists_are_there(packages):
        try:
            return run_logged([*command, *todo], log, env=environ, watch=watch)
        except DevError:
            progress.show("the package lists are old: apt-get update")
    run_logged([*command, *wait, "update"], log, env=environ, watch=watch)
    return run_logged([*command, *todo], log, env=environ, watch=watch)


def _last_line(path):
    lines = path.read_text(errors="replace").splitlines()
    return lines[-1].strip()[:60] if lines else ""


def _lists_are_there(packages):
    """Whether apt knows a version of every package."""
    return all(
        "Candidate: (" not in (answer := capture(["apt-cache", "policy", name]))
        and "Candidate:" in answer
        for name in packages
    )


def require_programs(names):
    """Stop when a program that the tests need is not there.

    :raises DevError: naming it; nothing is skipped for want of it.
    """
    absent = [name for name in names if not shutil.which(name, path=_search_path())]
    if absent:
        raise DevError(f"The tests need {' and '.join(absent)}: not found on the PATH.")


def postgres_programs():
    """Return the folder of the newest PostgreSQL programs.

    :raises DevError: when there are none.
    """
    found = Path(POSTGRES_PROGRAMS).glob("*/bin/initdb")
    versions = sorted(found, key=lambda path: float(path.parts[-3]))
    if not versions:
        raise DevError(f"No PostgreSQL programs under {POSTGRES_PROGRAMS}.")
    return versions[-1].parent
