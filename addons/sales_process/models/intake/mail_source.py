import base64
import hashlib

from odoo.tools.mail import email_split

from ...tools.intake.mail_bytes import read_headers
from ...tools.intake.mail_headers import is_auto_reply

MAIL_KEY = "sales_process_mail"  # context: the `MailSource` of the guarded gateway
# context: a person processes a kept letter again; "inquiry": left out before, and
# wanted all the same; "retry": it failed before
TAKE_KEY = "sales_process_take"
KEY_LIMIT = 250  # characters of a natural key


def natural_key(text):
    """The text, or its digest when it is longer than an index takes."""
    if len(text) <= KEY_LIMIT:
        return text
    return f"sha256:{hashlib.sha256(text.encode(errors='replace')).hexdigest()}"


class MailSource:
    """The letter as it came, and what the gateway has found out about it."""

    def __init__(self, raw, taking=None):
        self.raw = raw
        self.headers = read_headers(raw)
        self.is_wanted = taking == "inquiry"
        self.is_by_hand = bool(taking)
        self.targets = None  # models of the routes, once they are known
        self.letter = None  # decoded once
        self.template = None  # found once
        self.aliases = {}  # addresses -> our aliases among them, asked once
        self.is_settled = False  # a record of ours or of others has it
        self.skip_reason = ""  # why no record is made of it

    @property
    def encoded(self):
        return base64.b64encode(self.raw)

    @property
    def key(self):
        """The same for the same bytes."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def message_id(self):
        """The Message-ID, or one made of the bytes when the letter has none."""
        written = self.headers.get("message-id") or f"<{self.key}@inquiry.local>"
        return natural_key(written)

    @property
    def own_message_id(self):
        return f"Message-ID: {self.message_id}\r\n".encode()

    @property
    def addresses(self):
        names = ("to", "cc", "delivered-to", "resent-to", "resent-cc")
        text = ", ".join(self.headers.get(name, "") for name in names)
        return [mail.lower() for mail in email_split(text)]

    @property
    def references(self):
        """Message-IDs that the letter answers, the nearest last."""
        names = ("references", "in-reply-to")
        text = " ".join(self.headers.get(name, "") for name in names)
        keys = [key for key in text.replace(",", " ").split() if key.startswith("<")]
        return keys[-32:]

    @property
    def is_auto_reply(self):
        """An answer of a machine, whoever the sender is."""
        return is_auto_reply(self.headers)
