from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sales_process.tools.intake.phones import valid_phones

from ..tools.local_time import zone_of

MODELS = {"res.partner": "partner_ids", "crm.lead": "lead_ids"}


class MarketingCallRequest(models.TransientModel):
    """ "Call the client": one task from any contact or lead (R160).

    The calls are lines of the marketer's standing campaign of single calls, so that
    their results come back to him.
    """

    _name = "marketing.call.request"
    _description = "Ask to Call the Client"

    partner_ids = fields.Many2many("res.partner", string="Contacts")
    lead_ids = fields.Many2many("crm.lead", string="Leads")
    user_id = fields.Many2one(
        "res.users",
        string="Who calls",
        domain=lambda self: self.env["marketing.call.campaign"]._get_caller_domain(),
        compute="_compute_user_id",
        store=True,
        readonly=False,
        help="Empty: each client is called by his own salesperson.",
    )
    reason = fields.Text(
        string="Why to call",
        required=True,
        help="The salesperson reads it beside the number.",
    )
    deadline = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=2),
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        field = MODELS.get(self.env.context.get("active_model"))
        if field:
            ids = self.env.context.get("active_ids", [])
            values[field] = [fields.Command.set(ids)]
        return values

    @api.depends("partner_ids", "lead_ids")
    def _compute_user_id(self):
        for request in self:
            owners = {request._get_owner(record) for record in request._get_records()}
            request.user_id = owners.pop() if len(owners) == 1 else False

    def action_ask(self):
        """Make the calls and their tasks.

        :raise UserError: a client cannot or may not be called, has nobody to call him,
            or is being called already
        """
        self.ensure_one()
        self.env["marketing.call.campaign.line"].check_access("create")
        records = self._get_records()
        if not records:
            raise UserError(self.env._("Choose whom to call."))
        self._check_callable(records)
        self._check_not_called(records)
        campaign = self._get_campaign()
        lines = self.env["marketing.call.campaign.line"].with_context(
            mail_create_nosubscribe=True,
        )
        lines = lines.create(
            [self._prepare_line_values(campaign, record) for record in records],
        )
        lines._create_call_tasks()
        campaign._notify_progress()
        return self._prepare_answer(lines)

    def _get_records(self):
        return [*self.partner_ids, *self.lead_ids]

    def _get_owner(self, record):
        """The client's salesperson, when he is one; else an empty user."""
        # sudo: owners may be users of other companies
        record = record.sudo()
        user = record.user_id
        if record._name == "res.partner":
            user = user or record.commercial_partner_id.user_id
        is_caller = user.active and user.has_group("sales_process.group_salesperson")
        return user.with_env(self.env) if user and is_caller else user.browse()

    def _check_callable(self, records):
        numbers = {
            record: {phone.e164 for phone in valid_phones(record.phone)}
            for record in records
        }
        blocked = self.env["marketing.stop"]._get_stopped(
            "phone", set().union(*numbers.values())
        )
        self._refuse(
            (record for record in records if not numbers[record]),
            self.env._("No number that can be dialled: %(clients)s"),
        )
        self._refuse(
            (record for record in records if not blocked.isdisjoint(numbers[record])),
            self.env._("Asked not to be called: %(clients)s"),
        )
        if not self.user_id:
            self._refuse(
                (record for record in records if not self._get_owner(record)),
                self.env._("Choose who calls. No salesperson has: %(clients)s"),
            )

    def _check_not_called(self, records):
        """The same client is not asked for twice."""
        # sudo: calls of other marketers count
        lines = self.env["marketing.call.campaign.line"].sudo()
        busy = lines.search(
            [
                ("state", "=", "open"),
                ("campaign_id.state", "=", "running"),
                "|",
                ("partner_id", "in", self.partner_ids.ids),
                ("lead_id", "in", self.lead_ids.ids),
            ],
        )
        taken = set(busy.partner_id) | set(busy.lead_id)
        self._refuse(
            (record for record in records if record.sudo() in taken),
            self.env._("There is an open call already: %(clients)s"),
        )

    def _refuse(self, records, message):
        names = ", ".join(record.display_name for record in records)
        if names:
            raise UserError(message % {"clients": names})

    def _get_campaign(self):
        """The standing campaign of the marketer; two of them would do no harm."""
        campaigns = self.env["marketing.call.campaign"]
        mine = [
            ("is_single", "=", True),
            ("state", "=", "running"),
            ("manager_id", "=", self.env.uid),
        ]
        return campaigns.search(mine, limit=1) or campaigns.create(
            self._prepare_campaign_values(),
        )

    def _prepare_campaign_values(self):
        return {
            "name": self.env._(
                "Single calls: %(marketer)s", marketer=self.env.user.name
            ),
            "is_single": True,
            "state": "running",
            "not_called_days": 0,
        }

    def _prepare_line_values(self, campaign, record):
        phones = valid_phones(record.phone)
        zone = zone_of(*record.sudo()._get_call_place(), phones[0].e164)
        is_lead = record._name == "crm.lead"
        return {
            "campaign_id": campaign.id,
            "partner_id": not is_lead and record.id,
            "lead_id": is_lead and record.id,
            "user_id": (self.user_id or self._get_owner(record)).id,
            "reason": self.reason,
            "deadline": self.deadline,
            "zone": zone,
        }

    def _prepare_answer(self, lines):
        # sudo: names of colleagues
        names = ", ".join(lines.user_id.sudo().mapped("name"))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Asked to call: %(count)s. Who calls: %(users)s. You are told the "
                    "results.",
                    count=len(lines),
                    users=names,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
