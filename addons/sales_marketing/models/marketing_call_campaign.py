from datetime import timedelta
from itertools import cycle

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.contact import Sieve

STATES = [("draft", "New"), ("running", "Under way"), ("done", "Finished")]


class MarketingCallCampaign(models.Model):
    """Calls to a segment, as tasks of the salespeople (R154, R155).

    1. ``action_start`` takes the members of the segment that can be called: a number
       that can be dialled, not on the blacklist, with consent when it is required, not
       called lately;
    2. each becomes a line of the salesperson who owns the client; clients without one
       are shared evenly among the chosen salespeople;
    3. each line gets one task "Call" with the deadline of the campaign;
    4. the salesperson enters the result on the line, which closes the task or moves it;
       "Interested" makes an inquiry.
    """

    _name = "marketing.call.campaign"
    _description = "Call Campaign"
    _inherit = ["mail.thread"]
    _order = "state desc, deadline, id desc"

    name = fields.Char(required=True)
    segment_id = fields.Many2one(
        "marketing.segment",
        required=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(related="segment_id.company_id", store=True)
    state = fields.Selection(STATES, default="draft", readonly=True, tracking=True)
    manager_id = fields.Many2one(
        "res.users",
        string="Marketer",
        default=lambda self: self.env.user,
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Shared among",
        domain=lambda self: self._get_caller_domain(),
        help="Salespeople who call the clients that have no salesperson.",
    )
    deadline = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=7),
    )
    not_called_days = fields.Integer(
        string="Not called for days",
        default=30,
        help="Leave out contacts that were called within so many days. 0: take all.",
    )
    require_consent = fields.Boolean(
        string="Only with consent",
        help="Leave out contacts without a dated consent to advertising "
        "(38-FZ, article 18).",
    )
    max_attempts = fields.Integer(
        string="Attempts",
        default=3,
        help="Call again the next day when nobody answers, so many times in all.",
    )
    script = fields.Html(
        string="What to say",
        help="The salesperson sees it beside the call.",
    )
    source_id = fields.Many2one("utm.source", help="Source of the inquiries made.")
    medium_id = fields.Many2one(
        "utm.medium",
        default=lambda self: self.env.ref("utm.utm_medium_phone", False),
    )
    campaign_id = fields.Many2one("utm.campaign", string="UTM campaign")

    line_ids = fields.One2many(
        "marketing.call.campaign.line",
        "campaign_id",
        string="List of calls",
    )
    line_count = fields.Integer(string="Calls", compute="_compute_progress")
    done_count = fields.Integer(string="Called", compute="_compute_progress")
    interested_count = fields.Integer(string="Interested", compute="_compute_progress")
    progress = fields.Float(
        compute="_compute_progress",
        help="Share of the calls with a final result, percent.",
    )
    refused_count = fields.Integer(
        string="Left out",
        readonly=True,
        copy=False,
        help="Members of the segment that cannot or may not be called.",
    )

    _check_max_attempts = models.Constraint(
        "CHECK (max_attempts > 0)",
        "At least one attempt is needed.",
    )
    _check_not_called_days = models.Constraint(
        "CHECK (not_called_days >= 0)",
        "Days without a call cannot be negative.",
    )

    @api.depends("line_ids.state", "line_ids.result")
    def _compute_progress(self):
        groups = self.env["marketing.call.campaign.line"]._read_group(
            [("campaign_id", "in", self.ids)],
            ["campaign_id", "state", "result"],
            ["__count"],
        )
        for campaign in self:
            rows = [row[1:] for row in groups if row[0] == campaign._origin]
            campaign.line_count = sum(count for _state, _result, count in rows)
            campaign.done_count = sum(row[2] for row in rows if row[0] == "done")
            campaign.interested_count = sum(
                row[2] for row in rows if row[1] == "interested"
            )
            total = campaign.line_count or 1
            campaign.progress = 100 * campaign.done_count / total

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(campaign.state != "draft" for campaign in self):
            raise UserError(
                self.env._("A started campaign stays: it holds the results of calls."),
            )

    def action_start(self):
        """Make the lines and the tasks. A second click changes nothing.

        :raise UserError: nobody to call, or clients without a salesperson and nobody
            to share them among
        """
        for campaign in self:
            campaign.flush_recordset()
            campaign.lock_for_update()
            campaign.invalidate_recordset(["state"])
            if campaign.state == "draft":
                campaign._start()
        return True

    def action_finish(self):
        """Finish the campaign: open tasks are taken away, results stay."""
        open_lines = self.line_ids.filtered(lambda line: line.state == "open")
        # sudo: tasks belong to the salespeople
        open_lines.sudo().activity_ids.unlink()
        self.write({"state": "done"})
        return True

    def action_open_lines(self):
        """Open the calls of the campaign."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_marketing.marketing_call_campaign_line_action",
        )
        return {
            **action,
            "display_name": self.name,
            "domain": [("campaign_id", "=", self.id)],
            "context": {"sales_marketing_one_campaign": True},
        }

    def _start(self):
        contacts = self._get_callable_contacts()
        if not contacts:
            raise UserError(
                self.env._(
                    "Nobody to call: %(count)s members of the segment are left out.",
                    count=self.refused_count,
                ),
            )
        callers = self._assign_callers(contacts)
        lines = self.env["marketing.call.campaign.line"].with_context(
            # 1000 lines of one click: no "created" messages, no followers
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            tracking_disable=True,
        )
        lines = lines.create(
            [
                self._prepare_line_values(contact, user)
                for contact, user in zip(contacts, callers, strict=True)
            ],
        )
        self.write({"state": "running"})
        lines._create_call_tasks()

    def _get_callable_contacts(self):
        sieve = self._prepare_sieve()
        contacts, refused = [], 0
        for contact in self.segment_id._iterate_members():
            if sieve.refuse(contact):
                refused += 1
            else:
                contacts.append(contact)
        self.refused_count = refused
        return contacts

    def _prepare_sieve(self):
        today = fields.Date.context_today(self)
        days = self.not_called_days
        return Sieve(
            "phone",
            require_consent=self.require_consent,
            today=today,
            called_since=today - timedelta(days=days) if days else None,
        )

    def _assign_callers(self, contacts):
        """Salesperson (id) of each contact: the client's own, else one in turn."""
        callers = set(self.env["res.users"].search(self._get_caller_domain()).ids)
        orphans = [c for c in contacts if c.user_id not in callers]
        shared = self.user_ids.filtered("active").ids
        if orphans and not shared:
            raise UserError(
                self.env._(
                    "%(count)s contacts have no salesperson. Choose in “Shared among” "
                    "who calls them.",
                    count=len(orphans),
                ),
            )
        turn = cycle(shared)
        return [c.user_id if c.user_id in callers else next(turn) for c in contacts]

    @api.model
    def _get_caller_domain(self):
        group = self.env.ref("sales_process.group_salesperson")
        return Domain("all_group_ids", "in", group.ids) & Domain("share", "=", False)

    def _prepare_line_values(self, contact, user_id):
        return {
            "campaign_id": self.id,
            "partner_id": contact.model == "res.partner" and contact.id,
            "lead_id": contact.model == "crm.lead" and contact.id,
            "user_id": user_id,
        }

    def _prepare_inquiry_values(self, line):
        """Values of the inquiry of an interested client; the source is the campaign's."""
        now = fields.Datetime.now()
        return {
            "channel": "cold",
            "external_key": f"marketing.call.campaign.line,{line.id}",
            "date": now,
            "subject": self.name,
            "body": line.note or "",
            "contact_name": line.contact_name,
            "company_name": line.company_name,
            "email_from": line.email,
            "phone": line.phone,
            "user_id": line.user_id.id,
            "state": "work",
            "date_assigned": now,
            "source_id": self.source_id.id,
            "medium_id": self.medium_id.id,
            "campaign_id": self.campaign_id.id,
        }
