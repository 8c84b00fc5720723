import base64
import email
import email.policy

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.intake.mail_source import MAIL_KEY, MailSource
from ..tools.intake.letter import Letter, read_letter
from ..tools.intake.mail_bytes import normalise


class SalesInquiryTemplateTry(models.TransientModel):
    """ "Try on this message": what a template would take from a letter.

    Nothing is created. The letter is pasted as text, or loaded as an .eml file.
    """

    _name = "sales.inquiry.template.try"
    _description = "Try a Template on a Message"

    template_id = fields.Many2one(
        "sales.inquiry.template", help="Empty: the first template that fits."
    )
    eml = fields.Binary(string="Letter as a File (.eml)")
    eml_name = fields.Char()
    sender = fields.Char(help="For pasted text: the address of the sender.")
    subject = fields.Char()
    text = fields.Text()
    used_template_id = fields.Many2one(
        "sales.inquiry.template", string="Template That Fits", readonly=True
    )
    problem = fields.Char(readonly=True)
    is_other_template = fields.Boolean(compute="_compute_is_other_template")
    line_ids = fields.One2many(
        "sales.inquiry.template.try.line", "wizard_id", string="Taken", readonly=True
    )

    @api.depends("template_id", "used_template_id")
    def _compute_is_other_template(self):
        for wizard in self:
            chosen, used = wizard.template_id, wizard.used_template_id
            wizard.is_other_template = bool(chosen and used and chosen != used)

    def action_try(self):
        """Fill the table of what would be taken."""
        self.ensure_one()
        message, letter = self._read_message()
        inquiries = self.env["sales.inquiry"]
        fitting = self.env["sales.inquiry.template"]._find_template(letter)
        template = self.template_id or fitting
        reading = read_letter(
            letter, template._get_rule(), inquiries.sudo()._get_own_data(message)
        )
        self.line_ids.unlink()
        self.write(
            {
                "used_template_id": fitting.id,
                "problem": reading.problem
                and template._get_problem_text(reading.problem, template),
                "line_ids": [
                    fields.Command.create(values)
                    for values in self._prepare_lines(reading)
                ],
            }
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_inquiry_template_try_action"
        )
        return {**action, "res_id": self.id, "context": {}}

    def _read_message(self):
        """Return (message of the gateway, decoded letter)."""
        if self.eml:
            return self._read_eml()
        if not self.text:
            raise UserError(self.env._("Paste the text of a letter or load a file."))
        letter = Letter(
            sender_email=(self.sender or "").lower(),
            subject=self.subject or "",
            text=self.text,
        )
        return {}, letter

    def _read_eml(self):
        source = MailSource(base64.b64decode(self.eml))
        parsed = email.message_from_bytes(
            normalise(source.raw), policy=email.policy.SMTP
        )
        # sudo: reading a letter asks for aliases and known messages; nothing is made
        message = self.env["mail.thread"].sudo().message_parse(parsed)
        inquiries = self.env["sales.inquiry"].with_context(**{MAIL_KEY: source})
        return message, inquiries._read_mail(message)

    def _prepare_lines(self, reading):
        """One row for each field that would be taken."""
        phones = ", ".join(
            f"{phone.e164} ({phone.extension})" if phone.extension else phone.e164
            for phone in reading.phones
        )
        rows = [
            (self.env._("Contact name"), reading.contact_name),
            (self.env._("Company"), reading.company),
            (self.env._("INN"), reading.inn),
            (self.env._("KPP"), reading.kpp),
            (self.env._("E-mail"), reading.email),
            (self.env._("Phones"), phones),
            (self.env._("Subject"), reading.subject),
            (self.env._("Product"), reading.product),
            (self.env._("Page of the site"), reading.page),
            (self.env._("City"), reading.city),
            (self.env._("Chat number"), reading.chat_id),
            (self.env._("Source"), reading.source),
            (self.env._("Medium"), reading.medium),
            (self.env._("Campaign"), reading.campaign),
            (self.env._("Text of the request"), reading.text),
        ]
        return [{"label": label, "value": value} for label, value in rows if value]


class SalesInquiryTemplateTryLine(models.TransientModel):
    _name = "sales.inquiry.template.try.line"
    _description = "What a Template Takes"

    wizard_id = fields.Many2one("sales.inquiry.template.try", ondelete="cascade")
    label = fields.Char(string="Field", readonly=True)
    value = fields.Text(readonly=True)
