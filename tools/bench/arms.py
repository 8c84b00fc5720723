"""The driver's side of a worker: JSON lines over its standard streams."""

import json
import subprocess

from tools.devenv.console import DevError
from tools.devenv.paths import PROJECT
from tools.devenv.process import die_with_parent, stop_child, tail


class Arm:
    """One worker process on one database."""

    def __init__(self, command, environ, log):
        self._log = log
        with log.open("w") as errors:
            self._child = subprocess.Popen(
                [str(word) for word in command],
                cwd=PROJECT,
                env=environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                preexec_fn=die_with_parent,
            )

    def call(self, command, **arguments):
        """Send a command and return the worker's answer.

        :raises DevError: with the end of its log when the worker has ended.
        """
        try:
            self._child.stdin.write(json.dumps([command, arguments]) + "\n")
            self._child.stdin.flush()
            answer = self._child.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise DevError(f"A bench worker ended; {self._log}:\n{tail(self._log)}")
        return json.loads(answer)

    def close(self):
        self._child.stdin.close()
        try:
            self._child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            stop_child(self._child)
