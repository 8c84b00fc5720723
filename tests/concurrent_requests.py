"""Two nodes with one internal request, one draw of clients: real connections at once.

    python -m tests.concurrent_requests CONFIG DATABASE

Prints what came of each case, as JSON.
"""

import json
import sys
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.service import server
from odoo.tools import config

from .concurrent_workers import Workers

REQUESTS = 6
DEALS = 8
SAMPLE = 3
CLIENT = {
    "name": "Client",
    "is_company": True,
    "vat": "7707083893",
    "l10n_ru_kpp": "773601001",
    "street": "Street 1",
    "city": "City",
    "phone": "+7 495 000-00-01",
}


class Company:
    """A department with its people, deals of last month and requests that are late."""

    def __init__(self, env):
        self.team = env.ref("sales_process.team_high_vacuum")
        self.head = self._create_user(env, "head", "sales_process.group_head")
        self.seller = self._create_user(
            env, "seller", "sales_process.group_salesperson"
        )
        self.leader = self._create_user(env, "leader", "base.group_user")
        departments = env["crm.team"].search([("is_department", "=", True)])
        departments.feedback_sample = 0
        self.team.write({"user_id": self.head.id, "feedback_sample": SAMPLE})
        self.department = env["sales.request.department"].create(
            {"name": "Laboratory", "user_id": self.leader.id}
        )
        self.deals = env["crm.lead"].union(
            *(self._create_deal(env, number) for number in range(DEALS))
        )
        self._create_requests(env)

    def _create_user(self, env, name, group):
        return env["res.users"].create(
            {
                "name": name,
                "login": f"twice_{name}",
                "email": f"{name}@twice.example",
                "lang": "en_US",
                "group_ids": [(6, 0, env.ref(group).ids)],
            }
        )

    def _create_deal(self, env, number):
        partner = env["res.partner"].create(
            {
                **CLIENT,
                "email": f"client{number}@twice.example",
                "country_id": env.ref("base.ru").id,
                "bank_ids": [(0, 0, {"acc_number": f"4070281090000000000{number}"})],
            }
        )
        lead = env["crm.lead"].create(
            {
                "name": f"Deal {number}",
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
        last_month = fields.Datetime.now().replace(day=1) - timedelta(days=10)
        lead.log_ids.write({"date_in": last_month})
        return lead

    def _create_requests(self, env):
        requests = env["sales.internal.request"].create(
            [
                {
                    "lead_id": self.deals[0].id,
                    "asked_by_id": self.seller.id,
                    "subject": f"Question {number}",
                    "question": "<p>?</p>",
                    "department_id": self.department.id,
                }
                for number in range(REQUESTS)
            ]
        )
        requests.action_ask()
        past = fields.Datetime.now() - timedelta(hours=1)
        requests.write({"deadline": past, "escalate_date": past + timedelta(days=30)})


def remind(env):
    env["sales.internal.request"]._cron_notice()


def remind_twice(workers):
    """How often each late request was told of."""
    workers.run(remind, remind)
    with workers.environment() as env:
        requests = env["sales.internal.request"].search([("notice_level", "=", "due")])
        messages = env["mail.message"].search([("subject", "ilike", "term is over")])
        bodies = "".join(messages.mapped("body"))
        return [bodies.count(request.display_name) for request in requests]


def answer_twice(workers):
    """Two people of the department answer at once: the state, the rounds, and whether
    one of them was refused."""
    refused = []

    def answer(env):
        request = env["sales.internal.request"].search([], limit=1, order="id")
        request = request.with_user(request.user_id)
        try:
            request.answer = "<p>10 Pa</p>"
            request.action_answer()
        except UserError as error:
            refused.append(str(error))

    workers.run(answer, answer)
    with workers.environment() as env:
        request = env["sales.internal.request"].search([], limit=1, order="id")
        return [request.state, len(request.round_ids), bool(refused)]


def draw(env):
    env["crm.team"]._cron_feedback()


def draw_twice(workers):
    """Feedbacks that two nodes have drawn."""
    workers.run(draw, draw)
    with workers.environment() as env:
        return env["sales.feedback"].search_count([])


def reach_nobody_twice(workers):
    """Two clients are not reached at once: what is left to ask after the next draw."""

    def give_up(number):
        def work(env):
            feedback = env["sales.feedback"].search([], order="id")[number]
            feedback.with_user(feedback.user_id).action_unreachable()

        return work

    workers.run(give_up(0), give_up(1))
    with workers.environment() as env:
        draw(env)
        feedbacks = env["sales.feedback"].search([])
        todo = feedbacks.filtered(lambda feedback: feedback.state == "todo")
        return [len(feedbacks), len(todo), len(todo.commercial_partner_id)]


CASES = (remind_twice, answer_twice, draw_twice, reach_nobody_twice)


def main(config_file, database):
    config.parse_config(["-c", config_file, "-d", database], setup_logging=True)
    server.load_server_wide_modules()
    workers = Workers(database)
    with workers.environment() as env:
        Company(env)
    result = {case.__name__: case(workers) for case in CASES}
    sys.stdout.write(f"RESULT {json.dumps(result)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
