"""Channels of advertising, lawful bases of keeping a contact, and whose address it is."""

from odoo.addons.sales_process.tools.intake.phones import valid_phones

CHANNELS = [("email", "E-mail"), ("phone", "Calls"), ("sms", "SMS")]
CHANNEL_NAMES = tuple(channel for channel, _label in CHANNELS)

# 152-FZ, article 6, part 1 (paragraphs 1, 5, 7, 2) and article 10.1
BASES = [
    ("consent", "Consent of the person"),
    ("contract", "Contract with the person"),
    ("interest", "Legitimate interest: existing client"),
    ("law", "Duty by law"),
    ("public", "Published by the person"),
]
# 38-FZ, article 18, part 1 and 152-FZ, article 15: nothing but a prior consent
ADVERTISING_BASES = frozenset({"consent"})

# how advertising was stopped or allowed again
WAYS = [
    ("page", "Preference page"),
    ("one_click", "Unsubscribe button of the mail program"),
    ("employee", "Recorded by an employee"),
    ("import", "Imported list"),
    ("merge", "Merged: the address is another's"),
    ("blacklist", "Blacklist of the database"),
    ("bounced", "Letters come back"),
]
# so many letters have come back: the address is not written to any more
BOUNCE_LIMIT = 3


def last_consent(consents, channel):
    """Day of the last consent in force for ``channel``, or None.

    :param consents: objects with ``channel``, ``basis``, ``date`` and
        ``withdrawn_date``
    """
    return max(
        (
            consent.date
            for consent in consents
            if consent.channel == channel
            and consent.basis in ADVERTISING_BASES
            and not consent.withdrawn_date
        ),
        default=None,
    )


def numbers_of(*texts):
    """Numbers in the international form that the texts name, each once, in order."""
    phones = valid_phones("; ".join(filter(None, texts)))
    return tuple(dict.fromkeys(phone.e164 for phone in phones))


def is_same_address(channel, given, own):
    """Whether a consent given for an address is for one of the person's own.

    :param str given: the address on the day of the consent; empty fits everybody
    :param own: the person's addresses of the channel
    """
    if not given:
        return True
    if channel == "email":
        return given.lower() in own
    return not set(numbers_of(given)).isdisjoint(own)
