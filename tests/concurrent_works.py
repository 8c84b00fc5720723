"""One engineer's phone in two tabs, one act signed twice: real connections at once.

    python -m tests.concurrent_works CONFIG DATABASE

Prints what came of each case, as JSON.
"""

import json
import random
import sys

from odoo import fields
from odoo.exceptions import LockError, UserError
from odoo.service import server
from odoo.tools import config

from tools.demo_company.pictures import draw_signature

from .concurrent_workers import Workers

TRIALS = 3
LOGIN = "works_engineer"


def create_works(env):
    engineer = env["res.users"].create(
        {
            "name": "Engineer",
            "login": LOGIN,
            "email": "engineer@works.example",
            "group_ids": [(6, 0, env.ref("sales_process.group_engineer").ids)],
        }
    )
    client = env["res.partner"].create({"name": "Client", "street": "Street 1"})
    works = env["equipment.work"].create(
        [
            {
                "kind": "commissioning",
                "partner_id": client.id,
                "engineer_id": engineer.id,
                "date_planned": fields.Datetime.now(),
                "take_text": f"Trial {number}",
            }
            for number in range(2 * TRIALS)
        ]
    )
    for work in works[TRIALS:]:
        work.action_done()


def find_work(env, number):
    engineer = env["res.users"].search([("login", "=", LOGIN)])
    work = env["equipment.work"].search([("take_text", "=", f"Trial {number}")])
    return work.with_user(engineer)


def same_operation_twice(workers):
    """Both tabs send the defect that was typed once."""
    found = []
    for number in range(TRIALS):
        answers = []

        def send(env, number=number, answers=answers):
            work = find_work(env, number)
            operation = {
                "uuid": f"00000000-0000-4000-8000-00000000000{number}",
                "work": work.id,
                "kind": "defect_add",
                "value": {"name": "Leak"},
            }
            answers.append(work.phone_apply([operation])["results"][0])

        workers.run(send, send)
        with workers.environment() as env:
            work = find_work(env, number).sudo()
            rows = env["equipment.work.operation"].search([("work_id", "=", work.id)])
            # the first to ask may have been sent back before it had an answer
            said = {answer["status"] for answer in answers}
            found.append([len(work.defect_ids), len(rows), sorted(said)])
    return found


def sign_twice(workers):
    """The client signs on his page and on the engineer's phone at the same moment."""
    found = []
    for number in range(TRIALS, 2 * TRIALS):
        refused = []

        def sign(name, number=number, refused=refused):
            def work(env):
                act = find_work(env, number).sudo()
                try:
                    act._sign(
                        name, draw_signature(random.Random(1)), act._get_act_hash()
                    )
                except (LockError, UserError) as error:
                    refused.append(str(error))

            return work

        workers.run(sign("Ivan"), sign("Pyotr"))
        with workers.environment() as env:
            act = find_work(env, number).sudo()
            signed = act.message_ids.filtered(lambda note: "signed by" in note.body)
            found.append(
                [
                    act.state,
                    act.signed_by in ("Ivan", "Pyotr"),
                    len(signed),
                    len(refused),
                    act._verify_act(),
                ]
            )
    return found


CASES = (same_operation_twice, sign_twice)


def main(config_file, database):
    config.parse_config(["-c", config_file, "-d", database], setup_logging=True)
    server.load_server_wide_modules()
    workers = Workers(database)
    with workers.environment() as env:
        create_works(env)
        env.cr.commit()
    result = {case.__name__: case(workers) for case in CASES}
    sys.stdout.write(f"RESULT {json.dumps(result)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
