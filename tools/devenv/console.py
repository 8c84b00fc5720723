"""What the user sees: numbered steps with their time, and one clear error."""

import contextlib
import sys
import time


class DevError(Exception):
    """Stops the command; its text says what is wrong and what to do."""


def say(text=""):
    print(text, flush=True)


def format_seconds(seconds):
    """Return ``0.4 s``, ``12 s`` or ``2 min 05 s``."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60:02d} s"


class Progress:
    """The moving part of one step.

    On a terminal it rewrites its line; elsewhere it prints a line now and then,
    so that a log shows that the step is alive.
    """

    EVERY = 15

    def __init__(self, head, stream=None):
        self._head = head
        self._stream = stream or sys.stdout
        self._live = self._stream.isatty()
        self._width = 0
        self._printed = time.monotonic()
        self.remark = "ready"

    def show(self, text):
        if self._live:
            line = f"{self._head} {text}"[:110]
            self._stream.write("\r" + line.ljust(self._width))
            self._width = len(line)
        elif time.monotonic() - self._printed > self.EVERY:
            self._printed = time.monotonic()
            self._stream.write(f"{self._head} {text} ...\n")
        self._stream.flush()

    def done(self, remark):
        """Say what the step has done (shown when it ends)."""
        self.remark = remark

    def _finish(self, text):
        line = f"{self._head} {text}"
        start = "\r" if self._live else ""
        self._stream.write(f"{start}{line.ljust(self._width)}\n")
        self._stream.flush()


class Steps:
    """Numbered steps of one command, and how long each took."""

    def __init__(self, total):
        self._total = total
        self._number = 0
        self.timings = []

    @contextlib.contextmanager
    def step(self, title):
        self._number += 1
        progress = Progress(f"[{self._number}/{self._total}] {title}:")
        begun = time.monotonic()
        progress.show("...")
        try:
            yield progress
        except BaseException:
            progress._finish("stopped")
            raise
        seconds = time.monotonic() - begun
        self.timings.append((title, seconds))
        progress._finish(f"{progress.remark} ({format_seconds(seconds)})")
