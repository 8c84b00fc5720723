from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date


class EquipmentWork(models.Model):
    """The letter that asks a body to certify the equipment (GOST R 8.568-2017).

    1. "Certification request" gives it an outgoing number and today's date, once, and
       prints it.
    2. The desired days are typed; without them the planned date of the work is meant.
    """

    _inherit = "equipment.work"

    request_no = fields.Char(string="Request No.", readonly=True, copy=False)
    request_date = fields.Date(string="Request of", copy=False)
    request_from = fields.Date(string="Desired from", copy=False)
    request_until = fields.Date(string="Desired until", copy=False)

    @api.constrains("request_from", "request_until")
    def _check_request_days(self):
        for work in self:
            start, end = work.request_from, work.request_until
            if start and end and end < start:
                raise ValidationError(
                    self.env._("The last desired day is before the first one.")
                )

    def action_print_request(self):
        """Number the request and print it; a second time it keeps its number.

        :raises UserError: something that the letter needs is missing
        """
        self.ensure_one()
        self._check_request()
        if not self.request_no:
            self.check_access("write")
            self.lock_for_update()
            self.write(
                {
                    "request_no": self._next_request_no(),
                    "request_date": self.request_date
                    or fields.Date.context_today(self),
                }
            )
        report = self.env.ref("sales_process.certification_request_report")
        return report.report_action(self, config=False)

    @api.model
    def _next_request_no(self):
        return self.env["ir.sequence"].next_by_code("sales.certification.request")

    def _check_request(self):
        """
        :raises UserError: naming all that the letter lacks
        """
        problems = self._get_request_problems()
        if problems:
            self._raise_missing({self: problems})

    def _get_request_problems(self):
        if self.kind != "certification":
            raise UserError(
                self.env._(
                    "%(work)s is no certification: nobody is asked for it.",
                    work=self.name,
                )
            )
        problems = []
        if not self.body_id:
            problems.append(self.env._("the certification body"))
        if not self._get_equipment():
            problems.append(self.env._("the serial numbers of the equipment"))
        if not self.certification_type:
            problems.append(self.env._("the kind of certification"))
        return problems

    def _get_request_title(self):
        if not self.request_no:
            return self.env._("Certification request %(work)s", work=self.name)
        return self.env._(
            "Certification request %(number)s of %(day)s",
            number=self.request_no,
            day=format_date(self.env, self.request_date),
        )

    def _get_request_days(self):
        """First and last desired day; without any the planned day."""
        planned = self.company_id._get_local_day(self.date_planned)
        start = self.request_from or (not self.request_until and planned) or False
        return start, self.request_until
