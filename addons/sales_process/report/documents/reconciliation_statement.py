from odoo import models
from odoo.tools import float_is_zero

from ...tools.documents import pages
from ...tools.documents.debts import make_statement
from ...tools.documents.print_text import day_text, number_text

# room for rows in mm: below the head on the first page, on a further page, and what
# the words and the signatures need on the last one
FIRST, REST, LAST = 178, 248, 78
CHARS = 21  # in one line of a document's cell


class ReconciliationStatement(models.AbstractModel):
    """Reconciliation statement (акт сверки): one for each currency of the period.

    ``form["statements"]``: list of dictionaries with currency, opening, rows, debit,
    credit, closing as ``Decimal``; ``pages`` are ranges of rows. Our half is filled in,
    the client's is empty for his data, as is usual in Russia; there is no form by law.
    """

    _name = "report.sales_process.reconciliation_statement"
    _inherit = ["sales.printed.form"]
    _description = "Reconciliation Statement"
    _form_model = "sales.reconciliation"

    def _prepare_form(self, record):
        """
        :raises AccessError: somebody else's client
        """
        record.partner_id._check_may_use_debts()
        # sudo: requisites of both sides, whoever prints
        company, client = record.company_id.sudo(), self._get_client(record)
        form = {
            "title": record._get_print_title("reconciliation"),
            "begin": record.date_from,
            "end": record.date_to,
            "own": self._prepare_side(
                company.partner_id, company._get_signatories()["director"]
            ),
            "client": self._prepare_side(
                client,
                {
                    "name": client.l10n_ru_signatory_name,
                    "position": client.l10n_ru_signatory_position,
                },
            ),
            "statements": self._prepare_statements(record, client),
        }
        for statement in form["statements"]:
            statement.update(self._prepare_texts(form, statement))
        return form

    def _get_client(self, record):
        return record.partner_id.sudo().commercial_partner_id

    def _prepare_side(self, partner, signatory):
        name, inn = partner.name or "", partner.vat
        return {
            "name": name,
            "on_behalf": self.env._(
                "On behalf of %(company)s, INN %(inn)s", company=name, inn=inn
            )
            if inn
            else self.env._("On behalf of %(company)s", company=name),
            "position": signatory["position"] or "",
            "signatory": signatory["name"] or "",
        }

    def _prepare_statements(self, record, client):
        rows = self.env["sales.reconciliation.rows"]._get_rows(
            client, record.company_id, record.date_to
        )
        own = record.company_id.sudo().currency_id
        made = [
            (make_statement(rows[currency], record.date_from, record.date_to), currency)
            for currency in sorted(rows, key=lambda one: (one != own, one.name))
        ]
        made = [
            (statement, currency)
            for statement, currency in made
            if statement.rows or statement.opening
        ]
        empty = make_statement([], record.date_from, record.date_to)
        return [
            self._prepare_statement(statement, currency)
            for statement, currency in made or [(empty, own)]
        ]

    def _prepare_statement(self, statement, currency):
        heights = [pages.row_height(row.title, CHARS) for row in statement.rows]
        closing = statement.closing
        return {
            "currency": currency,
            "opening": statement.opening,
            "rows": statement.rows,
            "debit": statement.debit,
            "credit": statement.credit,
            "closing": closing,
            "is_settled": float_is_zero(
                float(closing), precision_digits=currency.decimal_places
            ),
            "pages": pages.split_pages(heights, FIRST, REST, LAST),
        }

    # ---- texts -------------------------------------------------------------------------

    def _prepare_texts(self, form, statement):
        names = {"own": form["own"]["name"], "client": form["client"]["name"]}
        unit = self._get_unit(statement["currency"])
        days = {name: self._day(form[name]) for name in ("begin", "end")}
        return {
            "heading": self.env._(
                "of mutual settlements from %(begin)s to %(end)s between %(own)s and "
                "%(client)s, %(unit)s",
                unit=unit,
                **names,
                **days,
            ),
            "by_own": self.env._(
                "By the records of %(company)s, %(unit)s",
                company=names["own"],
                unit=unit,
            ),
            "by_client": self.env._(
                "By the records of %(company)s, %(unit)s",
                company=names["client"],
                unit=unit,
            ),
            "result": self._get_result(statement, names, unit, days["end"]),
        }

    def _get_result(self, statement, names, unit, day):
        """Who owes how much, in figures and in words."""
        if statement["is_settled"]:
            return self.env._("On %(day)s nobody owes anything.", day=day)
        closing, currency = statement["closing"], statement["currency"]
        return self.env._(
            "On %(day)s the debt to %(company)s is %(amount)s %(unit)s (%(words)s).",
            day=day,
            company=names["own" if closing > 0 else "client"],
            amount=number_text(
                abs(closing), currency.decimal_places, self._get_lang_code()
            ),
            unit=unit,
            words=self._get_words(float(abs(closing)), currency, self._get_lang_code()),
        )

    def _get_unit(self, currency):
        """As people write it in a statement: roubles are no code."""
        if currency.name == "RUB" and self._get_lang_code().startswith("ru"):
            return "руб."
        return currency.name

    def _day(self, day):
        return day_text(day, self._get_lang_code())

    def _get_lang_code(self):
        return self.env.lang or "en_US"
