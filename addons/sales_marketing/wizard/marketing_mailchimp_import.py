import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.mailchimp.mailchimp_departure import (
    MAX_ZIP,
    DepartureError,
    read_departures,
)

SHOWN = 200
COUNTS = ("all", "repeated", "known", "unknown", "blocked", "new", "question")


class MarketingMailchimpImport(models.TransientModel):
    """Import who has left in Mailchimp: first the figures, then it is honoured.

    Takes the ZIP of *Export audience*, or one CSV of it. A second import of the same
    file changes nothing.
    """

    _name = "marketing.mailchimp.import"
    _description = "Import of Unsubscriptions from Mailchimp"

    file = fields.Binary(
        string="File of Mailchimp",
        attachment=False,
        help="The ZIP of “Export audience”, or one CSV of it.",
    )
    file_name = fields.Char()
    kind = fields.Selection(
        [("unsubscribed", "Unsubscribed"), ("cleaned", "Address bounces")],
        string="Holds",
        help="Only for a single file that does not say it itself.",
    )
    state = fields.Selection(
        [("draft", "File"), ("checked", "Checked"), ("done", "Honoured")],
        default="draft",
        readonly=True,
    )
    all_count = fields.Integer(string="Addresses in the file", readonly=True)
    repeated_count = fields.Integer(string="Imported before", readonly=True)
    known_count = fields.Integer(string="With a contact or lead", readonly=True)
    unknown_count = fields.Integer(string="Of nobody we know", readonly=True)
    blocked_count = fields.Integer(string="On the blacklist already", readonly=True)
    new_count = fields.Integer(string="To be blocked", readonly=True)
    question_count = fields.Integer(
        string="Agreed again later",
        readonly=True,
        help="The consent, or the end of the block, is later than the unsubscription. "
        "They are not blocked: decide in the list of unsubscriptions.",
    )
    problem_count = fields.Integer(string="Rows that cannot be read", readonly=True)
    problem_text = fields.Text(string="Which ones", readonly=True)
    skipped_text = fields.Char(string="Files left aside", readonly=True)

    def action_check(self):
        """Read the file and count; nothing is changed."""
        return self._run(is_dry=True)

    def action_import(self):
        """Honour the file."""
        return self._run(is_dry=False)

    def action_back(self):
        """Choose another file."""
        self.write({"state": "draft"})
        return self._prepare_own_action()

    def action_open_unsubscriptions(self):
        """Open the unsubscriptions, questions first when there are any."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_marketing.marketing_unsubscription_action",
        )
        name = "question" if self.question_count else "honoured"
        return {**action, "context": {f"search_default_{name}": 1}}

    def _run(self, *, is_dry):
        self.ensure_one()
        found = self._read_file()
        counts = self.env["marketing.unsubscription"]._honour(
            found.rows,
            is_dry=is_dry,
        )
        self.write(
            {
                **{f"{name}_count": counts[name] for name in COUNTS},
                **self._prepare_problem_values(found),
                "state": "checked" if is_dry else "done",
            },
        )
        return self._prepare_own_action()

    def _read_file(self):
        if not self.file:
            raise UserError(self.env._("Choose the file first."))
        if len(self.file) > MAX_ZIP * 4 // 3 + 4:
            raise UserError(self._get_error_text(DepartureError("zip_large")))
        try:
            content = base64.b64decode(self.file, validate=True)
            return read_departures(self.file_name or "", content, self.kind or "")
        except binascii.Error as error:
            raise UserError(self.env._("The file has not arrived whole.")) from error
        except DepartureError as error:
            raise UserError(self._get_error_text(error)) from error

    def _prepare_problem_values(self, found):
        shown = found.problems[:SHOWN]
        return {
            "problem_count": len(found.problems),
            "problem_text": "\n".join(
                self.env._(
                    "%(file)s, row %(row)s: %(text)s",
                    file=name,
                    row=number,
                    text=cell or self.env._("no address"),
                )
                for name, number, cell in shown
            ),
            "skipped_text": ", ".join(found.skipped_files),
        }

    @api.model
    def _get_error_text(self, error):
        """What is wrong with the file and what to do."""
        texts = {
            "zip_large": self.env._(
                "The archive is too large, or unpacks to more than 100 MB. Export "
                "fewer fields, or take its files one by one.",
            ),
            "zip_broken": self.env._(
                "The archive cannot be unpacked: it is damaged or has a password.",
            ),
            "no_file": self.env._(
                "The archive has no list of unsubscribed or cleaned contacts. In "
                "Mailchimp choose “Export audience” for all contacts.",
            ),
            "no_kind": self.env._(
                "“%(file)s” does not say whether its contacts have unsubscribed or "
                "bounce. Choose it in “Holds”, if it is not the list of subscribers.",
                file=error.name,
            ),
            "no_email": self.env._(
                "“%(file)s” has no column “Email Address”.",
                file=error.name,
            ),
            "empty": self.env._("The file is empty."),
            "old_excel": self.env._(
                "Old Excel workbooks (.xls) cannot be read. Take the CSV of Mailchimp.",
            ),
        }
        unreadable = self.env._(
            "“%(file)s” cannot be read: take the file as Mailchimp gives it.",
            file=error.name,
        )
        return texts.get(error.code, unreadable)

    def _prepare_own_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import from Mailchimp"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
