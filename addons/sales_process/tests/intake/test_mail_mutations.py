import email
import email.policy
import random

from odoo.tests import tagged
from odoo.tests.common import BaseCase
from odoo.tools import mute_logger

from ...models.intake.mail_source import MailSource
from ...tools.intake import mail_bytes, mail_headers, phones
from ...tools.intake.letter import Letter, OwnData, TemplateRule, read_letter
from ...tools.intake.mail_text import html_to_text
from ..common import DATA, SalesProcessCommon, read_eml

SAMPLES = sorted(path.name for path in (DATA / "eml").glob("*.eml"))
MUTATIONS = 1000  # of each sample, through everything that needs no database
WHOLE = 6  # of each sample, through the whole gateway: a tenth of a second each
RULES = (
    TemplateRule(sender_is_client=True),
    TemplateRule(labels={"Имя": "contact_name", "Телефон": "phone", "Текст": "text"}),
)
OWN = OwnData(domains=frozenset({"vakuum-tehnika.example"}))
QUIET = (
    "odoo.addons.sales_process.models.intake.mail_thread",
    "odoo.addons.mail.models.mail_thread",
    "odoo.addons.mail.models.mail_mail",
    "odoo.sql_db",
)
POISONS = (
    b"\0", b"\xff\xfe", b"\r", b"\n\n", b"=?utf-8?b?", b"=?x?q?=ff?=", b"%", b"<", b">",
    b"--", b"\xd0", b"charset=x-unknown", b"charset=\"utf-7\"", b"\xf0\x9f\x98\x80",
    b"Content-Transfer-Encoding: base64\r\n", b"Content-Type: multipart/mixed\r\n",
    b"Message-ID: \r\n", b"Date: 99 Foo 99999\r\n", b"From: @\r\n", b"9" * 3000,
)  # fmt: skip


def mutate(raw, chance):
    """Spoil a letter as broken programs and lines do, in one to four places."""
    for _step in range(chance.randint(1, 4)):
        start = chance.randrange(len(raw) + 1)
        end = min(len(raw), start + chance.choice((1, 3, 20, 200)))
        kind = chance.randrange(6)
        if kind == 0:
            raw = raw[:start] + chance.randbytes(end - start) + raw[end:]
        elif kind == 1:
            raw = raw[:start] + raw[end:]
        elif kind == 2:
            raw = raw[:end] + raw[start:]
        elif kind == 3:
            raw = raw[:start] + chance.choice(POISONS) + raw[start:]
        elif kind == 4:
            raw = raw[: max(start, 1)]
        else:
            head, gap, body = raw.partition(b"\n\n")
            lines = head.split(b"\n")
            chance.shuffle(lines)
            raw = b"\n".join(lines) + gap + body
    return raw


def small(raw):
    """The letter without most of a long attachment: its bytes decide nothing here."""
    return raw if len(raw) < 12_000 else raw[:6_000] + raw[-6_000:]


@tagged("post_install", "-at_install")
class TestPureMutations(BaseCase):
    """1,000 mutations of each sample: nothing raises before the database."""

    def _read(self, raw, rule):
        source = MailSource(raw)
        self.assertTrue(source.message_id and len(source.message_id) <= 250)
        self.assertIsInstance(source.addresses, list)
        mail_headers.skip_reason(source.headers, {"vakuum-tehnika.example"})
        message = email.message_from_bytes(mail_bytes.normalise(raw))
        for part in message.walk():
            if part.get_content_maintype() != "text":
                continue
            text = part.get_payload(decode=True).decode("utf-8", "replace")
            letter = Letter(
                sender_name=source.headers.get("from", ""),
                sender_email="belova@vakuum-tehnika.example",
                subject=f"Fwd: {source.headers.get('subject', '')}",
                text=html_to_text(text) if "<" in text else text,
            )
            read_letter(letter, rule, OWN)
            break  # the next text part is the same in HTML

    def test_nothing_raises(self):
        for name in SAMPLES:
            raw, chance = small(read_eml(name)), random.Random(name)
            for number in range(MUTATIONS):
                mutated = mutate(raw, chance)
                try:
                    self._read(mutated, RULES[number % 2])
                except Exception as error:
                    error.add_note(f"{name}, mutation {number}: {mutated!r}")
                    raise


@tagged("post_install", "-at_install")
class TestWholeMutations(SalesProcessCommon):
    """Through the whole gateway: each letter is an inquiry, an answer in a thread, a
    counted skip or a failure. `WHOLE` of each sample only, since each costs a tenth of
    a second; the parts without database get 1,000 of each in `TestPureMutations`."""

    def _count(self):
        models = ("sales.inquiry", "sales.inquiry.skipped", "sales.inquiry.failure")
        counts = [self.env[model].search_count([]) for model in models]
        return [*counts, self.env["mail.message"].search_count([])]

    def test_no_letter_is_lost(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("mail.gateway.loop.threshold", "100000")
        for name in SAMPLES:
            chance = random.Random(name)
            for number in range(WHOLE):
                key = f"Message-ID: <{number}-".encode()
                raw = small(read_eml(name)).replace(b"Message-ID: <", key)
                mutated = mutate(raw, chance)
                with self.subTest(name, number=number), mute_logger(*QUIET):
                    before = self._count()
                    self.env["mail.thread"].message_process("sales.inquiry", mutated)
                    self.env.flush_all()
                    self.assertNotEqual(self._count(), before, mutated)


@tagged("post_install", "-at_install")
class TestPhoneProperties(BaseCase):
    """Whatever people type: nothing raises, and what is read is read again the same."""

    LETTERS = "0123456789+()- .,;/|#доб внext\n№A"

    def _texts(self):
        chance = random.Random(7)
        for _number in range(5000):
            length = chance.randint(0, 40)
            yield "".join(chance.choice(self.LETTERS) for _letter in range(length))

    def test_never_raises_and_is_idempotent(self):
        for text in self._texts():
            found = phones.valid_phones(text)
            phones.find_phones(text)
            for phone in found:
                self.assertRegex(phone.e164, r"^\+\d{8,15}$", text)
                again = phones.valid_phones(phone.e164)
                self.assertEqual([p.e164 for p in again], [phone.e164], text)
            written = ", ".join(
                f"{p.e164} доб. {p.extension}" if p.extension else p.e164 for p in found
            )
            read = phones.valid_phones(written)
            self.assertEqual(
                [(p.e164, p.extension) for p in read],
                [(p.e164, p.extension) for p in found],
                text,
            )
