from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.sales_process.tools.intake.phones import phone_tail

from ...tools.consent.consent import BOUNCE_LIMIT, CHANNELS, WAYS


class MarketingStop(models.Model):
    """An address or number that must not be written to or called, and why.

    1. A stop is about an address, so it holds for every contact and lead that has it,
       also for those that come later.
    2. E-mail and SMS stops stand in the blacklists of the database as well, so that
       everything in it honours them; there is no such list for calls alone.
    3. An entry of the phone blacklist made elsewhere stops calls and SMS. The person
       who stops SMS only can still be called.
    4. Stopping withdraws the consents of the channel; allowing again gives none back.
    5. Rows are never deleted: a stop is lifted, the next one is a new row.
    """

    _name = "marketing.stop"
    _description = "Stopped Advertising"
    _order = "date desc, id desc"
    _rec_name = "address"

    address = fields.Char(required=True, readonly=True)
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    how = fields.Selection(WAYS, required=True, readonly=True)
    reason = fields.Char(readonly=True)
    date = fields.Datetime(
        string="Stopped on",
        required=True,
        default=fields.Datetime.now,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Stopped by",
        default=lambda self: self.env.user,
        readonly=True,
    )
    lifted_date = fields.Datetime(string="Allowed again on", readonly=True)
    lifted_how = fields.Selection(WAYS, readonly=True)
    lifted_reason = fields.Char(readonly=True)
    lifted_user_id = fields.Many2one(
        "res.users",
        string="Allowed again by",
        readonly=True,
    )

    _address_uniq = models.UniqueIndex(
        "(address, channel) WHERE lifted_date IS NULL",
        "Advertising to this address is stopped already.",
    )

    @api.model
    def _stop(self, channel, addresses, how, reason=""):
        """Stop a channel for addresses; those that are stopped stay as they are.

        :param addresses: normalised e-mails, or numbers as +74956001234
        :param str how: one of ``tools.consent.WAYS``
        :return: the new stops
        """
        addresses = list(dict.fromkeys(filter(None, addresses)))
        stops = self.sudo()  # sudo: nobody edits the list; ``user_id`` says who did it
        known = set(stops._search_in_force(channel, addresses).mapped("address"))
        created = stops.create(
            [
                {"address": address, "channel": channel, "how": how, "reason": reason}
                for address in addresses
                if address not in known
            ],
        )
        # first: the blacklists would call it their own doing
        self._withdraw_consents(channel, addresses, how, reason)
        self._block(channel, addresses)
        return created

    @api.model
    def _lift(self, channel, addresses, how, reason=""):
        """Allow a channel again; no consent comes back by this.

        :return: the stops that have ended
        """
        addresses = list(dict.fromkeys(filter(None, addresses)))
        stops = self.sudo()  # sudo: as above
        stops._adopt(channel, addresses)
        ended = stops._search_in_force(channel, addresses)
        ended.write(
            {
                "lifted_date": fields.Datetime.now(),
                "lifted_how": how,
                "lifted_reason": reason,
                "lifted_user_id": self.env.uid,
            },
        )
        self._unblock(channel, addresses)
        return ended

    @api.model
    def _get_stopped(self, channel, addresses):
        """Which of the addresses must not be reached by ``channel``."""
        if channel == "email":
            emails = list(filter(None, addresses))
            return self._get_blacklisted("mail.blacklist", "email", emails)
        return self._get_stopped_numbers(addresses)[channel]

    @api.model
    def _get_stopped_numbers(self, numbers):
        """Numbers that must not be called, and not be sent SMS: two queries.

        :return: ``{"phone": set, "sms": set}``
        """
        numbers = list(filter(None, numbers))
        stopped = {"email": set(), "phone": set(), "sms": set()}
        # sudo: everybody must honour the list
        for stop in self.sudo().search_fetch(
            self._get_in_force_domain() & Domain("address", "in", numbers),
            ["address", "channel"],
        ):
            stopped[stop.channel].add(stop.address)
        blacklisted = self._get_blacklisted("phone.blacklist", "number", numbers)
        return {
            "phone": stopped["phone"] | (blacklisted - stopped["sms"]),
            "sms": stopped["sms"] | blacklisted,
        }

    @api.model
    def _get_blacklisted(self, model, field, addresses):
        # sudo: only administrators read the blacklists, everybody must honour them
        found = self.env[model].sudo().search_fetch([(field, "in", addresses)], [field])
        return set(found.mapped(field))

    @api.model
    def _get_in_force_domain(self):
        return Domain("lifted_date", "=", False)

    @api.model
    def _search_in_force(self, channel, addresses):
        return self.search(
            self._get_in_force_domain()
            & Domain("channel", "=", channel)
            & Domain("address", "in", addresses),
        )

    @api.model
    def _adopt(self, channel, addresses):
        """Entries made elsewhere become stops of ours before one of them is lifted.

        Otherwise allowing calls would let SMS through, and the other way round.
        """
        if channel == "email":
            return
        for each in ("phone", "sms"):
            known = self._search_in_force(each, addresses).mapped("address")
            foreign = self._get_stopped(each, addresses) - set(known)
            self.create(
                [
                    {"address": address, "channel": each, "how": "blacklist"}
                    for address in sorted(foreign)
                ],
            )

    @api.model
    def _block(self, channel, addresses):
        """The blacklists of the database know it too."""
        if channel == "email":
            self._activate("mail.blacklist", "email", addresses)
        elif channel == "sms":
            # core takes no numbers that it cannot read; our own list holds them
            usable = filter(self._is_usable_number, addresses)
            self._activate("phone.blacklist", "number", list(usable))

    @api.model
    def _is_usable_number(self, number):
        return self.env.user._phone_format(number=number) == number

    @api.model
    def _activate(self, model, field, addresses):
        # sudo: only administrators write the blacklists
        blacklist = self.env[model].sudo().with_context(active_test=False)
        entries = blacklist.search([(field, "in", addresses)])
        entries.filtered(lambda entry: not entry.active).action_unarchive()
        known = set(entries.mapped(field))
        blacklist.create(
            [{field: address} for address in addresses if address not in known],
        )

    @api.model
    def _unblock(self, channel, addresses):
        if channel == "phone":
            return
        model, field = {
            "email": ("mail.blacklist", "email"),
            "sms": ("phone.blacklist", "number"),
        }[channel]
        # sudo: as above
        self.env[model].sudo().search([(field, "in", addresses)]).action_archive()

    @api.model
    def _withdraw_consents(self, channel, addresses, how, reason=""):
        partners, leads = self._find_persons(channel, addresses)
        consents = partners.marketing_consent_ids | leads.marketing_consent_ids
        consents.filtered(lambda c: c.channel == channel)._withdraw(how, reason)
        self._after_stop(channel, partners, leads)

    @api.model
    def _after_stop(self, channel, partners, leads):
        """Hook: whoever is about to reach these persons by ``channel`` leaves off."""

    @api.model
    def _find_persons(self, channel, addresses):
        """Contacts and leads with one of the addresses, archived ones too."""
        return tuple(
            self._find_in(self.env[model], channel, set(addresses))
            for model in ("res.partner", "crm.lead")
        )

    @api.model
    def _find_in(self, records, channel, addresses):
        # sudo: the person has one will, whoever looks after him here
        records = records.sudo().with_context(active_test=False)
        if channel == "email":
            return records.search([("email_normalized", "in", list(addresses))])
        found = records.search(self._get_number_domain(addresses))
        return found.filtered(
            lambda record: (
                not addresses.isdisjoint(
                    record._get_marketing_addresses(channel),
                )
            ),
        )

    @api.model
    def _get_number_domain(self, numbers):
        """Records that name one of the numbers anywhere, by the index of tails."""
        tails = [phone_tail(number) for number in numbers]
        if not tails:
            return Domain.FALSE
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "string_to_array(%s, ' ') && %s",
                model._field_to_sql(alias, "phone_keys", query),
                tails,
            ),
        )

    @api.model
    def _note_hard_bounce(self, address):
        """The address does not exist: it counts as if letters came back often.

        A letter from the address resets the counter, as always.
        """
        for records in self._find_persons("email", [address]):
            below = records.filtered(lambda r: r.message_bounce < BOUNCE_LIMIT)
            below.write({"message_bounce": BOUNCE_LIMIT})
            note = self.env._("The address %(email)s does not exist.", email=address)
            below._message_log_batch(bodies=dict.fromkeys(below.ids, note))

    @api.model
    def _forget_bounces(self, addresses):
        """Letters to the addresses are tried again."""
        for records in self._find_persons("email", addresses):
            records.write({"message_bounce": 0})
