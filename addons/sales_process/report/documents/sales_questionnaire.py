from odoo import models


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
        """``rows``: headings and questions in their order; see `_prepare_row`."""
        answers = self._shows_answers
        return {
            "title": record._get_print_title("questionnaire"),
            "heading": record.title,
            "number": record.name,
            "client": record.partner_id.commercial_partner_id.name or "",
            "intro": record.intro or "",
            "rows": self._prepare_rows(record.line_ids),
            "is_blank": not answers,
            "date": record.date_filled.date()
            if answers and record.date_filled
            else None,
            "filled_by": (answers and record.filled_by) or "",
            "files": record.file_ids.mapped("name") if answers else [],
        }

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
            "rows": self._prepare_rows(record._get_lines()),
            "is_blank": True,
            "date": None,
            "filled_by": "",
            "files": [],
        }
