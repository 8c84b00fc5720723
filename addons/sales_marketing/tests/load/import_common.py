import csv
import io
from base64 import b64encode
from unittest.mock import patch

from ..common import MarketingCommon

#: right check digits, region that does not exist
INN = "0018314456"
OTHER_INN = "0027405156"


class ImportCommon(MarketingCommon):
    """Imports made of lists of rows, checked and loaded as the marketer."""

    @classmethod
    def _csv(cls, headers, rows):
        buffer = io.StringIO(newline="")
        csv.writer(buffer, delimiter=";").writerows([headers, *rows])
        return buffer.getvalue().encode("utf-8-sig")

    @classmethod
    def _create_import(cls, headers, rows, *, content=None, **values):
        """A new import of a table; ``content`` is the file itself instead of rows."""
        content = content or cls._csv(headers, rows)
        return (
            cls.env["marketing.import"]
            .with_user(cls.marketer)
            .create(
                {
                    "file": b64encode(content),
                    "file_name": "base.csv",
                    **values,
                },
            )
        )

    def _check(self, headers, rows, **values):
        record = self._create_import(headers, rows, **values)
        record.action_read()
        record.action_check()
        return record

    def _run(self, *, seconds_left=1.0):
        """What the scheduled action does, without committing."""
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", return_value=seconds_left):
            self.env["marketing.import"]._cron_run()
        self.env.invalidate_all()

    def _load(self, headers, rows, **values):
        record = self._check(headers, rows, **values)
        record.action_start()
        self._run()
        return record

    def _get_made(self, record):
        return self.env["res.partner"].search(
            [("marketing_import_id", "=", record.id)], order="id"
        )

    def _get_verdicts(self, record):
        return [line.verdict for line in record.line_ids.sorted("number")]

    def _get_codes(self, record):
        """Codes of the problems and remarks of each row."""
        lines = record.line_ids.sorted("number")
        return [[code for code, _cell in line.problems or []] for line in lines]
