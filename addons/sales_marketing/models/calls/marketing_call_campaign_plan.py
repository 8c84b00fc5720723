from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.local_time import zone_of
from ...tools.segment.contact import Sieve

#: a plan made before one of these changed says nothing any more
PLAN_FIELDS = frozenset(
    {
        "segment_id",
        "distribution",
        "user_ids",
        "not_called_days",
        "require_consent",
    },
)


@dataclass(slots=True)
class Plan:
    """Who is called, and who is not and why.

    :param list contacts: ``Contact`` objects that can be called
    :param list refused: ``(Contact, reason code, detail)``
    """

    contacts: list
    refused: list


class MarketingCallCampaign(models.Model):
    """Whom a campaign takes and leaves out, and who calls whom.

    The number of queries depends on the batches of contacts, never on their number.
    """

    _inherit = "marketing.call.campaign"

    plan = fields.Json(readonly=True, copy=False)
    plan_html = fields.Html(
        string="Who calls how many",
        compute="_compute_plan_html",
        sanitize=False,
    )
    refusal_ids = fields.One2many(
        "marketing.call.refusal",
        "campaign_id",
        string="Contacts left out",
        readonly=True,
        copy=False,
    )
    refused_count = fields.Integer(
        string="Left out",
        readonly=True,
        copy=False,
        help="Members of the segment that cannot or may not be called.",
    )

    def _compute_plan_html(self):
        for campaign in self:
            campaign.plan_html = bool(campaign.plan) and self.env["ir.qweb"]._render(
                "sales_marketing.marketing_call_plan",
                campaign._prepare_plan_rows(),
            )

    def write(self, vals):
        result = super().write(vals)
        if not PLAN_FIELDS.isdisjoint(vals):
            planned = self.filtered(lambda campaign: campaign.state == "draft")
            planned.filtered("plan")._forget_plan()
        return result

    def action_preview(self):
        """Show before the start who would call how many, and who is left out.

        :raise UserError: clients without a salesperson and nobody to share them among
        """
        self.check_access("write")
        for campaign in self.filtered(lambda campaign: campaign.state == "draft"):
            plan = campaign._make_plan()
            campaign._keep_plan(plan, campaign._assign_callers(plan.contacts))
        return True

    def action_open_refusals(self):
        """Open the contacts that are left out."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_marketing.marketing_call_refusal_action",
        )
        return {
            **action,
            "display_name": self.name,
            "domain": [("campaign_id", "=", self.id)],
        }

    def _make_plan(self):
        sieve = self._prepare_sieve()
        busy = self._get_busy()
        plan = Plan([], [])
        for contact in self.segment_id._iterate_members():
            reason, detail = self._get_refusal(sieve, busy, contact)
            if reason:
                plan.refused.append((contact, reason, detail))
            else:
                plan.contacts.append(contact)
        return plan

    def _get_refusal(self, sieve, busy, contact):
        """Return the reason code and its detail; both empty for whom we call."""
        reason = sieve.refuse(contact)
        if reason:
            last = contact.last_call
            return reason, str(last) if reason == "called" and last else ""
        campaign = busy.get((contact.model, contact.id))
        return ("in_campaign", campaign) if campaign else (None, "")

    def _prepare_sieve(self):
        today = fields.Date.context_today(self)
        days = self.not_called_days
        return Sieve(
            "phone",
            require_consent=self.require_consent,
            today=today,
            called_since=today - timedelta(days=days) if days else None,
        )

    def _get_busy(self):
        """Return {(model, id): name of the campaign that has an open call to it}."""
        if not self.not_called_days:
            return {}
        # sudo: campaigns of other companies call the same people
        lines = self.env["marketing.call.campaign.line"].sudo()
        groups = lines._read_group(
            [
                ("state", "=", "open"),
                ("campaign_id.state", "=", "running"),
                ("campaign_id", "!=", self.id),
            ],
            ["partner_id", "lead_id", "campaign_id"],
        )
        busy = {}
        for partner, lead, campaign in groups:
            for record in (partner, lead):
                if record:
                    busy[record._name, record.id] = campaign.name
        return busy

    # ---- who calls ---------------------------------------------------------------

    def _assign_callers(self, contacts):
        """Caller (id, or False in a common pool) of each contact, in their order."""
        return getattr(self, f"_assign_{self.distribution}")(contacts)

    def _assign_owner(self, contacts):
        """The client's own salesperson, else one of the chosen in turn."""
        # ruff's no-search-all does not know that salespeople are few
        callers = set(self.env["res.users"].search(self._get_caller_domain()).ids)
        orphans = [c for c in contacts if c.user_id not in callers]
        turn = cycle(self._get_chosen(len(orphans)))
        return [c.user_id if c.user_id in callers else next(turn) for c in contacts]

    def _assign_even(self, contacts):
        turn = cycle(self._get_chosen(len(contacts)))
        return [next(turn) for _contact in contacts]

    _assign_one = _assign_even

    def _assign_pool(self, contacts):
        self._get_chosen(len(contacts))
        return [False for _contact in contacts]

    def _get_chosen(self, count):
        """Ids of those who share ``count`` clients.

        :raise UserError: nobody is chosen
        """
        chosen = self.user_ids.filtered("active").ids
        if count and not chosen:
            raise UserError(
                self.env._(
                    "%(count)s contacts have no salesperson. Choose in “Shared among” "
                    "who calls them.",
                    count=count,
                ),
            )
        return chosen

    # ---- where they sit ----------------------------------------------------------

    def _get_zones(self, contacts):
        """Time zone of each contact, an empty text when it is not known."""
        places = {}
        for model in ("res.partner", "crm.lead"):
            ids = [contact.id for contact in contacts if contact.model == model]
            # sudo: only country and region of a contact that the segment shows
            records = self.env[model].sudo().browse(ids)
            for record in records:
                places[model, record.id] = record._get_call_place()
        return [
            zone_of(*places[contact.model, contact.id], contact.phone_e164)
            for contact in contacts
        ]

    # ---- keeping -----------------------------------------------------------------

    def _keep_plan(self, plan, callers):
        """Keep who calls how many and who is left out, in place of the last plan."""
        # sudo: refused contacts are listed by the campaign, never by hand
        refusals = self.env["marketing.call.refusal"].sudo()
        self.sudo().refusal_ids.unlink()
        refusals.create([self._prepare_refusal_values(*row) for row in plan.refused])
        shares = Counter(callers)
        self.write(
            {
                "refused_count": len(plan.refused),
                "plan": {
                    "at": fields.Datetime.to_string(fields.Datetime.now()),
                    "shares": [[user or False, n] for user, n in shares.items()],
                    "reasons": Counter(reason for _c, reason, _d in plan.refused),
                },
            },
        )

    def _forget_plan(self):
        # sudo: as when it is kept
        self.sudo().refusal_ids.unlink()
        self.write({"plan": False, "refused_count": 0})

    def _prepare_refusal_values(self, contact, reason, detail):
        return {
            "campaign_id": self.id,
            "reason": reason,
            "detail": detail,
            "partner_id": contact.model == "res.partner" and contact.id,
            "lead_id": contact.model == "crm.lead" and contact.id,
            "name": contact.name,
            "company": contact.company,
            "phone": contact.phone,
        }

    def _prepare_plan_rows(self):
        """What the template of the plan shows."""
        plan = self.plan
        # sudo: names of the callers
        users = self.env["res.users"].sudo().browse(u for u, _n in plan["shares"] if u)
        names = dict(zip(users.ids, users.mapped("name"), strict=True))
        pool = self.env._("Common pool")
        reasons = self.env["marketing.call.refusal"]._fields["reason"]
        labels = dict(reasons._description_selection(self.env))
        return {
            "total": sum(count for _user, count in plan["shares"]),
            "refused": self.refused_count,
            "shares": sorted(
                ((names.get(user, pool), count) for user, count in plan["shares"]),
                key=lambda row: (-row[1], row[0]),
            ),
            "reasons": sorted(
                ((labels.get(code, code), n) for code, n in plan["reasons"].items()),
                key=lambda row: -row[1],
            ),
        }
