"""The architecture as a test: who may import whom, and what stays pure."""

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
ADDONS = PROJECT / "addons"
NAMES = ("sales_process", "warehouse_barcode", "sales_marketing")
# the rooms of an addon, in the order in which a deal, or a base of contacts, walks
# through them
ROOMS = {
    "sales_process": (
        "intake", "process", "supply", "works", "documents", "control",
    ),
    "sales_marketing": (
        "consent", "segment", "export", "calls", "mailchimp", "mailing", "load", "cost",
    ),
}  # fmt: skip
MAY_USE = {
    "sales_process": set(),
    "warehouse_barcode": set(),
    "sales_marketing": {"sales_process"},
}
# scopes are eslint's business: `document` is a fair name for a local variable
IMPURE = re.compile(
    r"\b(?:window|navigator|localStorage|sessionStorage|setTimeout"
    r"|setInterval|fetch|XMLHttpRequest)\b\s*[.(]"
)
NEEDS_DATABASE = ("odoo.api", "odoo.http", "odoo.models", "odoo.sql_db")
JS_IMPORT = re.compile(r"""(?:from|import)\s+["']([^"']+)["']""")
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def imported_modules(source, package):
    """Return the dotted names a file imports, relative ones made absolute."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            parts = [*base, *(node.module or "").split(".")]
            prefix = ".".join(part for part in parts if part)
            found += [f"{prefix}.{alias.name}" for alias in node.names]
    return found


def python_files(folder):
    return [path for path in sorted(folder.rglob("*.py")) if path.is_file()]


def addon_imports(addon):
    """Yield (file, imported name) of an addon, names from its root on."""
    for path in python_files(ADDONS / addon):
        package = list(path.relative_to(ADDONS).parent.parts)
        for name in imported_modules(path.read_text(), package):
            yield path.relative_to(ADDONS), name.removeprefix("odoo.addons.")


def room_of(parts, rooms):
    """Return the room in a path or dotted name, None outside the rooms."""
    return next((part for part in parts if part in rooms), None)


def is_backward(rooms, importing, imported):
    """Whether a room imports from one that comes after it."""
    return rooms.index(imported) > rooms.index(importing)


@pytest.mark.parametrize(("addon", "rooms"), ROOMS.items())
def test_rooms_import_only_from_rooms_before(addon, rooms):
    wrong = []
    for path, name in addon_imports(addon):
        parts = name.split(".")
        here, there = room_of(path.parts[1:], rooms), room_of(parts[1:], rooms)
        ours = parts[0] == addon
        if ours and here and there and is_backward(rooms, here, there):
            wrong.append(f"{path} imports {name}")

    assert not wrong


@pytest.mark.parametrize("addon", NAMES)
def test_addons_import_one_way(addon):
    forbidden = set(NAMES) - MAY_USE[addon] - {addon}
    wrong = [
        f"{path} imports {name}"
        for path, name in addon_imports(addon)
        if name.split(".")[0] in forbidden
    ]

    assert not wrong


@pytest.mark.parametrize("addon", NAMES)
def test_manifests_depend_one_way(addon):
    manifest = ast.literal_eval((ADDONS / addon / "__manifest__.py").read_text())

    assert not set(manifest["depends"]) & (set(NAMES) - MAY_USE[addon])


@pytest.mark.parametrize("addon", NAMES)
def test_every_data_file_is_listed_and_there(addon):
    folder = ADDONS / addon
    manifest = ast.literal_eval((folder / "__manifest__.py").read_text())
    listed = {*manifest.get("data", ()), *manifest.get("demo", ())}
    kept = {
        path.relative_to(folder).as_posix()
        for room in ("data", "demo", "report", "security", "views", "wizard")
        for suffix in ("xml", "csv")
        for path in (folder / room).rglob(f"*.{suffix}")
    }

    assert listed == kept


def core_files():
    return sorted(ADDONS.glob("*/static/src/core/**/*.js"))


def test_javascript_core_is_pure():
    wrong = []
    for path in core_files():
        code = COMMENT.sub("", path.read_text())
        names = JS_IMPORT.findall(code)
        wrong += [
            f"{path.name} imports {name}"
            for name in names
            if not name.startswith(".") or not name.endswith(".js")
        ]
        wrong += [f"{path.name} uses {use}" for use in IMPURE.findall(code)]

    assert not wrong


def test_tools_need_no_database():
    """Rules that need no database are plain functions, tested alone."""
    wrong = [
        f"{path} imports {name}"
        for addon in NAMES
        for path, name in addon_imports(addon)
        if "tools" in path.parts[1:-1] and name.startswith(NEEDS_DATABASE)
    ]

    assert not wrong


def test_relative_imports_are_resolved():
    package = ["sales_process", "models", "intake"]

    assert imported_modules("from ..supply import x", package) == [
        "sales_process.models.supply.x"
    ]
    assert imported_modules("from . import crm_lead", package) == [
        "sales_process.models.intake.crm_lead"
    ]
    rooms = ("intake", "supply")
    assert is_backward(rooms, "intake", "supply")
    assert not is_backward(rooms, "supply", "intake")
