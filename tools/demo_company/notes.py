"""What salespeople write into the deal, stage by stage."""

from markupsafe import Markup

from .texts import read_json


def write_notes(world, plan):
    """One note for each stage that the deal has entered since the last call.

    They are written while the deal walks: the chatter shows messages in the order
    in which they were made.
    """
    world.settle()
    texts = read_json("deal_texts")["notes"]
    written = plan.documents.setdefault("notes", {})
    for kind in plan.lead.sudo().log_ids.sorted("id").mapped("stage_id.kind"):
        if kind not in written:
            body = texts[kind][(plan.number + len(written)) % len(texts[kind])]
            written[kind] = post_note(world, plan, body).id


def post_note(world, plan, body):
    lead = plan.lead.with_env(world.as_user(plan.user))
    return lead.message_post(
        body=Markup("<p>%s</p>") % body,
        author_id=world.people[plan.user].partner_id.id,
        message_type="comment",
        subtype_xmlid="mail.mt_note",
    )
