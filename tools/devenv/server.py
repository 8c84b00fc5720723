"""``make run``: the server in the foreground, and ``make stop``."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import time

from .commands_db import ensure_database
from .config import write_config
from .console import DevError, format_seconds, say
from .database import Databases, check_name
from .paths import LOCAL, PROJECT, local_folder, log_file
from .postgres import PROFILES, Cluster
from .process import PidFile, die_with_parent, stop_child, tail
from .workbench import STEPS, workbench

HOST = "127.0.0.1"
DEFAULT_PORT = 8069
PATIENCE = 180
ACCOUNTS = PROJECT / "tools/demo_company/accounts.json"


def read_port(text):
    """:raises DevError: unless it is a port a user may open."""
    if text and (not text.isdigit() or not 1024 <= int(text) <= 65535):
        raise DevError(f"PORT={text}: a number from 1024 to 65535 is needed.")
    return int(text or DEFAULT_PORT)


def pid_file(port):
    return PidFile(local_folder() / f"server-{port}.pid")


def is_port_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def require_port(port):
    """:raises DevError: when the port is taken, saying by whom if it is us."""
    ours = pid_file(port).read()
    other = f"make run PORT={port + 1}"
    if ours:
        raise DevError(
            f"The server of this checkout runs already: http://{HOST}:{port}"
            f" (database {ours['db']}, process {ours['pid']})."
            f" Stop it with: make stop. Start a second one with: {other}"
        )
    if not is_port_free(port):
        raise DevError(
            f"Port {port} is in use by another program. Choose another: {other}"
        )


def run():
    """``make run [PORT=] [DB=]``."""
    port = read_port(os.environ.get("PORT"))
    name = check_name(os.environ.get("DB") or "equipment")
    require_port(port)
    with _interruptible(), workbench(STEPS + 3, "run") as bench:
        ensure_database(bench, Databases(bench), name, None)
        _serve(bench, name, port)


@contextlib.contextmanager
def _interruptible():
    """Make the end of the terminal or of ``make`` the same as Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        yield


def _serve(bench, name, port):
    require_port(port)
    log = log_file(f"server-{port}")
    config = write_config(
        f"server-{port}",
        bench.cluster,
        bench.odoo,
        db_name=name,
        dbfilter=f"^{name}$",
        http_port=port,
    )
    server = None
    try:
        with bench.steps.step("Server") as progress, log.open("w") as output:
            server = _start(bench, config, output)
            pid_file(port).write(server.pid, db=name, port=port)
            _wait_for_answer(server, port, log)
            progress.done("answers")
        _greet(bench, name, port, log)
        _wait_for_end(server, log)
    finally:
        if server:
            stop_child(server)
        pid_file(port).remove()
        say("\nServer stopped.")


def _start(bench, config, output):
    return subprocess.Popen(
        [str(word) for word in bench.command("-c", config)],
        cwd=PROJECT,
        env=bench.environment(config),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )


def answers(port, path="/web/health"):
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _wait_for_answer(server, port, log):
    """Wait for the login page: the health check answers before the registry is up.

    :raises DevError: with the end of the log when the server ends or hangs.
    """
    until = time.monotonic() + PATIENCE
    while not (answers(port) and answers(port, "/web/login")):
        if server.poll() is not None:
            raise DevError(f"The server ended. The end of {log}:\n{tail(log)}")
        if time.monotonic() > until:
            raise DevError(f"No answer in {PATIENCE} s; see {log}")
        time.sleep(0.2)


def _wait_for_end(server, log):
    code = server.wait()
    if code:
        raise DevError(f"The server ended (code {code}). {log}:\n{tail(log)}")


def accounts_table(accounts):
    """Return the lines of the table of logins."""
    rows = [("login", "password", "role")]
    rows += [(a["login"], a["password"], a["role"]) for a in accounts]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return [f"  {a.ljust(widths[0])}  {b.ljust(widths[1])}  {c}" for a, b, c in rows]


def _greet(bench, name, port, log):
    total = sum(seconds for _title, seconds in bench.steps.timings)
    say(f"\nReady after {format_seconds(total)}: http://{HOST}:{port}")
    say(f"Database {name}, log {log}")
    if ACCOUNTS.exists():
        say("\n".join(accounts_table(json.loads(ACCOUNTS.read_text()))))
    say("Ctrl-C stops the server.")


def stop():
    """``make stop``: the servers and clusters of this checkout."""
    stopped = []
    for path in sorted(LOCAL.glob("server-*.pid")):
        pid = PidFile(path).stop()
        if pid:
            stopped.append(f"server {pid}")
    for profile in PROFILES:
        with contextlib.suppress(DevError):
            if Cluster(profile).stop():
                stopped.append(f"PostgreSQL ({profile})")
    say("Stopped: " + ", ".join(stopped) if stopped else "Nothing was running.")
