from odoo import api, models


class SalesHandover(models.Model):
    """A hand-over of documents chosen among those without a responsible."""

    _inherit = "sales.handover"

    @api.model
    def _create_chosen(self, orphans):
        """A preview with these documents only.

        :param orphans: `sales.orphan`
        :return: the hand-over
        """
        users = {orphan.user_id.id for orphan in orphans}
        # sudo: what is chosen is noted by the button; the rights are checked by the
        # list and once more when it is handed over
        handover = self.sudo().create(
            {
                "is_chosen": True,
                "user_id": users.pop() if len(users) == 1 else False,
                "team_id": self._default_team_id(),
            }
        )
        handover = handover.with_env(self.env)
        handover._check_may_hand_over()
        documents = {
            kind: self.env[self._get_models()[kind]]
            .sudo()
            .browse(rows.mapped("res_id"))
            for kind, rows in orphans.grouped("kind").items()
        }
        handover._make_lines(documents)
        return handover
