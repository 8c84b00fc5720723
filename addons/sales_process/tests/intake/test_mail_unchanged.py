import random
from email import policy
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from odoo.tests import BaseCase, tagged

from ...tools.intake.mail_bytes import normalise, read_headers

LETTERS = 600
TEXTS = {
    "us-ascii": "Please send an offer for two pumps.\n",
    "utf-8": "Нужен насос — 16 м³/ч, «быстро» ✓\n",
    "windows-1251": "Нужен насос и печь, срок две недели\n",
    "koi8-r": "Нужна вакуумная печь на 1200 градусов\n",
    "iso-8859-1": "Nous avons besoin d'une pompe à vide\n",
}
ENCODINGS = ("7bit", "8bit", "quoted-printable", "base64")


@tagged("post_install", "-at_install")
class TestMailUnchanged(BaseCase):
    """A well-formed letter passes byte for byte, however it is built."""

    def test_generated_letters(self):
        chance = random.Random(1)
        for number in range(LETTERS):
            raw = self._make(chance, number)
            self.assertIs(normalise(raw), raw, raw[:600])
            self.assertTrue(read_headers(raw)["subject"], raw[:600])

    def test_signed_letters_keep_their_signature(self):
        for subtype, kind in (
            ("pgp-signature", "application/pgp-signature"),
            ("x-pkcs7-signature", "application/pkcs7-signature"),
        ):
            signed = MIMEMultipart("signed", protocol=kind, micalg="sha-256")
            signed.attach(MIMEText("Просим счёт\n", "plain", "utf-8"))
            signed.attach(MIMEApplication(b"\x30\x82\x01", subtype))
            signed["Subject"] = "Signed"
            raw = signed.as_bytes(policy=policy.SMTP)
            self.assertIs(normalise(raw), raw)

    def test_broken_letters_are_not_left_as_they_are(self):
        raw = b"Subject: \xcd\xe0\xf1\xee\xf1\r\n\r\ntext\r\n"
        self.assertIsNot(normalise(raw), raw)

    def _make(self, chance, number):
        message = EmailMessage(policy=policy.SMTP)
        message["From"] = chance.choice(
            ["a@b.example", "Пётр Константинопольский-Заозёрный <p@b.example>"]
        )
        message["To"] = ", ".join(f"user{n}@b.example" for n in range(number % 9 + 1))
        message["Subject"] = chance.choice(
            ["Offer", "Запрос цены " * 12, "word " * 40, "=?utf-8?Q?=D0=A1?= x"]
        )
        message["Message-ID"] = f"<{number}@b.example>"
        self._fill(message, chance)
        if chance.random() < 0.4:
            message.add_alternative("<p>Письмо</p>", subtype="html")
        if chance.random() < 0.4:
            message.add_attachment(
                bytes(chance.randrange(256) for _n in range(60)),
                maintype="application",
                subtype="pdf",
                filename="Опросный лист.pdf",
            )
        if chance.random() < 0.3:
            inner = EmailMessage(policy=policy.SMTP)
            inner["Subject"] = "Внутри"
            self._fill(inner, chance)
            message.add_attachment(inner)
        return message.as_bytes()

    def _fill(self, message, chance):
        charset = chance.choice(list(TEXTS))
        encoding = chance.choice(ENCODINGS if charset == "us-ascii" else ENCODINGS[1:])
        message.set_content(TEXTS[charset] * 3, charset=charset, cte=encoding)
        if chance.random() < 0.3:
            message.set_param("format", "flowed")
