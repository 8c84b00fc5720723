"""A new deal: in core, and in a department where its first stay is noted."""

from .deals import create_client, create_seller, find_team


def setup(env, ours):
    team, seller = find_team(env, ours), create_seller(env, ours)
    env["crm.team.member"].create({"crm_team_id": team.id, "user_id": seller.id})
    client = create_client(env, ours)
    return {"team": team.id, "user": seller.id, "partner": client.id}


def run(env, state):
    return env["crm.lead"].create(
        {
            "name": "Deal",
            "type": "opportunity",
            "team_id": state["team"],
            "user_id": state["user"],
            "partner_id": state["partner"],
        }
    )


def prove(env, lead):
    return {"made": len(lead), "of": lead.partner_id.name}
