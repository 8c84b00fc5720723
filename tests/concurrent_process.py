"""Two people with one deal, two nodes with the same limits: real connections at once.

    python -m tests.concurrent_process CONFIG DATABASE

Prints what came of each case, as JSON.
"""

import json
import sys
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.service import server
from odoo.tools import config

from .concurrent_workers import Workers

LATE = 9
TRIALS = 3
CLIENT = {
    "name": "Client",
    "is_company": True,
    "vat": "7707083893",
    "l10n_ru_kpp": "773601001",
    "street": "Street 1",
    "city": "City",
    "phone": "+7 495 000-00-01",
    "email": "client@process.example",
}


class Company:
    """A department with its people and deals in Equipment selection, which asks for
    nothing, gives a task to who enters the next stage and has time limits."""

    def __init__(self, env):
        self.env = env
        self.team = env.ref("sales_process.team_high_vacuum")
        self.head = self._create_user("head", "sales_process.group_head")
        self.deputy = self._create_user("deputy", "sales_process.group_director")
        self.seller = self._create_user("seller", "sales_process.group_salesperson")
        self.team.user_id = self.head
        self._set_up_stages()
        self.deals = env["crm.lead"].union(
            *(self._create_deal(number) for number in range(LATE + 3 * TRIALS))
        )

    def _create_user(self, name, group):
        return self.env["res.users"].create(
            {
                "name": name,
                "login": f"process_{name}",
                "email": f"{name}@process.example",
                "lang": "en_US",
                "group_ids": [(6, 0, self.env.ref(group).ids)],
            }
        )

    def _set_up_stages(self):
        stages = self.env["crm.stage"].search([("kind", "!=", False)])
        stages.requirement_ids.unlink()
        stages.task_ids.unlink()
        stages.write(
            {"auto_leave": False, "require_next_step": False, "apply_domain": "[]"}
        )
        selection = self.env.ref("sales_process.stage_selection")
        selection.write(
            {
                "remind_hours": 1,
                "sla_hours": 4,
                "escalate_hours": 4,
                "escalate_next_hours": 0,
            }
        )
        self.env["crm.stage.task"].create(
            [
                {
                    "stage_id": stage.id,
                    "summary": "Arrived",
                    "trigger": "enter",
                    "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                    "responsible": "salesperson",
                    "term": 8,
                    "term_unit": "hours",
                }
                for stage in stages
            ]
        )

    def _create_deal(self, number):
        env = self.env
        partner = env["res.partner"].create(
            {
                **CLIENT,
                "country_id": env.ref("base.ru").id,
                "bank_ids": [(0, 0, {"acc_number": f"407028109000000000{number:02}"})],
            }
        )
        lead = env["crm.lead"].create(
            {
                "name": f"Deal {number:02}",
                "type": "lead",
                "team_id": self.team.id,
                "user_id": self.seller.id,
                "partner_id": partner.id,
                "need": "A pump",
                "equipment_type_ids": [
                    (6, 0, env.ref("sales_process.equipment_type_vacuum_pump").ids)
                ],
            }
        )
        lead.action_convert()
        return lead


def find_deal(env, number):
    return env["crm.lead"].search([("name", "=", f"Deal {number:02}")])


def find_user(env, name):
    return env["res.users"].search([("login", "=", f"process_{name}")])


def describe(lead):
    """How far the deal has come, and whether its history agrees with it."""
    stays = lead.log_ids.sorted("id")
    opened = stays.filtered(lambda stay: not stay.date_out)
    arrived = lead.activity_ids.filtered(lambda task: task.summary == "Arrived")
    return {
        "stays": len(stays),
        "open": len(opened),
        "agrees": opened.stage_id == lead.stage_id == lead.stage_log_id.stage_id,
        "tasks": len(arrived),
    }


def move_same_deal(workers):
    """The salesperson and the head press "next stage" on the same screen."""
    found = []
    for number in range(LATE, LATE + TRIALS):
        with workers.environment() as env:
            seen, before = (
                find_deal(env, number).stage_id.id,
                describe(find_deal(env, number)),
            )

        def press(login, number=number, seen=seen):
            def work(env):
                deal = find_deal(env, number).with_user(find_user(env, login))
                deal.action_next_stage(seen)

            return work

        workers.run(press("seller"), press("head"))
        with workers.environment() as env:
            after = describe(find_deal(env, number))
        found.append(
            {
                "moves": after["stays"] - before["stays"],
                "tasks": after["tasks"] - before["tasks"],
                "open": after["open"],
                "agrees": after["agrees"],
            }
        )
    return found


def move_apart(workers):
    """One drags the deal to one column, the other to another at the same moment."""
    found = []
    for number in range(LATE + TRIALS, LATE + 2 * TRIALS):

        def drag(login, stage, number=number):
            def work(env):
                deal = find_deal(env, number).with_user(find_user(env, login))
                deal.write({"stage_id": env.ref(f"sales_process.{stage}").id})

            return work

        workers.run(drag("seller", "stage_stock"), drag("head", "stage_production"))
        with workers.environment() as env:
            deal = find_deal(env, number)
            found.append({**describe(deal), "kind": deal.stage_id.kind})
    return found


def make_late(env):
    """The first deals have been in their stage for a long time."""
    past = fields.Datetime.now() - timedelta(days=60)
    rows = env["crm.lead"].union(*(find_deal(env, n) for n in range(LATE))).stage_log_id
    rows.write({"date_in": past, "deadline": past + timedelta(days=1)})
    rows.lead_id._keep({"stage_deadline": past + timedelta(days=1)})
    rows.write({"next_due": past + timedelta(hours=2)})


def run_rules(env):
    # small batches: the nodes meet several times
    with patch("odoo.addons.sales_process.models.process.crm_stage_log_time.BATCH", 2):
        env["crm.stage.log"]._cron_time_rules()


def run_rules_twice(workers):
    """Two nodes run the scheduled action of time limits: who was told how often."""
    with workers.environment() as env:
        make_late(env)
        env.cr.commit()
    workers.run(run_rules, run_rules)
    workers.run(run_rules, run_rules)
    with workers.environment() as env:
        deals = [find_deal(env, number) for number in range(LATE)]
        kind = env.ref("sales_process.mail_activity_type_decide")
        asked = [
            len(deal.activity_ids.filtered(lambda task: task.activity_type_id == kind))
            for deal in deals
        ]
        notes = env["mail.message"].search(
            [("message_type", "=", "user_notification"), ("subject", "ilike", "late")]
        )
        told = {}
        for note in notes:
            for number in range(LATE):
                if f"Deal {number:02}" in note.body:
                    key = (number, note.partner_ids.name)
                    told[key] = told.get(key, 0) + 1
        return {
            "asked": asked,
            "told_head": [told.get((n, "head"), 0) for n in range(LATE)],
            "told_seller": [told.get((n, "seller"), 0) for n in range(LATE)],
            "states": sorted({deal.escalation_state for deal in deals}),
        }


def decide_twice(workers):
    """The head and the director give a day each at the same moment."""
    refused = []

    def press(login):
        def work(env):
            deal = find_deal(env, 0).with_user(find_user(env, login))
            try:
                deal.action_more_time(1)
            except UserError as error:
                refused.append(str(error))

        return work

    workers.run(press("head"), press("deputy"))
    with workers.environment() as env:
        deal = find_deal(env, 0)
        return [len(deal.decision_ids), len(refused), bool(deal.escalation_state)]


def move_while_rules_run(workers):
    """Late deals are moved on while the scheduled action looks at them."""
    with workers.environment() as env:
        make_late(env)
        for number in range(LATE):
            find_deal(env, number).stage_log_id.write({"escalation": 0})
        env.cr.commit()

    def move(env):
        for number in range(LATE):
            find_deal(env, number).action_next_stage()

    workers.run(move, run_rules)
    with workers.environment() as env:
        return [describe(find_deal(env, number)) for number in range(LATE)]


CASES = (
    move_same_deal,
    move_apart,
    run_rules_twice,
    decide_twice,
    move_while_rules_run,
)


def main(config_file, database):
    config.parse_config(["-c", config_file, "-d", database], setup_logging=True)
    server.load_server_wide_modules()
    workers = Workers(database)
    with workers.environment() as env:
        Company(env)
        env.cr.commit()
    result = {case.__name__: case(workers) for case in CASES}
    sys.stdout.write(f"RESULT {json.dumps(result)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
