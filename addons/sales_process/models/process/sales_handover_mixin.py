from dataclasses import dataclass

from odoo import models
from odoo.fields import Domain

# no mail, no tracking value and no subscription per record: the hand-over tells
# everybody once and writes one note per document
QUIET = {
    "mail_activity_quick_update": True,
    "mail_auto_subscribe_no_notify": True,
    "tracking_disable": True,
}


@dataclass(frozen=True)
class Fact:
    """What a hand-over must know of a document."""

    name: str
    client: object  # res.partner, maybe empty
    key: tuple  # what goes together has the same key
    team: object  # crm.team; empty: it belongs to no department in particular
    info: str = ""  # the stage or the state, in words
    amount: float = 0.0  # expected revenue, in the currency of the company


@dataclass(frozen=True)
class Territory:
    """What the present user may hand over, looked at once."""

    everything: bool
    teams: frozenset = frozenset()  # ids of the teams that he leads
    people: frozenset = frozenset()  # ids of their people, of today and before

    def has(self, team, user):
        """Whether a document is his to hand over.

        :param team: its department, may be empty
        :param user: its responsible, may be empty
        """
        if self.everything:
            return True
        if team:
            return team.id in self.teams
        return not user or user.id in self.people


class SalesHandoverMixin(models.AbstractModel):
    """A document that somebody is responsible for and that can be handed over (R013).

    `_handover_kind` is its value in `kind` of the lines, `_handover_field` the
    responsible, `_handover_groups` the rights of which a new responsible needs
    one, `_handover_kept` the computed fields that stay although the responsible changes.
    All methods are called as superuser, on many records at once.
    """

    _name = "sales.handover.mixin"
    _description = "Document with a Responsible"

    _handover_kind = None
    _handover_field = "user_id"
    _handover_groups = ("sales_process.group_salesperson",)
    _handover_kept = ()

    def _get_handover_open_domain(self):
        """Which documents still need a responsible."""
        return Domain.TRUE

    def _get_handover_users_domain(self, users):
        """Open documents of these users, in the present companies."""
        domain = Domain(self._handover_field, "in", users.ids)
        domain &= self._get_handover_open_domain()
        if "company_id" in self._fields:
            companies = (*self.env.companies.ids, False)
            domain &= Domain("company_id", "in", companies)
        return domain

    def _get_handover_facts(self):
        """Return {document: Fact}; a document that is of no use is left out."""
        return {document: document._get_handover_fact() for document in self}

    def _get_handover_fact(self):
        client = self._get_handover_client()
        together = client or self._get_handover_parent()
        return Fact(
            name=self.display_name,
            client=client,
            key=(together._name, together.id),
            team=self._get_handover_team(),
            info=self._get_handover_info(),
            amount=self._get_handover_amount(),
        )

    def _get_handover_client(self):
        """The client whose documents go together; may be empty."""
        return self.partner_id.commercial_partner_id

    def _get_handover_parent(self):
        """Without a client: the document that this one goes together with."""
        return self

    def _get_handover_team(self):
        return self.team_id

    def _get_handover_info(self):
        return ""

    def _get_handover_amount(self):
        return 0.0

    def _set_handover_user(self, user):
        """Make somebody responsible; nothing else of the documents changes."""
        kept = [self._fields[name] for name in self._handover_kept]
        with self.env.protecting(kept, self):
            self.with_context(**QUIET).write({self._handover_field: user.id})
            self.flush_recordset()

    def _get_handover_label(self, name):
        """The value of a selection in words."""
        labels = dict(self._fields[name]._description_selection(self.env))
        return labels.get(self[name], "")

    def _move_followers(self, before, after):
        """One partner follows instead of another; nothing for what has no followers."""
        if "message_follower_ids" not in self._fields:
            return
        self.message_unsubscribe(before.ids)
        if after:
            self.message_subscribe(after.ids)
