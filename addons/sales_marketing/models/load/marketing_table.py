from odoo import api, models
from odoo.exceptions import UserError

from ...tools.table_file import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, TableError, read_table


class MarketingTable(models.AbstractModel):
    """Reads a table that somebody loads; what is wrong is said in his language."""

    _name = "marketing.table"
    _description = "Tables to Load"

    @api.model
    def _read(self, file_name, content, header_number=None):
        """Return the ``Table`` of a CSV or XLSX file.

        :param str file_name: name of the file
        :param bytes content: the file itself
        :param int header_number: row of the headers, None: it is looked for
        :raise UserError: the file cannot be read, with what to do about it
        """
        try:
            return read_table(file_name or "", content or b"", header_number)
        except TableError as error:
            raise UserError(self._get_error_text(error.code)) from error

    @api.model
    def _get_error_text(self, code):
        return {
            "empty": self.env._("The file is empty. Choose one with rows."),
            "too_large": self.env._(
                "The file is too large. At most %(size)s MB can be loaded: divide it.",
                size=MAX_BYTES // 2**20,
            ),
            "old_excel": self.env._(
                "This is an old Excel file (.xls). Open it and save it as .xlsx or .csv."
            ),
            "encoding": self.env._(
                "The letters of the file cannot be read. Save it as CSV UTF-8 or .xlsx."
            ),
            "too_many_rows": self.env._(
                "The file has more than %(count)s rows. Divide it.", count=MAX_ROWS
            ),
            "too_many_columns": self.env._(
                "The file has more than %(count)s columns. Leave those that are needed.",
                count=MAX_COLUMNS,
            ),
            "no_header": self.env._(
                "The row of the headers is empty. Give the number of another row."
            ),
        }.get(
            code,
            self.env._("The file cannot be read. Save it anew as .xlsx or CSV UTF-8."),
        )
