from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ...tools.intake import mail_headers
from ...tools.intake.letter import Letter
from .mail_source import MAIL_KEY
from .mail_thread import TARGET

LOOP_MINUTES = 120
LOOP_LIMIT = 20
# what a program says of itself; a site's robot may say it and is read all the same
ROBOT_MARKS = (mail_headers.AUTOMATIC, mail_headers.MAILING_LIST, mail_headers.BOUNCE)
# what others say of a letter: a client's answer counts more
FOREIGN_MARKS = (mail_headers.MAILING_LIST, mail_headers.SPAM)


class MailLoopError(UserError):
    """One sender writes more letters than a person does."""


class MailThread(models.AbstractModel):
    """Where a letter for inquiries goes: a new one, a thread, a history, or nowhere.

    1. An answer in a thread that we know joins it, whatever its headers say.
    2. Auto-replies, reports, lists, spam and other automatic letters are left out.
       Not left out: letters of a site's robot (a template knows it), of a list of
       our own, and spam-marked letters of clients.
    3. An answer whose thread is unknown goes to the history of a known client.
    """

    _inherit = "mail.thread"

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        source = self.env.context.get(MAIL_KEY)
        if source and source.is_wanted:
            message_dict["is_bounce"] = False
        routes = super().message_route(
            message, message_dict, model, thread_id, custom_values
        )
        if source:
            routes = self._change_routes(routes or [], message_dict, source)
        return routes

    @api.model
    def _change_routes(self, routes, message_dict, source):
        if source.is_wanted and not routes:
            routes = [(TARGET, None, {}, self.env.uid, None)]
        source.targets = {route[0] for route in routes}
        if message_dict.get("is_bounce"):
            source.skip_reason = mail_headers.BOUNCE
        changed = [self._change_route(route, message_dict, source) for route in routes]
        routes = [route for route in changed if route]
        source.is_settled = bool(routes)
        return routes

    @api.model
    def _change_route(self, route, message_dict, source):
        """Return the route, another one, or nothing when no record is to be made."""
        if route[0] != TARGET or route[1]:
            return route
        letter = self.env[TARGET].sudo()._read_mail(message_dict)
        is_answer = message_dict.get("in_reply_to") or message_dict.get("references")
        reason = self._get_skip_reason(source, letter)
        if is_answer and reason in ("", *FOREIGN_MARKS):
            found = self._route_lost_reply(route, letter)
            if found:
                return found
        source.skip_reason = reason
        return None if reason else route

    @api.model
    def _get_skip_reason(self, source, letter: Letter):
        """Why a new letter makes no inquiry; empty when it does."""
        if source.is_wanted:
            return ""
        level = self._get_spam_level()
        reason = mail_headers.skip_reason(source.headers, (), level)
        if reason == mail_headers.MAILING_LIST:
            own = self.env["mail.alias"]._get_own_domains()
            reason = mail_headers.skip_reason(source.headers, own, level)
        if not reason or self._is_excused(reason, source, letter):
            return ""
        return reason

    @api.model
    def _is_excused(self, reason, source, letter):
        if reason == mail_headers.SPAM:
            return self._is_mail_of_client(letter)
        is_report = mail_headers.is_report(source.headers)
        return reason in ROBOT_MARKS and not is_report and self._is_robot_letter(letter)

    @api.model
    def _get_spam_level(self):
        # sudo: the setting is read by the gateway, whoever runs it
        parameters = self.env["ir.config_parameter"].sudo()
        return int(
            parameters.get_param("sales_process.spam_level", mail_headers.SPAM_LEVEL)
        )

    @api.model
    def _is_robot_letter(self, letter: Letter):
        return not self.env[TARGET]._find_mail_rule(letter).sender_is_client

    @api.model
    def _is_mail_of_client(self, letter):
        partner = self.env[TARGET].sudo()._identify_email(letter.sender_email).partner
        return bool(partner) and not partner._is_only_prospect()

    @api.model
    def _route_lost_reply(self, route, letter):
        """A known client answers a letter that we do not have: to his history."""
        inquiries = self.env[TARGET].sudo()
        found = inquiries._identify_email(letter.sender_email)
        record = found.partner or found.lead
        if found.partner:
            deals = inquiries._get_open_deals(found.partner)
            deal = deals.get(found.partner.commercial_partner_id, self.env["crm.lead"])
            record = deal if len(deal) == 1 else found.partner
        if not record:
            return None
        inquiries._schedule_lost_reply(record, found.partner, letter)
        return (record._name, record.id, None, route[3], None)

    # ---- loops -------------------------------------------------------------------

    @api.model
    def _detect_loop_headers(self, msg_dict):
        source = self.env.context.get(MAIL_KEY)
        if source and source.is_wanted:
            return False
        return super()._detect_loop_headers(msg_dict)

    @api.model
    def _detect_loop_sender(self, message, message_dict, routes):
        """New inquiries have a limit of their own; everything else is core's."""
        source = self.env.context.get(MAIL_KEY)
        if source and any(route[0] == TARGET and not route[1] for route in routes):
            self._check_inquiry_loop(source, message_dict)
            routes = [r for r in routes if r[0] != TARGET or r[1]]
        if source and not routes:
            return False
        return super()._detect_loop_sender(message, message_dict, routes)

    @api.model
    def _check_inquiry_loop(self, source, message_dict):
        """Robots of a template send as much as they like; people have a limit.

        :raises MailLoopError: the letter is kept as a failure and nothing bounces
        """
        inquiries = self.env[TARGET].sudo()
        letter = inquiries._read_mail(message_dict)
        email = email_normalize(letter.sender_email, strict=False)
        if source.is_by_hand or not email or self._is_robot_letter(letter):
            return
        # sudo: the same settings as core's own guard
        parameters = self.env["ir.config_parameter"].sudo()
        minutes = int(parameters.get_param("mail.gateway.loop.minutes", LOOP_MINUTES))
        limit = int(parameters.get_param("mail.gateway.loop.threshold", LOOP_LIMIT))
        since = self.env.cr.now() - timedelta(minutes=minutes)
        domain = [("email_normalized", "=", email), ("create_date", ">=", since)]
        if inquiries.search_count(domain, limit=limit) < limit:
            return
        allowed = self.env["mail.gateway.allowed"].sudo()
        if not allowed.search_count([("email_normalized", "=", email)], limit=1):
            raise MailLoopError(
                self.env._(
                    "%(email)s has sent %(limit)s letters in %(minutes)s minutes.",
                    email=email,
                    limit=limit,
                    minutes=minutes,
                )
            )
