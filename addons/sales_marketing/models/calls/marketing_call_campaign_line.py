from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_datetime

from odoo.addons.sales_process.models.intake.sales_identification import Found

from ...tools.local_time import local_time, moment_at, next_working_time

RESULTS = [
    ("interested", "Interested"),
    ("not_interested", "Not interested"),
    ("callback", "Call back"),
    ("no_answer", "No answer"),
    ("wrong_number", "Wrong number"),
]
#: somebody talked to the client
REACHED = ("interested", "not_interested", "callback")
PARTNER_FIELDS = ["name", "commercial_company_name", "function", "phone", "email"]
LEAD_FIELDS = [
    "name",
    "contact_name",
    "partner_name",
    "function",
    "phone",
    "email_from",
]
#: what a salesperson fills in on an own line; everything else is the marketer's
RESULT_FIELDS = {"result", "note", "callback_at", "callback_date"}


class MarketingCallCampaignLine(models.Model):
    """One call of a campaign: whom, by whom, and what came of it (R155).

    ``interested``, ``not_interested`` and ``wrong_number`` are final: the task is done.
    ``callback`` moves the task to the moment agreed upon. ``no_answer`` moves it to the
    next attempt until the attempts of the campaign are used up, then it is final.

    A line of a common pool has no caller until its result is entered: a call-back and a
    final result make it his, after "No answer" it is everybody's again.
    """

    _name = "marketing.call.campaign.line"
    _description = "Call of a Campaign"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state desc, callback_at, campaign_id desc, id"
    _rec_name = "contact_name"

    campaign_id = fields.Many2one(
        "marketing.call.campaign",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    company_id = fields.Many2one(related="campaign_id.company_id", store=True)
    partner_id = fields.Many2one(
        "res.partner",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
    )
    lead_id = fields.Many2one(
        "crm.lead",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        index=True,
        tracking=True,
    )
    contact_name = fields.Char(string="Contact", compute="_compute_contact")
    company_name = fields.Char(string="Client", compute="_compute_contact")
    position = fields.Char(compute="_compute_contact")
    phone = fields.Char(compute="_compute_contact")
    email = fields.Char(string="E-mail", compute="_compute_contact")
    zone = fields.Char(
        string="Time zone",
        readonly=True,
        help="Of the client: by his region, else by the code of the number.",
    )
    local_time = fields.Char(
        string="Time there",
        compute="_compute_local_time",
        help="What the clock of the client shows now; empty: not known.",
    )
    script = fields.Html(string="What to say", related="campaign_id.script")
    reason = fields.Text(
        string="Why to call",
        readonly=True,
        help="What the marketer wants of this call.",
    )
    deadline = fields.Date(
        compute="_compute_deadline",
        store=True,
        readonly=False,
        precompute=True,
    )

    result = fields.Selection(RESULTS, tracking=True, index="btree_not_null")
    note = fields.Text()
    callback_at = fields.Datetime(string="Call back at", index="btree_not_null")
    callback_date = fields.Date(
        string="Call back on",
        compute="_compute_callback_date",
        inverse="_inverse_callback_date",
        help="Day of the next call. A day alone means the first hour of calls there.",
    )
    call_date = fields.Datetime(string="Called on", readonly=True, copy=False)
    result_date = fields.Datetime(string="Last attempt", readonly=True, copy=False)
    caller_id = fields.Many2one(
        "res.users",
        string="Called by",
        readonly=True,
        copy=False,
        help="Who has entered the result.",
    )
    attempts = fields.Integer(readonly=True, copy=False)
    state = fields.Selection(
        [("open", "To call"), ("done", "Done")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    inquiry_id = fields.Many2one(
        "sales.inquiry",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    answer_ids = fields.One2many(
        "marketing.call.answer",
        "line_id",
        string="Answers",
        readonly=True,
    )

    @api.depends("partner_id", "lead_id")
    def _compute_contact(self):
        # sudo: the contact to call may belong to another salesperson
        contacts = self.sudo()
        contacts.partner_id.fetch(PARTNER_FIELDS)
        contacts.lead_id.fetch(LEAD_FIELDS)
        for line, contact in zip(self, contacts, strict=True):
            line.update(contact._prepare_contact_values())

    def _prepare_contact_values(self):
        partner, lead = self.partner_id, self.lead_id
        if lead and not partner:
            return {
                "contact_name": lead.contact_name or lead.partner_name or lead.name,
                "company_name": lead.partner_name,
                "position": lead.function,
                "phone": lead.phone,
                "email": lead.email_from,
            }
        return {
            "contact_name": partner.name,
            "company_name": partner.commercial_company_name,
            "position": partner.function,
            "phone": partner.phone,
            "email": partner.email,
        }

    @api.depends("zone")
    def _compute_local_time(self):
        now = fields.Datetime.now()
        for line in self:
            there = local_time(line.zone, now)
            line.local_time = there.strftime("%H:%M") if there else False

    @api.depends("campaign_id.deadline")
    def _compute_deadline(self):
        for line in self:
            if not (line.campaign_id.is_single and line.deadline):
                line.deadline = line.campaign_id.deadline

    @api.depends("callback_at")
    @api.depends_context("tz")
    def _compute_callback_date(self):
        for line in self:
            line.callback_date = line._to_day(line.callback_at)

    def _inverse_callback_date(self):
        """The first hour of calls of that day, by the clock of the client."""
        for line in self.filtered(
            lambda line: line.callback_date != line._to_day(line.callback_at)
        ):
            line.callback_at = line._get_day_begin(line.callback_date)

    @api.constrains("result", "callback_at", "callback_date")
    def _check_callback_at(self):
        for line in self:
            if line.result == "callback" and not line.callback_at:
                raise ValidationError(
                    self.env._("When to call back? Fill in “Call back at”."),
                )

    def write(self, vals):
        if self.env.su and "undo_step" in vals:
            return super().write(vals)  # a result taken back: nothing follows from it
        self._check_own_fields(vals)
        if "result" in vals:
            self._check_is_open()
        result = super().write(vals)
        if vals.get("result"):
            self._after_result()
        elif vals.get("callback_at") or vals.get("callback_date"):
            self._move_tasks()
        if "user_id" in vals:
            self._give_tasks()
        return result

    def _check_own_fields(self, vals):
        if not vals.keys() <= RESULT_FIELDS and not self._is_marketer():
            raise AccessError(
                self.env._("You can enter the result of a call, and nothing else."),
            )

    def _is_marketer(self):
        return self.env.su or self.env.user.has_group("sales_marketing.group_marketer")

    def _check_is_open(self):
        if "done" in self.mapped("state"):
            raise UserError(
                self.env._("This call is finished. Its result stays as it is."),
            )
        if any(campaign.state != "running" for campaign in self.campaign_id.sudo()):
            raise UserError(self.env._("The campaign is not under way."))

    def action_no_answer(self):
        """Nobody answered, this time or once more."""
        self.write({"result": "no_answer"})
        return True

    def action_open_inquiry(self):
        """Open the inquiry that the call has made."""
        self.ensure_one()
        return self.inquiry_id.get_formview_action()

    # ---- when --------------------------------------------------------------------

    def _to_day(self, moment):
        return moment and fields.Datetime.context_timestamp(self, moment).date()

    def _get_zone(self):
        """The client's time zone; that of the caller while it is not known."""
        return self.zone or (self.user_id or self.env.user).tz or "Europe/Moscow"

    def _get_hours(self):
        # sudo: the hours of the campaign are the caller's to keep
        campaign = self.campaign_id.sudo()
        return campaign.hour_from, campaign.hour_to

    def _get_day_begin(self, day):
        return day and moment_at(self._get_zone(), day, self._get_hours()[0])

    def _get_next_attempt(self):
        """When to try again: after the hours of the campaign, else the next workday."""
        hours = self.campaign_id.retry_hours or 24
        return next_working_time(
            self._get_zone(),
            fields.Datetime.now() + timedelta(hours=hours),
            *self._get_hours(),
            self._get_days_off(),
        )

    # ---- after a result ----------------------------------------------------------

    def _after_result(self):
        """Count the attempt, tell the client's history, close or move the task."""
        # sudo: counters and state are not the caller's to type
        for line in self.sudo():
            line.write(line._prepare_attempt_values())
        self._log_on_clients()
        finished = self.filtered(lambda line: line.state == "done")
        (self - finished)._move_tasks()
        finished._close_tasks()
        self.filtered(lambda line: line.result == "interested")._create_inquiries()
        finished._tell_marketer()
        self.campaign_id._notify_progress()

    def _prepare_attempt_values(self):
        now = fields.Datetime.now()
        attempts = self.attempts + 1
        again = self.result == "callback" or (
            self.result == "no_answer" and attempts < self.campaign_id.max_attempts
        )
        values = {
            "attempts": attempts,
            "state": "open" if again else "done",
            "result_date": now,
            "caller_id": self.env.uid,
        }
        if self.result in REACHED:
            values["call_date"] = now
        if self.result == "no_answer":
            values["callback_at"] = self._get_next_attempt() if again else False
        elif self.result != "callback":
            values["callback_at"] = False
        return values | self._prepare_pool_values(again)

    def _log_on_clients(self):
        """One note per client, in the client's own history."""
        for field in ("partner_id", "lead_id"):
            # sudo: the note is about the client, also when the client is another's
            lines = self.sudo().filtered(field)
            if lines:
                lines[field]._message_log_batch(
                    bodies={line[field].id: line._prepare_note() for line in lines},
                    author_id=self.env.user.partner_id.id,
                )

    def _get_result_label(self):
        labels = dict(self._fields["result"]._description_selection(self.env))
        return labels[self.result]

    def _prepare_note(self):
        note = Markup("{campaign}: <b>{result}</b>").format(
            campaign=self.campaign_id.name,
            result=self._get_result_label(),
        )
        if self.result == "callback":
            note += f" {format_datetime(self.env, self.callback_at)}"
        return note + Markup("<br/>") + self.note if self.note else note

    # ---- tasks -------------------------------------------------------------------

    def _create_call_tasks(self):
        """One task "Call" per line for its salesperson, in one batch, no e-mails."""
        self.mapped("contact_name")  # all at once: a task asks for the name of one
        call = self.env.ref("mail.mail_activity_data_call")
        activities = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True,
        )
        activities.create([line._prepare_task_values(call) for line in self])

    def _prepare_task_values(self, activity_type):
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": activity_type.id,
            "summary": self.reason or self.campaign_id.name,
            "user_id": self.user_id.id,
            "date_deadline": self._to_day(self.callback_at) or self.deadline,
            "automated": True,
        }

    def _move_tasks(self):
        """Tasks wait until the next call; a line just taken from a pool gets one."""
        for day, lines in self.grouped("callback_date").items():
            if day:
                # sudo: the task may have been handed on to somebody else
                tasks = lines.sudo().activity_ids
                tasks.with_context(mail_activity_quick_update=True).write(
                    {"date_deadline": day},
                )
        # sudo: tasks are counted whoever has them
        lacking = self.sudo().filtered(
            lambda line: line.user_id and not line.activity_ids
        )
        if lacking:
            lacking._create_call_tasks()

    def _give_tasks(self):
        """Tasks follow the salesperson of the line."""
        # sudo: the tasks are the former salesperson's
        for user, lines in self.sudo().grouped("user_id").items():
            if user:
                tasks = lines.activity_ids - lines.activity_ids.filtered_domain(
                    [("user_id", "=", user.id)],
                )
                tasks.with_context(mail_activity_quick_update=True).write(
                    {"user_id": user.id},
                )

    def _close_tasks(self):
        """Tasks become done, with the result as their feedback."""
        for _result, lines in self.grouped("result").items():
            # sudo: as above; done by the caller all the same
            tasks = lines.sudo().activity_ids
            tasks._action_done(feedback=lines[0]._get_result_label())

    # ---- the marketer ------------------------------------------------------------

    def _tell_marketer(self):
        """A single call comes back to the marketer who has asked for it."""
        # sudo: the campaign is the marketer's
        for line in self.sudo().filtered("campaign_id.is_single"):
            marketer = line.campaign_id.manager_id
            if marketer and marketer != self.env.user:
                line._notify_marketer(marketer)

    def _notify_marketer(self, marketer):
        line = self.with_context(lang=marketer.lang)
        parts = [line._get_result_label(), line.note, line.inquiry_id.name]
        line.message_notify(
            partner_ids=marketer.partner_id.ids,
            subject=line.env._("Called: %(client)s", client=line.contact_name),
            body=Markup("<br/>").join(filter(None, parts)),
            author_id=self.env.user.partner_id.id,
        )

    # ---- the inquiry -------------------------------------------------------------

    def _get_inquiry_text(self):
        """What the salesperson wrote, and the answers to the questions."""
        # sudo: answers are read through the line
        answers = [
            f"{answer.question_id.name}: {answer.answer}"
            for answer in self.sudo().answer_ids
        ]
        return "\n".join(filter(None, [self.note, *answers]))

    def _create_inquiries(self):
        """The interest becomes an inquiry, through the same door as all the others."""
        lines = self.filtered(lambda line: not line.inquiry_id)
        if not lines:
            return
        # sudo: the caller may have no rights on inquiries of the client's department
        inquiries = self.env["sales.inquiry"].sudo()
        inquiries = inquiries.create(
            [line.campaign_id.sudo()._prepare_inquiry_values(line) for line in lines],
        )
        for line, inquiry in zip(lines.sudo(), inquiries, strict=True):
            line.inquiry_id = inquiry
        lines.sudo()._mark_prospects()
        inquiries._suggest_team()
        inquiries._dispatch([line._get_found() for line in lines.sudo()])

    def _mark_prospects(self):
        """A contact from a bought or typed base enters the process as a prospect,
        unless there are orders already: then it is a client, and gets no new lead."""
        partners = self.partner_id.filtered(lambda partner: not partner.client_state)
        family = partners | partners.commercial_partner_id
        orders = self.env["sale.order"]._read_group(
            [("partner_id", "child_of", family.ids), ("state", "=", "sale")],
            ["partner_id"],
        )
        buyers = self.env["res.partner"].union(*(order[0] for order in orders))
        strangers = family.filtered(
            lambda partner: (
                partner.commercial_partner_id not in buyers.commercial_partner_id
                and not partner.client_state
            ),
        )
        strangers.client_state = "prospect"

    def _get_found(self):
        """Who it is was known before the call: intake has nothing to guess."""
        partner, lead = self.partner_id, self.lead_id
        return Found(
            partner=partner or lead.partner_id,
            candidates=partner.browse(),
            lead=lead,
            suggestion=partner.browse(),
        )
