"""The office exchange and the chat of the site: who has which internal number."""

from datetime import timedelta

from odoo.fields import Command

FIRST_EXTENSION = 101
CODE = "pbx"
# numbers of the company: one for each department (no such numbers are given out)
NUMBERS = {
    "vacuum": "+7 999 000-00-11",
    "industrial": "+7 999 000-00-12",
    "thermal": "+7 999 000-00-13",
}
CALLED_BACK = timedelta(minutes=25)


def make(world):
    webhooks = world.env["sales.webhook"]
    sellers = {key: user for key, user in world.people.items() if _has_telephone(user)}
    world.extensions = {
        key: str(FIRST_EXTENSION + number) for number, key in enumerate(sellers)
    }
    world.exchange = webhooks.create(
        {
            "name": "Офисная АТС (MikoPBX)",
            "kind": "mikopbx",
            "code": CODE,
            "tz": "Europe/Moscow",
            "extension_ids": [
                Command.create({"extension": extension, "user_id": sellers[key].id})
                for key, extension in world.extensions.items()
            ],
            "number_ids": [
                Command.create({"number": number, "team_id": world.teams[key].id})
                for key, number in NUMBERS.items()
            ],
        }
    )
    webhooks.create(
        {
            "name": "Чат на сайте (Jivo)",
            "kind": "jivo",
            "code": "jivo",
            "extension_ids": [
                Command.create({"login": user.email, "user_id": user.id})
                for user in sellers.values()
                if user.email
            ],
        }
    )


def miss_some(world):
    """This morning nobody answered a client of each department and a stranger."""
    plans = {plan.team: plan for plan in world.deals if not plan.is_lost}
    numbers = [plan.contact.phone for plan in plans.values()] + [world.next_phone()]
    for minutes, number in enumerate(numbers, start=1):
        world.env["sales.call"].register(
            {
                "provider": CODE,
                "webhook_id": world.exchange.id,
                "external_id": f"demo-missed-{minutes}",
                "direction": "in",
                "state": "missed",
                "number": number,
                "date": world.now - timedelta(minutes=7 * minutes),
            }
        )


def _has_telephone(user):
    return user.has_group("sales_process.group_salesperson") or user.has_group(
        "sales_process.group_triage"
    )


def call_back_old(world):
    """Missed calls of earlier days have been called back; those of today have not."""
    yesterday = world.now - timedelta(days=1)
    old = world.env["sales.call"].search(
        [
            ("callback_deadline", "!=", False),
            ("date_called_back", "=", False),
            ("date", "<", yesterday),
        ]
    )
    for call in old:
        call.callback_deadline = call.date + CALLED_BACK
        call._set_called_back(call.date + CALLED_BACK)
