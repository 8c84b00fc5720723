from odoo import api, fields, models


class SalesDebtLetter(models.Model):
    """What the text of a reminder may name."""

    _inherit = "sales.debt.letter"

    lang = fields.Char(compute="_compute_lang", export_string_translation=False)
    email_from = fields.Char(
        compute="_compute_email_from", export_string_translation=False
    )
    table_html = fields.Html(
        compute="_compute_table_html",
        sanitize=False,
        export_string_translation=False,
    )

    @api.depends("partner_id", "recipient_id")
    def _compute_lang(self):
        for letter in self:
            people = letter.recipient_id | letter.partner_id
            letter.lang = people.filtered("lang")[:1].lang

    @api.depends("company_id")
    def _compute_email_from(self):
        for letter in self:
            company = letter.company_id
            letter.email_from = (
                company.email_formatted
                if company.email
                else self.env.user.email_formatted
            )

    @api.depends("line_ids")
    @api.depends_context("lang")
    def _compute_table_html(self):
        for letter in self:
            letter.table_html = self.env["ir.qweb"]._render(
                "sales_process.debt_letter_table",
                {"letter": letter, "totals": letter._get_totals()},
            )

    def _get_totals(self):
        """(currency, sum) of what is asked for."""
        return [
            (currency, sum(lines.mapped("amount")))
            for currency, lines in self.line_ids.grouped("currency_id").items()
        ]

    @api.model
    def mail_allowed_qweb_expressions(self):
        """Accountants edit the texts without being editors of all templates."""
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.company_id.name",
            "object.email_from",
            "object.lang",
            "object.recipient_id.id",
            "object.recipient_id.name",
            "object.table_html",
            "object.user_id.email",
            "object.user_id.phone",
        )
