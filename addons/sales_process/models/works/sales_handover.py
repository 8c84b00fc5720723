from odoo import fields, models
from odoo.fields import Domain

TAKES = {"take_works": "work", "take_claims": "claim"}


class SalesHandover(models.Model):
    """Works of an engineer and claims that somebody examines are handed over too."""

    _inherit = "sales.handover"

    take_works = fields.Boolean(string="Works of an engineer", default=True)
    take_claims = fields.Boolean(string="Claims to examine", default=True)

    def _get_takes(self):
        return {**super()._get_takes(), **TAKES}


class SalesHandoverLine(models.Model):
    _inherit = "sales.handover.line"

    kind = fields.Selection(
        selection_add=[("work", "Work"), ("claim", "Claim"), ("task",)],
        ondelete={"work": "cascade", "claim": "cascade"},
    )


class EquipmentWork(models.Model):
    _name = "equipment.work"
    _inherit = ["equipment.work", "sales.handover.mixin"]

    _handover_kind = "work"
    _handover_field = "engineer_id"
    _handover_groups = ("sales_process.group_engineer",)

    def _get_handover_open_domain(self):
        return Domain("state", "in", ("draft", "planned", "in_progress", "refused"))

    def _get_handover_info(self):
        return self._get_handover_label("state")


class SalesClaim(models.Model):
    _name = "sales.claim"
    _inherit = ["sales.claim", "sales.handover.mixin"]

    _handover_kind = "claim"
    _handover_groups = (
        "sales_process.group_salesperson",
        "sales_process.group_engineer",
    )

    def _get_handover_open_domain(self):
        return Domain("state", "!=", "closed")

    def _get_handover_info(self):
        return self._get_handover_label("state")
