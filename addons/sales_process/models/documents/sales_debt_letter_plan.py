from dataclasses import dataclass, field

from odoo import api, fields, models

from ...tools.documents.debts import Sent, next_step


@dataclass
class Plan:
    """The letter that a client would get today, or why he gets none.

    ``lines``: values of `sales.debt.letter.line`, overdue debts and, negative, payments
    that are not set off. ``step``: the furthest step among those that are due.
    """

    client: models.BaseModel
    company: models.BaseModel
    step: models.BaseModel
    recipient: models.BaseModel
    lines: list = field(default_factory=list)
    leads: models.BaseModel = None
    amount: float = 0.0
    problem: str = ""


class SalesDebtLetter(models.Model):
    """Who is to be reminded today (R104).

    1. One letter for each client and each of our companies, with all that is overdue.
    2. Payments and credit notes that are not set off stand in it as negative rows; in a
       currency where they cover what is overdue nothing is asked for.
    3. A letter is due when one of its debts has reached its next step.
    4. No letter for who is not to be reminded, has promised to pay, was written to
       lately, or has no e-mail: these are named with the reason.
    """

    _inherit = "sales.debt.letter"

    @api.model
    def _get_candidates(self, company):
        """Clients with overdue debts to a company."""
        # sudo: all debts, whoever sends; who may send is checked before
        groups = (
            self.env["sales.debt"]
            .sudo()
            ._read_group(
                [("company_id", "=", company.id), ("is_overdue", "=", True)],
                ["partner_id"],
            )
        )
        return self.env["res.partner"].union(*(client for (client,) in groups))

    @api.model
    def _plan(self, company, clients):
        """
        :param company: ours
        :param clients: companies of clients
        :return: list of ``Plan``, only of those for whom a letter is due
        """
        letters = self.sudo().with_company(company)
        debts = letters._read_debts(company, clients)
        sent = letters._read_sent(debts)
        steps = self.env["sales.debt.step"]._get_steps()
        recent = letters._read_recent(company, clients)
        recipients = letters._read_recipients(clients)
        plans = []
        for client, rows in debts.grouped("partner_id").items():
            plan = letters._plan_client(company, client, rows, steps, sent)
            if plan:
                plan.recipient = recipients.get(client.id, client.browse())
                plan.problem = letters._find_problem(plan, recent.get(client.id))
                plans.append(plan)
        return plans

    def _read_debts(self, company, clients):
        return self.env["sales.debt"].search_fetch(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", clients.ids),
                "|",
                ("is_overdue", "=", True),
                ("bucket", "=", "credit"),
            ],
            [
                "partner_id", "lead_id", "move_id", "number", "date", "date_due",
                "days_overdue", "currency_id", "amount", "amount_currency",
                "is_overdue",
            ],
            order="date_due, id",
        )  # fmt: skip

    def _read_sent(self, debts):
        """The last reminder of each debt."""
        lines = self.env["sales.debt.letter.line"].search_fetch(
            [("move_id", "in", debts.move_id.ids), ("is_sent", "=", True)],
            ["move_id", "partner_id", "date_due", "currency_id", "step_id", "day"],
            order="day, id",
        )
        return {self._get_key(line): Sent(line.step_id.id, line.day) for line in lines}

    @api.model
    def _get_key(self, debt):
        """What makes an instalment: its line may be made anew."""
        return (
            debt.move_id.id,
            debt.partner_id.id,
            debt.date_due,
            debt.currency_id.id,
        )

    def _read_recent(self, company, clients):
        """The day of the last letter to each client."""
        groups = self._read_group(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", clients.ids),
                ("state", "=", "sent"),
            ],
            ["partner_id"],
            ["day:max"],
        )
        return {client.id: day for client, day in groups}

    def _read_recipients(self, clients):
        """The invoice contact with an e-mail, else the company itself with one."""
        contacts = self.env["res.partner"].search_fetch(
            [
                ("commercial_partner_id", "in", clients.ids),
                ("email_normalized", "!=", False),
                "|",
                ("type", "=", "invoice"),
                ("id", "in", clients.ids),
            ],
            ["commercial_partner_id", "type"],
            order="id",
        )
        found = {}
        for contact in contacts.sorted(lambda one: one.type != "invoice"):
            found.setdefault(contact.commercial_partner_id.id, contact)
        return found

    def _plan_client(self, company, client, rows, steps, sent):
        """:return: ``Plan``, or None when no letter is due"""
        instalments = rows.grouped(self._get_key)
        due = self._find_due(instalments, steps, sent)
        if not due:
            return None
        open_ids = self._get_open_currencies(rows).ids
        asked = {key: step for key, step in due.items() if key[-1] in open_ids}
        overdue = rows.filtered("is_overdue")
        return Plan(
            client=client,
            company=company,
            step=self.env["sales.debt.step"].browse(
                max((asked or due).values(), key=lambda step: step.days).id
            ),
            recipient=client.browse(),
            lines=[
                self._prepare_line(debts, asked.get(key))
                for key, debts in instalments.items()
                if key[-1] in open_ids
            ],
            leads=overdue.lead_id,
            amount=sum(overdue.mapped("amount")),
            problem="" if asked else "covered",
        )

    def _find_due(self, instalments, steps, sent):
        """The step of each instalment that has reached one."""
        today = fields.Date.context_today(self)
        due = {}
        for key, debts in instalments.items():
            if debts[0].is_overdue and (
                step := next_step(debts[0].date_due, today, steps, sent.get(key))
            ):
                due[key] = step
        return due

    def _get_open_currencies(self, rows):
        """Currencies in which more is overdue than is not set off."""
        result = rows.currency_id.browse()
        for currency, debts in rows.grouped("currency_id").items():
            if currency.compare_amounts(sum(debts.mapped("amount_currency")), 0) > 0:
                result |= currency
        return result

    def _prepare_line(self, debts, step):
        """One instalment, whole, though parts of it may belong to several deals."""
        first = debts[0]
        return {
            "move_id": first.move_id.id,
            "partner_id": first.partner_id.id,
            "number": first.number,
            "date": first.date,
            "date_due": first.date_due,
            "days": first.days_overdue,
            "currency_id": first.currency_id.id,
            "amount": sum(debts.mapped("amount_currency")),
            "step_id": step.id if step else False,
            "is_sent": bool(step),
        }

    def _find_problem(self, plan, last_day):
        """Why the client is not written to: of REASONS, or an empty text."""
        today = fields.Date.context_today(self)
        if plan.problem:
            return plan.problem
        if plan.client.debt_no_letters:
            return "excluded"
        if plan.client.debt_promise_date and plan.client.debt_promise_date >= today:
            return "promised"
        gap = self.env["sales.settings"]._get_value("debt_letter_gap")
        if last_day and (today - last_day).days < gap:
            return "recent"
        return "" if plan.recipient else "no_email"
