"""Odoo 19: a checkout of the user (ODOO_HOME), or Debian's package in the cache."""

import ast
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .console import DevError
from .locking import exclusive
from .paths import log_file
from .private_apt import PrivateApt

PACKAGE = "odoo-19"
# the package replaces bundled files by links into these
LIBRARIES = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-roboto-unhinted",
    "fonts-ocr-b",
)
# younger than Debian 12
UNSTABLE_LIBRARIES = ("fonts-montserrat",)
DIST = Path("usr/lib/python3/dist-packages")
# a second, partial copy of the addons that the package carries by mistake
UNWANTED = (f"./{DIST}/addons", f"./{DIST}/setup", f"./{DIST}/doc")
# in the asset bundles' list, but not in the package: background blur of calls
EMPTY_FILES = (
    "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js",
)
STARTER = f"""\
#!/usr/bin/env python3
import sys

sys.path.insert(0, __file__.rpartition("/")[0] + "/{DIST}")

import odoo.cli  # noqa: E402

if __name__ == "__main__":
    odoo.cli.main()
"""
STAMP = ".complete"


@dataclass(frozen=True)
class Odoo:
    """A usable Odoo: where to import it from, how to start it."""

    python_path: Path
    program: Path
    addons: tuple
    version: str

    @property
    def identity(self):
        """What a template database depends on."""
        text = f"{self.version} {self.python_path} {_git_head(self.python_path)}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _git_head(folder):
    head = folder / ".git" / "HEAD"
    if not head.is_file():
        return ""
    text = head.read_text().strip()
    branch = folder / ".git" / text.removeprefix("ref: ")
    return branch.read_text().strip() if branch.is_file() else text


def read_version(release_file):
    """Return (19, 0) and the like from Odoo's release.py, without running it."""
    found = re.search(
        r"^version_info\s*=\s*(\(.*\))", release_file.read_text(), re.MULTILINE
    )
    text = re.sub(r"\b(FINAL|ALPHA|BETA|RELEASE_CANDIDATE)\b", "''", found.group(1))
    return ast.literal_eval(text)[:2]


def from_folder(home):
    """Describe an Odoo kept elsewhere: a source checkout or an unpacked package.

    :raises DevError: when the folder is not an Odoo 19.
    """
    home = Path(home).expanduser().resolve()
    packaged = (home / DIST / "odoo/release.py").is_file()
    python_path = home / DIST if packaged else home
    program = home / "odoo-bin"
    if packaged and not program.is_file():
        program = home / "usr/bin/odoo"
    release = python_path / "odoo/release.py"
    if not release.is_file() or not program.is_file():
        raise DevError(
            f"ODOO_HOME={home} is no Odoo: it must have odoo-bin, odoo/ and addons/"
            " (a source checkout), or be an unpacked Debian package."
        )
    version = read_version(release)
    if version != (19, 0):
        found = ".".join(str(part) for part in version)
        raise DevError(f"ODOO_HOME={home} is Odoo {found}; these addons need 19.0.")
    folders = ("odoo/addons",) if packaged else ("odoo/addons", "addons")
    addons = tuple(python_path / name for name in folders)
    if not any((folder / "crm/__manifest__.py").is_file() for folder in addons):
        raise DevError(f"ODOO_HOME={home} has no addon crm: an incomplete checkout?")
    return Odoo(python_path, program, addons, "19.0")


def find_or_fetch(cache, progress, environ=os.environ):
    """Return a usable Odoo, fetching Debian's package when there is none."""
    home = environ.get("ODOO_HOME")
    if home:
        odoo = from_folder(home)
        progress.done(f"{odoo.version} of {home}")
        return odoo
    with exclusive(cache / "odoo.lock", "fetching Odoo"):
        folder = newest_complete(cache)
        if folder:
            progress.done(f"{folder.name} in the cache")
        else:
            folder = _fetch(cache, progress)
            progress.done(f"{folder.name} fetched")
    odoo = from_folder(folder)
    return Odoo(odoo.python_path, odoo.program, odoo.addons, folder.name)


def newest_complete(cache):
    stamps = sorted(
        cache.glob(f"odoo-*/{STAMP}"), key=lambda path: path.stat().st_mtime
    )
    return stamps[-1].parent if stamps else None


def _fetch(cache, progress):
    """Download and unpack under temporary names, check, then rename."""
    _remove_leftovers(cache)
    with tempfile.TemporaryDirectory(prefix="fetching-", dir=cache) as work:
        apt = PrivateApt(Path(work), log_file("odoo-package"))
        apt.update(progress)
        version = apt.version(PACKAGE)
        progress.show(f"downloading {PACKAGE} {version} (130 MB)")
        debs = apt.download(
            [f"{name}/unstable" for name in (PACKAGE, *UNSTABLE_LIBRARIES)]
            + [f"{name}/{apt.stable}" for name in LIBRARIES]
        )
        making = Path(work) / "root"
        making.mkdir()
        for number, deb in enumerate(debs, 1):
            progress.show(f"unpacking {number}/{len(debs)} {deb.name.split('_')[0]}")
            _unpack(deb, making)
        _complete(making)
        _check(making)
        final = cache / f"odoo-{version.replace('+', '-').replace('~', '-')}"
        shutil.rmtree(final, ignore_errors=True)
        (making / STAMP).touch()
        making.rename(final)
    return final


def _remove_leftovers(cache):
    cache.mkdir(parents=True, exist_ok=True)
    for folder in cache.glob("fetching-*"):
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(deb, folder):
    """Unpack without the unwanted parts (dpkg -x has no way to leave out)."""
    exclude = [f"--exclude={path}" for path in UNWANTED]
    with subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE
    ) as reader:
        tar = ["tar", "-x", "--no-same-owner", "-C", folder, *exclude]
        done = subprocess.run(tar, stdin=reader.stdout, capture_output=True, text=True)
        reader.stdout.close()
    if done.returncode or reader.returncode:
        raise DevError(f"{deb.name} could not be unpacked: {done.stderr.strip()}")


def _complete(root):
    for name in EMPTY_FILES:
        path = root / DIST / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    program = root / "odoo-bin"
    program.write_text(STARTER)
    program.chmod(0o755)


def _check(root):
    """Refuse a copy that lacks something: half a download, another layout.

    :raises DevError: naming what is missing.
    """
    odoo = root / DIST / "odoo"
    needed = (
        "release.py",
        "addons/base/__manifest__.py",
        "addons/stock/__manifest__.py",
    )
    missing = [name for name in needed if not (odoo / name).is_file()]
    missing += [str(path) for path in odoo.rglob("*") if _is_broken_link(path)]
    if missing:
        raise DevError(f"Odoo's package is incomplete: {', '.join(missing[:5])}")
    if read_version(odoo / "release.py") != (19, 0):
        raise DevError("Debian's odoo-19 is not Odoo 19.0 any more; use ODOO_HOME.")


def _is_broken_link(path):
    return path.is_symlink() and not path.exists()
