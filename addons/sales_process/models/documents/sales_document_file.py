from odoo import api, models
from odoo.exceptions import ValidationError

from ...tools.documents.files import get_file_problem


class SalesDocument(models.Model):
    """The files of a document: checked, and kept by this document alone."""

    _inherit = "sales.document"

    @api.constrains("attachment_ids")
    def _check_files(self):
        """
        :raises ValidationError: empty, too large, or a program
        """
        limit = self.env["sales.settings"]._get_value("document_max_mb")
        # sudo: the beginning of a file is looked at, whoever keeps it
        for file in self.attachment_ids.sudo():
            if file.type != "binary":
                continue  # a link has no content
            head = (file.raw or b"")[:8]
            problem = get_file_problem(file.name, file.file_size, head, limit)
            if problem:
                raise ValidationError(self._describe_problem(problem, file, limit))

    def _describe_problem(self, problem, file, limit):
        if problem == "empty":
            return self.env._(
                "“%(file)s” is empty. Choose the file once more.", file=file.name
            )
        if problem == "large":
            return self.env._(
                "“%(file)s” is larger than %(limit)s MB. Scan it with a lower resolution "
                "or split it.",
                file=file.name,
                limit=limit,
            )
        return self.env._(
            "“%(file)s” is a program. Documents are kept as PDF, pictures, office "
            "files or archives.",
            file=file.name,
        )

    def _adopt_files(self):
        """Each file belongs to its document: rights on it are those on the document.

        A file that another record keeps is copied, so that it stays there.
        """
        for document in self:
            document._adopt_own_files()

    def _adopt_own_files(self):
        self.ensure_one()
        foreign = self.attachment_ids.filtered(lambda file: not self._may_adopt(file))
        own = self.attachment_ids - foreign
        values = {"res_model": self._name, "res_id": self.id}
        own.filtered(lambda file: file.res_id != self.id).write(values)
        if foreign:
            copies = foreign.browse([file.copy(values).id for file in foreign])
            # past the write of this class: pylint: disable=super-method-mismatch
            super().write({"attachment_ids": [(6, 0, (own | copies).ids)]})

    def _may_adopt(self, file):
        """The file is of this document, or was uploaded by the user for it."""
        if file.res_id:
            return (file.res_model, file.res_id) == (self._name, self.id)
        return file.create_uid == self.env.user
