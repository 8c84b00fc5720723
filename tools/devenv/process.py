"""Starting programs and telling our own processes from others."""

import ctypes
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from .console import DevError

# pytest-odoo and Odoo's container scripts read these as database settings
FOREIGN_VARIABLES = ("HOST", "PORT", "USER", "PASSWORD", "PGDATABASE", "PGPORT")
LOADING = re.compile(r"[Ll]oading module (\S+) \((\d+)/(\d+)\)")
PR_SET_PDEATHSIG = 1


def clean_environment(**extra):
    """Return the environment without what Odoo would take for its settings."""
    environ = {k: v for k, v in os.environ.items() if k not in FOREIGN_VARIABLES}
    for name in ("ODOO_RC", "OPENERP_SERVER", "PYTHONHOME", "VIRTUAL_ENV"):
        environ.pop(name, None)
    environ.update({key: str(value) for key, value in extra.items()})
    return environ


def die_with_parent():
    """In a child: ask the kernel to end it when this command is killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def capture(command, *, env=None, check=True):
    """Run a short command and return its output.

    :raises DevError: when it fails and ``check`` is set.
    """
    done = subprocess.run(
        [str(part) for part in command],
        env=env,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if check and done.returncode:
        words = " ".join(str(part) for part in command)
        raise DevError(f"{words}\n{done.stderr.strip() or done.stdout.strip()}")
    return done.stdout if done.returncode == 0 else ""


def succeeds(command):
    done = subprocess.run(
        [str(part) for part in command],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return done.returncode == 0


def run_logged(command, log, *, env=None, cwd="/", text=None, watch=None):
    """Run a long command with its output in a file.

    :param text: what to feed to its standard input.
    :param watch: called twice a second with the log, to show progress.
    :raises DevError: with the end of the log when the command fails.
    """
    with log.open("w") as output:
        child = subprocess.Popen(
            [str(part) for part in command],
            env=env,
            cwd=cwd,
            stdin=subprocess.PIPE if text is not None else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=die_with_parent,
        )
        try:
            _feed(child, text)
            _wait(child, log, watch)
        except BaseException:
            stop_child(child)
            raise
    if child.returncode:
        raise DevError(
            f"{Path(str(command[0])).name} failed (exit code {child.returncode})."
            f" The end of {log}:\n{tail(log)}"
        )


def _feed(child, text):
    if text is not None:
        child.stdin.write(text)
        child.stdin.close()


def _wait(child, log, watch):
    while True:
        try:
            child.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            if watch:
                watch(log)
        else:
            return


def stop_child(child, patience=20):
    """End a child in the polite way, then in the other."""
    if child.poll() is not None:
        return
    child.send_signal(signal.SIGTERM)
    try:
        child.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def tail(log, lines=40):
    with log.open(errors="replace") as handle:
        return "".join(handle.readlines()[-lines:])


def last_part(log, size=4000):
    """Return the end of a growing log."""
    with log.open("rb") as handle:
        handle.seek(0, os.SEEK_END)
        handle.seek(max(0, handle.tell() - size))
        return handle.read().decode(errors="replace")


def show_loading(progress):
    """Return a watcher that shows which Odoo module is being loaded."""

    def watch(log):
        found = LOADING.findall(last_part(log))
        if found:
            name, number, total = found[-1]
            progress.show(f"{number}/{total} {name}")

    return watch


def start_time(pid):
    """Return the kernel's start time of a process, None when there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return stat.rpartition(")")[2].split()[19]


class PidFile:
    """Who serves: pid and start time, so that a reused pid is not taken for it."""

    def __init__(self, path):
        self.path = path

    def write(self, pid, **facts):
        facts.update(pid=pid, started=start_time(pid))
        making = self.path.with_suffix(".making")
        making.write_text(json.dumps(facts))
        making.replace(self.path)

    def read(self):
        """Return the facts of the living process, or None (and forget it)."""
        try:
            facts = json.loads(self.path.read_text())
            if facts["started"] and start_time(facts["pid"]) == facts["started"]:
                return facts
        except (OSError, ValueError, KeyError, TypeError):
            pass
        self.remove()
        return None

    def remove(self):
        self.path.unlink(missing_ok=True)

    def stop(self, patience=30):
        """End the process; return its pid, or None when there was none."""
        facts = self.read()
        if not facts:
            return None
        os.kill(facts["pid"], signal.SIGTERM)
        until = time.monotonic() + patience
        while start_time(facts["pid"]) == facts["started"]:
            if time.monotonic() > until:
                os.kill(facts["pid"], signal.SIGKILL)
            time.sleep(0.1)
        self.remove()
        return facts["pid"]
