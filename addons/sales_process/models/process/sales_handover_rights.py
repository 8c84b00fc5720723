from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .sales_handover_mixin import Territory


class SalesHandover(models.Model):
    """A head hands over what is of his department, a director everything."""

    _inherit = "sales.handover"

    @api.model
    def _is_director(self):
        return self.env.su or self.env.user.has_group("sales_process.group_director")

    def _check_may_hand_over(self):
        """
        :raises AccessError: not a head, or somebody of another department
        """
        self.check_access("write")
        people = self.env["res.users"]._get_handover_people()
        for handover in self:
            if handover.user_id and handover.user_id not in people:
                # sudo: the name of a colleague
                raise AccessError(
                    self.env._(
                        "%(user)s is not of your department.",
                        user=handover.sudo().user_id.name,
                    )
                )

    @api.model
    def _get_territory(self):
        """What the present user may hand over."""
        if self._is_director():
            return Territory(everything=True)
        users = self.env["res.users"]
        return Territory(
            everything=False,
            teams=frozenset(users._get_led_teams().ids),
            people=frozenset(users._get_handover_people().ids),
        )

    @api.model
    def _get_allowed(self, kind):
        """Who has the right to be responsible for documents of a kind."""
        groups = self.env[self._get_models()[kind]]._handover_groups
        # sudo: members of a group are not readable to everybody
        members = [self.env.ref(group).sudo().all_user_ids for group in groups]
        return self.env["res.users"].sudo().union(*members).with_env(self.env)

    def _check_targets(self, users):
        """
        :raises UserError: somebody may not get anything
        """
        wrong = users - self.possible_ids
        if wrong:
            raise UserError(
                self.env._(
                    "%(users)s: clients and deals can be given only to active "
                    "salespeople of your department.",
                    users=", ".join(wrong.sudo().mapped("name")),
                )
            )
