from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.load.dictionary import Dictionary
from ...tools.load.import_expense import Keys, read_expense

#: field of a row -> model of its dictionary
DICTIONARIES = {
    "source": "utm.source",
    "medium": "utm.medium",
    "campaign": "utm.campaign",
    "team": "crm.team",
}
OPEN_DICTIONARIES = ("source", "medium", "campaign")
#: the end of an import is kept without parts of a second
SECOND = timedelta(seconds=1)
#: how people write the rouble
ROUBLE = ("руб", "руб.", "рубль", "рубли", "₽", "rur", "р.", "р")


class MarketingImportExpense(models.AbstractModel):
    """A table of expenses (R159): the same row is never loaded twice."""

    _name = "marketing.import.expense"
    _description = "Import of Expenses"

    @api.model
    def _get_problem_texts(self):
        return {
            "date": self.env._("No date, or a wrong one"),
            "amount": self.env._("No amount, or an unclear one"),
            "period": self.env._("Wrong period"),
            "currency": self.env._("Unknown currency"),
            "medium": self.env._("Unknown medium"),
            "campaign": self.env._("Unknown campaign"),
            "team": self.env._("Unknown department"),
            "no_source": self.env._("Without a source"),
        }

    @api.model
    def _check_columns(self, names):
        """:raise UserError: no column with the amount or with the day"""
        if "amount" not in names or not names & {"date", "date_from"}:
            raise UserError(
                self.env._(
                    "Say which column is the amount and which the date: choose it in "
                    "the list of columns.",
                ),
            )

    # ---- dry run -------------------------------------------------------------------

    @api.model
    def _read_rows(self, record, cells):
        """Yield (row, cells) of each row of the file."""
        words = self._get_dictionaries()
        keys = Keys()
        for number, values in cells:
            row = read_expense(number, values)
            row.key = keys.make(row)
            self._check_words(record, row, words)
            yield row, values

    @api.model
    def _get_dictionaries(self):
        contact = self.env["marketing.import.contact"]
        words = {
            name: Dictionary(contact._read_names(model))
            for name, model in DICTIONARIES.items()
        }
        teams = self.env["crm.team"].search_fetch(
            [("is_department", "=", True)], ["name"]
        )
        words["team"] = Dictionary([(team.id, team.name) for team in teams])
        words["currency"] = self._get_currencies()
        return words

    @api.model
    def _get_currencies(self):
        currencies = self.env["res.currency"].search_fetch([], ["name", "symbol"])
        pairs = [
            (c.id, word) for c in currencies for word in (c.name, c.symbol) if word
        ]
        rouble = currencies.filtered(lambda currency: currency.name == "RUB")
        pairs += [(rouble.id, word) for word in ROUBLE if rouble]
        return Dictionary(pairs)

    @api.model
    def _check_words(self, record, row, words):
        for name in (*DICTIONARIES, "currency"):
            word = getattr(row, name)
            may_make = record.create_missing and name in OPEN_DICTIONARIES
            if word and not words[name].find(word) and not may_make:
                row.problems.append((name, word))

    @api.model
    def _prepare_line_values(self, record, batch):
        known = self._find_known(record, [row for row, _values in batch])
        return [
            self._prepare_one_line(record, row, values, known) for row, values in batch
        ]

    @api.model
    def _find_known(self, record, rows):
        """{key: expense loaded before, or typed in with the same words}."""
        expenses = self.env["marketing.expense"].search_fetch(
            [
                ("company_id", "=", record.company_id.id),
                ("date", "in", list({row.date for row in rows if row.date})),
            ],
            ["date", "amount", "name", "import_key"],
            order="id",
        )
        known = {}
        for expense in expenses:
            key = expense.import_key or self._typed_key(
                expense.date, expense.amount, expense.name
            )
            known.setdefault(key, expense)
        return known

    @api.model
    def _typed_key(self, day, amount, name):
        return f"{day}|{amount or 0:.2f}|{(name or '').casefold().strip()}"

    @api.model
    def _prepare_one_line(self, record, row, values, known):
        typed = self._typed_key(row.date, row.amount, self._get_name(row))
        found = known.get(row.key) or known.get(typed) or self.env["marketing.expense"]
        verdict = "problem" if row.problems else "new"
        if found and not row.is_fatal:
            verdict = "duplicate"
        remarks = list(row.problems)
        if not row.source and not record.source_id:
            remarks.append(("no_source", ""))
        return {
            "import_id": record.id,
            "number": row.number,
            "values": {**values, "import_key": row.key},
            "title": self._get_name(row),
            "date": row.date,
            "amount": row.amount or 0.0,
            "verdict": verdict,
            "problems": remarks,
            "expense_match_id": found.id,
            "match_by": "key" if found else False,
            "decision": "create" if verdict == "new" else "skip",
        }

    @api.model
    def _get_name(self, row):
        return row.name or row.campaign or row.source or self.env._("Advertising")

    # ---- loading -----------------------------------------------------------------------

    @api.model
    def _apply(self, record, lines):
        """Make the expenses of one batch of rows."""
        rows = [read_expense(line.number, line.values) for line in lines]
        words = self._get_dictionaries()
        self._make_words(record, rows, words)
        keys = [line.values["import_key"] for line in lines]
        expenses = self.env["marketing.expense"]
        known = expenses.search_fetch(
            [
                ("company_id", "=", record.company_id.id),
                ("import_key", "in", keys),
            ],
            ["import_key"],
        ).grouped("import_key")
        items = list(zip(lines, rows, keys, strict=True))
        fresh = [item for item in items if self._is_fresh(known, *item)]
        made = expenses.create(
            [
                self._prepare_expense_values(
                    record, row, None if key in known else key, words
                )
                for _line, row, key in fresh
            ],
        )
        for (line, _row, _key), expense in zip(fresh, made, strict=True):
            line.write({"state": "done", "expense_id": expense.id})
        for line, _row, key in items:
            if line.state == "todo":
                line.write(self._prepare_late_values(known[key]))

    @api.model
    def _is_fresh(self, known, line, row, key):
        """Not loaded meanwhile, or a person wants it although it is there."""
        return key not in known or line.verdict == "duplicate"

    @api.model
    def _prepare_late_values(self, expense):
        return {
            "state": "skipped",
            "expense_match_id": expense.id,
            "match_by": "key",
            "error": self.env._("Has been loaded after the check."),
        }

    @api.model
    def _make_words(self, record, rows, words):
        """Make the sources, mediums and campaigns that the import may make."""
        if not record.create_missing:
            return
        for name in OPEN_DICTIONARIES:
            wanted = {}
            for row in rows:
                word = getattr(row, name)
                if word and not words[name].find(word):
                    wanted.setdefault(word.casefold(), word)
            made = self.env[DICTIONARIES[name]].create(
                [{"name": word} for word in wanted.values()],
            )
            for word, maker in zip(wanted.values(), made, strict=True):
                words[name].add(word, maker.id)

    @api.model
    def _prepare_expense_values(self, record, row, key, words):
        own = record.company_id.currency_id.id
        return {
            "name": self._get_name(row),
            "date": row.date,
            "date_from": row.date_from,
            "date_to": row.date_to,
            "amount": row.amount,
            "currency_id": words["currency"].find(row.currency) or own,
            "source_id": words["source"].find(row.source) or record.source_id.id,
            "medium_id": words["medium"].find(row.medium),
            "campaign_id": words["campaign"].find(row.campaign),
            "team_id": words["team"].find(row.team),
            "company_id": record.company_id.id,
            "note": row.note,
            "import_id": record.id,
            "import_key": key,
        }

    # ---- what was made -----------------------------------------------------------------

    @api.model
    def _prepare_made_action(self, record):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_marketing.marketing_expense_action",
        )
        return {
            **action,
            "display_name": record.name,
            "domain": [("import_id", "=", record.id)],
            "context": {},
        }

    @api.model
    def _undo(self, record):
        """Delete the expenses that nobody has changed; return (undone, kept)."""
        finished = (record.date_done or record.write_date) + SECOND
        expenses = self.env["marketing.expense"].search([("import_id", "=", record.id)])
        undone = expenses.filtered(lambda expense: expense.write_date <= finished)
        kept = len(expenses) - len(undone)
        count = len(undone)
        lines = self.env["marketing.import.line"].sudo()  # sudo: written by imports
        lines.search([("expense_id", "in", undone.ids)]).write({"state": "undone"})
        undone.unlink()
        return count, kept
