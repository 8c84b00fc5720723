"""Printing a payment invoice, against what core prints for the same order.

Core: its invoice of the order. Ours: the payment invoice with the QR of the bank. No
server runs while this is measured: style sheets that core's form asks for are refused
at once, so core is measured at its best.
"""

import io

from odoo.fields import Command
from odoo.tools.pdf import PdfReader

from .deals import create_client

CORE, OURS = "account.account_invoices", "sales_process.payment_invoice"


def setup(env, ours, lines=10, orders=1, at_once=True):
    """``at_once``: how several orders are printed, in one go or one by one."""
    env.company.partner_id.write(
        {
            "vat": "7736050003",
            "country_id": env.ref("base.ru").id,
            "bank_ids": [
                Command.clear(),
                Command.create({"acc_number": "40702810938000000001"}),
            ],
        }
    )
    if ours:
        _complete_bank(env)
    records = _create_orders(env, ours, lines, orders)
    if not ours and orders == 1:
        records = _create_invoice(env, records)
    return {
        "model": records._name,
        "ids": records.ids,
        "report": OURS if records._name == "sale.order" else CORE,
        "at_once": at_once,
    }


def setup_own(env, ours, **parameters):
    """Both arms have our addons: ``ours`` prints all at once."""
    return setup(env, True, at_once=ours, **parameters)


def _complete_bank(env):
    account = env.company.partner_id.bank_ids
    account.bank_id = env["res.bank"].create(
        {
            "name": "ПАО СБЕРБАНК",
            "bic": "044525225",
            "country": env.ref("base.ru").id,
            "l10n_ru_corr_acc": "30101810400000000225",
        }
    )
    env.company.partner_id.l10n_ru_kpp = "773601001"


def _create_orders(env, ours, lines, count):
    client = create_client(env, ours)
    products = env["product.product"].create(
        [
            {"name": f"Pump of the bench {number}", "list_price": 1000 + number}
            for number in range(lines)
        ]
    )
    return env["sale.order"].create(
        [
            {
                "partner_id": client.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": 2})
                    for product in products
                ],
            }
            for _number in range(count)
        ]
    )


def _create_invoice(env, order):
    products = order.order_line.product_id
    products.product_tmpl_id.invoice_policy = "order"
    order.action_confirm()
    invoice = order._create_invoices()
    invoice.action_post()
    return invoice


def run(env, state):
    reports = env["ir.actions.report"].with_context(report_pdf_no_attachment=True)
    groups = [state["ids"]] if state["at_once"] else [[one] for one in state["ids"]]
    return [reports._render_qweb_pdf(state["report"], group)[0] for group in groups]


def prove(env, files):
    """Every order has its page: forms of ours and of core are of one page each."""
    readers = [PdfReader(io.BytesIO(content)) for content in files]
    return {"pages": sum(len(reader.pages) for reader in readers)}
