from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

from ...tools.local_time import local_time, moment_at, next_working_time

CONTACTS = 5


class MarketingCallCampaignLine(models.Model):
    """What stands on the caller's screen about one client."""

    _inherit = "marketing.call.campaign.line"

    def _get_card(self):
        """Plain values; moments are texts in UTC, the screen shows them in two zones."""
        self.ensure_one()
        # sudo: the client to call may be another's; only what is needed to call him
        line = self.sudo()
        campaign = line.campaign_id
        return {
            "id": line.id,
            "name": line.contact_name or "",
            "company": line.company_name or "",
            "position": line.position or "",
            "phone": line.phone or "",
            "email": line.email or "",
            "zone": line.zone or "",
            "place": line._get_place_name(),
            "hour_from": campaign.hour_from,
            "hour_to": campaign.hour_to,
            "days_off": [str(day) for day in line._get_days_off()],
            "campaign": campaign.name,
            "deadline": fields.Date.to_string(line.deadline) or False,
            "script": campaign.script or "",
            "reason": line.reason or "",
            "result": line.result or False,
            "note": line.note or "",
            "callback_at": line._to_text(line.callback_at),
            "attempts": line.attempts,
            "max_attempts": campaign.max_attempts,
            "questions": line._get_question_rows(),
            "history": line._get_history_rows(),
            "comment": line._get_comment(),
            "deal": self._get_deal_row(),
            "choices": line._get_callback_choices(),
        }

    def _get_place_name(self):
        partner, lead = self.partner_id, self.lead_id
        place = partner or lead
        if partner and not (partner.city or partner.state_id):
            place = partner.commercial_partner_id
        return place.city or place.state_id.name or place.country_id.name or ""

    def _get_question_rows(self):
        answers = {answer.question_id: answer.value for answer in self.answer_ids}
        return [
            {
                "id": question.id,
                "name": question.name,
                "kind": question.kind,
                "options": question._get_options(),
                "is_required": question.is_required,
                "value": answers.get(question, ""),
            }
            for question in self.campaign_id.question_ids
        ]

    # ---- history -----------------------------------------------------------------

    def _get_client_domain(self):
        """Records of the same client, with ``partner_id`` and ``lead_id``."""
        company = self.partner_id.commercial_partner_id
        domain = (
            Domain("lead_id", "=", self.lead_id.id) if self.lead_id else Domain.FALSE
        )
        if company:
            domain |= Domain("partner_id", "child_of", company.id)
        return domain

    def _get_history_rows(self):
        """The last calls of campaigns and of the telephony, newest first."""
        client = self._get_client_domain()
        lines = self.search(
            client & Domain("result_date", "!=", False),
            order="result_date desc",
            limit=CONTACTS,
        )
        calls = self.env["sales.call"].search(
            client,
            order="date desc",
            limit=CONTACTS,
        )
        rows = [line._get_history_row() for line in lines]
        rows += [
            {
                "at": self._to_text(call.date),
                "text": call._get_contact_text(),
                "note": "",
            }
            for call in calls
        ]
        return sorted(rows, key=lambda row: row["at"], reverse=True)[:CONTACTS]

    def _get_history_row(self):
        caller = self.caller_id.name or self.user_id.name or ""
        text = f"{self.campaign_id.name}: {self._get_result_label()}"
        return {
            "at": self._to_text(self.result_date),
            "text": f"{text} · {caller}" if caller else text,
            "note": self.note or "",
        }

    def _get_comment(self):
        partner = self.partner_id
        notes = [partner.comment, partner.commercial_partner_id.comment]
        texts = (html2plaintext(note).strip() for note in notes if note)
        return "\n".join(dict.fromkeys(filter(None, texts)))

    def _get_deal_row(self):
        """The last deal of the client that the caller himself may see, or False."""
        # sudo: whose deal is looked for, not the deal itself
        line = self.sudo()
        company = line.partner_id.commercial_partner_id
        deals = self.env["crm.lead"].with_context(active_test=False)
        if not (company or line.lead_id) or not deals.has_access("read"):
            return False
        domain = Domain("id", "=", line.lead_id.id)
        if company:
            domain |= Domain("partner_id", "child_of", company.id)
        deal = deals.search(domain, order="id desc", limit=1)
        if not deal:
            return False
        lost = self.env._("Lost")
        return {
            "id": deal.id,
            "name": deal.name,
            "stage": lost if not deal.active else deal.stage_id.name or "",
        }

    # ---- call again --------------------------------------------------------------

    def _get_callback_choices(self):
        """List of {code, at}: quick choices, all within the hours of the client."""
        now = fields.Datetime.now()
        zone = self._get_zone()
        hours = self._get_hours()
        today = local_time(zone, now).date()
        # an hour after they come to work
        morning = min(hours[0] + 1, hours[1] - 0.5)
        rules = (*hours, self._get_days_off())
        moments = {"hour": next_working_time(zone, now + timedelta(hours=1), *rules)}
        for code, days in (("tomorrow", 1), ("week", 7)):
            day = moment_at(zone, today + timedelta(days=days), 0)
            workday = local_time(zone, next_working_time(zone, day, *rules)).date()
            moments[code] = moment_at(zone, workday, morning)
        return [
            {"code": code, "at": self._to_text(moment)}
            for code, moment in moments.items()
        ]
