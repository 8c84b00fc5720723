"""Who of a segment gets a mailing, and why the others do not."""

from ..consent.consent import BOUNCE_LIMIT
from ..segment.mailchimp import email_problem


class MailingSieve:
    """Names the first reason for which a contact gets no letter or message.

    1. the address or number cannot be used; role addresses are nobody's;
    2. the person asked not to be reached, or letters come back;
    3. no consent to the channel (38-FZ, article 18);
    4. the person prefers another channel, when that counts;
    5. the address has it already.

    It remembers addresses, so one sieve serves one mailing.

    :param str channel: ``email`` or ``sms``
    :param bool by_preference: leave out who prefers another channel
    """

    def __init__(self, channel, *, by_preference):
        self.channel = channel
        self.by_preference = by_preference
        self._seen = set()
        self._checks = (
            self._email_problem if channel == "email" else self._number_problem,
            self._consent_problem,
            self._preference_problem,
            self._repeat,
        )

    def refuse(self, contact):
        """Reason code, or None when the contact gets the mailing."""
        return next(filter(None, (check(contact) for check in self._checks)), None)

    def _email_problem(self, contact):
        if contact.is_mail_blocked:
            return "blacklisted"
        if contact.bounces >= BOUNCE_LIMIT:
            return "bounced"
        return email_problem(contact.email)

    def _number_problem(self, contact):
        if contact.is_sms_blocked:
            return "phone_blacklisted"
        if contact.phones:
            return None
        return "bad_phone" if contact.phone else "no_phone"

    def _consent_problem(self, contact):
        is_mail = self.channel == "email"
        date = contact.consent_date if is_mail else contact.sms_consent_date
        return None if date else "no_consent"

    def _preference_problem(self, contact):
        preferred = self.by_preference and contact.preferred_channel
        return "other_channel" if preferred and preferred != self.channel else None

    def _repeat(self, contact):
        is_mail = self.channel == "email"
        address = contact.email.lower() if is_mail else contact.phone_e164
        if address in self._seen:
            return "duplicate"
        self._seen.add(address)
        return None
