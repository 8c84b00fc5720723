"""Invoices and payments: paid, partly paid, overdue; prepayments; vendor bills."""

from datetime import timedelta

from .world import ZONE

PREPAYMENT = 50
# what happens with the invoice of a deal that is not closed yet
FATES = ("unpaid", "partly", "paid", "draft", "overdue")
OVERDUE_DAYS = 41


def make(world):
    _make_vendor_bills(world)


# customers


def prepay(world, plan, order):
    """Every third deal in production is half paid in advance."""
    if plan.number % 3:
        return
    wizard = world.as_user(plan.user)["sale.advance.payment.inv"].create(
        {
            "sale_order_ids": [(6, 0, order.ids)],
            "advance_payment_method": "percentage",
            "amount": PREPAYMENT,
        }
    )
    invoice = wizard._create_invoices(order)
    _post(world, invoice, _get_day(plan.contract))
    if plan.number % 2:
        _register_payment(world, invoice, _get_day(plan.contract) + timedelta(days=4))


def invoice(world, plan, order):
    """Invoice what is shipped; the accountant posts it."""
    made = order._create_invoices(final=True)
    shipped = _get_shipping_moment(plan)
    fate = get_fate(plan)
    day = _get_day(shipped)
    if fate == "overdue":
        day = min(day, world.today - timedelta(days=OVERDUE_DAYS))
    if fate != "draft":
        _post(world, made, day)


def pay(world, plan, order):
    fate = get_fate(plan)
    for made in order.invoice_ids.filtered(lambda move: move.state == "posted"):
        day = min(made.invoice_date + timedelta(days=9), world.today)
        if plan.target == "closed":
            day = min(day, _get_day(plan.times["closed"]))
        if fate == "paid":
            _register_payment(world, made, day)
        elif fate == "partly":
            _register_payment(world, made, day, share=0.4)


def get_fate(plan):
    if plan.target == "closed":
        return "paid"
    fate = FATES[plan.number % len(FATES)]
    # a deal in "service" that has its answer and its payment would be closed
    answered = plan.target == "service" and plan.number % 4 in (2, 3)
    return "overdue" if answered and fate in ("paid", "draft") else fate


def _get_shipping_moment(plan):
    after = ("certification", "installation", "service")
    return next(plan.times[kind] for kind in after if kind in plan.times)


def _get_day(moment):
    return (moment + ZONE.utcoffset(moment)).date()


def _post(world, invoice, day):
    invoice = invoice.with_env(world.as_user("accountant"))
    invoice.invoice_date = day
    invoice.action_post()


def _register_payment(world, invoice, day, share=1):
    wizards = world.as_user("accountant")["account.payment.register"]
    wizard = wizards.with_context(active_model="account.move", active_ids=invoice.ids)
    values = {"payment_date": max(day, invoice.invoice_date)}
    if share != 1:
        values["amount"] = round(invoice.amount_total * share, -3)
    wizard.create(values)._create_payments()


# vendors


def _make_vendor_bills(world):
    """Bills of the received orders: some paid, some waiting, some drafts."""
    orders = world.env["purchase.order"].search([("invoice_status", "=", "to invoice")])
    for number, order in enumerate(orders):
        order.action_create_invoice()
        bill = order.invoice_ids
        bill.ref = f"УПД {400 + number}"
        if number % 4 == 3:
            continue
        _post(world, bill, world.today - timedelta(days=6 * (number % 9) + 1))
        if number % 2:
            _register_payment(world, bill, world.today)
