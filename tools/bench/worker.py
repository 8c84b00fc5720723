"""A worker: one Odoo process on one database that takes commands.

    python -m tools.bench.worker CONFIG DATABASE

Reads JSON lines ``[command, arguments]`` and answers with JSON lines; whatever
else prints goes to the standard error stream.
"""

import gc
import importlib
import json
import os
import sys
import time
from unittest import mock

import odoo.cli  # noqa: F401 -- sets Odoo's own patches up before anything else
from odoo import api
from odoo.modules.registry import Registry
from odoo.service import server
from odoo.tools import config

from .catalogue import find


class Worker:
    """Keeps the registry warm between repetitions, as a server does."""

    def __init__(self, database):
        self._database = database
        self._case = None
        self._state = None

    def start(self):
        self._cr = Registry(self._database).cursor()
        return {"modules": len(self._env().registry._init_modules)}

    def _env(self):
        return api.Environment(self._cr, api.SUPERUSER_ID, {})

    def setup(self, case, ours, grown=False):
        case = find(case)
        parameters = case.grown.parameters if grown else case.parameters
        self._case = importlib.import_module(f"tools.bench.{case.module}")
        env = self._env()
        self._state = self._case.setup(env, ours, **parameters)
        env.flush_all()
        self._cr.commit()
        self._cr.execute("ANALYZE")
        self._cr.commit()
        return {"ours": ours}

    def measure(self):
        """What the module measures by itself, as lines of the report."""
        return self._case.measure(self._env(), self._state)

    def run(self):
        """Do the work once, measured, and take it back."""
        env = self._env()
        env.transaction.reset()
        overhead = getattr(self._case, "overhead", lambda env, state: 0)
        left_out = overhead(env, self._state)
        gc.collect()
        gc.disable()
        # the gateway of mails commits by itself: here everything is taken back
        with mock.patch.object(self._cr, "commit", self._cr.flush):
            queries = self._cr.sql_log_count
            begun = time.perf_counter()
            result = self._case.run(env, self._state)
            # with the hooks before the commit: tracking messages are made there
            self._cr.flush()
            seconds = time.perf_counter() - begun
            queries = self._cr.sql_log_count - queries
            proof = self._case.prove(env, result)
        gc.enable()
        self._cr.rollback()
        seconds = max(0, seconds - left_out)
        return {"seconds": seconds, "queries": queries, "proof": proof}


def main(config_file, database):
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    config.parse_config(["-c", config_file, "-d", database], setup_logging=True)
    server.load_server_wide_modules()
    worker = Worker(database)
    for line in sys.stdin:
        command, arguments = json.loads(line)
        answer = getattr(worker, command)(**arguments)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
