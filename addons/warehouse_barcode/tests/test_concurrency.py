from threading import Thread
from uuid import uuid4

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestConcurrency(TransactionCase):
    """Two workers with transactions of their own get one operation at the same time."""

    def setUp(self):
        super().setUp()
        self.operation = {"uuid": str(uuid4()), "type": "undo", "picking_id": 0}
        self.addCleanup(self._forget)

    def _open_env(self):
        cr = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(cr.close)
        return api.Environment(cr, SUPERUSER_ID, {})

    def _apply(self, env):
        return env["warehouse.barcode"].apply([self.operation])[0]

    def _forget(self):
        env = self._open_env()
        self._get_rows(env).unlink()
        env.cr.commit()

    def _get_rows(self, env):
        return env["warehouse.barcode.operation"].search(
            [("uuid", "=", self.operation["uuid"])]
        )

    def _try(self, env, outcome):
        try:
            outcome.append(self._apply(env))
        except SerializationFailure as failure:
            outcome.append(failure)

    def test_second_worker_gets_the_answer_of_the_first(self):
        first, second = self._open_env(), self._open_env()
        second["warehouse.barcode"].search_code("")  # its view of the data begins here
        outcome = []
        worker = Thread(target=self._try, args=(second, outcome))

        with mute_logger("odoo.sql_db"):
            told = self._apply(first)
            worker.start()
            worker.join(0.5)
            waits = worker.is_alive()
            first.cr.commit()
            worker.join(20)

        self.assertTrue(waits, "the second worker waits for the first")
        self.assertIsInstance(outcome[0], SerializationFailure, "the server repeats it")
        second.cr.rollback()
        second.transaction.reset()
        self.assertEqual(self._apply(second), told)
        self.assertEqual(len(self._get_rows(second)), 1)

    def test_worker_after_a_rollback_applies_it(self):
        first, second = self._open_env(), self._open_env()
        self._apply(first)
        first.cr.rollback()

        answer = self._apply(second)
        second.cr.commit()

        self.assertEqual(answer["message_code"], "document_unknown")
        self.assertEqual(len(self._get_rows(self._open_env())), 1)
