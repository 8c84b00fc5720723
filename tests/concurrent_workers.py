"""Threads that work in one database at once, each with its own connection.

    python -m tests.concurrent_workers CONFIG DATABASE

Every thread repeats its transaction as Odoo's server does when PostgreSQL refuses
it. Prints what was made, as JSON.
"""

import json
import sys
import threading
from contextlib import contextmanager, suppress

import odoo.cli  # noqa: F401 -- sets Odoo's own patches up before anything else
from odoo import api
from odoo.modules.registry import Registry
from odoo.service import server
from odoo.service.model import retrying
from odoo.tools import config

LETTER = """\
From: Ivan Petrov <{name}@twice.example>
To: requests@twice-own.example
Subject: Vacuum pump
Message-ID: <{number}@twice.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

We need a vacuum pump.
Ivan Petrov
"""
CALL = {
    "provider": "test",
    "external_id": "twice-1",
    "direction": "in",
    "state": "missed",
    "number": "+79123456701",
}
MADE = ("sales.inquiry", "sales.inquiry.failure", "sales.call", "res.partner")


class Workers:
    """A database in which several threads work at the same time."""

    def __init__(self, database):
        self._registry = Registry(database)
        self.errors = []

    @contextmanager
    def environment(self):
        with self._registry.cursor() as cursor:
            yield api.Environment(cursor, api.SUPERUSER_ID, {})

    def run(self, *works):
        """Run the works at once, each in its own transaction."""
        gate = threading.Barrier(len(works))
        threads = [
            threading.Thread(target=self._run_one, args=(work, gate)) for work in works
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(50)
        assert not any(thread.is_alive() for thread in threads)
        assert not self.errors, self.errors

    def _run_one(self, work, gate):
        # a new thread belongs to no database yet
        threading.current_thread().dbname = self._registry.db_name
        try:
            with self.environment() as env:
                retrying(lambda: self._run_work(work, gate, env), env)
                env.cr.commit()
        except Exception as error:  # noqa: BLE001 told by the main thread
            self.errors.append(error)

    def _run_work(self, work, gate, env):
        env.cr.execute("SELECT 1")  # the snapshot of the transaction is taken
        with suppress(threading.BrokenBarrierError):
            gate.wait(10)
            # who repeats his work does not wait for the others again
        gate.abort()
        work(env)

    def known(self):
        with self.environment() as env:
            return {model: set(env[model].search([]).ids) for model in MADE}

    def made(self, before):
        """How many records of each model there are more than before."""
        after = self.known()
        return {model: len(after[model] - before[model]) for model in MADE}


def take_in(number, name="ivan"):
    """Work: the mail gateway takes a letter in."""
    raw = LETTER.format(number=number, name=name).encode()

    def work(env):
        env["mail.thread"].message_process("sales.inquiry", raw)

    return work


def register_call(env):
    env["sales.call"].register(dict(CALL))


def take_same_letter_twice(workers):
    workers.run(take_in(1), take_in(1))


def take_two_letters_of_a_stranger(workers):
    workers.run(take_in(2, "stranger"), take_in(3, "stranger"))


def register_same_call_twice(workers):
    workers.run(register_call, register_call)


CASES = (
    take_same_letter_twice,
    take_two_letters_of_a_stranger,
    register_same_call_twice,
)


def main(config_file, database):
    config.parse_config(["-c", config_file, "-d", database], setup_logging=True)
    server.load_server_wide_modules()
    workers = Workers(database)
    result = {}
    for case in CASES:
        before = workers.known()
        case(workers)
        result[case.__name__] = workers.made(before)
    with workers.environment() as env:
        mail = "stranger@twice.example"
        senders = env["res.partner"].search([("email", "=", mail)])
        result["inquiries_of_the_stranger"] = len(senders.inquiry_ids)
    sys.stdout.write(f"RESULT {json.dumps(result)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
