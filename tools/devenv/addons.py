"""Our addons: which there are, their order, and what a database depends on."""

import ast
import hashlib
import json

from .console import DevError
from .paths import ADDONS

# served from the files or not installed at all: a change needs no upgrade
UNINSTALLED = {"static", "tests", "__pycache__", "docs", "readme"}
INSTALLED_SUFFIXES = {".py", ".xml", ".csv", ".po", ".pot", ".html", ".sql", ".json"}


def read_manifest(folder):
    return ast.literal_eval((folder / "__manifest__.py").read_text())


def find_addons(root=ADDONS):
    """Return {name: manifest} of the addons of a folder."""
    folders = sorted(path.parent for path in root.glob("*/__manifest__.py"))
    return {folder.name: read_manifest(folder) for folder in folders}


def install_order(manifests):
    """Return the names so that each comes after what it depends on.

    :raises DevError: when they depend on each other in a circle.
    """
    order = []
    waiting = dict(manifests)
    while waiting:
        ready = [
            name
            for name, manifest in waiting.items()
            if not set(manifest.get("depends", ())) & set(waiting)
        ]
        if not ready:
            raise DevError(f"Circular dependencies: {', '.join(sorted(waiting))}")
        for name in sorted(ready):
            order.append(name)
            del waiting[name]
    return order


def core_dependencies(manifests):
    """Return the modules of Odoo that our addons build on."""
    needed = {name for m in manifests.values() for name in m.get("depends", ["base"])}
    return sorted(needed - set(manifests) | {"base"})


def addon_digest(folder):
    """Return a digest of all that the database holds of an addon."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if UNINSTALLED & set(parts[:-1]) or path.suffix not in INSTALLED_SUFFIXES:
            continue
        digest.update("/".join(parts).encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def digests(root=ADDONS):
    return {name: addon_digest(root / name) for name in find_addons(root)}


def changed(recorded, present):
    """Return (to install, to upgrade): what differs from the recorded digests."""
    missing = sorted(set(present) - set(recorded))
    different = sorted(
        name for name in present if name in recorded and recorded[name] != present[name]
    )
    return missing, different


def template_key(*parts):
    text = json.dumps(parts, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
