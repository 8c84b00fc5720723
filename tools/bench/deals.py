"""People, clients and deals of the benches, alike in both kinds of database."""

from odoo.fields import Command


def create_client(env, ours):
    """A client whose requisites are complete, so that no guard refuses."""
    values = {
        "name": "Bench client",
        "is_company": True,
        "country_id": env.ref("base.ru").id,
        "street": "Street 1",
        "city": "City",
        "email": "client@bench-client.example",
        "phone": "+7 999 000-00-01",
        "vat": "7707083893",
        "bank_ids": [Command.create({"acc_number": "40702810900000000001"})],
    }
    if ours:
        values.update(l10n_ru_kpp="773601001", client_state="client")
    return env["res.partner"].create(values)


def create_seller(env, ours):
    groups = env.ref("sales_team.group_sale_salesman")
    if ours:
        groups |= env.ref("sales_process.group_salesperson")
    return env["res.users"].create(
        {
            "name": "Bench seller",
            "login": "bench_seller",
            "email": "seller@bench-own.example",
            "group_ids": [Command.link(group.id) for group in groups],
        }
    )


def find_team(env, ours):
    """A department in ours, the team of core in core."""
    if ours:
        return env.ref("sales_process.team_high_vacuum")
    return env.ref("sales_team.team_sales_department")


def create_deals(env, ours, count):
    """Deals in their first stages, with all that the next ones ask for."""
    team = find_team(env, ours)
    seller = create_seller(env, ours)
    env["crm.team.member"].create({"crm_team_id": team.id, "user_id": seller.id})
    client = create_client(env, ours)
    values = {
        "type": "opportunity",
        "team_id": team.id,
        "user_id": seller.id,
        "partner_id": client.id,
    }
    if ours:
        kind = env["sales.equipment.type"].create({"name": "Bench pump"})
        values["need"] = "A pump for a chamber of two cubic metres"
        values["equipment_type_ids"] = [Command.link(kind.id)]
        values["stage_id"] = env.ref("sales_process.stage_qualification").id
    else:
        values["stage_id"] = env.ref("crm.stage_lead1").id
    return env["crm.lead"].create(
        [{**values, "name": f"Deal {number}"} for number in range(count)]
    )
