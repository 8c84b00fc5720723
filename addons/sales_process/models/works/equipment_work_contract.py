from odoo import fields, models


class EquipmentWork(models.Model):
    """Works under a service contract."""

    _inherit = "equipment.work"

    contract_id = fields.Many2one(
        "sales.service.contract",
        string="Service contract",
        index="btree_not_null",
        ondelete="restrict",
    )
    contract_date = fields.Date(
        string="Date by the Contract",
        readonly=True,
        copy=False,
        help="The date of the period for which the work was made by itself.",
    )

    _contract_date_uniq = models.UniqueIndex(
        "(contract_id, contract_date) WHERE contract_date IS NOT NULL",
        "There is a work for this date of the contract already.",
    )

    def _ask_to_plan(self):
        """The salesperson of the contract agrees the day with client and engineer."""
        for work in self:
            user = work.contract_id._get_performer()
            if user:
                localized = work.with_context(lang=user.lang)
                work.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=localized.env._("Plan: when and who"),
                    user_id=user.id,
                )
