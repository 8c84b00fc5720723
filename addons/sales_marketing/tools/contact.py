"""A contact read from the database, and the sieve that decides who may be exported."""

from dataclasses import dataclass
from datetime import date

from .mailchimp import email_problem


@dataclass(slots=True)
class Contact:
    """One person, a company without persons, or a lead without a contact."""

    model: str
    id: int
    name: str
    company: str = ""
    position: str = ""
    email: str = ""
    phone: str = ""
    phones: tuple[str, ...] = ()
    extension: str = ""
    salesperson: str = ""
    language: str = ""
    is_person: bool = True
    consent_date: date | None = None
    last_call: date | None = None
    is_mail_blocked: bool = False
    is_phone_blocked: bool = False
    user_id: int = 0

    @property
    def phone_e164(self):
        """The number to dial first, or an empty string."""
        return self.phones[0] if self.phones else ""


class Sieve:
    """Names the first reason for which a contact may not be in the file.

    1. the address or number cannot be used by the layout's receiver;
    2. the person asked not to be written to or called (blacklist);
    3. no consent that could be shown, when consent is required (38-FZ, article 18);
    4. called lately (phone layout only);
    5. the address is in the file already (Mailchimp only; lower-case comparison).

    It remembers addresses, so one sieve serves one file.

    :param str layout: ``mailchimp`` or ``phone``
    :param bool require_consent: refuse contacts without a dated consent
    :param date today: a consent dated later than this is refused
    :param date called_since: refuse contacts called on or after this day
    """

    def __init__(self, layout, *, require_consent, today, called_since=None):
        self.require_consent = require_consent
        self.today = today
        self.called_since = called_since
        self._seen = set()
        self._checks = (self._address_problem, self._consent_problem, self._repeat)
        if layout == "phone":
            self._checks = (self._phone_problem, self._consent_problem, self._called)

    def refuse(self, contact):
        """Reason code, or None when the contact goes into the file."""
        return next(filter(None, (check(contact) for check in self._checks)), None)

    def _address_problem(self, contact):
        problem = email_problem(contact.email)
        return problem or ("blacklisted" if contact.is_mail_blocked else None)

    def _phone_problem(self, contact):
        if not contact.phone:
            return "no_phone"
        if not contact.phones:
            return "bad_phone"
        return "phone_blacklisted" if contact.is_phone_blocked else None

    def _consent_problem(self, contact):
        if not self.require_consent:
            return None
        if not contact.consent_date:
            return "no_consent"
        return "future_consent" if contact.consent_date > self.today else None

    def _called(self, contact):
        lately = self.called_since and contact.last_call
        return "called" if lately and contact.last_call >= self.called_since else None

    def _repeat(self, contact):
        address = contact.email.lower()
        if address in self._seen:
            return "duplicate"
        self._seen.add(address)
        return None
