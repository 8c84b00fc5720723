from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SalesDocumentRegister(models.Model):
    """Opening a document and its files, with the rights of who looks."""

    _inherit = "sales.document.register"

    file_count = fields.Integer(string="Files", compute="_compute_file_count")
    can_attach = fields.Boolean(compute="_compute_can_attach")

    @api.depends("res_model", "res_id")
    def _compute_file_count(self):
        files = self._get_files()
        for row in self:
            row.file_count = len(files[row])

    @api.depends_context("uid")
    def _compute_can_attach(self):
        self.can_attach = self.env["sales.document"].has_access("create")

    def _get_files(self):
        """Files of each row: of the document itself and of its scans.

        :return: dict of row -> attachments, with all rights
        """
        rows = self.grouped(lambda row: (row.res_model, row.res_id))
        # sudo: the number of files; opening one asks for the rights of the user
        documents = self.env["sales.document"].sudo()
        ids = {}
        for model, number in rows:
            ids.setdefault(model, []).append(number)
        scans = documents.search(
            Domain.OR(
                Domain("res_model", "=", model) & Domain("res_id", "in", numbers)
                for model, numbers in ids.items()
            )
        )
        owners = {
            (scan._name, scan.id): (scan.res_model, scan.res_id) for scan in scans
        }
        places = ids | {
            documents._name: ids.get(documents._name, []) + scans.ids,
        }
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                Domain.OR(
                    Domain("res_model", "=", model) & Domain("res_id", "in", numbers)
                    for model, numbers in places.items()
                )
            )
        )
        result = dict.fromkeys(self, attachments.browse())
        for place, files in attachments.grouped(
            lambda file: (file.res_model, file.res_id)
        ).items():
            for key in {place, owners.get(place)}:
                for row in rows.get(key, ()):
                    result[row] |= files
        return result

    # ---- buttons -----------------------------------------------------------------------

    def action_open(self):
        """Open the document.

        :raises UserError: the role of the user does not read such documents
        """
        self.ensure_one()
        return self._open(self.res_model, self.res_id, self.display_name)

    @api.model
    def _open(self, model, number, name=""):
        record = self.env[model].browse(number)
        if not record.exists():
            raise UserError(self.env._("The document has been deleted meanwhile."))
        if not record.has_access("read"):
            # sudo: only what kind of documents it is
            label = self.env["ir.model"].sudo()._get(model).name
            raise UserError(
                self.env._(
                    "%(document)s: your role does not open documents of the kind "
                    "“%(kind)s”. Ask a colleague who works with them.",
                    document=name or label,
                    kind=label,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": number,
            "views": [(False, "form")],
        }

    def action_files(self):
        """Show the files of the document, those that the user may read."""
        self.ensure_one()
        files = self._get_files()[self].sudo(False)._filtered_access("read")
        if not files:
            raise UserError(
                self.env._("The files belong to a document that your role cannot open.")
            )
        if len(files) == 1:
            return {
                "type": "ir.actions.act_url",
                "url": f"/web/content/{files.id}",
                "target": "new",
            }
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "ir.attachment",
            "views": [(False, "kanban"), (False, "list"), (False, "form")],
            "domain": [("id", "in", files.ids)],
            "context": {"create": False},
        }

    def action_attach(self):
        """Ask for the files of the signed document."""
        self.ensure_one()
        source = self.env[self.res_model].browse(self.res_id)
        return self.env["sales.document.upload"]._open(self.lead_id, source)
