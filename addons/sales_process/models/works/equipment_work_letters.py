from odoo import fields, models


class EquipmentWork(models.Model):
    """The client is told when the engineer comes, and when that changes (R103)."""

    _inherit = "equipment.work"

    letter_ids = fields.One2many("sales.client.letter", "work_id", copy=False)

    def write(self, vals):
        if not {"state", "date_planned"} & vals.keys():
            return super().write(vals)
        before = {work: (work.state, work.date_planned) for work in self}
        result = super().write(vals)
        self._tell_client_dates(before)
        return result

    def _tell_client_dates(self, before):
        """
        :param dict before: work -> (state, planned date) before the change
        """
        told = self.filtered(
            lambda work: (
                work.state == "planned"
                and work.date_planned
                and work.engineer_id
                and work.lead_id.is_department
            )
        )
        planned = told.filtered(lambda work: before[work][0] != "planned")
        moved = (told - planned).filtered(
            lambda work: before[work][1] and before[work][1] != work.date_planned
        )
        again = planned.filtered(lambda work: work.sudo().letter_ids)
        letters = self.env["sales.client.letter"]
        letters._tell(
            "planned", [work._prepare_planned_event() for work in planned - again]
        )
        letters._tell(
            "moved",
            [work._prepare_moved_event(before[work][1]) for work in moved | again],
        )

    def _prepare_planned_event(self):
        return {
            "key": f"planned:{self.id}",
            "lead_id": self.lead_id.id,
            "order_id": self.order_id.id,
            "work_id": self.id,
            "work_date": self.date_planned,
        }

    def _prepare_moved_event(self, old_date):
        """The date that was told last, and the new one; the same one is told once."""
        # sudo: the log is read by who leads the deal
        letters = self.sudo().letter_ids.sorted("id")
        last = letters[-1:]
        is_told = last.work_date == self.date_planned
        return {
            **self._prepare_planned_event(),
            "key": last.key if is_told else f"moved:{self.id}:{len(letters)}",
            "old_date": last.work_date or old_date,
        }
