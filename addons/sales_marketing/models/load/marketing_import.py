from base64 import b64decode
from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.load.import_columns import find_header_row, guess_columns, headers_key
from ...tools.table_file import TableError, read_rows, read_table
from .marketing_import_line import VERDICTS

KINDS = [("contact", "Base of contacts"), ("expense", "Expenses")]
STATES = [
    ("draft", "New"),
    ("checked", "Checked"),
    ("running", "Under way"),
    ("done", "Finished"),
    ("cancelled", "Cancelled"),
]
POLICIES = [
    ("skip", "Leave as they are"),
    ("fill", "Fill in empty fields only"),
]
SAMPLE_ROWS = 30
SAMPLES = 3
CHECK_BATCH = 500
MAX_ROWS = 50_000
#: written by the import alone
RESULTS = {"state", "user_id", "date_checked", "date_started", "date_done"}


class MarketingImport(models.Model):
    """A table that a marketer loads: a base of contacts or expenses (R157, R159).

    1. ``action_read``: the headers are found and each column is given a field, as it
       was for the same headers the last time, else by its name;
    2. ``action_check``, the dry run: every row gets a verdict (new, in the base
       already and who it is, repeated in the file, problem) and what is to be done with
       it; nothing is made;
    3. ``action_start``: the rows are loaded in the background, in batches, each row
       exactly once: a row that is loaded keeps what was made of it;
    4. it can be cancelled and continued; ``action_undo`` archives or deletes what it
       made and nobody has touched since.
    """

    _name = "marketing.import"
    _description = "Marketing Import"
    _inherit = ["mail.thread"]
    _order = "create_date desc, id desc"

    name = fields.Char(compute="_compute_name", store=True)
    kind = fields.Selection(
        KINDS, string="What to load", required=True, default="contact"
    )
    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    state = fields.Selection(
        STATES, default="draft", readonly=True, copy=False, tracking=True, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Loaded by",
        default=lambda self: self.env.user,
        readonly=True,
        copy=False,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    date_checked = fields.Datetime(readonly=True, copy=False)
    date_started = fields.Datetime(readonly=True, copy=False)
    date_done = fields.Datetime(string="Finished on", readonly=True, copy=False)

    header_number = fields.Integer(
        string="Row with the headers",
        copy=False,
        help="Number of the row of the file. 0: found by the program.",
    )
    column_ids = fields.One2many("marketing.import.column", "import_id", copy=False)
    mapping_id = fields.Many2one(
        "marketing.import.mapping",
        string="Remembered as",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    line_ids = fields.One2many("marketing.import.line", "import_id", copy=False)

    duplicate_policy = fields.Selection(
        POLICIES,
        string="Who is in the base already",
        required=True,
        default="skip",
        tracking=True,
        help="May be changed row by row in the list of rows.",
    )
    create_missing = fields.Boolean(
        string="Make unknown tags and sources",
        help="A tag, source, medium or campaign of the file that does not exist yet is "
        "made. Otherwise its row is a problem.",
    )
    source_id = fields.Many2one(
        "utm.source",
        help="Taken when the row names no source of its own.",
    )
    category_ids = fields.Many2many(
        "res.partner.category",
        string="Tags for all",
        help="Given to every company and contact that is made.",
    )
    consent_source = fields.Char(
        string="Consent: what proves it",
        help="Taken when a row has a date of the consent and does not say what proves "
        "it. A row without a date gets no consent.",
    )

    row_count = fields.Integer(string="Rows", compute="_compute_counts")
    new_count = fields.Integer(string="New ones", compute="_compute_counts")
    duplicate_count = fields.Integer(
        string="In the base already", compute="_compute_counts"
    )
    repeat_count = fields.Integer(
        string="Repeated in the file", compute="_compute_counts"
    )
    problem_count = fields.Integer(string="With problems", compute="_compute_counts")
    create_count = fields.Integer(string="Will be made", compute="_compute_counts")
    fill_count = fields.Integer(string="Will be filled in", compute="_compute_counts")
    todo_count = fields.Integer(string="Left to load", compute="_compute_counts")
    made_count = fields.Integer(string="Made", compute="_compute_counts")
    filled_count = fields.Integer(string="Filled in", compute="_compute_counts")
    failed_count = fields.Integer(
        string="Could not be loaded", compute="_compute_counts"
    )
    progress = fields.Float(
        compute="_compute_counts", help="Share of the rows that are finished, percent."
    )

    @api.depends("file_name", "kind", "create_date")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for record in self:
            record.name = record.file_name or kinds.get(record.kind)

    @api.depends("line_ids.verdict", "line_ids.decision", "line_ids.state")
    def _compute_counts(self):
        groups = self.env["marketing.import.line"]._read_group(
            [("import_id", "in", self.ids)],
            ["import_id", "verdict", "decision", "state"],
            ["__count"],
        )
        for record in self:
            rows = [row[1:] for row in groups if row[0] == record._origin]
            record._set_counts(rows)

    def _set_counts(self, rows):
        """Fill the counts from (verdict, decision, state, number of rows)."""

        def count(*, verdict=None, decision=None, states=()):
            return sum(
                number
                for row_verdict, row_decision, state, number in rows
                if verdict in (None, row_verdict)
                and decision in (None, row_decision)
                and (not states or state in states)
            )

        for verdict, _label in VERDICTS:
            self[f"{verdict}_count"] = count(verdict=verdict)
        self.row_count = count()
        self.create_count = count(decision="create")
        self.fill_count = count(decision="fill")
        self.todo_count = count(states=("todo",)) - count(
            decision="skip", states=("todo",)
        )
        self.made_count = count(decision="create", states=("done",))
        self.filled_count = count(decision="fill", states=("done",))
        self.failed_count = count(states=("failed",))
        planned = self.create_count + self.fill_count
        self.progress = 100 * (planned - self.todo_count) / planned if planned else 0

    # ---- records -------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_result_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_result_fields(vals)
        # the reading itself notes the row of the headers that it has found
        if not self.env.su and vals.keys() & {"file", "kind", "header_number"}:
            self._check_state("draft", "checked")
            self._forget_reading()
        result = super().write(vals)
        if "duplicate_policy" in vals:
            self.line_ids._follow_policy()
        return result

    def _check_result_fields(self, vals):
        if RESULTS & vals.keys() and not self.env.su:
            raise UserError(
                self.env._("The result of an import cannot be typed in or changed."),
            )

    def _check_state(self, *states):
        if any(record.state not in states for record in self):
            raise UserError(
                self.env._(
                    "This import has been started: make a new one for another file.",
                ),
            )

    def _forget_reading(self):
        """Another file, or other headers: columns and rows are read anew."""
        self.column_ids.unlink()
        # sudo: rows are made and deleted by the import alone
        self.line_ids.sudo().unlink()
        self.sudo().write({"state": "draft", "mapping_id": False})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_loaded(self):
        if any(record.state in ("running", "done") for record in self) or any(
            self.mapped("made_count")
        ):
            raise UserError(
                self.env._("An import that has loaded something stays as its record."),
            )

    # ---- reading ---------------------------------------------------------------------

    def action_read(self):
        """Find the headers of the file and give each column a field.

        :raise UserError: the file is no table
        """
        self.check_access("write")
        for record in self:
            record._check_state("draft", "checked")
            record._forget_reading()
            record._read_columns()
        return True

    def _read_columns(self):
        rows = self._read_safely(self._read_head)
        number = self.header_number or find_header_row(self.kind, rows)
        # the reader's own rule when no header is known
        table = self._read_safely(
            lambda name, content: read_table(name, content, number)
        )
        self._check_size(table)
        remembered = self._find_mapping(table.headers)
        names = remembered._get_fields(table.headers) if remembered else None
        names = names or guess_columns(self.kind, table.headers)
        self.env["marketing.import.column"].create(
            [
                self._prepare_column_values(table, index, name)
                for index, name in enumerate(names)
                if table.headers[index]
            ],
        )
        # sudo: not a choice of the user, which would be a reason to read anew
        self.sudo().write(
            {"mapping_id": remembered.id, "header_number": table.header_number},
        )

    @api.model
    def _read_head(self, name, content):
        return list(islice(read_rows(name, content), SAMPLE_ROWS))

    def _read_safely(self, reader):
        """What ``reader`` makes of the file.

        :raise UserError: no file, or it is no table
        """
        if not self.file:
            raise UserError(self.env._("Choose the file to load."))
        try:
            return reader(self.file_name or "", b64decode(self.file))
        except TableError as error:
            text = self.env["marketing.table"]._get_error_text(error.code)
            raise UserError(text) from error

    def _check_size(self, table):
        if not table.rows:
            raise UserError(
                self.env._("The file has headers and not a single row below them."),
            )
        if len(table.rows) > MAX_ROWS:
            raise UserError(
                self.env._(
                    "The file has %(rows)s rows; at most %(limit)s are loaded at once: "
                    "split it.",
                    rows=len(table.rows),
                    limit=MAX_ROWS,
                ),
            )

    def _prepare_column_values(self, table, index, name):
        samples = (row[index] for row in table.rows if row[index])
        return {
            "import_id": self.id,
            "position": index,
            "header": table.headers[index],
            "sample": " · ".join(cell[:60] for cell in islice(samples, SAMPLES)),
            f"{self.kind}_field": name or False,
        }

    def _find_mapping(self, headers):
        return self.env["marketing.import.mapping"].search(
            [("kind", "=", self.kind), ("headers_key", "=", headers_key(headers))],
            limit=1,
        )

    # ---- dry run -----------------------------------------------------------------------

    def action_check(self):
        """Look at every row and say what would be done; nothing is made.

        :raise UserError: no column has a field, or one that must be there is missing
        """
        self.check_access("write")
        for record in self:
            record._check_state("draft", "checked")
            if not record.column_ids:
                record._read_columns()
            record._check_rows()
        return True

    def _check_rows(self):
        names = self._get_column_fields()
        handler = self._get_handler()
        handler._check_columns(set(names.values()))
        table = self._read_safely(
            lambda name, content: read_table(name, content, self.header_number),
        )
        self._check_size(table)
        # sudo: rows are made and deleted by the import alone
        self.line_ids.sudo().unlink()
        lines = self.env["marketing.import.line"].sudo()
        rows = handler._read_rows(self, self._iterate_cells(table, names))
        while batch := list(islice(rows, CHECK_BATCH)):
            lines.create(handler._prepare_line_values(self, batch))
            lines.flush_model()
            lines.invalidate_model()
        self._remember_mapping(table.headers, names)
        # sudo: nobody types in results
        self.sudo().write(
            {
                "state": "checked",
                "user_id": self.env.uid,
                "date_checked": fields.Datetime.now(),
            },
        )

    def _get_column_fields(self):
        """Position of each used column and its field."""
        return {
            column.position: column[f"{self.kind}_field"]
            for column in self.column_ids
            if column[f"{self.kind}_field"]
        }

    @api.model
    def _iterate_cells(self, table, names):
        """Number of the row and its cells by field; several columns are joined."""
        for number, cells in zip(table.numbers, table.rows, strict=True):
            values = {}
            for position, name in names.items():
                if cells[position]:
                    known = values.get(name)
                    cell = cells[position]
                    values[name] = f"{known}; {cell}" if known else cell
            if values:
                yield number, values

    def _remember_mapping(self, headers, names):
        mapping = self._find_mapping(headers)
        values = {"fields_by_header": self._prepare_mapping(headers, names)}
        if mapping:
            mapping.write(values)
        else:
            mapping = mapping.create(
                {
                    **values,
                    "kind": self.kind,
                    "name": self.name,
                    "headers_key": headers_key(headers),
                },
            )
        self.mapping_id = mapping

    @api.model
    def _prepare_mapping(self, headers, names):
        return [[headers[position], name] for position, name in names.items()]

    def _get_handler(self):
        """Model that knows the fields of this kind of table."""
        return self.env[f"marketing.import.{self.kind}"]

    # ---- what is seen ------------------------------------------------------------------

    def action_open_rows(self):
        """Open the rows, those of the verdict of the context when there is one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_marketing.marketing_import_line_action",
        )
        context = {
            "sales_marketing_import_kind": self.kind,
            "sales_marketing_import_loaded": self.state not in ("draft", "checked"),
        }
        if self.env.context.get("sales_marketing_verdict"):
            verdict = self.env.context["sales_marketing_verdict"]
            context[f"search_default_{verdict}"] = 1
        return {
            **action,
            "display_name": self.name,
            "domain": [("import_id", "=", self.id)],
            "context": context,
        }

    def action_open_made(self):
        """Open the contacts or expenses that the import has made."""
        self.ensure_one()
        return self._get_handler()._prepare_made_action(self)

    def action_download_rows(self):
        """Download the rows with verdicts and problems as a workbook."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/sales_marketing/import/{self.id}/rows",
            "target": "download",
        }

    def action_download_template(self):
        """Download an empty table with the headers that are understood."""
        kind = self[:1].kind or "contact"
        return {
            "type": "ir.actions.act_url",
            "url": f"/sales_marketing/import/template/{kind}",
            "target": "download",
        }
