from odoo import fields, models

from ...tools.mailchimp.mailchimp_api import (
    ENDED,
    fingerprint,
    member_body,
    member_hash,
    parse_time,
    refusal_reason,
)
from ...tools.mailchimp.mailchimp_client import MailchimpError
from ...tools.mailchimp.mailchimp_departure import Departure
from .marketing_mailchimp_member import STATUSES

KNOWN_STATUSES = frozenset(dict(STATUSES))


class MarketingMailchimpSyncLine(models.Model):
    """Sends one contact that is in the audience, or may be."""

    _inherit = "marketing.mailchimp.sync.line"

    def _send(self, client):
        """Do what the line says; a refusal of this contact stops nothing."""
        self.ensure_one()
        path = f"{self.sync_id.account_id._get_list_path()}/members/"
        path += member_hash(self.email)
        send = {"leave": self._send_leave, "withdraw": self._send_withdraw}
        try:
            send.get(self.kind, self._send_member)(client, path)
        except MailchimpError as error:
            if error.kind != "refused":
                raise
            self._refuse(error.title, error.detail)

    def _send_member(self, client, path):
        member = self._get_member()
        if member.fingerprint == fingerprint(self.job["values"]):
            try:
                self._send_tags(client, path)
            except MailchimpError as error:
                if error.kind != "gone":
                    raise  # gone: deleted there by hand, so it is put anew
            else:
                self._note_sent({})
                return
        answer = client.call(
            "PUT",
            path,
            {"skip_merge_validation": "true"},
            self._prepare_put_body(is_ours=bool(member)),
        )
        if answer.get("status") in ENDED:
            self._honour(answer)
            return
        self._send_tags(client, path)
        self._note_sent({self.email: answer.get("status")})

    def _prepare_put_body(self, *, is_ours):
        """Never a status: ``status_if_new`` has no effect on who is there already."""
        return {
            **member_body(self.job["values"], wipe=is_ours),
            "email_address": self.email,
            "status_if_new": self.sync_id.account_id.new_status,
        }

    def _send_leave(self, client, path):
        if self.job["tags_off"]:
            try:
                self._send_tags(client, path)
            except MailchimpError as error:
                if error.kind != "gone":
                    raise
                self._note_sent({self.email: "gone"})
                return
        self._note_sent({})

    def _send_withdraw(self, client, path):
        try:
            client.call("PATCH", path, None, {"status": "unsubscribed"})
        except MailchimpError as error:
            if error.kind != "gone":
                raise
            self._note_sent({self.email: "gone"})
            return
        self._note_sent({self.email: "unsubscribed"})

    def _send_tags(self, client, path):
        """Set and take away our tags; others are not mentioned, so they stay."""
        tags = [{"name": tag, "status": "active"} for tag in self.job["tags_on"]]
        tags += [{"name": tag, "status": "inactive"} for tag in self.job["tags_off"]]
        if tags:
            client.call("POST", f"{path}/tags", None, {"tags": tags})

    def _get_member(self):
        members = self.env["marketing.mailchimp.member"]
        return members.search(
            [
                ("account_id", "=", self.sync_id.account_id.id),
                ("email", "=", self.email),
            ],
        )

    # ---- what came of it -------------------------------------------------------------

    def _note_sent(self, statuses):
        """Remember what was sent; new members are made in one go.

        :param dict statuses: address to status in Mailchimp, where it is known
        """
        if not self:
            return
        members = self.env["marketing.mailchimp.member"]
        account = self.sync_id.account_id
        known = self.sync_id._get_members(self.mapped("email"))
        rows = []
        for line in self:
            member = known.get(line.email)
            values = line._prepare_member_values(member, statuses.get(line.email))
            if member:
                member.write(values)
            else:
                values |= {"account_id": account.id, "email": line.email}
                rows.append({"status": account.new_status, **values})
        members.create(rows)
        self.write({"state": "done", "job": False, "reason": False, "message": False})

    def _prepare_member_values(self, member, status):
        job = self.job
        tags = dict.fromkeys([*(member.tags or [] if member else []), *job["tags_on"]])
        values = {
            "tags": [tag for tag in tags if tag not in job["tags_off"]],
            "sent_date": fields.Datetime.now(),
            "segment_ids": [
                *map(fields.Command.link, job["on"]),
                *map(fields.Command.unlink, job["off"]),
            ],
        }
        if "values" in job:
            values["fingerprint"] = fingerprint(job["values"])
        if status in KNOWN_STATUSES:
            values["status"] = status
        return values

    def _refuse(self, title, detail):
        text = " ".join(filter(None, (title, detail)))
        self.write(
            {
                "state": "error",
                "reason": refusal_reason(title, detail),
                "message": text[:300],
            },
        )

    def _honour(self, answer):
        """Mailchimp says that the person has left there: so here, at once."""
        status = answer["status"]
        moment = parse_time(answer.get("last_changed")) or fields.Datetime.now()
        self._note_sent({self.email: status})
        self.write({"state": "kept", "reason": status})
        departure = Departure(
            email=self.email,
            kind=status,
            date=moment,
            reason=answer.get("unsubscribe_reason") or "",
        )
        self.env["marketing.unsubscription"]._honour(
            [departure],
            account=self.sync_id.account_id,
        )
