"""Guests in someone's ERP: installing changes nothing, uninstalling leaves it working.

Each test works in a copy of a database with core's modules only, made by
``make test``; the addons come and go by Odoo's own command line, as for users.
"""

import json
import os
import subprocess
import uuid

import psycopg2
import pytest

ADDONS = ("sales_process", "warehouse_barcode", "sales_marketing")
# rows that belong to the owner of the database: installing may add, never change
SNAPSHOT = {
    "crm_stage": "name::text, sequence, is_won, fold",
    "crm_team": "name::text, user_id, alias_id, active, sequence",
    "crm_lead": "name, stage_id, team_id, user_id, probability, active, type",
    "stock_route": "name::text, active, sequence, product_selectable",
    "stock_rule": "name::text, active, procure_method, route_id, location_dest_id",
    "stock_warehouse": "name, delivery_steps, reception_steps, mto_pull_id",
    "stock_picking_type": "name::text, active, code, reservation_method",
    "sale_order": "name, state, amount_total, opportunity_id",
    "stock_quant": "product_id, location_id, quantity, reserved_quantity, in_date",
    "product_template": "name::text, is_storable, tracking, list_price",
    "res_partner": "name, vat, email, phone, active, company_id",
    "res_company": "name, currency_id, resource_calendar_id",
    "ir_config_parameter": "key, value",
    "account_journal": "name::text, code, active",
    "ir_rule": "name, domain_force, active",
    "ir_act_window": "name::text, res_model, domain, context",
}
# the business of the owner: leads in core's stages, an order, goods on stock
BUSINESS = """
team = env["crm.team"].search([], limit=1)
partner = env["res.partner"].create({"name": "Old client", "phone": "+7 999 000-00-01"})
product = env["product.product"].create({"name": "Old pump", "is_storable": True})
warehouse = env["stock.warehouse"].search([], limit=1)
env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 10)
for name, stage in (("new", "crm.stage_lead1"), ("won", "crm.stage_lead4")):
    env["crm.lead"].create({
        "name": name, "type": "opportunity", "partner_id": partner.id,
        "team_id": team.id, "stage_id": env.ref(stage).id,
    })
order = env["sale.order"].create({
    "partner_id": partner.id,
    "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 2})],
})
order.action_confirm()
env.cr.commit()
"""
# what the owner does after we have gone: all of core's flow again
WORKS = """
lead = env["crm.lead"].create({"name": "After", "type": "opportunity"})
lead.action_set_won()
assert lead.won_status == "won", lead.won_status
partner = env["res.partner"].search([("name", "=", "Old client")])
product = env["product.product"].search([("name", "=", "Old pump")])
warehouse = env["stock.warehouse"].search([], limit=1)
env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 50)
order = env["sale.order"].create({
    "partner_id": partner.id,
    "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 1})],
})
order.action_confirm()
order.picking_ids.move_ids.picked = True
order.picking_ids.with_context(skip_sms=True).button_validate()
assert order.picking_ids.state == "done"
order._create_invoices().action_post()
env["crm.lead"].search([]).mapped("stage_id.name")
for model in ("crm.lead", "res.partner", "sale.order", "stock.picking", "stock.lot"):
    env[model].get_views([(False, "form"), (False, "list")])
left = env["ir.model.data"].search([("module", "in", %(addons)r)])
assert not left, left.mapped("complete_name")
print("CORE WORKS")
"""
# our own business before we go: a deal with an order in our route, a work, a log
DEAL = """
team = env.ref("sales_process.team_industrial")
partner = env["res.partner"].search([("name", "=", "Old client")])
product = env["product.product"].search([("name", "=", "Old pump")])
vendor = env["res.partner"].create({"name": "Vendor"})
product.seller_ids = [(0, 0, {"partner_id": vendor.id, "price": 1})]
partner.write({
    "country_id": env.ref("base.ru").id, "is_company": True, "vat": "7707083893",
    "l10n_ru_kpp": "773601001", "street": "Street", "city": "City",
    "bank_ids": [(0, 0, {"acc_number": "40702810900000000001"})],
})
inquiry = env["sales.inquiry"].create({"channel": "phone", "phone": "+7 999 000-00-02"})
lead = env["crm.lead"].create({
    "name": "Our deal", "type": "lead", "team_id": team.id, "partner_id": partner.id,
    "user_id": env.ref("base.user_admin").id, "need": "Pumps",
    "equipment_type_ids": [(4, env["sales.equipment.type"].search([], limit=1).id)],
})
lead.action_convert()
order = env["sale.order"].create({
    "partner_id": partner.id, "opportunity_id": lead.id,
    "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 20})],
})
order.action_quotation_sent()
lead.action_agree()
assert lead.stage_id.kind == "production", lead.stage_id.name
env["equipment.work"].create({"partner_id": partner.id, "lead_id": lead.id})
env.cr.commit()
print("DEAL MADE")
"""


class Erp:
    """A copy of the core database that Odoo's command line works on."""

    def __init__(self, name):
        self.name = name

    def odoo(self, *arguments, script=None):
        """Run Odoo's command line; its whole output comes back, errors fail."""
        command = [os.environ["EQUIPMENT_PYTHON"], os.environ["EQUIPMENT_ODOO_BIN"]]
        command += ["shell"] if script else []
        command += ["-c", os.environ["EQUIPMENT_SETUP_CONF"], "-d", self.name]
        command += ["--no-http", "--log-level=warn", *arguments]
        done = subprocess.run(
            command,
            input=script,
            capture_output=True,
            text=True,
            check=False,
        )
        output = done.stdout + done.stderr
        assert done.returncode == 0, output[-6000:]
        for word in ("CRITICAL", " ERROR ", "Traceback"):
            assert word not in output, output[-6000:]
        return output

    def install(self, *addons):
        self.odoo("-i", ",".join(addons), "--stop-after-init", "--without-demo")

    def uninstall(self, *addons):
        for addon in addons:
            self.odoo(
                script=f"""
env["ir.module.module"].search([("name", "=", "{addon}")]).button_immediate_uninstall()
env.cr.commit()
""",
            )

    def rows(self):
        """id -> values of the owner's rows, by table."""
        found = {}
        with psycopg2.connect(dbname=self.name) as connection:
            cursor = connection.cursor()
            for table, columns in SNAPSHOT.items():
                cursor.execute(f"SELECT id, to_json(ROW({columns})) FROM {table}")
                found[table] = {key: json.dumps(value) for key, value in cursor}
        return found

    def installed(self):
        with psycopg2.connect(dbname=self.name) as connection:
            cursor = connection.cursor()
            cursor.execute(
                "SELECT name FROM ir_module_module WHERE state = 'installed'"
                " AND name IN %s",
                (ADDONS,),
            )
            return {name for (name,) in cursor}


@pytest.fixture
def erp():
    """A copy of the template that is dropped at the end."""
    name = f"test_erp_{uuid.uuid4().hex[:8]}"
    template = os.environ["EQUIPMENT_TEMPLATE_CORE"]
    subprocess.run(["createdb", "-T", template, name], check=True)
    yield Erp(name)
    subprocess.run(["dropdb", "--force", name], check=True)


def changed(before, after):
    """Rows of the owner that were changed or lost."""
    return {
        f"{table}({key}): {value} -> {after[table].get(key)}"
        for table, rows in before.items()
        for key, value in rows.items()
        if after[table].get(key) != value
    }


# the addons' own demo, in a database without core's
DEMO = """
from odoo.modules.module import get_manifest
from odoo.tools import convert
env = env(context=dict(env.context, lang=%(language)r))
for addon in %(addons)r:
    for path in get_manifest(addon).get("demo", []):
        convert.convert_file(env, addon, path, None, mode="init", noupdate=True)
print("DEMO", env["crm.lead"].search_count([("is_department", "=", True)]))
"""


def load_demo(erp, language):
    output = erp.odoo(script=DEMO % {"addons": ADDONS, "language": language})
    assert int(output.split("DEMO ")[1].split()[0]) >= 3


def test_all_come_and_go_in_a_database_at_work(erp):
    erp.odoo(script=BUSINESS)
    before = erp.rows()

    erp.install("warehouse_barcode")
    erp.install("sales_process")
    erp.install("sales_marketing")

    assert erp.installed() == set(ADDONS)
    assert not changed(before, erp.rows())
    load_demo(erp, "ru_RU")
    assert "DEAL MADE" in erp.odoo(script=DEAL)

    erp.uninstall("sales_process", "warehouse_barcode")

    assert erp.installed() == set()
    assert "CORE WORKS" in erp.odoo(script=WORKS % {"addons": ADDONS})


def test_other_order_and_one_by_one(erp):
    erp.odoo(script=BUSINESS)

    erp.install("sales_marketing")
    assert erp.installed() == {"sales_process", "sales_marketing"}
    erp.install("warehouse_barcode")
    load_demo(erp, "en_US")

    erp.uninstall("sales_marketing")
    assert erp.installed() == {"sales_process", "warehouse_barcode"}
    assert "DEAL MADE" in erp.odoo(script=DEAL)
    erp.uninstall("sales_process")
    assert erp.installed() == {"warehouse_barcode"}
    erp.uninstall("warehouse_barcode")

    assert "CORE WORKS" in erp.odoo(script=WORKS % {"addons": ADDONS})
