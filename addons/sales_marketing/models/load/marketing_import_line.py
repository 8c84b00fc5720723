from odoo import api, fields, models
from odoo.exceptions import UserError

VERDICTS = [
    ("new", "New one"),
    ("duplicate", "In the base already"),
    ("repeat", "Repeated in the file"),
    ("problem", "Problem"),
]
DECISIONS = [
    ("create", "Make new"),
    ("fill", "Fill in empty fields"),
    ("skip", "Leave out"),
]
STATES = [
    ("todo", "To load"),
    ("done", "Loaded"),
    ("skipped", "Passed over"),
    ("failed", "Could not be loaded"),
    ("undone", "Undone"),
]
MATCHES = [
    ("email", "E-mail"),
    ("phone", "Phone"),
    ("inn", "INN"),
    ("name", "Name of the company"),
    ("key", "The same row"),
]
#: what a person may decide; the rest is written by the import alone
DECIDED = {"decision"}


class MarketingImportLine(models.Model):
    """One row of a loaded table: verdict, decision, and what was made of it."""

    _name = "marketing.import.line"
    _description = "Row of an Import"
    _order = "import_id desc, number, id"
    _rec_name = "number"

    import_id = fields.Many2one(
        "marketing.import",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    number = fields.Integer(string="Row", readonly=True, aggregator=None)
    values = fields.Json(readonly=True, help="Cells of the row by field.")
    title = fields.Char(string="Company or purpose", readonly=True)
    contact_name = fields.Char(string="Contact", readonly=True)
    email = fields.Char(string="E-mail", readonly=True)
    phone = fields.Char(readonly=True)
    inn = fields.Char(string="INN", readonly=True)
    date = fields.Date(readonly=True)
    amount = fields.Float(readonly=True, digits=(16, 2))
    verdict = fields.Selection(VERDICTS, readonly=True, index=True)
    problems = fields.Json(readonly=True, help="Pairs of code and cell.")
    problem_text = fields.Char(
        string="Problems and remarks", compute="_compute_problem_text"
    )
    partner_match_id = fields.Many2one(
        "res.partner",
        string="Who it is",
        readonly=True,
        index="btree_not_null",
    )
    lead_match_id = fields.Many2one(
        "crm.lead", string="Lead", readonly=True, index="btree_not_null"
    )
    expense_match_id = fields.Many2one(
        "marketing.expense",
        string="Which expense",
        readonly=True,
        index="btree_not_null",
    )
    match_by = fields.Selection(MATCHES, string="Found by", readonly=True)
    repeat_number = fields.Integer(
        string="The same as row", readonly=True, aggregator=None
    )
    company_number = fields.Integer(
        readonly=True,
        aggregator=None,
        help="First row of the same company in the file.",
    )
    decision = fields.Selection(DECISIONS, string="What to do", required=True)
    is_decided = fields.Boolean(readonly=True, help="Decided by a person.")
    state = fields.Selection(STATES, required=True, default="todo", readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Loaded as",
        readonly=True,
        index="btree_not_null",
    )
    made_company_id = fields.Many2one(
        "res.partner",
        string="Its company",
        readonly=True,
        index="btree_not_null",
    )
    expense_id = fields.Many2one(
        "marketing.expense",
        string="Expense made",
        readonly=True,
        index="btree_not_null",
    )
    error = fields.Char(readonly=True)

    _todo_idx = models.Index("(import_id, number) WHERE state = 'todo'")
    _company_idx = models.Index("(import_id, company_number)")

    @api.depends("problems", "repeat_number", "error")
    @api.depends_context("lang")
    def _compute_problem_text(self):
        texts = self._get_problem_texts()
        for line in self:
            parts = [line.error] if line.error else []
            for code, cell in line.problems or []:
                text = texts.get(code, code)
                parts.append(f"{text}: {cell}" if cell else text)
            line.problem_text = "; ".join(parts)

    @api.model
    def _get_problem_texts(self):
        """Text of each code of a problem or remark."""
        return {
            **self.env["marketing.import.contact"]._get_problem_texts(),
            **self.env["marketing.import.expense"]._get_problem_texts(),
        }

    def write(self, vals):
        if not self.env.su:
            self._check_decision(vals)
            vals = {**vals, "is_decided": True}
        return super().write(vals)

    def _check_decision(self, vals):
        """A person decides what to do with a row, before it is loaded."""
        if vals.keys() - DECIDED:
            raise UserError(
                self.env._("Only what to do with a row can be changed."),
            )
        if any(line.state != "todo" for line in self) or any(
            record.state not in ("checked", "cancelled") for record in self.import_id
        ):
            raise UserError(
                self.env._(
                    "Rows that are loaded, or are being loaded, cannot be decided anew.",
                ),
            )
        self._check_possible(vals.get("decision"))

    def _check_possible(self, decision):
        if decision == "fill" and any(
            not line.partner_match_id or line.verdict == "repeat" for line in self
        ):
            raise UserError(
                self.env._(
                    "Only a row whose contact is in the base already can fill in its "
                    "empty fields.",
                ),
            )
        if decision == "create" and any(line._is_empty() for line in self):
            raise UserError(
                self.env._(
                    "Nothing can be made of a row without a name or of an expense "
                    "without a date and an amount: mend the file.",
                ),
            )

    def _is_empty(self):
        codes = {code for code, _cell in self.problems or []}
        return bool(codes & {"no_name", "amount", "date"}) and (
            "no_name" in codes or self.import_id.kind == "expense"
        )

    def _follow_policy(self):
        """The choice for all duplicates changes; rows decided by a person stay."""
        for record in self.import_id:
            if record.state != "checked":
                continue
            rows = self.sudo().search(  # sudo: rows are written by the import alone
                [
                    ("import_id", "=", record.id),
                    ("verdict", "=", "duplicate"),
                    ("is_decided", "=", False),
                    ("partner_match_id", "!=", False),
                ],
            )
            rows.write({"decision": record.duplicate_policy})

    def action_decide_create(self):
        """Make new records of these rows, whatever was found."""
        return self.write({"decision": "create"})

    def action_decide_fill(self):
        """Fill in the empty fields of those who are in the base."""
        return self.write({"decision": "fill"})

    def action_decide_skip(self):
        """Leave these rows out."""
        return self.write({"decision": "skip"})

    def action_open_record(self):
        """Open what was made of the row, else whom it repeats."""
        self.ensure_one()
        record = (
            self.partner_id
            or self.expense_id
            or self.partner_match_id
            or self.lead_match_id
            or self.expense_match_id
        )
        if not record:
            raise UserError(self.env._("Nothing is made of this row yet."))
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

    def _get_row_cells(self, names, labels):
        """Cells of the row for the workbook of all rows."""
        values = dict(self.values or {})
        who = self.partner_match_id or self.lead_match_id or self.expense_match_id
        return [
            # two columns of one field were joined: they stand in the first one
            *(values.pop(name, "") for name in names),
            self.number,
            *(labels[name].get(self[name], "") for name in labels),
            who.display_name if who else "",
            self.problem_text,
        ]
