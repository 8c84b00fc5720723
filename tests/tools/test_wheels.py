"""Each addon builds as a wheel that holds all an Odoo needs of it."""

import ast
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
ADDONS = sorted(path.parent for path in PROJECT.glob("addons/*/__manifest__.py"))


def build(addon, folder):
    """Build a wheel of a copy: nothing is written next to the sources."""
    source = folder / addon.name
    shutil.copytree(addon, source, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--quiet", "-w", folder / "out", source]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = (folder / "out").glob("*.whl")
    return wheel


@pytest.mark.parametrize("addon", ADDONS, ids=lambda path: path.name)
def test_wheel_is_complete(addon, tmp_path):
    wheel = build(addon, tmp_path)

    packed = set(zipfile.ZipFile(wheel).namelist())
    root = f"odoo/addons/{addon.name}"
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text())
    wanted = {"__init__.py", "__manifest__.py", "i18n/ru.po", *manifest.get("data", ())}
    for folder in ("models", "static", "views", "i18n"):
        wanted |= {
            path.relative_to(addon).as_posix()
            for path in (addon / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
    assert not {f"{root}/{name}" for name in wanted} - packed
    assert wheel.name.startswith(f"odoo_addon_{addon.name}-19.0.")
