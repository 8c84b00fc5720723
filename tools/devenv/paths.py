"""Where things are kept.

The user's cache holds what any checkout can share (Odoo, virtual environments);
``.local`` in the project holds this checkout's databases, files and logs.
"""

import hashlib
import os
from pathlib import Path

NAME = "equipment-sales"
PROJECT = Path(__file__).resolve().parents[2]
ADDONS = PROJECT / "addons"
LOCAL = PROJECT / ".local"
LOGS = LOCAL / "log"

# sockaddr_un takes 107 bytes; PostgreSQL adds "/.s.PGSQL.5432.lock"
MAX_SOCKET_FOLDER = 100 - len("/.s.PGSQL.5432")


def cache_home(environ=os.environ):
    base = environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / NAME


def local_folder(*parts):
    folder = LOCAL.joinpath(*parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def log_file(name):
    return local_folder("log") / f"{name}.log"


def substitute_home(project, uid):
    """Return the folder used for the clusters when ``.local`` will not do."""
    digest = hashlib.sha256(str(project).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"{NAME}-{uid}-{digest}"


def choose_cluster_home(project, uid, reachable):
    """Return the folder the clusters live in.

    :param reachable: whether the system user that runs PostgreSQL can enter
        the project folder.
    """
    local = project / ".local"
    longest = local / "pg-test"
    if reachable and len(str(longest).encode()) <= MAX_SOCKET_FOLDER:
        return local
    return substitute_home(project, uid)
