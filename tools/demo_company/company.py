"""The company: requisites, roubles, VAT 22 %, accounts in Russian, working hours."""

from datetime import date, datetime, time, timedelta

from odoo.fields import Command

from . import codes
from .pictures import draw_logo
from .texts import read_csv, read_json
from .world import LANGUAGE, ZONE

VAT = 22
# what the interface shows to everybody inside the company
GROUPS = (
    "crm.group_use_lead",
    "mrp.group_mrp_routings",
    "product.group_product_variant",
    "sale.group_discount_per_so_line",
    "sale.group_proforma_sales",
    "stock.group_production_lot",
    "stock.group_stock_multi_locations",
    "stock.group_lot_on_delivery_slip",
    "uom.group_uom",
)
HOLIDAYS = (
    ((1, 1), (1, 8), "Новогодние каникулы"),
    ((2, 23), (2, 23), "День защитника Отечества"),
    ((3, 8), (3, 8), "Международный женский день"),
    ((5, 1), (5, 1), "Праздник Весны и Труда"),
    ((5, 9), (5, 9), "День Победы"),
    ((6, 12), (6, 12), "День России"),
    ((11, 4), (11, 4), "День народного единства"),
)


def make(world):
    _switch_features_on(world.env)
    _make_requisites(world)
    _make_calendar(world)
    _make_accounts(world)
    _make_taxes(world)
    _make_bank_accounts(world)
    _name_units(world.env)
    _name_places(world.env)


def _switch_features_on(env):
    user = env.ref("base.group_user")
    for name in GROUPS:
        user._apply_group(env.ref(name))


def _make_requisites(world):
    env, facts = world.env, read_json("company")
    rouble = env.ref("base.RUB")
    rouble.active = True
    russia = env.ref("base.ru")
    env["ir.default"].set("res.partner", "lang", LANGUAGE)
    env["ir.default"].set("res.partner", "tz", ZONE.zone)
    world.company.partner_id.write(
        {
            "name": facts["name"],
            "is_company": True,
            "street": facts["street"],
            "zip": facts["zip"],
            "city": facts["city"],
            "country_id": russia.id,
            "state_id": _find_region(env, "Leningrad Oblast").id,
            "phone": "+7 999 000-00-01",
            "email": facts["email"],
            "website": facts["website"],
            "vat": codes.inn(facts["number"]),
            "company_registry": codes.ogrn(facts["number"]),
            "l10n_ru_kpp": codes.kpp(1),
            "l10n_ru_okpo": codes.okpo(facts["number"]),
            "l10n_ru_full_name": facts["full_name"],
            "lang": LANGUAGE,
            "tz": ZONE.zone,
        }
    )
    world.company.write({"name": facts["name"], "currency_id": rouble.id})
    env["product.pricelist"].search([]).currency_id = rouble
    world.company.logo = draw_logo()
    _send_nothing(world.company)


def _send_nothing(company):
    """No letters and messages to clients when goods are shipped."""
    for name in ("stock_move_email_validation", "stock_text_confirmation"):
        if name in company._fields:
            company[name] = False


def _find_region(env, name):
    domain = [("country_id.code", "=", "RU"), ("name", "=", name)]
    return env["res.country.state"].with_context(lang="en_US").search(domain, limit=1)


# working hours


def _make_calendar(world):
    calendar = world.company.resource_calendar_id
    calendar.write(
        {
            "name": "Пятидневка, 9:00–18:00",
            "tz": ZONE.zone,
            "attendance_ids": [Command.clear(), *_prepare_attendances()],
            "global_leave_ids": _prepare_holidays(world),
        }
    )


def _prepare_attendances():
    parts = (("morning", 9, 13, "утро"), ("afternoon", 14, 18, "день"))
    days = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница")
    return [
        Command.create(
            {
                "name": f"{day}, {label}",
                "dayofweek": str(index),
                "day_period": period,
                "hour_from": begin,
                "hour_to": end,
            }
        )
        for index, day in enumerate(days)
        for period, begin, end, label in parts
    ]


def _prepare_holidays(world):
    years = range(world.today.year - 1, world.today.year + 2)
    return [
        Command.create(
            {
                "name": name,
                "date_from": world.to_utc(
                    datetime.combine(date(year, *first), time.min)
                ),
                "date_to": world.to_utc(
                    datetime.combine(date(year, *last), time.min)
                    + timedelta(days=1, seconds=-1)
                ),
            }
        )
        for year in years
        for first, last, name in HOLIDAYS
    ]


# accounting


def _make_accounts(world):
    """Core has no Russian chart: the generic one gets Russian codes and names."""
    env, company = world.env, world.company
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company)
    russia = env.ref("base.ru")
    env["account.tax.group"].search([]).country_id = russia
    env["account.tax"].search([]).country_id = russia
    company.account_fiscal_country_id = russia
    for row in read_csv("accounts"):
        account = env["account.chart.template"].ref(
            row["ref"], raise_if_not_found=False
        )
        if account:
            account.write({"code": row["code"], "name": row["name"]})
    for row in read_csv("journals"):
        _rename_journal(env, row)
    env["account.fiscal.position"].search([]).unlink()


def _rename_journal(env, row):
    domain = [("type", "=", row["type"]), ("code", "in", row["codes"].split(","))]
    journal = env["account.journal"].search(domain, limit=1)
    if journal:
        journal.write({"name": row["name"], "code": row["code"]})


def _make_taxes(world):
    env, company = world.env, world.company
    old = env["account.tax"].search([])
    group = old.tax_group_id.filtered(lambda group: "15" in group.name)[:1]
    group.name = f"НДС {VAT}%"
    (old.tax_group_id - group).name = "Без НДС"
    for use, default in (("sale", "account_sale"), ("purchase", "account_purchase")):
        full = old.filtered(lambda tax, use=use: tax.type_tax_use == use and tax.amount)
        full[:1].write({"amount": VAT, **_name_tax(f"{VAT}%", use)})
        none = old.filtered(lambda tax, use=use: tax.type_tax_use == use) - full
        none[:1].write(_name_tax("0%" if use == "sale" else "не облагается", use))
        company[f"{default}_tax_id"] = full[:1]


def _name_tax(rate, use):
    label = f"НДС {rate}"
    purpose = "продажа" if use == "sale" else "закупка"
    return {
        "name": f"{label} ({purpose})",
        "invoice_label": label,
        "description": label,
    }


def _make_bank_accounts(world):
    env, facts = world.env, read_json("company")
    bank = env["res.bank"].create(
        {
            "name": facts["bank"],
            "bic": facts["bic"],
            "city": facts["city"],
            "country": env.ref("base.ru").id,
            "l10n_ru_corr_acc": facts["corr_acc"],
        }
    )
    account = env["res.partner.bank"].create(
        {
            "acc_number": codes.account_number(facts["bic"], facts["number"]),
            "bank_id": bank.id,
            "partner_id": world.company.partner_id.id,
            "allow_out_payment": True,
        }
    )
    journal = env["account.journal"].search([("type", "=", "bank")], limit=1)
    journal.write({"bank_account_id": account.id, "name": "Расчётный счёт"})


def _name_units(env):
    units = {"L": "л", "ml": "мл", "m": "м", "g": "г", "Pack of 6": "Упаковка 6 шт."}
    for unit in env["uom.uom"].with_context(active_test=False).search([]):
        name = unit.with_context(lang="en_US").name
        if name in units:
            unit.with_context(lang=LANGUAGE).name = units[name]
    env.ref("uom.product_uom_unit").with_context(lang=LANGUAGE).name = "шт."


def _name_places(env):
    """Places and categories that Odoo has made in English."""
    for row in read_csv("core_names"):
        record = env.ref(row["ref"], raise_if_not_found=False)
        if record:
            record.with_context(lang=LANGUAGE).name = row["name"]
