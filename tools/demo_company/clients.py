"""80 companies with contacts: clients with all requisites, prospects without some."""

from . import codes
from .texts import read_csv, read_json

BANKS = (
    ("АО «Заречный промышленный банк»", "040099102", "30101810100000000102"),
    ("ПАО «Банк Верхнелужья»", "040099103", "30101810400000000103"),
    ("АО «Кедровый кредит»", "040099104", "30101810700000000104"),
)
# every third company is only a prospect so far, some of its requisites are missing
PROSPECT_EACH = 3


def make(world):
    rows = read_csv("clients")
    banks = _make_banks(world)
    companies = world.env["res.partner"].create(
        [_prepare_company(world, row, number) for number, row in enumerate(rows)]
    )
    _make_bank_accounts(world, companies, banks)
    _make_persons(world, companies)
    world.clients = list(companies)
    world.clients_of = {
        key: [c for c, row in zip(companies, rows, strict=True) if row["team"] == key]
        for key in world.teams
    }


def _make_banks(world):
    return world.env["res.bank"].create(
        [
            {
                "name": name,
                "bic": bic,
                "l10n_ru_corr_acc": account,
                "country": world.env.ref("base.ru").id,
            }
            for name, bic, account in BANKS
        ]
    )


def is_prospect(number):
    return number % PROSPECT_EACH == 2


def _prepare_company(world, row, number):
    team = world.teams[row["team"]]
    sellers = team.member_ids - team.user_id
    values = {
        "name": row["name"],
        "is_company": True,
        "city": row["city"],
        "country_id": world.env.ref("base.ru").id,
        "phone": world.next_phone(),
        "email": f"info@client{number + 1:02}.example",
        "website": f"https://client{number + 1:02}.example",
        "user_id": sellers[number % len(sellers)].id,
        "client_state": "prospect",
    }
    if not is_prospect(number) or number % 2:
        values |= {
            "street": row["street"],
            "zip": f"{600000 + number * 137}",
            "vat": codes.inn(1000 + number),
            "company_registry": codes.ogrn(1000 + number),
            "l10n_ru_okpo": codes.okpo(1000 + number),
        }
    if not is_prospect(number):
        values["l10n_ru_kpp"] = codes.kpp(100 + number)
    return values


def _make_bank_accounts(world, companies, banks):
    complete = [
        (number, partner)
        for number, partner in enumerate(companies)
        if not is_prospect(number)
    ]
    world.env["res.partner.bank"].create(
        [
            {
                "acc_number": codes.account_number(BANKS[number % 3][1], 5000 + number),
                "bank_id": banks[number % 3].id,
                "partner_id": partner.id,
            }
            for number, partner in complete
        ]
    )


def _make_persons(world, companies):
    persons = [
        values
        for number, partner in enumerate(companies)
        for values in _prepare_persons(world, partner, number)
    ]
    created = world.env["res.partner"].create(persons)
    world.contacts.update(
        {
            partner.id: created.filtered(lambda p, c=partner: p.parent_id == c)
            for partner in companies
        }
    )
    for number, partner in enumerate(companies):
        _record_consent(world, world.contacts[partner.id], number)


def _prepare_persons(world, partner, number):
    count = 1 + (number % 5 in (0, 3))
    return [
        {
            **make_name(world),
            "parent_id": partner.id,
            "phone": world.next_phone(),
            "email": f"contact{place + 1}@client{number + 1:02}.example",
            "user_id": partner.user_id.id,
        }
        for place in range(count)
    ]


def make_name(world):
    """Return the name and function of an invented person."""
    rng, names = world.rng, read_json("names")
    kind = names[rng.choice(("male", "female"))]
    parts = [rng.choice(kind[part]) for part in ("surnames", "names", "patronymics")]
    return {"name": " ".join(parts), "function": rng.choice(names["functions"])}


def _record_consent(world, persons, number):
    """Two persons of three have agreed to receive letters and calls."""
    if number % 3 == 1:
        return
    sources = ("форма на сайте", "анкета на выставке", "пункт договора")
    world.env["marketing.consent"]._record(
        persons,
        ("email", "phone"),
        date=world.moment(30 + number * 3).date(),
        source=sources[number % 3].capitalize(),
    )
