import hmac as constant_time
from dataclasses import dataclass
from urllib.parse import urlencode

from odoo import SUPERUSER_ID, api, models
from odoo.tools import email_normalize, hmac

from ...tools.consent.consent import CHANNEL_NAMES
from ...tools.consent.preference import MAX_TOKEN, mask_phone, pack, unpack

SCOPE = "sales_marketing.preference"


@dataclass(slots=True)
class Preferences:
    """What the owner of an address is asked on the page, and what holds now."""

    address: str
    agreed: frozenset[str]
    preferred: str
    numbers: tuple[str, ...]
    language: str

    @property
    def channels(self):
        """Channels that can be offered: calls and SMS need a known number."""
        return CHANNEL_NAMES if self.numbers else ("email",)


class MarketingPreference(models.AbstractModel):
    """The owner of an address says himself what he wants to receive (38-FZ, art. 18).

    Who has the link of an address owns it: the link is signed with the secret of the
    database and comes in letters to that address only. What is chosen holds for every
    contact and lead with the address, and for their numbers.
    """

    _name = "marketing.preference"
    _description = "Preferences of an Address"

    @api.model
    def _get_token(self, email):
        address = email_normalize(email or "") or ""
        return f"{pack(address)}.{self._sign(address)}" if address else ""

    @api.model
    def _read_token(self, token):
        """The address of a link, or an empty text when somebody made it up."""
        if not isinstance(token, str) or len(token) > MAX_TOKEN:
            return ""
        packed, _dot, signature = token.partition(".")
        address = unpack(packed)
        expected = self._sign(address).encode()
        is_ours = constant_time.compare_digest(
            signature.encode("utf-8", "replace"), expected
        )
        return address if is_ours and address else ""

    @api.model
    def _sign(self, address):
        return hmac(self.env(su=True), SCOPE, address)  # sudo: reads the secret

    @api.model
    def _get_url(self, email, page="preferences", **query):
        """Link of an address to the preference page; empty for a wrong address.

        :param str page: ``preferences``, or ``unsubscribe`` for the header
            ``List-Unsubscribe`` (RFC 8058)
        """
        token = self._get_token(email)
        if not token:
            return ""
        path = f"{self.get_base_url()}/marketing/{page}/{token}"
        return f"{path}?{urlencode(query)}" if query else path

    @api.model
    def _read(self, address):
        """Present preferences of an address; known and unknown ones look alike."""
        partners, leads = self._find_persons(address)
        persons = [*partners, *leads]
        numbers = self._get_numbers(persons)
        languages = [*partners.mapped("lang"), *leads.lang_id.mapped("code")]
        preferred = [person.marketing_preferred_channel for person in persons]
        return Preferences(
            address=address,
            agreed=frozenset(
                channel
                for channel in CHANNEL_NAMES
                if self._is_agreed(channel, address, persons, numbers)
            ),
            preferred=next(filter(None, preferred), ""),
            numbers=tuple(map(mask_phone, numbers)),
            language=next(filter(None, languages), ""),
        )

    @api.model
    def _find_persons(self, address):
        return self.env["marketing.stop"]._find_persons("email", [address])

    @api.model
    def _get_numbers(self, persons):
        numbers = (person._get_marketing_addresses("phone") for person in persons)
        return tuple(dict.fromkeys(number for own in numbers for number in own))

    @api.model
    def _is_agreed(self, channel, address, persons, numbers):
        own = [address] if channel == "email" else numbers
        if self.env["marketing.stop"]._get_stopped(channel, own):
            return False
        return any(person[f"marketing_{channel}_consent_date"] for person in persons)

    @api.model
    def _save(
        self, address, agreed, preferred=None, how="page", channels=None, trace=""
    ):
        """Do what the owner of the address says. The second time changes nothing.

        :param agreed: channels to be reached by; the other ones are stopped
        :param str preferred: preferred channel, empty for none, None for as it is
        :param channels: channels the choice is about; default all of them
        :param str trace: where the request came from; it proves the consent
        :return: whether anything has changed
        """
        system = self._as_system()
        before = system._read(address)
        persons = system._find_persons(address)
        numbers = system._get_numbers([*persons[0], *persons[1]])
        changes = []
        for channel in channels or before.channels:
            own = [address] if channel == "email" else numbers
            if channel in agreed:
                changed = system._agree(channel, own, persons, trace)
            else:
                changed = system._refuse(channel, own, before, how)
            if changed:
                changes.append((channel, channel in agreed))
        preferred_changed = system._prefer(persons, preferred)
        if changes:
            system._log(persons, changes, how)
        return bool(changes or preferred_changed)

    @api.model
    def _as_system(self):
        """Nobody is logged in: the system writes, in the language of the house."""
        system = self.with_user(SUPERUSER_ID)
        language = system.env.company.partner_id.lang or system.env.user.lang
        return system.with_context(lang=language)

    @api.model
    def _refuse(self, channel, own, before, how):
        stopped = self.env["marketing.stop"]._stop(channel, own, how)
        return bool(stopped) or channel in before.agreed

    @api.model
    def _agree(self, channel, own, persons, trace):
        """Lift the stop; who has no consent in force gives one now."""
        changed = bool(self.env["marketing.stop"]._get_stopped(channel, own))
        self.env["marketing.stop"]._lift(channel, own, "page")
        for records in persons:
            owners = self._get_owners_without_consent(channel, records)
            if owners:
                self.env["marketing.consent"]._record(
                    owners,
                    [channel],
                    source=self._get_source(trace),
                )
                changed = True
        return changed

    @api.model
    def _get_source(self, trace):
        if not trace:
            return self.env._("Preference page")
        return self.env._("Preference page, opened from %(trace)s", trace=trace)

    @api.model
    def _get_owners_without_consent(self, channel, records):
        """Active records, of leads only those that are no contact yet."""
        return records.filtered(
            lambda record: (
                record.active
                and record._get_marketing_addresses(channel)
                and not record[f"marketing_{channel}_consent_date"]
                and record._get_consent_owner(
                    channel, record._get_written_address(channel)
                )
                == record
            ),
        )

    @api.model
    def _prefer(self, persons, preferred):
        if preferred is None:
            return False
        changed = False
        for records in persons:
            others = records.filtered(
                lambda record: (record.marketing_preferred_channel or "") != preferred,
            )
            others.write({"marketing_preferred_channel": preferred or False})
            changed = changed or bool(others)
        return changed

    @api.model
    def _log(self, persons, changes, how):
        """A note in the history of each contact and lead with the address."""
        field = self.env["marketing.stop"]._fields["how"]
        ways = dict(field._description_selection(self.env))
        for records in persons:
            body = self._prepare_note(changes, ways[how])
            records._message_log_batch(bodies=dict.fromkeys(records.ids, body))

    @api.model
    def _prepare_note(self, changes, way):
        field = self.env["marketing.stop"]._fields["channel"]
        labels = dict(field._description_selection(self.env))
        parts = []
        agreed = [labels[channel] for channel, is_agreed in changes if is_agreed]
        refused = [labels[channel] for channel, is_agreed in changes if not is_agreed]
        if agreed:
            parts.append(self.env._("agrees to: %(what)s", what=", ".join(agreed)))
        if refused:
            parts.append(self.env._("wants no more: %(what)s", what=", ".join(refused)))
        return f"{way}: {'; '.join(parts)}"
