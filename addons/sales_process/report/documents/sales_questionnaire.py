from odoo import models

from ...tools.documents.pages import row_height, split_pages

# room for rows in mm, and how many characters stand in a line of a column
FIRST_PAGE, OTHER_PAGE, SIGNATURES = 225, 262, 32
QUESTION, ANSWER = 44, 42
BLANK_ROW = 8.5


class QuestionnaireForm(models.AbstractModel):
    """The questionnaire with its answers, on paper (R062, DOCUMENTS 1.10)."""

    _name = "report.sales_process.questionnaire_form"
    _description = "Printed Questionnaire"
    _inherit = "sales.printed.form"
    _form_model = "sales.questionnaire"
    _shows_answers = True

    def _get_client_lang(self, record):
        return record.lang

    def _prepare_form(self, record):
        """``pages``: rows of each page, see `_prepare_row`; headings have no number."""
        answers = self._shows_answers
        return {
            "title": record._get_print_title("questionnaire"),
            "heading": record.title,
            "number": record.name,
            "client": record.partner_id.commercial_partner_id.name or "",
            "intro": record.intro or "",
            "pages": self._prepare_pages(record.line_ids),
            "is_blank": not answers,
            "date": record.date_filled.date()
            if answers and record.date_filled
            else None,
            "filled_by": (answers and record.filled_by) or "",
            "files": record.file_ids.mapped("name") if answers else [],
        }

    def _prepare_pages(self, lines):
        """wkhtmltopdf cuts a table anywhere: each page has a table of its own."""
        rows = self._prepare_rows(lines)
        heights = [self._estimate_height(row) for row in rows]
        keep = 0 if self._shows_answers else SIGNATURES
        pages = split_pages(heights, FIRST_PAGE, OTHER_PAGE, keep)
        return [[rows[index] for index in page] for page in pages]

    def _estimate_height(self, row):
        if not row["number"]:
            return row_height(row["name"], 2 * ANSWER)
        question = row_height(row["name"], QUESTION) + 3 * bool(row["help"])
        answer = row["value"] or "   ".join(row["options"])
        blank = 0 if self._shows_answers else BLANK_ROW
        return max(question, row_height(answer, ANSWER), blank)

    def _prepare_rows(self, lines):
        rows, number = [], 0
        for line in lines:
            is_question = line.kind != "section"
            number += is_question
            rows.append(self._prepare_row(line, number if is_question else 0))
        return rows

    def _prepare_row(self, line, number):
        """``number`` 0 is a heading; ``options`` are ticked by hand."""
        return {
            "number": number,
            "name": line.name,
            "help": line.help or "",
            "is_required": line.is_required,
            "unit": line.unit or "",
            "value": self._get_value(line),
            "options": self._get_ticks(line),
        }

    def _get_value(self, line):
        return (line.answer or "") if self._shows_answers else ""

    def _get_ticks(self, line):
        """What is ticked by hand on an empty form."""
        if self._shows_answers:
            return []
        if line.kind == "boolean":
            return [self.env._("Yes"), self.env._("No")]
        return list(line._get_options())


class QuestionnaireBlank(models.AbstractModel):
    """The same questions, to be filled in by hand."""

    _name = "report.sales_process.questionnaire_blank"
    _description = "Printed Questionnaire to Fill In"
    _inherit = "report.sales_process.questionnaire_form"
    _shows_answers = False


class QuestionnaireTemplateForm(models.AbstractModel):
    """The questions of a template, to be filled in by hand."""

    _name = "report.sales_process.questionnaire_template_form"
    _description = "Printed Questionnaire Template"
    _inherit = "report.sales_process.questionnaire_form"
    _form_model = "sales.questionnaire.template"
    _shows_answers = False

    def _get_client_lang(self, record):
        return self.env.lang

    def _prepare_form(self, record):
        return {
            "title": self.env._("Questionnaire %(title)s", title=record.name),
            "heading": record.name,
            "number": "",
            "client": "",
            "intro": record.intro or "",
            "pages": self._prepare_pages(record._get_lines()),
            "is_blank": True,
            "date": None,
            "filled_by": "",
            "files": [],
        }
