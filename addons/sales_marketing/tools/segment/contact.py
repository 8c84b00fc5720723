"""A contact read from the database, and the sieve that decides who may be exported."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from odoo.addons.sales_process.tools.intake.phones import valid_phones

from ..consent.consent import BOUNCE_LIMIT
from .mailchimp import email_problem

#: one Russian number and nothing else: needs no parser
_ONE_NUMBER = re.compile(r"\+?[78][3-9][0-9]{9}")
_SIGNS = str.maketrans("", "", " ()-\u00a0")


@dataclass(slots=True)
class Contact:
    """One person, a company without persons, or a lead without a contact.

    ``rank`` is the place among the contacts with the same address (1: holds it, the
    best one by consent, then contacts before leads); ``holder`` and ``holder_model``
    tell who has the first place. ``key`` is that of the row in the file.
    """

    model: str
    id: int
    name: str
    company: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    user_id: int = 0
    is_person: bool = True
    consent_date: date | None = None  # to e-mail
    bounces: int = 0
    key: str = ""
    company_id: int = 0  # commercial partner; leads have none
    position: str = ""
    phone_consent_date: date | None = None
    sms_consent_date: date | None = None
    preferred_channel: str = ""
    country: str = ""
    region: str = ""
    rank: int = 1
    holder: str = ""
    holder_model: str = ""
    phones: tuple[str, ...] = ()
    extension: str = ""
    salesperson: str = ""
    is_mail_blocked: bool = False
    is_phone_blocked: bool = False
    is_sms_blocked: bool = False
    last_call: date | None = None
    last_result: str = ""

    @property
    def label(self):
        """Who it is, for people."""
        return ", ".join(dict.fromkeys(filter(None, (self.name, self.company))))

    @property
    def phone_e164(self):
        """The number to dial first, or an empty string."""
        return self.phones[0] if self.phones else ""


def read_numbers(text):
    """Numbers (E.164) of a phone field and the extension of the first one."""
    number = text if _ONE_NUMBER.fullmatch(text) else text.translate(_SIGNS)
    if number is text or _ONE_NUMBER.fullmatch(number):
        return (f"+7{number[-10:]}",), ""
    return _parse_numbers(text)


@lru_cache(maxsize=4096)
def _parse_numbers(text):
    phones = valid_phones(text)
    numbers = tuple(dict.fromkeys(phone.e164 for phone in phones))
    return numbers, phones[0].extension if phones else ""


class Sieve:
    """Names the first reason for which a contact may not be in the file.

    1. the address or number cannot be used by the layout's receiver, or letters to it
       came back;
    2. the person asked not to be written to or called (blacklist);
    3. no consent that could be shown, when consent is required (38-FZ, article 18);
    4. called lately (phone layout only);
    5. the address is that of another contact in the file: Mailchimp takes one once, a
       lead is not called when its number is that of a contact.

    :param str layout: ``mailchimp`` or ``phone``
    :param bool require_consent: refuse contacts without a dated consent
    :param date today: a consent dated later than this is refused
    :param date called_since: refuse contacts called on or after this day
    """

    def __init__(self, layout, *, require_consent, today, called_since=None):
        self.require_consent = require_consent
        self.today = today
        self.called_since = called_since
        self._consent_field = "consent_date"
        #: reason code, or None when the contact goes into the file
        self.refuse = self._refuse_letter
        if layout == "phone":
            self._consent_field = "phone_consent_date"
            self.refuse = self._refuse_call

    def _refuse_letter(self, contact):
        return (
            self._address_problem(contact)
            or (self.require_consent and self._consent_problem(contact))
            or (contact.rank > 1 and "duplicate")
            or None
        )

    def _refuse_call(self, contact):
        return (
            self._phone_problem(contact)
            or (self.require_consent and self._consent_problem(contact))
            or self._called(contact)
            or self._repeated_lead(contact)
        )

    def _address_problem(self, contact):
        problem = email_problem(contact.email)
        if problem:
            return problem
        if contact.is_mail_blocked:
            return "blacklisted"
        return "bounced" if contact.bounces >= BOUNCE_LIMIT else None

    def _phone_problem(self, contact):
        if not contact.phone:
            return "no_phone"
        if not contact.phones:
            return "bad_phone"
        return "phone_blacklisted" if contact.is_phone_blocked else None

    def consent_of(self, contact):
        """Day of the consent to the channel of the layout, or None."""
        return getattr(contact, self._consent_field)

    def _consent_problem(self, contact):
        consent_date = self.consent_of(contact)
        if not consent_date:
            return "no_consent"
        return "future_consent" if consent_date > self.today else None

    def _called(self, contact):
        lately = self.called_since and contact.last_call
        return "called" if lately and contact.last_call >= self.called_since else None

    @staticmethod
    def _repeated_lead(contact):
        is_lead_of_contact = (contact.model, contact.holder_model) == (
            "crm.lead",
            "res.partner",
        )
        return "duplicate" if contact.rank > 1 and is_lead_of_contact else None
