"""Who is it, among 100,000 partners: ours against core's own two searches.

Core finds a partner by `email_normalized` and by `phone_sanitized`; it has no other
way to know a caller or a sender.
"""

from .partners import load_partners

PARTNERS = 100_000


def setup(env, ours, contacts):
    load_partners(env, PARTNERS)
    step = PARTNERS // contacts
    numbers = [step * n + 1 for n in range(contacts)]
    mails = [f"partner{n}@bench-{n // 20}.example" for n in numbers]
    return {
        "ours": ours,
        "contacts": [
            (m, f"+7{9990000000 + n}") for m, n in zip(mails, numbers, strict=True)
        ],
    }


def run(env, state):
    return _identify(env, state) if state["ours"] else _search(env, state)


def _identify(env, state):
    from odoo.addons.sales_process.models.intake.sales_identification import Contact

    contacts = [
        Contact(email=mail, phones=(phone,)) for mail, phone in state["contacts"]
    ]
    found = env["sales.identification"]._identify(contacts)
    return env["res.partner"].union(*(item.partner for item in found))


def _search(env, state):
    mails, phones = zip(*state["contacts"], strict=True)
    partners = env["res.partner"].search([("email_normalized", "in", mails)])
    partners |= env["res.partner"].search([("phone_sanitized", "in", phones)])
    partners.mapped("commercial_partner_id")
    return partners


def prove(env, partners):
    """The same partners are found."""
    return {"found": len(partners), "first": min(partners.mapped("name"))}
