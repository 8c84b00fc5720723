"""``make clean``: forget this checkout's databases and files."""

import os
import shutil

from .console import DevError, say
from .paths import LOCAL, PROJECT, cache_home
from .postgres import PROFILES, Cluster, cluster_home
from .server import stop

MADE = ("node_modules", ".pytest_cache", ".ruff_cache", "build")


def _remove(folder):
    if folder.exists():
        shutil.rmtree(folder)
        say(f"Removed {folder}")


def clean():
    """``make clean [ALL=1]``."""
    stop()
    try:
        for profile in PROFILES:
            Cluster(profile).remove()
        home = cluster_home()
        if home != LOCAL:
            _remove(home)
    except DevError:
        pass  # without PostgreSQL's programs there is no cluster either
    _remove(LOCAL)
    for name in MADE:
        _remove(PROJECT / name)
    _clean_cache()


def _clean_cache():
    cache = cache_home()
    if os.environ.get("ALL") == "1":
        _remove(cache)
    elif cache.exists():
        kept = sorted(path.name for path in cache.iterdir() if path.is_dir())
        say(f"Kept in {cache}: {', '.join(kept)}")
        say("Other checkouts may use them; make clean ALL=1 removes them too.")
