"""The people: departments, users with the groups of their roles."""

import json
from pathlib import Path

from odoo.fields import Command

from .texts import read_json
from .world import LANGUAGE, ZONE

TEAMS = {
    "vacuum": "sales_process.team_high_vacuum",
    "industrial": "sales_process.team_industrial",
    "thermal": "sales_process.team_thermal",
}
ACCOUNTS = Path(__file__).parent / "accounts.json"
PASSWORD = "demo"


def make(world):
    world.teams = {key: world.env.ref(ref) for key, ref in TEAMS.items()}
    _make_admin(world)
    staff = read_json("people")
    users = world.env["res.users"].create(
        [_prepare_user(world, person) for person in staff]
    )
    world.people = {
        person["login"]: user for person, user in zip(staff, users, strict=True)
    }
    _set_passwords(users)
    _check_accounts(staff)
    _set_pin(world, staff)
    _make_departments(world, staff)
    _make_signatories(world)


def _make_signatories(world):
    """Who signs the printed forms of the company."""
    director = world.people["director"].partner_id
    world.company.write(
        {
            "l10n_ru_director_id": director.id,
            "l10n_ru_director_position": "Генеральный директор",
            "l10n_ru_director_genitive": "генерального директора Воронихина Аркадия "
            "Львовича",
            "l10n_ru_acting_basis": "Устава",
            "l10n_ru_accountant_id": world.people["accountant"].partner_id.id,
        }
    )


def _make_admin(world):
    admin = world.env.ref("base.user_admin")
    admin.write({"lang": LANGUAGE, "tz": ZONE.zone, "notification_type": "inbox"})
    admin.partner_id.write(
        {"name": "Администратор", "email": "admin@termovak.example", "tz": ZONE.zone}
    )
    world.people["admin"] = admin


def _prepare_user(world, person):
    groups = ["base.group_user", *person["groups"]]
    return {
        "name": person["name"],
        "login": person["login"],
        "email": f"{person['login'].replace('_', '.')}@termovak.example",
        "phone": world.next_phone(),
        "function": person["function"],
        "lang": LANGUAGE,
        "tz": ZONE.zone,
        "notification_type": "inbox",
        "odoobot_state": "disabled",
        "group_ids": [Command.set([world.env.ref(group).id for group in groups])],
    }


def _set_passwords(users):
    """One password for all, hashed once: hashing is slow on purpose."""
    hashed = users._crypt_context().hash(PASSWORD)
    for user in users:
        user._set_encrypted_password(user.id, hashed)


def _set_pin(world, staff):
    for person in staff:
        if person.get("pin"):
            world.pin = person["pin"]
            world.people[person["login"]].scanner_pin = world.pin


def _make_departments(world, staff):
    for key, team in world.teams.items():
        own = [person for person in staff if person.get("team") == key]
        users = [world.people[person["login"]] for person in own]
        head = next(u for u, p in zip(users, own, strict=True) if p.get("head"))
        team.write(
            {
                "user_id": head.id,
                "crm_team_member_ids": [
                    Command.create({"user_id": user.id}) for user in users
                ],
            }
        )


def _check_accounts(staff):
    """:raises RuntimeError: the logins told to people are not those that are made."""
    accounts = json.loads(ACCOUNTS.read_text("utf-8"))
    told = {(account["login"], account["password"]) for account in accounts}
    made = {(person["login"], PASSWORD) for person in staff} | {("admin", "admin")}
    if told != made:
        raise RuntimeError(f"accounts.json is not up to date: {sorted(told ^ made)}")
