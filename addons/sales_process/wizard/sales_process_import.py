import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.process.file import compare


class SalesProcessImport(models.TransientModel):
    """Take a process from a file: look at the differences, try them, apply them."""

    _name = "sales.process.import"
    _description = "Import a Sales Process"

    file = fields.Binary(required=True, attachment=False)
    file_name = fields.Char()
    data = fields.Json(readonly=True)
    change_text = fields.Text(string="What will change", readonly=True)
    state = fields.Selection(
        [("file", "File"), ("look", "Look")], default="file", readonly=True
    )

    def action_look(self):
        """Read the file and show what it changes; nothing is written.

        :raise UserError: the file cannot be read, or names what is not here
        """
        self.ensure_one()
        if not self.file:
            raise UserError(self.env._("Choose a file."))
        files = self.env["sales.process.file"]
        data = files._read(base64.b64decode(self.file))
        files._resolve(data)
        self.write(
            {
                "data": data,
                "change_text": self._get_change_text(data),
                "state": "look",
            }
        )
        return self._reopen()

    @api.model
    def _get_change_text(self, data):
        lines = self.env["sales.process.version.line"]
        now = self.env["sales.process.file"].sudo()._export()
        texts = [
            lines._describe(lines._prepare(change)["change"])
            for change in compare(now, data)
        ]
        return "\n".join(f"• {text}" for text in texts) or self.env._(
            "Nothing: the process is like this already."
        )

    def action_try(self):
        """Try the process of the file on the history."""
        self.ensure_one()
        return self.env["sales.process.rehearsal"]._open(
            self.data, self.file_name or self.env._("File")
        )

    def action_apply(self):
        """Make the process of the file the one in force.

        :raise UserError: deals are in stages that it does not have
        """
        self.ensure_one()
        self.env["sales.process.version"]._check_may_edit()
        self.env["sales.process.version"]._set_comment(
            self.env._("Imported: %(file)s", file=self.file_name or "")
        )
        self.env["sales.process.file"]._apply(self.data)
        return {"type": "ir.actions.client", "tag": "reload"}

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import a process"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }
