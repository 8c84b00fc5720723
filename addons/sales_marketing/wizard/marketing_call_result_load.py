import base64

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.sales_process.tools.intake.phones import valid_phones

from ..tools.calls.phone_results import read_key, same_words
from ..tools.export import phone_list

MODELS = {"partner_id": "res.partner", "lead_id": "crm.lead"}


class MarketingCallResultLoad(models.TransientModel):
    """Load a list for calls back, with the results that people have written into it.

    1. ``action_read`` matches each row with a contact and says what is wrong, without
       writing anything;
    2. ``action_apply`` writes the results on the lines of a call campaign of the
       export, so the rules are those of any call. A row that is loaded already changes
       nothing.
    """

    _name = "marketing.call.result.load"
    _description = "Load Results of Calls"

    export_id = fields.Many2one("marketing.export", required=True, readonly=True)
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    user_id = fields.Many2one(
        "res.users",
        string="Next calls without a salesperson",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        help="Gets the next calls to clients who have no salesperson.",
    )
    is_read = fields.Boolean(readonly=True)
    line_ids = fields.One2many("marketing.call.result.load.line", "load_id")
    ready_count = fields.Integer(string="Will be loaded", compute="_compute_counts")
    warning_count = fields.Integer(string="To decide", compute="_compute_counts")
    loaded_count = fields.Integer(string="Loaded already", compute="_compute_counts")
    problem_count = fields.Integer(string="Problems", compute="_compute_counts")
    empty_count = fields.Integer(string="Rows without a result", readonly=True)

    def _compute_counts(self):
        for load in self:
            states = load.line_ids.mapped("state")
            for state in ("ready", "warning", "loaded", "problem"):
                load[f"{state}_count"] = states.count(state)

    def action_read(self):
        """Read the file and show what would be done with each row.

        :raise UserError: no file, or one that is no such list
        """
        self.ensure_one()
        if not self.file:
            raise UserError(self.env._("Choose the file with the results."))
        table = self.env["marketing.table"]._read(
            self.file_name,
            base64.b64decode(self.file),
        )
        columns = self._find_columns(table.headers)
        rows = [
            {
                "row_number": number,
                **{name: cells[column] for name, column in columns.items()},
            }
            for number, cells in zip(table.numbers, table.rows, strict=True)
        ]
        filled = [row for row in rows if any(row.get(n) for n in phone_list.FILLED)]
        self.line_ids.unlink()
        self.write({"is_read": True, "empty_count": len(rows) - len(filled)})
        lines = self.line_ids.create(
            [self._prepare_line_values(row) for row in filled],
        )
        self._match(lines)
        lines._check()
        return self._reopen()

    def action_apply(self):
        """Write the results that were read and are chosen; then open them.

        :raise UserError: nothing to load
        """
        self.ensure_one()
        campaign = self._get_campaign()
        # the same file may have been loaded from another window in the meantime
        self.line_ids._check()
        lines = self.line_ids.filtered("is_taken")
        if not lines:
            raise UserError(self.env._("There is nothing to load."))
        lines._apply(campaign)
        self._note(campaign, len(lines))
        return campaign.action_open_lines()

    def action_back(self):
        """Choose another file."""
        self.line_ids.unlink()
        self.write({"is_read": False, "file": False, "file_name": False})
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self._description,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _find_columns(self, headers):
        """Number of each column of the list, by its header in any language."""
        exports = self.env["marketing.export"]
        known = {}
        for code, _name in self.env["res.lang"].get_installed():
            names = exports.with_context(lang=code)._get_phone_headers()
            known.update({same_words(text): name for name, text in names.items()})
        columns = {}
        for number, header in enumerate(headers):
            name = known.get(same_words(header))
            if name:
                columns.setdefault(name, number)
        if "result" not in columns or not {"key", "number", "phone"} & columns.keys():
            raise UserError(
                self.env._(
                    "This is no list for calls: the columns “%(result)s” and "
                    "“%(key)s” or “%(phone)s” are not there.",
                    **exports._get_phone_headers(),
                ),
            )
        return columns

    def _prepare_line_values(self, row):
        parts = (row.get("company"), row.get("contact"))
        return {
            "load_id": self.id,
            "row_number": row["row_number"],
            "key": row.get("key"),
            "label": ", ".join(dict.fromkeys(filter(None, parts))),
            "phone": row.get("number") or row.get("phone"),
            "result_text": row.get("result"),
            "note": row.get("comment"),
            "date_text": row.get("next_call"),
        }

    # ---- who is it -------------------------------------------------------------------

    def _match(self, lines):
        """Find the contact of each line: by the key of the row, else by its number."""
        for line in lines:
            key = read_key(line.key or "")
            if key and key.seal == self.export_id._seal(key.text):
                line._set_by_key(key)
        rest = lines.filtered(lambda line: not line.problem and not line._get_record())
        numbers = {line: self._get_number(line) for line in rest}
        found = self._find_by_number(set(filter(None, numbers.values())))
        for line, number in numbers.items():
            line._set_by_number(found.get(number, []))

    def _get_number(self, line):
        phones = valid_phones(line.phone)
        return phones[0].e164 if phones else ""

    def _find_by_number(self, numbers):
        """Records of the export with each of the numbers."""
        keys = self._get_exported_keys()
        found = {}
        for model in MODELS.values():
            records = self.env[model].search_fetch(
                [("phone_sanitized", "in", list(numbers))],
                ["phone_sanitized"],
            )
            for record in records:
                if (model, record.id) in keys:
                    found.setdefault(record.phone_sanitized, []).append(record)
        return found

    def _get_exported_keys(self):
        """Model and id of the rows of the export, by its kept file."""
        content = self.export_id._get_files("csv").raw or b""
        table = self.env["marketing.table"]._read("list.csv", content)
        keys = [read_key(row[-1]) for row in table.rows]
        return {(key.model, key.record_id) for key in keys if key}

    # ---- the campaign that the results belong to -------------------------------------

    def _get_campaign(self):
        """The campaign of the export, locked: it is made by the first results."""
        campaigns = self.env["marketing.call.campaign"]
        campaign = campaigns.search([("export_id", "=", self.export_id.id)], limit=1)
        if not campaign:
            campaign = campaigns.create(self._prepare_campaign_values())
            campaign.state = "running"
        campaign.lock_for_update(allow_referencing=True)
        return campaign

    def _prepare_campaign_values(self):
        return {
            "name": self.export_id.name,
            "segment_id": self.export_id.segment_id.id,
            "export_id": self.export_id.id,
        }

    def _note(self, campaign, count):
        self.export_id._message_log(
            body=self.env._(
                "Results of calls were loaded from “%(file)s”: %(count)s rows.",
                file=self.file_name,
                count=count,
            ),
        )
