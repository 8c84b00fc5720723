from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

ABSENCE_FIELDS = ["sales_absent_until", "sales_deputy_id"]


class ResUsers(models.Model):
    """Who stands in for an absent salesperson or head.

    Absent is who says so here, or has core's "out of office" on. New tasks of
    inquiries, answers and calls go to the deputy, else (the method returns nobody) to
    the head of the department.
    """

    _inherit = "res.users"

    sales_absent_until = fields.Date(
        string="Absent Until",
        help="The last day of absence. Until then new inquiries and answers of clients "
        "go to the deputy, or to the head of the department.",
    )
    sales_deputy_id = fields.Many2one(
        "res.users",
        string="Deputy",
        domain="[('share', '=', False), ('id', '!=', id)]",
        help="Gets new tasks of the clients while the user is absent.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ABSENCE_FIELDS

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ABSENCE_FIELDS

    @api.constrains("sales_deputy_id")
    def _check_sales_deputy(self):
        for user in self:
            if user.sales_deputy_id == user:
                raise ValidationError(
                    self.env._(
                        "Nobody can be the deputy of himself: %(user)s", user=user.name
                    )
                )

    def _is_sales_absent(self):
        """Whether the user is away today, by his own day."""
        self.ensure_one()
        # sudo: whether a colleague is here is asked for everybody
        user = self.sudo()
        today = fields.Date.context_today(user.with_context(tz=user.tz))
        until = user.sales_absent_until
        return bool(until and until >= today) or user.is_out_of_office

    def _get_sales_stand_in(self):
        """The user, when he is here; else his deputy's deputy; else nobody."""
        # sudo: deputies are asked for whoever takes the inquiry in
        user, seen = self.sudo()[:1], self.sudo().browse()
        while user and user not in seen:
            if user.active and not user.share and not user._is_sales_absent():
                return user.with_env(self.env)
            seen |= user
            user = user.sales_deputy_id
        return self.browse()

    def _set_sales_absence(self, until, deputy):
        """Note the absence of a salesperson; for himself or for his head.

        :param until: the last day of absence, or False
        :param deputy: who stands in, may be empty
        :raises AccessError: the user is nobody of one's department
        """
        self.ensure_one()
        if self != self.env.user and self not in self._get_sales_subordinates():
            raise AccessError(
                self.env._("%(user)s is not of your department.", user=self.name)
            )
        # sudo: a head may not write users, only this of his people
        self.sudo().write({"sales_absent_until": until, "sales_deputy_id": deputy.id})

    @api.model
    def _get_sales_subordinates(self):
        """People of the departments that the present user leads; all for a director."""
        domain = [("is_department", "=", True)]
        if not self.env.user.has_group("sales_process.group_director"):
            domain.append(("user_id", "=", self.env.uid))
        # sudo: members of a team are not readable to everybody
        teams = self.env["crm.team"].sudo().search(domain)
        return (teams.member_ids | teams.user_id).with_env(self.env)
