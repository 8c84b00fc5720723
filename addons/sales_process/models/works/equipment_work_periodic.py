import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

OFFER = "sales_process.mail_activity_type_offer_certification"
BATCH = 200


class EquipmentWork(models.Model):
    """The periodic certification is offered before the certificate runs out.

    1. Some days before (a setting) the client's salesperson gets a task on the work,
       one for each certificate.
    2. He orders it: a new work, with a deal of its own when he wants one.
    3. What was repaired or moved is certified again, with the reason.
    """

    _inherit = "equipment.work"

    date_offered = fields.Date(
        readonly=True,
        copy=False,
        help="When the salesperson was told to offer the next certification.",
    )
    next_lead_id = fields.Many2one(
        "crm.lead",
        string="Deal of the next certification",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    is_certificate_valid = fields.Boolean(
        string="Valid today",
        compute="_compute_is_certificate_valid",
    )
    can_repeat = fields.Boolean(compute="_compute_can_repeat")
    chain_count = fields.Integer(
        string="Certifications of the equipment", compute="_compute_chain_count"
    )

    @api.depends("kind", "state", "result", "valid_until")
    def _compute_is_certificate_valid(self):
        today = fields.Date.context_today(self)
        for work in self:
            work.is_certificate_valid = (
                work.kind == "certification"
                and work._is_passed()
                and bool(work.valid_until)
                and work.valid_until >= today
            )

    @api.depends("kind", "state", "next_ids.state")
    def _compute_can_repeat(self):
        """The last certification of the equipment, when it is finished."""
        for work in self:
            work.can_repeat = (
                work.kind == "certification"
                and work.state == "done"
                and not work._get_superseded()
            )

    @api.depends("lot_ids", "previous_id", "next_ids")
    def _compute_chain_count(self):
        """Other certifications of the same serial numbers; without them of the chain."""
        for work in self:
            work.chain_count = self.search_count(work._get_chain_domain())

    def _get_chain_domain(self):
        chain = Domain("id", "in", (self.previous_id | self.next_ids).ids)
        lots = Domain("lot_ids", "in", self.lot_ids.ids)
        other = Domain("id", "!=", self._origin.id)
        return other & Domain("kind", "=", "certification") & (chain | lots)

    def action_view_chain(self):
        """All certifications of the same equipment."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.equipment_work_action"
        )
        domain = self._get_chain_domain() | Domain("id", "=", self.id)
        return {
            **action,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": list(domain),
            "context": {},
        }

    # ---- offering ------------------------------------------------------------------

    @api.model
    def _cron_offer_periodic_certification(self):
        """Give the tasks for certificates that run out soon; each once."""
        days = self.env["sales.settings"]._get_value("certificate_days")
        until = fields.Date.context_today(self) + timedelta(days=days)
        works = self.search(self._get_expiring_domain(until), order="id")
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(works))
        for start in range(0, len(works), BATCH):
            batch = works[start : start + BATCH]
            batch._offer_safely()
            if not cron._commit_progress(len(batch)):
                break

    @api.model
    def _get_expiring_domain(self, until):
        """Certificates that end by a day and of which nobody was told."""
        return Domain(
            [
                ("kind", "=", "certification"),
                ("state", "=", "done"),
                ("result", "in", ("fit", "limited")),
                ("valid_until", "!=", False),
                ("valid_until", "<=", until),
                ("date_offered", "=", False),
                ("partner_id.active", "=", True),
            ]
        ) & ~Domain("next_ids", "any", [("state", "!=", "cancelled")])

    def _offer_safely(self):
        """All at once; when that fails, each by itself, so that one does not stop all."""
        try:
            with self.env.cr.savepoint():
                self._offer_periodic()
                return
        except Exception:
            if len(self) == 1:
                _logger.exception("No offer of a certification for work %s", self.id)
                return
        for work in self:
            work._offer_safely()

    def _offer_periodic(self):
        kind = self.env.ref(OFFER)
        model_id = self.env["ir.model"]._get_id(self._name)
        tasks = []
        for work in self:
            user = work._get_offering_user()
            if user:
                tasks.append(work._prepare_offer(user, kind, model_id))
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            tasks
        )
        self.date_offered = fields.Date.context_today(self)

    def _prepare_offer(self, user, kind, model_id):
        return {
            "activity_type_id": kind.id,
            "res_model_id": model_id,
            "res_id": self.id,
            "user_id": user.id,
            "automated": True,
            "date_deadline": min(
                self.valid_until,
                fields.Date.context_today(self) + timedelta(days=7),
            ),
            "summary": self.with_context(lang=user.lang).env._(
                "Offer the periodic certification: %(client)s, until %(date)s",
                client=self.partner_id.display_name,
                date=self.valid_until,
            ),
        }

    def _get_offering_user(self):
        """The client's salesperson, else the deal's, else the head of the department."""
        candidates = (
            self.partner_id.commercial_partner_id.user_id,
            self.partner_id.user_id,
            self.lead_id.user_id,
            self.salesperson_id,
            self.team_id.user_id,
        )
        return next(
            (user for user in candidates if user.active and not user.share),
            self.env["res.users"],
        )

    # ---- ordering ------------------------------------------------------------------

    def action_order_periodic(self):
        """Make the periodic certification; pressed twice it opens the one made.

        :raise UserError: the certification is not finished
        """
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()
        existing = self.next_ids.filtered(lambda work: work.state != "cancelled")
        if existing:
            return existing[0]._get_form_action()
        self._check_can_follow()
        work = self._make_next("periodic", lead_id=False, order_id=False)
        self._finish_offer()
        return work._get_form_action()

    def action_order_deal(self):
        """A deal of its own for the periodic certification; pressed twice it opens it.

        :raise UserError: the certification is not finished
        """
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()
        if not self.next_lead_id:
            self._check_can_follow()
            self.next_lead_id = self.env["crm.lead"].create(self._prepare_next_deal())
            self._finish_offer()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.next_lead_id.id,
            "view_mode": "form",
        }

    def _prepare_next_deal(self):
        serials = ", ".join(self.lot_ids.mapped("name"))
        types = self.lot_ids.product_id.equipment_type_id
        return {
            "type": "opportunity",
            "name": self.env._(
                "Periodic certification: %(client)s", client=self.partner_id.name
            ),
            "partner_id": self.partner_id.id,
            "team_id": self.team_id.id,
            "user_id": self.env.uid,
            "equipment_type_ids": [
                fields.Command.set(
                    (types or self.lead_id.sudo().equipment_type_ids).ids
                )
            ],
            "need": self.env._(
                "Periodic certification of the equipment %(serials)s: the certificate "
                "%(number)s is valid until %(date)s.",
                serials=serials or "—",
                number=self.certificate_no or self.protocol_no,
                date=self.valid_until,
            ),
        }

    def _prepare_following(self):
        """What the certification in the deal of its own has from this one."""
        carried = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in ("body_id", "accreditation_no", "program_no", "interval_months")
        }
        return {
            **carried,
            "certification_type": "periodic",
            "previous_id": self.id,
            "lot_ids": [fields.Command.set(self.lot_ids.ids)],
        }

    def action_repeat(self):
        """Ask why the certification is repeated."""
        self.ensure_one()
        self._check_can_follow()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Repeat the certification"),
            "res_model": "equipment.work.repeat",
            "view_mode": "form",
            "target": "new",
            "context": {"default_work_id": self.id},
        }

    def _check_can_follow(self):
        """
        :raises UserError: the work is no finished certification, or is followed already
        """
        if not self.can_repeat:
            raise UserError(
                self.env._(
                    "%(work)s: only the last finished certification of the equipment "
                    "can be followed by another one.",
                    work=self.name,
                )
            )

    def _finish_offer(self):
        # sudo: the task may be the colleague's
        self.sudo().activity_feedback([OFFER])

    def _get_form_action(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }
