from odoo import Command, models
from odoo.exceptions import UserError

from ...tools.documents.files import get_file_problem

MAX_FILES = 20
MAX_FILE_MB = 20
MAX_FILE_NAME = 200


class SalesQuestionnaire(models.Model):
    """Drawings and terms of reference that the client attaches to his answers."""

    _inherit = "sales.questionnaire"

    def _own_files(self):
        """Files that were uploaded before the questionnaire was saved belong to it."""
        for questionnaire in self:
            # sudo: only files of nobody that the user himself has just uploaded
            free = questionnaire.file_ids.sudo().filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            )
            if free:
                free.write({"res_model": self._name, "res_id": questionnaire.id})

    def _add_file(self, name, content):
        """Keep a file of the client.

        :raises UserError: no more answers are taken, or the file cannot be kept
        """
        self.ensure_one()
        self.lock_for_update()
        self._check_open()
        self._check_new_file(name, content)
        # sudo: the file belongs to the questionnaire; who sends it is a stranger to us
        file = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": name,
                    "raw": content,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        )
        self.sudo().file_ids = [Command.link(file.id)]
        return file

    def _remove_file(self, file_id):
        """The client takes his file back.

        :raises UserError: no more answers are taken
        """
        self.ensure_one()
        self.lock_for_update()
        self._check_open()
        # sudo: one of this questionnaire only
        self.sudo().file_ids.filtered(lambda file: file.id == file_id).unlink()

    def _get_files_hint(self):
        return self.env._(
            "One file of at most %(size)s MB at a time, at most %(count)s files.",
            size=MAX_FILE_MB,
            count=MAX_FILES,
        )

    def _check_new_file(self, name, content):
        """
        :raises UserError: too many files, or one that cannot be kept
        """
        if len(self.file_ids) >= MAX_FILES:
            raise UserError(
                self.env._("At most %(limit)s files can be attached.", limit=MAX_FILES)
            )
        if not (name or "").strip() or len(name) > MAX_FILE_NAME:
            raise UserError(self.env._("The name of the file is too long or empty."))
        problem = get_file_problem(name, len(content), content[:8], MAX_FILE_MB)
        if problem == "empty":
            raise UserError(self.env._("“%(file)s” is empty.", file=name))
        if problem == "large":
            raise UserError(
                self.env._(
                    "“%(file)s” is larger than %(limit)s MB.",
                    file=name,
                    limit=MAX_FILE_MB,
                )
            )
        if problem:
            raise UserError(
                self.env._("“%(file)s” is a program: it cannot be kept.", file=name)
            )
