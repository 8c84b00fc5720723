"""A private apt: packages of another suite without touching the system's lists.

The mirror is the one this machine already uses for Debian: no address is kept
in the project.
"""

import contextlib
import re
from pathlib import Path

from .console import DevError
from .process import capture, clean_environment, run_logged

KEYRINGS = (
    Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
    Path("/usr/share/keyrings/debian-archive-keyring.pgp"),
)
FORMAT = "$(REPO_URI)|$(RELEASE)|$(CODENAME)|$(COMPONENT)|$(CREATED_BY)"
STABLE_NAMES = {"stable", "oldstable", "oldoldstable"}


def read_codename(text):
    """Return ``bookworm`` of an os-release text, None when there is none."""
    found = re.search(r"^VERSION_CODENAME=\"?(\w+)\"?$", text, re.MULTILINE)
    return found and found.group(1)


def choose_mirror(targets, codename):
    """Return (address, suite) of the machine's main Debian archive.

    :param targets: what ``apt-get indextargets --format`` printed, in FORMAT.
    :return: None when no line is the archive itself (updates, security and
        other people's archives are not).
    """
    for line in targets.splitlines():
        uri, release, code, component, kind = [*line.split("|"), "", "", "", ""][:5]
        names = {release, code} & ({codename} | STABLE_NAMES)
        is_archive = component == "main" and kind in ("Packages", "")
        is_usable = uri.startswith(("http", "file", "copy")) and "security" not in uri
        if names and is_archive and is_usable:
            return uri.rstrip("/"), release
    return None


def source_lines(uri, suites, keyring):
    option = f" [signed-by={keyring}]" if keyring else ""
    return "".join(f"deb{option} {uri} {suite} main\n" for suite in suites)


def find_mirror():
    """Return the machine's mirror and the name it has for its own suite.

    :raises DevError: on a system without Debian's archive.
    """
    os_release = Path("/etc/os-release")
    codename = read_codename(os_release.read_text()) if os_release.exists() else None
    with contextlib.suppress(OSError, DevError):
        targets = capture(["apt-get", "indextargets", "--format", FORMAT])
        mirror = choose_mirror(targets, codename)
        if mirror:
            return mirror
    raise DevError(
        "apt knows no Debian archive here, so Odoo's package cannot be fetched."
        " Use a source checkout instead: make ... ODOO_HOME=/path/to/odoo-19"
    )


class PrivateApt:
    """apt with its own lists and cache below ``folder``."""

    def __init__(self, folder, log):
        self._folder = folder
        self._log = log
        self.stable = None

    def update(self, progress, unstable="unstable"):
        uri, self.stable = find_mirror()
        for part in ("lists/partial", "cache/archives/partial", "debs"):
            (self._folder / part).mkdir(parents=True, exist_ok=True)
        keyring = next((path for path in KEYRINGS if path.exists()), None)
        text = source_lines(uri, (unstable, self.stable), keyring)
        (self._folder / "sources.list").write_text(text)
        progress.show("reading the package lists")
        self._run("update")

    def version(self, package):
        """Return the version on offer.

        :raises DevError: when the archive has no such package (any more).
        """
        answer = capture(["apt-cache", *self._options(), "policy", package])
        found = re.search(r"Candidate: (\S+)", answer)
        if not found or found.group(1) == "(none)":
            raise DevError(
                f"Debian's archive offers no {package} now. Use a source checkout:"
                " make ... ODOO_HOME=/path/to/odoo-19"
            )
        return found.group(1)

    def download(self, packages):
        """Fetch packages (``name/suite``), checked by apt; return the files."""
        debs = self._folder / "debs"
        self._run("download", *packages, cwd=debs)
        return sorted(debs.glob("*.deb"))

    def _options(self):
        settings = {
            "Dir::Etc::sourcelist": self._folder / "sources.list",
            "Dir::Etc::sourceparts": "-",
            "Dir::State::lists": self._folder / "lists",
            "Dir::State::status": "/dev/null",
            "Dir::Cache": self._folder / "cache",
            "APT::Sandbox::User": "root",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
        }
        return [word for k, v in settings.items() for word in ("-o", f"{k}={v}")]

    def _run(self, *words, cwd="/"):
        environ = clean_environment(LC_ALL="C.UTF-8")
        command = ["apt-get", "-q", *self._options(), *words]
        run_logged(command, self._log, env=environ, cwd=cwd)
