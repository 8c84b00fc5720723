import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

_logger = logging.getLogger(__name__)
KINDS = [
    ("ready", "Goods ready"),
    ("shipped", "Goods shipped"),
    ("planned", "Engineer planned"),
    ("moved", "Date of the engineer changed"),
]
STATES = [("sent", "Sent"), ("skipped", "Not sent"), ("failed", "Failed")]
REASONS = [
    ("no_email", "The client has no e-mail"),
    ("client_off", "The client wants no letters"),
    ("company_off", "Switched off in the settings"),
    ("error", "The letter could not be made"),
]
QUIET = {"mail_notify_author": False, "tracking_disable": True}


class SalesClientLetter(models.Model):
    """A letter that tells the client how his order goes on (R103): the log of them.

    1. An event is told once: ``key`` names it, a unique index keeps it. A repeated
       validation, an undo, a second worker find the key and send nothing.
    2. Switched off for the company or for the client, or no e-mail: the letter is
       noted as not sent, with the reason, and can be sent by hand later.
    3. Letters go through the queue of mail: neither a wrong template nor a mail
       server that is down stops the shipment or the planning.

    Only orders of deals are told about.
    """

    _name = "sales.client.letter"
    _description = "Letter to the Client"
    _order = "date desc, id desc"
    _rec_name = "kind"

    kind = fields.Selection(KINDS, required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    lead_id = fields.Many2one(
        "crm.lead",
        string="Deal",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    order_id = fields.Many2one(
        "sale.order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    picking_id = fields.Many2one(
        "stock.picking",
        string="Shipment",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    work_id = fields.Many2one(
        "equipment.work",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    email = fields.Char(string="E-mail", readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    work_date = fields.Datetime(string="Planned Date", readonly=True)
    old_date = fields.Datetime(string="Date Before", readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="skipped")
    reason = fields.Selection(REASONS, string="Why Not", readonly=True)
    error = fields.Text(readonly=True)
    message_id = fields.Many2one("mail.message", readonly=True, ondelete="set null")
    failure = fields.Char(
        string="What Went Wrong", compute="_compute_failure", compute_sudo=True
    )
    work_date_text = fields.Char(
        compute="_compute_date_texts", export_string_translation=False
    )
    old_date_text = fields.Char(
        compute="_compute_date_texts", export_string_translation=False
    )

    _key_uniq = models.UniqueIndex("(key)", "The client has been told this already.")

    @api.depends("state", "error", "message_id.mail_ids.state")
    def _compute_failure(self):
        """Why the letter did not leave: of its making, else of the mail server."""
        for letter in self:
            mails = letter.message_id.mail_ids.filtered(
                lambda mail: mail.state == "exception"
            )
            failure = mails[:1].failure_reason or (mails and self.env._("Mail server"))
            letter.failure = letter.error or failure or False

    @api.depends("work_date", "old_date")
    @api.depends_context("lang")
    def _compute_date_texts(self):
        """Dates in the words and in the zone of the company, as the client reads it."""
        for letter in self:
            zone = letter.partner_id._get_reading_tz(letter.company_id)
            for name in ("work_date", "old_date"):
                moment = letter[name]
                letter[f"{name}_text"] = moment and format_datetime(
                    self.env, moment, tz=zone, dt_format="d MMMM y, HH:mm"
                )

    # ---- actions -----------------------------------------------------------------

    def action_send(self):
        """Send a letter that was not sent or has failed; what is switched off is asked
        again, but who sends by hand has the last word on the company's switch.

        :raises AccessError: somebody else's deal
        :raises UserError: it is sent already, or cannot be sent
        """
        self.ensure_one()
        if not self.lead_id.has_access("write"):
            raise AccessError(
                self.env._("Only who leads the deal writes to its client.")
            )
        letter = self.sudo()  # the log is written by the letters only
        letter.lock_for_update()
        if letter.state == "sent" and not letter.failure:
            raise UserError(self.env._("The client has been told this already."))
        if letter.state == "sent":
            letter.message_id.mail_ids.mark_outgoing()
            return True
        letter.email = letter.partner_id.email_normalized
        problem = letter._get_problem()
        if problem in ("no_email", "client_off"):
            letter.reason = problem
            labels = dict(self._fields["reason"]._description_selection(self.env))
            raise UserError(labels[problem])
        letter._send()
        return True

    # ---- telling -----------------------------------------------------------------

    @api.model
    def _tell(self, kind, events):
        """Tell clients of events, each once; never raises.

        :param str kind: of KINDS
        :param list events: values with ``key`` and ``lead_id``, and the documents
        """
        if not events:
            return self.browse()
        # sudo: a storekeeper ships, an engineer plans; the log is nobody's to write
        log = self.sudo().with_context(**QUIET)
        self.env.flush_all()  # what others have left is not ours to swallow
        try:
            with self.env.cr.savepoint():
                letters = log._note(kind, events)
        except Exception:
            _logger.exception("Letters “%s” were not noted", kind)
            return self.browse()
        for letter in letters:
            if not letter.reason:
                letter._send()
        return letters

    def _note(self, kind, events):
        """Write the new events down."""
        keys = [event["key"] for event in events]
        known = set(self.search([("key", "in", keys)]).mapped("key"))
        letters = self.create(
            [
                {**self._prepare_values(event), "kind": kind}
                for event in {event["key"]: event for event in events}.values()
                if event["key"] not in known
            ]
        )
        for letter in letters:
            letter.reason = letter._get_problem()
        return letters

    def _prepare_values(self, event):
        lead = self.env["crm.lead"].browse(event["lead_id"])
        order = self.env["sale.order"].browse(event.get("order_id"))
        work = self.env["equipment.work"].browse(event.get("work_id"))
        people = work.partner_id | order.partner_id | lead.partner_id
        people |= people.commercial_partner_id
        client = people.filtered("email_normalized")[:1] or people[:1]
        return {
            **event,
            "partner_id": client.id,
            "email": client.email_normalized,
            "company_id": (order.company_id or lead.company_id or self.env.company).id,
        }

    def _get_problem(self):
        """Why the client is not written to, or False."""
        if not self.env["sales.settings"]._get_value(f"letter_{self.kind}"):
            return "company_off"
        if self.partner_id.commercial_partner_id.progress_letters == "no":
            return "client_off"
        return False if self.email else "no_email"

    def _send(self):
        """Put the letter into the queue of mail; what fails is noted, not raised."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                template = self.env.ref(f"sales_process.mail_template_{self.kind}")
                mail_id = template.send_mail(
                    self.id,
                    force_send=False,
                    email_values={"model": "crm.lead", "res_id": self.lead_id.id},
                )
                mail = self.env["mail.mail"].browse(mail_id)
                values = {
                    "state": "sent",
                    "reason": False,
                    "error": False,
                    "date": fields.Datetime.now(),
                    "message_id": mail.mail_message_id.id,
                }
                self.write(values)
        except Exception as error:
            _logger.exception("Letter %s was not made", self.id)
            self.write({"state": "failed", "reason": "error", "error": str(error)})
