"""100,000 contacts taken out: by an export of ours, and by core's own of a list.

The contacts are people of 25,000 companies, with Russian names, salespeople and tags.
Both read the same contacts and the same fields; ours drops none, and remembers the
rows for the next export. What core writes is a workbook; it has no quicker way.
"""

from types import SimpleNamespace
from unittest import mock

from odoo.tools import SQL

from .partners import load_partners

PARTNERS = 100_000
COMPANIES = 25_000
SALESPEOPLE = 10
TAGS = 12
FIELDS = {
    "email": "char",
    "name": "char",
    "commercial_company_name": "char",
    "phone": "char",
    "user_id": "many2one",
    "lang": "selection",
    "category_id": "many2many",
}
DOMAIN = [("is_company", "=", False), ("email", "=like", "partner%")]
# a company for four people; the numbers after those of the people are companies
COMPANY = """
UPDATE res_partner
   SET name = 'ООО «Завод № ' || n || '»', complete_name = 'ООО «Завод № ' || n || '»',
       commercial_company_name = 'ООО «Завод № ' || n || '»',
       is_company = TRUE, user_id = %(user)s + n %% %(users)s
  FROM (SELECT id AS numbered, split_part(name, ' ', 2)::int AS n
          FROM res_partner WHERE name LIKE 'Partner %%') AS numbers
 WHERE id = numbered AND n > %(people)s
"""
PERSON = """
UPDATE res_partner AS person
   SET name = (ARRAY['Белова', 'Иванов', 'Маркевич', 'Ковалёв', 'Андреева'])[1 + n %% 5]
           || (ARRAY['', '-Крымский', '-Донской'])[1 + n %% 3]
           || (ARRAY[' Анна', ' Пётр', ' Галина', ' Игорь'])[1 + n %% 4]
           || (ARRAY[' Петровна', '', ' Олегович'])[1 + n / 7 %% 3],
       parent_id = company.id, commercial_partner_id = company.id,
       commercial_company_name = company.name, user_id = company.user_id,
       lang = CASE WHEN n %% 5 = 0 THEN 'en_US' ELSE 'ru_RU' END
  FROM (SELECT id AS numbered, split_part(name, ' ', 2)::int AS n
          FROM res_partner WHERE name LIKE 'Partner %%') AS numbers
  JOIN res_partner AS company
    ON company.name = 'ООО «Завод № ' || (%(people)s + 1 + n / 4 %% %(companies)s) || '»'
 WHERE person.id = numbered
"""
TAGGED = """
INSERT INTO res_partner_res_partner_category_rel (partner_id, category_id)
SELECT id, %(tag)s + id %% %(tags)s FROM res_partner
 WHERE parent_id IS NOT NULL AND email LIKE 'partner%%' AND id %% 3 = 0
"""


def setup_partners(env, ours):
    load_partners(env, PARTNERS + COMPANIES)
    users = env["res.users"].create(
        [
            {"name": f"Bench salesperson {n}", "login": f"bench_export_{n}"}
            for n in range(SALESPEOPLE)
        ]
    )
    tags = env["res.partner.category"].create(
        [{"name": f"Bench tag {n}"} for n in range(TAGS)]
    )
    env.flush_all()
    numbers = {
        "user": users[0].id,
        "users": len(users),
        "people": PARTNERS,
        "companies": COMPANIES,
        "tag": tags[0].id,
        "tags": len(tags),
    }
    for statement in (COMPANY, PERSON, TAGGED):
        env.cr.execute(SQL(statement, **numbers))
    env.cr.execute("ANALYZE res_partner")
    env.invalidate_all()
    return {"ours": ours, "segment": _make_segment(env) if ours else None}


def _make_segment(env):
    segment = env["marketing.segment"].create(
        {
            "name": "Bench",
            "tag": "bench",
            "partner_scope": "contact",
            "partner_domain": repr(DOMAIN),
            "include_leads": False,
        },
    )
    return segment.id


def export_ours(env, segment, is_workbook):
    """Make the files of an export; return the number of rows."""
    export = env["marketing.export"].create(
        {"segment_id": segment, "layout": "mailchimp", "require_consent": False},
    )
    export._make()
    if is_workbook:
        export._make_workbook()
    return export.row_count


def export_core(env):
    """What `/web/export/xlsx` does with a domain; return the number of rows."""
    from odoo.addons.web.controllers import export

    fields = [{"name": name, "type": kind} for name, kind in FIELDS.items()]
    # the controller asks for the environment of a request
    with mock.patch.object(export, "request", SimpleNamespace(env=env)):
        records = env["res.partner"].search(DOMAIN)
        rows = records.export_data(list(FIELDS)).get("datas", [])
        export.ExcelExport().from_data(fields, list(FIELDS), rows)
    return len(rows)


def prove(env, count):
    """As many contacts are in both files."""
    return {"rows": count}
