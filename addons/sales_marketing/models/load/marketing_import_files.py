from odoo import models
from odoo.tools import split_every

from ...tools.export.text_workbook import TextWorkbook

BATCH = 1000


class MarketingImport(models.Model):
    """Workbooks: an empty table to fill in, and the rows with their problems."""

    _inherit = "marketing.import"

    # ---- template ------------------------------------------------------------------

    def _make_template(self, kind):
        """Name and content of a workbook with the headers that are understood.

        The first sheet has nothing but headers; the second says what to write.
        """
        labels = self._get_field_labels(kind)
        hints = self._get_hints(kind)
        with TextWorkbook() as book:
            book.add_sheet(self.env._("Table"), list(labels.values()), [])
            book.add_sheet(
                self.env._("How to fill in"),
                [self.env._("Column"), self.env._("What to write")],
                [(label, hints.get(name, "")) for name, label in labels.items()],
                widths=(30, 100),
            )
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return f"{kinds[kind]}.xlsx", book.content

    def _get_field_labels(self, kind):
        field = self.env["marketing.import.column"]._fields[f"{kind}_field"]
        return dict(field._description_selection(self.env))

    def _get_hints(self, kind):
        return (
            self._get_contact_hints() if kind == "contact" else self._get_cost_hints()
        )

    def _get_contact_hints(self):
        """What to write into each column of a base."""
        return {
            "company": self.env._("Name with the legal form: ООО «Термомаш»"),
            "inn": self.env._("10 digits of a company, 12 of an entrepreneur"),
            "kpp": self.env._("9 characters; branches differ in it"),
            "name": self.env._("Whole name; or use the three columns that follow"),
            "position": self.env._("Chief engineer"),
            "email": self.env._("One address; of several the first is taken"),
            "phone": self.env._("In any way; several numbers separated by semicolons"),
            "other_phone": self.env._("One more number, for example a mobile one"),
            "region": self.env._("Region of Russia: Московская обл., Удмуртия"),
            "tags": self.env._("Tags of the contact, separated by semicolons"),
            "source": self.env._("Where the contact is from: Exhibition 2026"),
            "salesperson": self.env._("Name, login or e-mail of the employee"),
            "consent_date": self.env._("Day of the consent to advertising: 02.10.2025"),
            "consent_basis": self.env._(
                "Consent, contract, legitimate interest, law, published; empty: consent",
            ),
            "consent_source": self.env._("Form on the site, questionnaire No. 15"),
            "equipment_type": self.env._("Names of the dictionary, by semicolons"),
            "application_area": self.env._("Names of the dictionary, by semicolons"),
        }

    def _get_cost_hints(self):
        """What to write into each column of expenses."""
        return {
            "date": self.env._("Day of the payment: 05.02.2026"),
            "amount": self.env._("Without VAT when you deduct it: 84 000,50"),
            "currency": self.env._("RUB, USD, CNY; empty: of the company"),
            "source": self.env._("As in the inquiries: yandex, Exhibition 2026"),
            "medium": self.env._("cpc, Banner, E-mail"),
            "campaign": self.env._("As utm_campaign of the links"),
            "team": self.env._("Name of the department; empty: for all"),
            "name": self.env._("Context advertising, rent of a stand"),
            "date_from": self.env._("First day, when it is paid for a period"),
            "date_to": self.env._("Last day of the period"),
        }

    # ---- rows ------------------------------------------------------------------------

    def _make_rows_file(self):
        """Name and content of a workbook with every row, its verdict and problems.

        The cells stand under the headers of the file, so that it can be mended and
        loaded again.
        """
        self.ensure_one()
        columns = self.column_ids.filtered(f"{self.kind}_field").sorted("position")
        names = [column[f"{self.kind}_field"] for column in columns]
        headers = [
            *(column.header for column in columns),
            self.env._("Row"),
            self.env._("Verdict"),
            self.env._("What to do"),
            self.env._("Result"),
            self.env._("Who it is"),
            self.env._("Problems and remarks"),
        ]
        with TextWorkbook() as book:
            book.add_sheet(self.env._("Rows"), headers, self._iterate_rows(names))
        return f"{self.name.rpartition('.')[0] or self.name} +.xlsx", book.content

    def _iterate_rows(self, names):
        lines = self.env["marketing.import.line"]
        labels = {
            name: dict(lines._fields[name]._description_selection(self.env))
            for name in ("verdict", "decision", "state")
        }
        ids = lines.search([("import_id", "=", self.id)], order="number, id").ids
        for chunk in split_every(BATCH, ids):
            for line in lines.browse(chunk):
                yield line._get_row_cells(names, labels)
            lines.invalidate_model()
