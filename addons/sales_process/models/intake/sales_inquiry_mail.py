from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize, plaintext2html
from odoo.tools.mail import email_split_tuples

from ...tools.intake.attached_letter import find_attached
from ...tools.intake.letter import Letter, read_letter
from ...tools.intake.mail_text import html_to_text, split_quote
from .mail_source import MAIL_KEY, natural_key
from .sales_identification import Contact
from .sales_inquiry_task import ANSWER

AGE_LIMIT = timedelta(days=30)  # an older date in a letter is the sender's mistake
UTM_LIMIT = 64


class SalesInquiry(models.Model):
    """Letters: read by a template, kept raw, turned into an inquiry."""

    _inherit = "sales.inquiry"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Make an inquiry of a letter; the gateway posts the letter on it.

        The same Message-ID gives the inquiry that exists already.
        """
        known = self._find_known_letter(natural_key(msg_dict["message_id"]))
        if known:
            return known
        # sudo: the gateway works for people who may have no rights here
        intake = self.sudo().with_context(
            tracking_disable=True, lang=self._get_company_lang()
        )
        values, reading = intake._prepare_letter_values(msg_dict)
        values.update(custom_values or {})
        chat = intake._join_letter(values)
        if chat:
            return self.browse(chat.id)
        if not values.get("team_id"):
            # before the record is made: it is written once
            values.update(intake._prepare_team_values(values))
        message = {**msg_dict, "email_from": reading.email}
        inquiry = super(SalesInquiry, intake).message_new(message, values)
        inquiry._process_new()
        inquiry._report_reading(reading)
        return self.browse(inquiry.id)

    def _report_reading(self, reading):
        """A pattern of the template was stopped: people see it on the inquiry."""
        if reading.problem:
            templates = self.env["sales.inquiry.template"]
            self._message_log(
                body=templates._get_problem_text(reading.problem, self.template_id)
            )

    @api.model
    def _find_known_letter(self, key):
        return self.search([("external_key", "=", key)], limit=1)

    @api.model
    def _get_company_lang(self):
        return self.env.company.partner_id.lang or self.env.lang

    @api.model
    def _prepare_letter_values(self, msg_dict):
        """Return (values, reading) of a letter."""
        letter = self._read_mail(msg_dict)
        template = self._find_mail_template(letter)
        rule = self._find_mail_rule(letter)
        reading = read_letter(letter, rule, self._get_own_data(msg_dict))
        source = self.env.context.get(MAIL_KEY)
        values = {
            **self._prepare_reading_values(reading, template),
            "name": self._next_name(),
            "date": self._get_letter_date(msg_dict),
            "external_key": natural_key(msg_dict["message_id"]),
        }
        if source:
            values.update({"raw": source.encoded, "raw_name": "message.eml"})
        return values, reading

    @api.model
    def _find_mail_template(self, letter):
        """The template of a letter; looked for once in one run of the gateway."""
        # sudo: templates belong to sales, the gateway reads them for everybody
        templates = self.env["sales.inquiry.template"].sudo()
        source = self.env.context.get(MAIL_KEY)
        if not source:
            return templates._find_template(letter)
        if source.template is None:
            source.template = templates._find_template(letter).id
        return templates.browse(source.template or [])

    @api.model
    def _find_mail_rule(self, letter):
        """The `TemplateRule` by which a letter is read."""
        template = self._find_mail_template(letter)
        return template._get_rules().get(template.id) or template._get_rule()

    @api.model
    def _prepare_reading_values(self, reading, template):
        """Field values of what was read; shared by every channel that brings text."""
        return {
            "template_id": template.id,
            "channel": template.channel or "email",
            "subject": reading.subject[:250],
            "body": reading.text,
            "contact_name": reading.contact_name,
            "company_name": reading.company,
            "email_from": reading.email,
            "phone": reading.phone_raw,
            "inn": reading.inn,
            "kpp": reading.kpp,
            "city": reading.city,
            "product": reading.product,
            "page_url": reading.page,
            "chat_id": reading.chat_id,
            "is_forwarded": reading.is_forwarded,
            **self._prepare_utm_values(reading, template),
        }

    @api.model
    def _prepare_utm_values(self, reading, template):
        """Source, medium and campaign: of the letter, else of the template."""
        values = {}
        for name in ("source", "medium", "campaign"):
            text = getattr(reading, name).strip()[:UTM_LIMIT]
            record = template[f"{name}_id"]
            if text:
                record = self._find_label(f"utm.{name}", text)
            values[f"{name}_id"] = record.id
        return values

    @api.model
    def _read_mail(self, msg_dict):
        """The decoded letter, for the pure parser."""
        source = self.env.context.get(MAIL_KEY)
        if not source:
            return self._decode_mail(msg_dict, {})
        if not source.letter:
            letter = self._decode_mail(msg_dict, source.headers)
            source.letter = replace(letter, attached=find_attached(source.raw))
        return source.letter

    @api.model
    def _decode_mail(self, msg_dict, headers):
        """Names and subjects are decoded anew: core puts blanks between their parts."""
        name, address = self._split_sender(msg_dict.get("email_from"))
        full_name, same_address = self._split_sender(headers.get("from"))
        reply_to = headers.get("reply-to", "")
        subject = headers.get("subject") or msg_dict.get("subject") or ""
        return Letter(
            sender_name=full_name if same_address == address else name,
            sender_email=address,
            reply_to=email_normalize(reply_to, strict=False) or "",
            subject=" ".join(subject.split()),
            text=html_to_text(msg_dict.get("body") or ""),
        )

    @api.model
    def _split_sender(self, text):
        """Return (name, address) of a From header."""
        senders = email_split_tuples(text or "")[:1]
        name, address = senders[0] if senders else ("", text or "")
        return name, address.lower()

    @api.model
    def _get_letter_date(self, msg_dict):
        """When the letter was sent; the present moment when that cannot be true."""
        now = self.env.cr.now().replace(microsecond=0)
        date = fields.Datetime.to_datetime(msg_dict.get("date"))
        return date if date and now - AGE_LIMIT <= date <= now else now

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        """Our own limit stands in `mail.thread._check_inquiry_loop`."""
        return

    # ---- answers of clients ------------------------------------------------------

    @api.model
    def _identify_email(self, email):
        """Who writes from an address; for answers whose thread we do not have."""
        contact = Contact(email=email_normalize(email, strict=False) or "")
        return self.env["sales.identification"]._identify([contact])[0]

    @api.model
    def _schedule_lost_reply(self, record, partner, letter):
        """The responsible is told of an answer that goes to the history."""
        deal = record if record._name == "crm.lead" else self.env["crm.lead"]
        user = self._get_responsible(partner, deal)
        owner = self._get_owner(partner, deal).sudo()
        team = deal.team_id or owner.crm_team_ids.filtered("is_department")[:1]
        leader = team._get_sales_leader()
        for someone in user or leader or self._get_triage_users():
            record.activity_schedule(ANSWER, user_id=someone.id, summary=letter.subject)

    def message_update(self, msg_dict, update_vals=None):
        """The client writes again: his deal sees it and somebody answers."""
        result = super().message_update(msg_dict, update_vals=update_vals)
        for inquiry in self:
            inquiry._post_reply(msg_dict)
        return result

    def _post_reply(self, msg_dict):
        author = self.env["res.partner"].browse(msg_dict.get("author_id"))
        if author and not author.partner_share:
            return  # an employee answers by mail
        source = self.env.context.get(MAIL_KEY)
        if source and source.is_auto_reply:
            return  # "out of office" stands in the thread, nobody has to answer it
        text, _quoted = split_quote(html_to_text(msg_dict.get("body") or ""))
        if self.lead_id:
            # sudo: the gateway has no rights on deals
            self.lead_id.sudo().message_post(
                body=plaintext2html(text),
                message_type="notification",
                subtype_xmlid="mail.mt_note",
                author_id=author.id or self.partner_id.id or None,
            )
        self._schedule_answer()

    def _share_attachments(self, message):
        """Files of the first letter are seen on the lead or in the history too."""
        target = self.lead_id or self.partner_id
        is_first = message.message_type == "email" and not message.parent_id
        if not (is_first and target and message.attachment_ids):
            return
        # sudo: the gateway and triage have no rights on deals; copies share the file
        for attachment in message.sudo().attachment_ids:
            attachment.with_context(image_no_postprocess=True).copy(
                {"res_model": target._name, "res_id": target.id}
            )

    def _create_attachments_for_post(self, values_list, extra_list):
        """Keep images as they came: a cut one must not lose the letter."""
        keeping = self.with_context(image_no_postprocess=True)
        return super(SalesInquiry, keeping)._create_attachments_for_post(
            values_list, extra_list
        )
