import re

from odoo import models

# letters of clients, and notes between employees
NOT_OURS = ("email", "user_notification", "out_of_office")


class MailThread(models.AbstractModel):
    """A letter with a document is noted in its trace, whichever window has sent it.

    The document goes out with a letter that somebody outside of the company gets and
    that carries it: a file, a link to its page, or what core itself calls sending. An
    answer in words only is no sending.
    """

    _inherit = "mail.thread"

    # documents that go to clients say True
    _goes_to_client = False

    def _is_for_client(self):
        """Whether letters about this record are letters to a client."""
        return self._goes_to_client

    def _on_sent_to_client(self):
        """The document has left, by mail or by hand; override to go on with it."""

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        later = self._is_notification_scheduled(kwargs.get("scheduled_date"))
        if recipients and self._goes_to_client and not later:
            self._note_letter(message.sudo(), recipients)
        return recipients

    def _message_mail_after_hook(self, mails):
        result = super()._message_mail_after_hook(mails)
        if self._goes_to_client:
            self._note_mails(mails)
        return result

    def _note_letter(self, message, recipients):
        outside = [
            person["name"] or person.get("email_normalized") or ""
            for person in recipients
            if person.get("share")
        ]
        ours = (
            message.message_type not in NOT_OURS
            and not message.author_id.partner_share
            and not message.is_internal
        )
        if outside and ours and self._is_for_client() and self._carries(message):
            user = message.author_id.user_ids[:1] or self.env.user
            self.env["sales.document.trace"]._get_for(
                [(self._name, self.id)]
            )._note_sent("mail", user, ", ".join(filter(None, outside)))

    def _carries(self, letter):
        """Whether a message or a mail carries the document."""
        if letter.attachment_ids or self.env.context.get("mark_so_as_sent"):
            return True
        return "access_url" in self._fields and bool(
            re.search(re.escape(self.access_url) + r"(?!\d)", letter.body or "")
        )

    def _note_mails(self, mails):
        """Many letters at once have left by the window of many records."""
        sent = {}
        for mail in mails.filtered(lambda mail: mail.res_id in self.ids):
            record = self.browse(mail.res_id)
            people = mail.recipient_ids.filtered("partner_share").mapped("name")
            people += [mail.email_to] if mail.email_to else []
            if people and record._is_for_client() and record._carries(mail):
                sent[record.id] = ", ".join(filter(None, people))
        traces = self.env["sales.document.trace"]._get_for(
            (self._name, number) for number in sent
        )
        for trace in traces:
            trace._note_sent("mail", self.env.user, sent[trace.res_id])
