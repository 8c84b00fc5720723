from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

STATES = [("draft", "New"), ("running", "Under way"), ("done", "Finished")]
DISTRIBUTIONS = [
    ("owner", "To salespeople by their clients, the rest evenly"),
    ("even", "Evenly among the chosen"),
    ("one", "All to one"),
    ("pool", "Common pool: whoever is free takes the next client"),
]


class MarketingCallCampaign(models.Model):
    """Calls to a segment, as tasks of the salespeople (R154, R155).

    1. ``action_preview`` shows, and ``action_start`` takes, the members of the segment
       that can be called: a number that can be dialled, not on the blacklist, with
       consent when it is required, not called lately and with no open call in another
       campaign; whoever is left out is listed with the reason;
    2. each becomes a line of a caller, by ``distribution``; lines of a common pool get
       their caller when he takes them;
    3. each line that has a caller gets one task "Call" with the deadline;
    4. the caller enters the result on the line, which closes the task or moves it;
       "Interested" makes an inquiry.

    A marketer has one standing campaign of single calls (``is_single``): it has no
    segment and is never finished.
    """

    _name = "marketing.call.campaign"
    _description = "Call Campaign"
    _inherit = ["mail.thread"]
    _order = "state desc, deadline, id desc"

    name = fields.Char(required=True)
    segment_id = fields.Many2one("marketing.segment", ondelete="restrict", index=True)
    is_single = fields.Boolean(
        string="Single calls",
        readonly=True,
        copy=False,
        help="Calls that the marketer has asked for one by one.",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
    )
    state = fields.Selection(
        STATES,
        default="draft",
        readonly=True,
        tracking=True,
        copy=False,
    )
    manager_id = fields.Many2one(
        "res.users",
        string="Marketer",
        default=lambda self: self.env.user,
    )
    distribution = fields.Selection(
        DISTRIBUTIONS,
        string="Who calls whom",
        required=True,
        default="owner",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Shared among",
        domain=lambda self: self._get_caller_domain(),
        help="Who calls: all clients, or those that have no salesperson.",
    )
    deadline = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=7),
    )
    hour_from = fields.Float(
        string="Calls from",
        default=9.0,
        help="By the clock of the client, on workdays.",
    )
    hour_to = fields.Float(
        string="Calls until",
        default=18.0,
        help="By the clock of the client, on workdays.",
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
        help="Call again when nobody answers, so many times in all.",
    )
    retry_hours = fields.Integer(
        string="Again after hours",
        help="When nobody answers: call again after so many hours. "
        "0: the next workday.",
    )
    script = fields.Html(
        string="What to say",
        help="The salesperson sees it beside the call.",
    )
    question_ids = fields.One2many(
        "marketing.call.question",
        "campaign_id",
        string="Questions",
        copy=True,
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

    _check_segment = models.Constraint(
        "CHECK (segment_id IS NOT NULL OR is_single)",
        "Choose the segment to call.",
    )
    _check_max_attempts = models.Constraint(
        "CHECK (max_attempts > 0)",
        "At least one attempt is needed.",
    )
    _check_not_called_days = models.Constraint(
        "CHECK (not_called_days >= 0)",
        "Days without a call cannot be negative.",
    )
    _check_retry_hours = models.Constraint(
        "CHECK (retry_hours >= 0)",
        "Hours until the next attempt cannot be negative.",
    )
    _check_hours = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)",
        "Calls begin before they end, both between 0:00 and 24:00.",
    )

    @api.depends("segment_id.company_id")
    def _compute_company_id(self):
        for campaign in self:
            campaign.company_id = campaign.segment_id.company_id

    @api.constrains("distribution", "user_ids", "state")
    def _check_callers(self):
        for campaign in self:
            if campaign.distribution == "one" and len(campaign.user_ids) > 1:
                raise ValidationError(
                    self.env._("“All to one”: choose one caller, not several."),
                )

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
        """Finish the campaign: open tasks are taken away, results stay.

        :raise UserError: single calls have no end
        """
        self.check_access("write")
        if any(campaign.is_single for campaign in self):
            raise UserError(self.env._("Single calls are not finished all at once."))
        open_lines = self.line_ids.filtered(lambda line: line.state == "open")
        # sudo: tasks belong to the salespeople
        open_lines.sudo().activity_ids.unlink()
        self.write({"state": "done"})
        self._notify_progress()
        return True

    def action_open_lines(self):
        """Open the calls of the campaign."""
        self.ensure_one()
        return self._prepare_calls_action({"sales_marketing_one_campaign": True})

    def _prepare_calls_action(self, context, domain=()):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_marketing.marketing_call_campaign_line_action",
        )
        return {
            **action,
            "display_name": self.name,
            "domain": [("campaign_id", "=", self.id), *domain],
            "context": context,
        }

    def _start(self):
        plan = self._make_plan()
        if not plan.contacts:
            raise UserError(
                self.env._(
                    "Nobody to call: %(count)s members of the segment are left out.",
                    count=len(plan.refused),
                ),
            )
        callers = self._assign_callers(plan.contacts)
        zones = self._get_zones(plan.contacts)
        lines = self.env["marketing.call.campaign.line"].with_context(
            # 1000 lines of one click: no "created" messages, no followers
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            tracking_disable=True,
        )
        lines = lines.create(
            [
                {**self._prepare_line_values(contact, user), "zone": zone}
                for contact, user, zone in zip(
                    plan.contacts,
                    callers,
                    zones,
                    strict=True,
                )
            ],
        )
        self._keep_plan(plan, callers)
        self.write({"state": "running"})
        lines.filtered("user_id")._create_call_tasks()
        self._notify_progress()

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
            "subject": line.reason or self.name,
            "body": line._get_inquiry_text(),
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
