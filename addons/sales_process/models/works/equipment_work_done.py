from odoo import models


class EquipmentWork(models.Model):
    """What is missing to plan and to finish a work, named all at once."""

    _inherit = "equipment.work"

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
