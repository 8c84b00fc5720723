"""The project's own PostgreSQL clusters: a socket in a private folder, no network.

As root the server runs as Debian's user ``postgres`` (it refuses to run as root).
Everybody who can enter the folder (mode 0700) is trusted, nobody else can.
"""

import contextlib
import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from .console import DevError
from .debian import postgres_programs
from .locking import Users, exclusive
from .paths import LOCAL, PROJECT, choose_cluster_home
from .process import capture, clean_environment, succeeds, tail

SYSTEM_USER = "postgres"
ROLE = "odoo"
COMMON = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "max_locks_per_transaction": "256",
    "timezone": "'UTC'",
    "log_min_duration_statement": "-1",
}
# what `make run` keeps is the user's work: durable settings
RUN = {**COMMON, "shared_buffers": "'256MB'"}
# what the tests make can be made again: speed over durability
TEST = {
    **COMMON,
    "shared_buffers": "'512MB'",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "'5min'",
    "max_wal_size": "'4GB'",
}


@dataclass(frozen=True)
class Profile:
    name: str
    settings: dict


PROFILES = {"run": Profile("pg-run", RUN), "test": Profile("pg-test", TEST)}


def server_user():
    """Return the system user that runs the server, None for ourselves.

    :raises DevError: as root without Debian's user.
    """
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise DevError(
            f"As root, PostgreSQL runs as user {SYSTEM_USER}: there is none."
            " Install the package postgresql-common, or run make as a normal user."
        ) from None


def cluster_home():
    """Return the folder the clusters live in, made and checked."""
    user = server_user()
    reachable = not user or succeeds(_as_user(["test", "-x", PROJECT]))
    home = choose_cluster_home(PROJECT, os.geteuid(), reachable)
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    _refuse_foreign(home)
    home.chmod(0o755)
    return home


def _refuse_foreign(folder):
    """Stop when somebody else prepared our folder in the shared /var/tmp.

    :raises DevError: when it is a link or belongs to another user.
    """
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.geteuid():
        raise DevError(f"{folder} does not belong to this user: remove it.")


def _as_user(command):
    if os.geteuid() != 0:
        return command
    return ["runuser", "-u", SYSTEM_USER, "--", *command]


def postmaster_settings(settings):
    return "".join(f"{key} = {value}\n" for key, value in sorted(settings.items()))


def read_postmaster_pid(text):
    """Return the pid of a postmaster.pid, None when it is damaged."""
    first = text.split("\n", 1)[0].strip()
    return int(first) if first.isdigit() else None


class Cluster:
    """One cluster: made when missing, started when asleep, stopped by the last."""

    def __init__(self, profile):
        self.profile = profile
        self._profile = PROFILES[profile]
        home = cluster_home()
        self.socket = home / self._profile.name
        self.data = self.socket / "data"
        self.log = self.socket / "log"
        self._programs = postgres_programs()
        self._lock = LOCAL / f"{self._profile.name}.lock"

    @contextlib.contextmanager
    def running(self, progress):
        """Keep the cluster up; the last command that uses it stops it."""
        users = Users(LOCAL / f"{self._profile.name}.users")
        with exclusive(self._lock, "the database cluster"):
            users.join()
            progress.done(self._ensure_up(progress))
        try:
            yield self
        finally:
            with exclusive(self._lock, "the database cluster"):
                if users.leave():
                    self.stop()
                users.close()

    def _ensure_up(self, progress):
        self._make_folder()
        made = not (self.data / "PG_VERSION").exists()
        if made:
            progress.show("making the cluster")
            self._initialise()
        if self.is_up():
            return "already running"
        progress.show("starting")
        self._start()
        return "made and started" if made else "started"

    def _make_folder(self):
        user = server_user()
        if not self.socket.exists():
            self.socket.mkdir(mode=0o700)
        if user:
            os.chown(self.socket, user.pw_uid, user.pw_gid)
        self.socket.chmod(0o700)

    def _initialise(self):
        """Make the data under a temporary name, then rename."""
        making = self.socket / "data.making"
        self._run("rm", "-rf", making)
        program = self._programs / "initdb"
        options = ["-U", ROLE, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        self._run(program, "-D", making, *options, "--no-instructions")
        self._append(making / "postgresql.conf", "\ninclude = 'equipment.conf'\n")
        self._write_settings(making)
        os.rename(making, self.data)

    def _append(self, path, text):
        with path.open("a") as handle:
            handle.write(text)

    def _write_settings(self, folder):
        """Write the settings anew at each start: they may have changed."""
        path = folder / "equipment.conf"
        settings = {
            **self._profile.settings,
            "unix_socket_directories": f"'{self.socket}'",
        }
        path.write_text(postmaster_settings(settings))
        user = server_user()
        if user:
            os.chown(path, user.pw_uid, user.pw_gid)

    def _start(self):
        self._check_version()
        self._remove_stale_pid()
        self._write_settings(self.data)
        command = [self._programs / "pg_ctl", "start", "-w", "-t", "120", "-s"]
        try:
            self._run(*command, "-D", self.data, "-l", self.log)
        except DevError as error:
            end = tail(self.log, 15) if self.log.exists() else ""
            raise DevError(f"PostgreSQL did not start.\n{error}\n{end}") from None

    def _check_version(self):
        """:raises DevError: when the data are of another PostgreSQL version."""
        kept = (self.data / "PG_VERSION").read_text().strip()
        if self._programs.parent.name != kept:
            raise DevError(
                f"{self.data} was made by PostgreSQL {kept}, the programs here are"
                f" {self._programs}. Install postgresql-{kept} or run: make clean"
            )

    def _remove_stale_pid(self):
        """Forget a server that was killed, also when its pid is in use again."""
        path = self.data / "postmaster.pid"
        if not path.exists():
            return
        pid = read_postmaster_pid(path.read_text())
        if pid and self._is_ours(pid):
            return
        path.unlink()
        for name in (".s.PGSQL.5432.lock", ".s.PGSQL.5432"):
            (self.socket / name).unlink(missing_ok=True)

    def _is_ours(self, pid):
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cwd").resolve() == self.data.resolve()
        return False

    def is_up(self):
        return succeeds([self._programs / "pg_isready", "-q", "-h", self.socket])

    def stop(self):
        """Stop the server; return whether there was one."""
        path = self.data / "postmaster.pid"
        if not path.exists():
            return False
        command = [self._programs / "pg_ctl", "stop", "-m", "fast", "-s", "-t", "60"]
        return bool(succeeds(_as_user([*command, "-D", self.data])))

    def remove(self):
        self.stop()
        shutil.rmtree(self.socket, ignore_errors=True)

    def environment(self):
        return {"PGHOST": str(self.socket), "PGUSER": ROLE}

    def program(self, name):
        return self._programs / name

    def call(self, name, *words):
        """Run a PostgreSQL client program and return what it prints."""
        environ = clean_environment(**self.environment())
        return capture([self._programs / name, *words], env=environ)

    def query(self, text, database="postgres"):
        """Return the rows of a query, each a list of texts."""
        options = ["-X", "-A", "-t", "-q", "-F", "\t", "-v", "ON_ERROR_STOP=1"]
        answer = self.call("psql", *options, "-d", database, "-c", text)
        return [line.split("\t") for line in answer.splitlines()]

    def _run(self, *command):
        capture(_as_user(list(command)), env=clean_environment(LC_ALL="C.UTF-8"))
