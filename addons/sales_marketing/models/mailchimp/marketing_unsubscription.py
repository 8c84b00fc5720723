from collections import Counter
from dataclasses import replace
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import email_normalize, split_every

from ...tools.consent.consent import BOUNCE_LIMIT

KINDS = [
    ("unsubscribed", "Unsubscribed"),
    ("cleaned", "Address bounces"),
]
STATES = [
    ("done", "Honoured"),
    ("question", "Agreed again later: decide"),
    ("kept", "May be written to"),
]
BATCH = 1000
EARLY = datetime.min
MODELS = ("res.partner", "crm.lead")


class MarketingUnsubscription(models.Model):
    """Somebody has left in Mailchimp; it is honoured here at once (152-FZ, article 15).

    1. Unsubscribed: e-mail to the address is stopped (``marketing.stop`` and the
       blacklist), and the consents of everybody with this address are withdrawn.
    2. Bouncing ("cleaned"): its contacts and leads are marked as bouncing. That is no
       will of theirs: consents stay, and a letter from the address ends the mark.
    3. Who has agreed again, or was taken from the blacklist, after that day is not
       blocked: a marketer decides.
    4. An address is remembered once a kind, so the same file or answer of Mailchimp
       changes nothing the second time; a later day is looked at anew.
    """

    _name = "marketing.unsubscription"
    _description = "Unsubscription in Mailchimp"
    _order = "date desc, id desc"
    _rec_name = "email"

    email = fields.Char(required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    date = fields.Datetime(string="Left on", readonly=True)
    reason = fields.Char(readonly=True)
    campaign = fields.Char(string="After the mailing", readonly=True)
    account_id = fields.Many2one(
        "marketing.mailchimp.account",
        ondelete="set null",
        readonly=True,
        help="Empty: it came in a file.",
    )
    state = fields.Selection(STATES, required=True, readonly=True, index=True)
    contact_count = fields.Integer(
        string="Contacts and leads",
        readonly=True,
        help="With this address, on the day of the import.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Decided by",
        readonly=True,
    )

    _email_unique = models.Constraint(
        "UNIQUE (email, kind)",
        "An address is remembered once a kind.",
    )

    def action_block(self):
        """Decide: the address is not to be written to."""
        self._check_may_decide()
        questions = self.sudo().filtered(lambda row: row.state != "done")
        questions.write({"state": "done", "user_id": self.env.uid})
        questions._block()
        return True

    def action_keep(self):
        """Decide: the later consent counts, the address may be written to."""
        self._check_may_decide()
        questions = self.sudo().filtered(lambda row: row.state == "question")
        questions.write({"state": "kept", "user_id": self.env.uid})
        return True

    def action_open_contacts(self):
        """Open the contacts with the address."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.email,
            "res_model": "res.partner",
            "view_mode": "list,form",
            "domain": [("email_normalized", "=", self.email)],
        }

    def _check_may_decide(self):
        if not self.env.user.has_group("sales_marketing.group_marketer"):
            raise AccessError(self.env._("A marketer decides about unsubscriptions."))
        self.check_access("read")

    # ---- honour ----------------------------------------------------------------------

    @api.model
    def _honour(self, departures, account=None, *, is_dry=False):
        """Honour what has happened in Mailchimp.

        :param departures: iterable of ``Departure``
        :param account: account that was asked; None for a file
        :param bool is_dry: only count
        :return: ``Counter`` of ``all``, ``repeated`` (nothing new), ``known`` and
            ``unknown`` (is there a contact or lead), and of what is new: ``blocked``
            (is on the blacklist already), ``new`` (comes on it), ``question``
        """
        # sudo: blacklist and consents are honoured for everybody, whoever imports
        model = self.sudo().with_context(tracking_disable=True)
        counts = Counter()
        for chunk in split_every(BATCH, _latest(departures).values(), list):
            model._honour_batch(chunk, account, counts, is_dry)
        return counts

    @api.model
    def _honour_batch(self, departures, account, counts, is_dry):
        emails = [departure.email for departure in departures]
        known = self._find_known(emails)
        persons = self._find_persons(emails)
        blacklist = self._find_blacklisted(emails)
        rows = []
        for departure in departures:
            counts["all"] += 1
            people = persons.get(departure.email, [])
            counts["known" if people else "unknown"] += 1
            old = known.get((departure.email, departure.kind))
            if old and (not departure.date or (old.date or EARLY) >= departure.date):
                counts["repeated"] += 1
                continue
            entry = blacklist.get(departure.email)
            is_question = self._has_agreed_again(departure, people, entry)
            is_blocked = self._is_blocked(departure, people, entry)
            outcome = "blocked" if is_blocked else "new"
            counts["question" if is_question else outcome] += 1
            rows.append((old, departure, len(people), is_question))
        if not is_dry:
            self._keep(rows, account)

    @api.model
    def _find_known(self, emails):
        return {
            (row.email, row.kind): row for row in self.search([("email", "in", emails)])
        }

    @api.model
    def _find_persons(self, emails):
        """Contacts and leads by address, archived ones too."""
        persons = {}
        for name in MODELS:
            found = (
                self.env[name]
                .with_context(active_test=False)
                .search_fetch(
                    [("email_normalized", "in", emails)],
                    [
                        "email_normalized",
                        "marketing_email_consent_date",
                        "message_bounce",
                    ],
                    order="id",
                )
            )
            for person in found:
                persons.setdefault(person.email_normalized, []).append(person)
        return persons

    @api.model
    def _find_blacklisted(self, emails):
        entries = self.env["mail.blacklist"].with_context(active_test=False)
        found = entries.search([("email", "in", emails)])
        return {entry.email: entry for entry in found}

    @api.model
    def _is_blocked(self, departure, people, entry):
        """Whether the departure would change nothing for whom we write to."""
        if departure.kind == "unsubscribed":
            return bool(entry and entry.active)
        bounces = [person.message_bounce for person in people]
        return bool(bounces) and min(bounces) >= BOUNCE_LIMIT

    @api.model
    def _has_agreed_again(self, departure, people, entry):
        """Whether a consent, or the end of the block, is later than the departure.

        A consent has a day and no hour: one of the same day does not count.
        """
        if not departure.date:
            return False
        day = fields.Datetime.context_timestamp(self, departure.date).date()
        agreed = [person.marketing_email_consent_date for person in people]
        if any(consent and consent > day for consent in agreed):
            return True
        if departure.kind != "unsubscribed":
            return False
        return bool(entry and not entry.active and entry.write_date > departure.date)

    @api.model
    def _keep(self, rows, account):
        """Remember the departures and block those that are no question."""
        new, changed = [], self.browse()
        for old, departure, people, is_question in rows:
            values = {
                "date": departure.date,
                "reason": departure.reason,
                "campaign": departure.campaign,
                "account_id": account and account.id,
                "contact_count": people,
                "state": "question" if is_question else "done",
                "user_id": False,
            }
            if old:
                old.write(values)
                changed |= old
            else:
                key = {"email": departure.email, "kind": departure.kind}
                new.append({**values, **key})
        changed |= self.create(new)
        changed._note_members()
        changed.filtered(lambda row: row.state == "done")._block()

    def _note_members(self):
        """The status in Mailchimp, where we have sent the address ourselves."""
        for kind, rows in self.grouped("kind").items():
            self.env["marketing.mailchimp.member"].search(
                Domain("email", "in", rows.mapped("email"))
                & Domain("status", "!=", kind)
                & Domain("account_id", "in", rows.account_id.ids),
            ).write({"status": kind})

    def _block(self):
        """Stop e-mail to who has unsubscribed, mark who bounces."""
        notes = {
            row.email: row._get_note() for row in self if row.kind == "unsubscribed"
        }
        if notes:
            # the blacklist comes last: it would call the withdrawals its own doing
            self._withdraw_consents(notes)
            self._record_stops(notes)
            self._blacklist(notes)
        bouncing = self.filtered(lambda row: row.kind == "cleaned").mapped("email")
        for name in MODELS if bouncing else ():
            self.env[name].with_context(active_test=False).search(
                Domain("email_normalized", "in", bouncing)
                & Domain("message_bounce", "<", BOUNCE_LIMIT),
            ).write({"message_bounce": BOUNCE_LIMIT})

    @api.model
    def _record_stops(self, notes):
        """Put the addresses on the list of stops, where they are not yet."""
        stops = self.env["marketing.stop"]
        known = set(stops._search_in_force("email", list(notes)).mapped("address"))
        stops.create(
            [
                {"address": email, "channel": "email", "how": "import", "reason": note}
                for email, note in notes.items()
                if email not in known
            ],
        )

    def _get_note(self):
        """What happened, for the history of the blacklist and of the consent."""
        day = self.date and fields.Datetime.context_timestamp(self, self.date)
        label = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        parts = [
            self.env._("Mailchimp: %(what)s", what=label),
            day and day.strftime("%d.%m.%Y"),
            self.reason,
            self.campaign,
        ]
        return " · ".join(filter(None, parts))

    @api.model
    def _blacklist(self, notes):
        """Put addresses on the blacklist, each with its note in the history."""
        entries = self.env["mail.blacklist"].with_context(mail_create_nolog=True)
        known = self._find_blacklisted(list(notes))
        stopped = entries.browse(e.id for e in known.values() if not e.active)
        stopped.write({"active": True})
        new = entries.create([{"email": e} for e in notes if e not in known])
        changed = stopped | new
        if changed:
            changed._message_log_batch(
                {entry.id: notes.get(entry.email, "") for entry in changed},
            )

    @api.model
    def _withdraw_consents(self, notes):
        """Withdraw the consents to e-mail of everybody with one of the addresses."""
        persons = self._find_persons(list(notes)).values()
        ids = {
            name: [p.id for people in persons for p in people if p._name == name]
            for name in MODELS
        }
        consents = self.env["marketing.consent"].search(
            Domain("channel", "=", "email")
            & Domain("withdrawn_date", "=", False)
            & (
                Domain("partner_id", "in", ids["res.partner"])
                | Domain("lead_id", "in", ids["crm.lead"])
            ),
        )
        for note, group in consents.grouped(
            lambda c: notes[_person(c).email_normalized]
        ).items():
            group._withdraw("import", note)


def _latest(departures):
    """The last departure of each address and kind; addresses as Odoo keeps them."""
    result = {}
    for departure in departures:
        email = email_normalize(departure.email)
        if not email:
            continue
        key = (email, departure.kind)
        other = result.get(key)
        if not other or (departure.date or EARLY) > (other.date or EARLY):
            result[key] = replace(departure, email=email)
    return result


def _person(consent):
    return consent.partner_id or consent.lead_id
