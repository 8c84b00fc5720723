from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from ...tools.mailchimp.mailchimp_api import ENDED, fingerprint, member_values
from ...tools.segment.contact import Sieve
from .marketing_mailchimp_member import LIVE

BATCH = 1000
SHOWN_REFUSALS = 1000


class MarketingMailchimpSync(models.Model):
    """What a run has to do, compared with what was sent before."""

    _inherit = "marketing.mailchimp.sync"

    def _prepare_lines(self):
        """Make the lines of the run; return what is written on the run.

        The members are read as the user of the run, with the rights of that user.
        """
        self.ensure_one()
        # of a preparation that broke off, or of a run that is taken up anew
        self.line_ids.filtered(lambda line: line.state != "done").unlink()
        stats = {"unchanged_count": 0, "reason_counts": {}}
        seen = {}
        for segment in self.segment_ids:
            seen[segment.id] = self._prepare_segment(segment, stats)
        withdrawn = self._prepare_withdrawals()
        self._prepare_leavers(seen, withdrawn)
        # of a run that is taken up anew: what it has sent itself is not "unchanged"
        sent = self.new_count + self.updated_count
        stats["unchanged_count"] = max(stats["unchanged_count"] - sent, 0)
        return stats

    def _prepare_segment(self, segment, stats):
        """Lines of one segment; return the addresses that belong to it."""
        user = self.user_id
        reader = segment.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids,
            tz=user.tz,
        )
        sieve = self._prepare_sieve()
        seen, accepted = set(), []
        for contact in reader._iterate_members("mailchimp"):
            reason = sieve.refuse(contact)
            if reason:
                self._keep_refused([(contact, reason)], stats)
                continue
            seen.add(contact.email.lower())
            accepted.append(contact)
            if len(accepted) == BATCH:
                self._prepare_batch(segment, accepted, stats)
                accepted = []
        self._prepare_batch(segment, accepted, stats)
        self._keep_refused([], stats, flush=True)
        return seen

    def _prepare_sieve(self):
        """As for the export, and always with consent."""
        return Sieve(
            "mailchimp",
            require_consent=True,
            today=fields.Date.context_today(self.with_context(tz=self.user_id.tz)),
        )

    def _keep_refused(self, pairs, stats, *, flush=False):
        """Count contacts that do not go; the first thousand are listed."""
        waiting = stats.setdefault("_waiting", [])
        for contact, reason in pairs:
            counts = stats["reason_counts"]
            counts[reason] = counts.get(reason, 0) + 1
            if sum(counts.values()) <= SHOWN_REFUSALS:
                values = self._prepare_person_values(contact)
                waiting.append({**values, "state": "kept", "reason": reason})
        if flush:
            self.env["marketing.mailchimp.sync.line"].create(stats.pop("_waiting"))

    def _prepare_person_values(self, contact):
        return {
            "sync_id": self.id,
            "email": contact.email.lower(),
            "partner_id": contact.model == "res.partner" and contact.id,
            "lead_id": contact.model == "crm.lead" and contact.id,
            "name": contact.name,
            "company_name": contact.company,
        }

    def _prepare_batch(self, segment, contacts, stats):
        """Compare accepted contacts with what was sent: two queries a batch."""
        if not contacts:
            return
        emails = [contact.email.lower() for contact in contacts]
        members = self._get_members(emails)
        lines = self._get_lines(emails)
        mapping = {row.tag: row.source for row in self.account_id.field_ids}
        tags = self.account_id._get_tags(segment)
        rows, same = [], self.env["marketing.mailchimp.member"]
        for contact in contacts:
            email = contact.email.lower()
            member, line = members.get(email), lines.get(email)
            if member and member.status in ENDED:
                self._keep_refused([(contact, member.status)], stats)
                continue
            values = member_values(contact, mapping)
            job = self._prepare_job(contact, values, tags, member, segment)
            if line:
                line.job = self._join_jobs(line.job, job)
            elif not member:
                rows.append(self._prepare_line_values(contact, "new", job))
            elif self._is_changed(member, values, job):
                rows.append(self._prepare_line_values(contact, "update", job))
            else:
                stats["unchanged_count"] += 1
                same |= member
        self.env["marketing.mailchimp.sync.line"].create(rows)
        self._link(same, segment)
        self._forget()

    def _get_members(self, emails):
        members = self.env["marketing.mailchimp.member"].search(
            [("account_id", "=", self.account_id.id), ("email", "in", emails)],
        )
        return {member.email: member for member in members}

    def _get_lines(self, emails):
        """Lines that an earlier step of the preparation has made."""
        lines = self.env["marketing.mailchimp.sync.line"].search(
            Domain("sync_id", "=", self.id)
            & Domain("email", "in", emails)
            & Domain("state", "=", "todo"),
        )
        return {line.email: line for line in lines}

    @api.model
    def _prepare_job(self, contact, values, tags, member, segment):
        known = set(member.tags or []) if member else set()
        day = contact.consent_date
        return {
            "values": values,
            "consent": day.isoformat() if day else False,
            "tags_on": [tag for tag in tags if tag not in known],
            "tags_off": [],
            "on": segment.ids,
            "off": [],
        }

    @api.model
    def _is_changed(self, member, values, job):
        is_same = member.fingerprint == fingerprint(values)
        return bool(job["tags_on"]) or not is_same or member.status == "gone"

    @api.model
    def _join_jobs(self, job, other):
        """The first contact of an address gives the values; tags and segments add up."""
        joined = dict(job)
        for name in ("tags_on", "tags_off", "on", "off"):
            joined[name] = list(dict.fromkeys([*job[name], *other[name]]))
        return joined

    def _prepare_line_values(self, contact, kind, job):
        return {**self._prepare_person_values(contact), "kind": kind, "job": job}

    @api.model
    def _link(self, members, segment):
        """Note that unchanged members belong to the segment too."""
        strangers = members.filtered(lambda m: segment.id not in m.segment_ids.ids)
        strangers.write({"segment_ids": [fields.Command.link(segment.id)]})

    @api.model
    def _forget(self):
        """Memory does not grow with the contacts: a batch leaves the cache."""
        self.env["marketing.mailchimp.sync.line"].invalidate_model()
        self.env["marketing.mailchimp.member"].invalidate_model()

    # ---- who goes --------------------------------------------------------------------

    def _prepare_withdrawals(self):
        """Lines of members who may not be written to any more; return the members."""
        members = self.account_id._find_withdrawn_members()
        for chunk in split_every(BATCH, members.ids, members.browse):
            lines = self._get_lines(chunk.mapped("email"))
            self.env["marketing.mailchimp.sync.line"].union(*lines.values()).unlink()
            self.env["marketing.mailchimp.sync.line"].create(
                [self._prepare_departure(member, "withdraw") for member in chunk],
            )
            self._forget()
        return members

    def _prepare_departure(self, member, kind, **job):
        return {
            "sync_id": self.id,
            "email": member.email,
            "kind": kind,
            "job": {"tags_on": [], "tags_off": [], "on": [], "off": [], **job},
        }

    def _prepare_leavers(self, seen, withdrawn):
        """Lines of members who are in a segment no more: they lose its tag."""
        members = self.env["marketing.mailchimp.member"].search(
            Domain("account_id", "=", self.account_id.id)
            & Domain("segment_ids", "in", list(seen))
            & Domain("status", "in", LIVE)
            & Domain("id", "not in", withdrawn.ids),
        )
        for chunk in split_every(BATCH, members.ids, members.browse):
            lines = self._get_lines(chunk.mapped("email"))
            rows = []
            for member in chunk:
                job = self._prepare_leaving(member, seen)
                line = lines.get(member.email)
                if job and line:
                    line.job = self._join_jobs(line.job, job)
                elif job:
                    rows.append(self._prepare_departure(member, "leave", **job))
            self.env["marketing.mailchimp.sync.line"].create(rows)
            self._forget()

    def _prepare_leaving(self, member, seen):
        """Segments that ``member`` has left, and tags that no other one gives."""
        left = member.segment_ids.filtered(
            lambda s: s.id in seen and member.email not in seen[s.id],
        )
        if not left:
            return None
        stays = member.segment_ids - left
        stays |= self.segment_ids.filtered(lambda s: member.email in seen[s.id])
        account = self.account_id
        kept = set(account._get_tags(stays.browse()))
        for segment in stays:
            kept.update(account._get_tags(segment))
        lost = [tag for segment in left for tag in account._get_tags(segment)]
        owned = set(member.tags or [])
        return {
            "tags_on": [],
            "tags_off": [tag for tag in lost if tag in owned and tag not in kept],
            "on": [],
            "off": left.ids,
        }
