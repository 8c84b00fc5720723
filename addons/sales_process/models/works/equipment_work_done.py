from odoo import api, fields, models
from odoo.tools import format_date, format_datetime


class EquipmentWork(models.Model):
    """What is missing to plan and to finish a work, named all at once."""

    _inherit = "equipment.work"

    next_text = fields.Text(
        string="What is next",
        compute="_compute_next_text",
        help="What has to be done with the work now.",
    )

    @api.depends(
        "state", "kind", "date_planned", "engineer_id", "body_id", "address_id",
        "certification_type", "result", "protocol_no", "protocol_date",
        "certificate_no", "failure_reason", "valid_until", "refusal_reason",
        "check_ids.answer", "check_ids.note", "measure_ids.is_filled",
        "measure_ids.is_ok", "measure_ids.note", "defect_ids.state", "act_file_id",
    )  # fmt: skip
    @api.depends_context("lang", "tz")
    def _compute_next_text(self):
        for work in self:
            work.next_text = getattr(work, f"_name_next_{work.state}")()

    def _name_next_draft(self):
        problems = self._get_plan_problems()
        if not problems:
            return self.env._("Everything is there: press “Plan”.")
        return self._list_problems(self.env._("To plan the work, fill in:"), problems)

    def _name_next_planned(self):
        return self.env._(
            "Planned for %(date)s. When the engineer is there, press “Start”.",
            date=format_datetime(self.env, self.date_planned, dt_format="short"),
        )

    def _name_next_in_progress(self):
        problems = self._get_done_problems()
        if not problems:
            return self.env._("Everything is filled in: press “Works are done”.")
        return self._list_problems(self.env._("To finish the work, fill in:"), problems)

    def _name_next_refused(self):
        return self.env._(
            "The client has not accepted the act: %(reason)s. Put it right and press "
            "“Works are done” again.",
            reason=self.refusal_reason,
        )

    def _name_next_done(self):
        if self.kind != "certification":
            return self.env._("Send the act to the client, or attach the signed paper.")
        if self.result == "unfit":
            return self.env._("Unfit: %(reason)s", reason=self.failure_reason)
        return self.env._(
            "Certified until %(date)s.",
            date=format_date(self.env, self.valid_until) or "—",
        )

    def _name_next_signed(self):
        left = self.defect_ids.filtered(lambda defect: defect.state == "open")
        if left:
            return self.env._(
                "The act is signed. Defects left to fix: %(count)s", count=len(left)
            )
        return self.env._("The act is signed. Nothing is left to do.")

    def _name_next_cancelled(self):
        return self.env._("The work is cancelled.")

    def _list_problems(self, title, problems):
        return "\n".join([title, *(f"• {text}" for text in problems)])

    def _get_plan_problems(self):
        """What is missing to plan the work: texts."""
        self.ensure_one()
        problems = []
        if not self.date_planned:
            problems.append(self.env._("the planned date"))
        if not (self.engineer_id or (self.kind == "certification" and self.body_id)):
            problems.append(
                self.env._("the engineer or the certification body")
                if self.kind == "certification"
                else self.env._("the engineer")
            )
        if not self.address_id:
            problems.append(self.env._("the address of the works"))
        return problems

    def _get_done_problems(self):
        """What is missing to finish the work: texts."""
        self.ensure_one()
        return [
            *self._get_certification_problems(),
            *self._get_check_problems(),
            *self._get_measure_problems(),
            *self._get_defect_problems(),
        ]

    def _get_check_problems(self):
        unanswered = self.check_ids.filtered(lambda check: not check.answer)
        return [
            self.env._("answer the check: %(check)s", check=check._get_label())
            for check in unanswered
        ]

    def _get_measure_problems(self):
        empty = self.measure_ids.filtered(
            lambda measure: measure.is_required and not measure.is_filled
        )
        return [
            self.env._(
                "fill in the measurement: %(measure)s", measure=item._get_label()
            )
            for item in empty
        ]

    def _get_defect_problems(self):
        """A "no" and a value out of its limits are explained: a note, or a defect."""
        bad = [
            *self.check_ids.filtered(lambda check: check.answer == "no"),
            *self.measure_ids.filtered(
                lambda measure: measure.is_filled and not measure.is_ok
            ),
        ]
        silent = [part for part in bad if not part.note]
        if len(silent) <= len(self.defect_ids):
            return []
        return [
            self.env._("add a defect or a note about: %(name)s", name=part._get_label())
            for part in silent
        ]

    def _get_certification_problems(self):
        """Hook: what is missing in the papers of the certification."""
        return []


class EquipmentWorkPart(models.AbstractModel):
    _inherit = "equipment.work.part"

    def _get_label(self):
        """The part in a list: its name, with the serial number when it has one."""
        lot = self.lot_id.name if "lot_id" in self._fields else ""
        return f"{self.name} ({lot})" if lot else self.name
