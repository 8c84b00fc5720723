from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

# of a certification that follows another one
CARRIED_FIELDS = (
    "partner_id",
    "address_id",
    "contact_id",
    "company_id",
    "body_id",
    "accreditation_no",
    "program_no",
    "place",
    "interval_months",
    "duration_hours",
)


class EquipmentWork(models.Model):
    """Certification of test equipment by GOST R 8.568-2017.

    1. Initial before use: ends with a protocol and a certificate. Periodic at the
       interval that was set, repeated after repair, modernisation or moving: a
       protocol is enough.
    2. Unfit: the reason is written, the work is done, the deal stays where it is, and
       a repeated certification of the same equipment is made.
    3. A later certification of the same equipment takes the place of an earlier one
       (``previous_id``).
    """

    _inherit = "equipment.work"

    body_id = fields.Many2one("res.partner", string="Certification body")
    accreditation_no = fields.Char(
        string="Accreditation No.", help="Of the certification body."
    )
    program_no = fields.Char(
        string="Programme and methods",
        help="Number of the programme and methods of certification.",
    )
    certification_type = fields.Selection(
        [("initial", "Initial"), ("periodic", "Periodic"), ("repeated", "Repeated")],
        help="GOST R 8.568-2017: initial before use, periodic at set intervals, "
        "repeated after repair, modernisation or moving.",
    )
    place = fields.Selection(
        [("ours", "At our place"), ("client", "At the client's")],
        default="client",
        help="Where the equipment is certified. Stationary equipment that is moved "
        "afterwards has to be certified again.",
    )
    conditions = fields.Char(
        help="Temperature, humidity and what else the protocol names."
    )
    protocol_no = fields.Char(string="Protocol No.", copy=False)
    protocol_date = fields.Date(string="Protocol of", copy=False)
    certificate_no = fields.Char(string="Certificate No.", copy=False)
    certificate_date = fields.Date(string="Certificate of", copy=False)
    interval_months = fields.Integer(
        string="Interval, months",
        default=12,
        help="Set at the initial certification; the standard names no interval.",
    )
    valid_until = fields.Date(
        compute="_compute_valid_until",
        store=True,
        readonly=False,
        copy=False,
        index="btree_not_null",
        help="By default the interval after the day of the protocol.",
    )
    result = fields.Selection(
        [("fit", "Fit"), ("limited", "Fit with limits"), ("unfit", "Unfit")],
        copy=False,
        tracking=True,
    )
    failure_reason = fields.Text(string="Why unfit", copy=False)
    previous_id = fields.Many2one(
        "equipment.work",
        string="Follows",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The earlier certification of the same equipment.",
    )
    next_ids = fields.One2many(
        "equipment.work", "previous_id", string="Followed by", readonly=True
    )
    repeat_reason = fields.Char(
        string="Why repeated",
        copy=False,
        help="Repair, modernisation, moving, or what was wrong before.",
    )
    number_warning = fields.Char(compute="_compute_number_warning")

    @api.depends("kind", "result", "protocol_date", "interval_months")
    def _compute_valid_until(self):
        """A written term stays until the day of the protocol or the interval change."""
        for work in self:
            if work.kind == "certification" and work.result == "unfit":
                work.valid_until = False
            elif work.kind == "certification" and work.protocol_date:
                months = relativedelta(months=work.interval_months)
                work.valid_until = work.protocol_date + months
            else:
                work.valid_until = work.valid_until

    @api.depends("protocol_no", "certificate_no", "body_id")
    def _compute_number_warning(self):
        """The body has given this number before: a slip of the pen, maybe."""
        self.number_warning = False
        papers = self.filtered(
            lambda work: work.body_id and (work.protocol_no or work.certificate_no)
        )
        if not papers:
            return
        # sudo: the other work may belong to another department
        others = self.sudo().search(
            Domain("body_id", "in", papers.body_id.ids)
            & Domain("state", "!=", "cancelled")
            & (
                Domain("protocol_no", "in", papers.mapped("protocol_no"))
                | Domain("certificate_no", "in", papers.mapped("certificate_no"))
            )
        )
        for work in papers:
            same = others.filtered(work._has_same_number)
            if same:
                work.number_warning = self.env._(
                    "The same number of this body is in %(works)s",
                    works=", ".join(same.mapped("name")),
                )

    def _has_same_number(self, other):
        return (
            other.id != self._origin.id
            and other.body_id.id == self.body_id._origin.id
            and any(
                self[name] and self[name] == other[name]
                for name in ("protocol_no", "certificate_no")
            )
        )

    @api.constrains("interval_months")
    def _check_interval(self):
        if any(work.interval_months < 1 for work in self):
            raise ValidationError(self.env._("The interval is at least one month."))

    @api.constrains("previous_id")
    def _check_previous(self):
        if self._has_cycle("previous_id"):
            raise ValidationError(self.env._("A work cannot follow itself."))

    def _get_previous(self):
        return self.previous_id

    def write(self, vals):
        if "result" in vals:
            self._check_result_open(vals["result"])
        return super().write(vals)

    def _check_result_open(self, result):
        """
        :raises UserError: the result of a finished certification is changed
        """
        closed = self.filtered(
            lambda work: work.state in ("done", "cancelled") and work.result != result
        )
        if closed:
            raise UserError(
                self.env._(
                    "%(works)s is done: its result stays. Repeat the certification.",
                    works=", ".join(closed.mapped("name")),
                )
            )

    # ---- finishing -----------------------------------------------------------------

    def _get_certification_problems(self):
        if self.kind != "certification":
            return []
        if not self.result:
            return [self.env._("the result"), *self._get_paper_problems()]
        if self.result == "unfit":
            reason = (self.failure_reason or "").strip()
            return [] if reason else [self.env._("the reason why it is unfit")]
        return self._get_paper_problems()

    def _get_paper_problems(self):
        asked = {
            "protocol_no": self.env._("the protocol number"),
            "protocol_date": self.env._("the date of the protocol"),
            "certificate_no": self.env._("the certificate number"),
        }
        if self.certification_type in ("periodic", "repeated"):
            del asked["certificate_no"]
        return [text for name, text in asked.items() if not self[name]]

    def _after_done(self):
        super()._after_done()
        for work in self:
            if work.kind == "certification" and work.result == "unfit":
                work._repeat_after_failure()

    def _repeat_after_failure(self):
        """A new certification of the same equipment; people are told why."""
        # sudo: the engineer finishes a work, the program makes the next one
        again = self.sudo()._make_next("repeated", self.failure_reason)
        people = self.salesperson_id | self.team_id.sudo().user_id
        for user in people:
            # sudo: somebody else's task
            again.activity_schedule(
                "sales_process.mail_activity_type_certification_failed",
                user_id=user.id,
                summary=self.with_context(lang=user.lang).env._(
                    "Unfit: %(reason)s", reason=self.failure_reason
                )[:200],
            )
        self.message_post(
            body=self.env._(
                "Unfit: %(reason)s. To be repeated: %(work)s",
                reason=self.failure_reason,
                work=again.name,
            )
        )

    def _make_next(self, kind, reason="", **values):
        """A certification that follows this one, of the same equipment."""
        self.ensure_one()
        carried = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in CARRIED_FIELDS
        }
        return self.create(
            {
                **carried,
                "kind": "certification",
                "certification_type": kind,
                "previous_id": self.id,
                "lead_id": self.lead_id.id,
                "order_id": self.order_id.id,
                "team_id": self.team_id.id,
                "salesperson_id": self.salesperson_id.id,
                "lot_ids": [fields.Command.set(self.lot_ids.ids)],
                "repeat_reason": reason,
                "check_ids": [
                    fields.Command.create(check.copy_data({"answer": False})[0])
                    for check in self.check_ids
                ],
                "measure_ids": [
                    fields.Command.create(measure._prepare_again())
                    for measure in self.measure_ids
                ],
                **values,
            }
        )

    def _get_superseded(self):
        """Works of this set that a later one has taken the place of."""
        return self.filtered(
            lambda work: work.next_ids.filtered(lambda one: one.state != "cancelled")
        )

    def _are_certified(self):
        """Whether the works of a deal say that its equipment is fit."""
        passed = self.filtered(lambda work: work._is_passed())
        return bool(passed) and not (self - passed - self._get_superseded())

    def _is_covered(self, valid):
        """Whether valid certificates cover what this work has certified.

        :param valid: works with a valid certificate
        """
        if not self._is_passed():
            return True  # another work has taken its place
        if self.lot_ids:
            return self.lot_ids <= valid.lot_ids
        return bool((self | self._get_later()) & valid)

    def _get_later(self):
        """The certifications that followed these ones, one after the other."""
        found, step = self.browse(), self.next_ids
        while step - found:
            found |= step
            step = step.next_ids
        return found

    @api.model
    def _prepare_programme(self, templates):
        first = templates[:1]
        if first.work_kind != "certification":
            return {}
        return {
            "program_no": first.program_no,
            "interval_months": first.interval_months,
        }


class EquipmentWorkMeasure(models.Model):
    _inherit = "equipment.work.measure"

    def _prepare_again(self):
        """The same measurement, to be made anew."""
        made = {"work_id", "value", "has_value", "value_text", "note"}
        values = self.copy_data()[0]
        return {name: value for name, value in values.items() if name not in made}
