"""Locks that end with the process that holds them, also when it is killed."""

import contextlib
import fcntl
import os
import time

from .console import DevError, say

PATIENCE = 45 * 60


def _read_holder(path):
    try:
        return path.read_text().strip() or "unknown"
    except OSError:
        return "unknown"


def _take(handle, mode):
    try:
        fcntl.flock(handle, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def exclusive(path, what):
    """Hold the lock ``path``; wait for another holder and say so.

    :raises DevError: when the holder does not let go in 45 minutes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as handle:
        _wait_for(handle, path, what)
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def _wait_for(handle, path, what):
    begun = time.monotonic()
    told = False
    while not _take(handle, fcntl.LOCK_EX):
        if not told:
            say(f"Waiting: process {_read_holder(path)} is at work on {what}.")
            told = True
        if time.monotonic() - begun > PATIENCE:
            raise DevError(f"Process {_read_holder(path)} still holds {path}.")
        time.sleep(0.5)


class Users:
    """Counts the processes that use something, by a shared lock."""

    def __init__(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self._handle = path.open("a+")

    def join(self):
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def leave(self):
        """Return True when nobody else uses it; nobody can join until close()."""
        return _take(self._handle, fcntl.LOCK_EX)

    def close(self):
        self._handle.close()
