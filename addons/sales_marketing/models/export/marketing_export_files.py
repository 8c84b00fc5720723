import os
import tempfile

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS
from odoo.tools import hmac

from ...tools.export import phone_list
from ...tools.export.export_file import XLSX_MIMETYPE, Sheet, write_workbook

CSV_MIMETYPE = "text/csv"
#: kind of a file to its field, extension, MIME type
FILES = {
    "csv": ("csv_file", "csv", CSV_MIMETYPE),
    "xlsx": ("xlsx_file", "xlsx", XLSX_MIMETYPE),
    "refused": ("refused_file", "csv", CSV_MIMETYPE),
    "gone": ("gone_file", "csv", CSV_MIMETYPE),
}
#: a workbook of more rows is made in the background
WORKBOOK_AT_ONCE = 50_000


class MarketingExportFiles(models.Model):
    """The files of an export: kept for good, given out by one door that writes down who
    took them (the route ``/sales_marketing/export``), and never read as a field.

    The workbook of Mailchimp is made when somebody asks for it, of the kept rows.
    """

    _inherit = "marketing.export"

    csv_file = fields.Binary(attachment=True, copy=False, groups=NO_ACCESS)
    xlsx_file = fields.Binary(attachment=True, copy=False, groups=NO_ACCESS)
    refused_file = fields.Binary(attachment=True, copy=False, groups=NO_ACCESS)
    gone_file = fields.Binary(attachment=True, copy=False, groups=NO_ACCESS)
    log_ids = fields.One2many("marketing.export.log", "export_id", string="Downloads")

    def action_download_csv(self):
        """Download the file for programs."""
        return self._prepare_download_action("csv")

    def action_download_xlsx(self):
        """Download the file for people; it is made when it is not there yet.

        :raise UserError: more rows than Excel can show
        """
        self.ensure_one()
        self._check_is_done()
        if not self._get_files("xlsx"):
            if self.row_count + self.refused_count > WORKBOOK_AT_ONCE:
                return self._queue_workbook()
            self._lock()
            self._make_workbook()
        return self._prepare_download_action("xlsx")

    def action_download_refused(self):
        """Download the whole list of refused contacts."""
        return self._prepare_download_action("refused")

    def action_download_gone(self):
        """Download the list of those who were in the last export and are not now."""
        return self._prepare_download_action("gone")

    def action_load_results(self):
        """Open the wizard that loads the list back with the results of calls."""
        self.ensure_one()
        self._check_is_done()
        load = self.env["marketing.call.result.load"].create({"export_id": self.id})
        return load._reopen()

    def _prepare_download_action(self, kind):
        self.ensure_one()
        self._check_is_done()
        return {
            "type": "ir.actions.act_url",
            "url": f"/sales_marketing/export/{self.id}/{kind}",
            "target": "download",
        }

    def _check_is_done(self):
        if self.state != "done":
            raise UserError(self.env._("Export the contacts first."))

    def _get_files(self, kind):
        """The kept file, as an attachment of the superuser; none when not made."""
        return self.env["marketing.stored.file"]._find(self, FILES[kind][0])

    def _keep_files(self, files):
        """Keep what the pass has written."""
        self._keep("csv", files.path("rows"))
        self._keep("refused", files.path("refused"))
        self._keep("gone", files.path("gone"))
        if self.layout == "phone":
            self._make_workbook()

    def _make_workbook(self):
        """Make the workbook of the kept files."""
        with tempfile.TemporaryDirectory(prefix="marketing_export_") as folder:
            stored = self.env["marketing.stored.file"]
            paths = {
                kind: stored._fetch(self, field, os.path.join(folder, f"{kind}.csv"))
                for kind, (field, extension, _type) in FILES.items()
                if extension == "csv"
            }
            path = os.path.join(folder, "export.xlsx")
            try:
                write_workbook(path, self._prepare_sheets(paths))
            except OverflowError as error:
                raise UserError(
                    self.env._("Excel cannot show so many rows. Take the CSV file."),
                ) from error
            self._keep("xlsx", path)

    def _prepare_sheets(self, paths):
        sheets = [self._prepare_rows_sheet(paths["csv"])]
        titles = {
            "refused": self.env._("Refused"),
            "gone": self.env._("Gone since the last export"),
        }
        for kind, title in titles.items():
            if paths[kind]:
                sheets.append(Sheet(title=title, path=paths[kind]))
        return sheets

    def _prepare_rows_sheet(self, path):
        if self.layout == "mailchimp":
            return Sheet(title="Mailchimp", path=path)
        columns = {name: number for number, name in enumerate(phone_list.NAMES)}
        results = self._get_result_labels()
        results.pop("talk")
        return Sheet(
            title=self.env._("Calls"),
            path=path,
            widths=list(phone_list.COLUMNS.values()),
            printed=phone_list.PRINTED,
            hidden=[columns["key"]],
            choices={columns["result"]: list(results.values())},
            dates=[columns["next_call"]],
        )

    def _get_row_key(self, model, record_id):
        """What a row is found by when the list is loaded back: export, record, seal."""
        letter = "P" if model == "res.partner" else "L"
        text = f"{self.id}-{letter}{record_id}"
        return f"{text}-{self._seal(text)}"

    def _seal(self, text):
        # sudo: the secret of the database
        return hmac(self.env(su=True), "sales_marketing.export", text)[:8]

    def _keep(self, kind, path):
        field, extension, mimetype = FILES[kind]
        name = f"{self._get_file_name(kind)}.{extension}"
        return self.env["marketing.stored.file"]._keep(
            self, field, path, name, mimetype
        )

    def _get_file_name(self, kind):
        day = fields.Date.context_today(self)
        suffix = {"refused": " refused", "gone": " gone"}.get(kind, "")
        return f"{self.segment_id.name} {self.layout} {day.isoformat()}{suffix}"
