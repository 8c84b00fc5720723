import random
from email import policy
from email.message import EmailMessage

from odoo.tests import tagged

from ...tools.intake.attached_letter import find_attached
from ..common import SalesProcessCommon, read_eml

INNER = "07_handwritten_outlook_html_attach.eml"


@tagged("post_install", "-at_install")
class TestAttachedLetter(SalesProcessCommon):
    """An employee forwards the client's letter as a file."""

    def _forward(self, inner, sender):
        message = EmailMessage(policy=policy.SMTP)
        message["From"] = sender
        message["To"] = "sales@own-company.example"
        message["Subject"] = "Fwd"
        message["Message-ID"] = "<outer@own-company.example>"
        message.set_content("See the attachment.")
        carrier = EmailMessage(policy=policy.SMTP)
        carrier["Subject"] = "placeholder"
        carrier.set_content("placeholder")
        message.add_attachment(carrier)
        raw = message.as_bytes()
        head, _sign, rest = raw.partition(b"Subject: placeholder")
        boundary = b"\r\n--" + message.get_boundary().encode()
        return head + inner + rest[rest.index(boundary) :]

    def test_the_client_is_the_author_of_the_attached_letter(self):
        inner = read_eml(INNER)
        inquiry = self._process_mail(
            self._forward(inner, f"Seller <{self.seller.email}>")
        )
        self.assertEqual(inquiry.email_normalized, "andreeva@tochpribor.example")
        self.assertTrue(inquiry.is_forwarded)
        self.assertNotIn("See the attachment", inquiry.body)
        self.assertNoFailure()

    def test_a_client_who_attaches_a_letter_is_the_client(self):
        raw = self._forward(read_eml(INNER), "Ivan <ivan@new-client.example>")
        inquiry = self._process_mail(raw)
        self.assertEqual(inquiry.email_normalized, "ivan@new-client.example")
        self.assertFalse(inquiry.is_forwarded)

    def test_broken_letters_never_raise(self):
        chance = random.Random(9)
        raw = self._forward(read_eml(INNER), self.seller.email)
        self.assertEqual(find_attached(raw).sender_email, "andreeva@tochpribor.example")
        for _time in range(500):
            broken = bytearray(raw)
            for _byte in range(chance.randrange(1, 30)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            found = find_attached(bytes(broken[: chance.randrange(len(broken))]))
            self.assertTrue(found is None or isinstance(found.text, str))
