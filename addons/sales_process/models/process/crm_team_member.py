from odoo import fields, models
from odoo.exceptions import AccessError

from .crm_stage import SALES_ROLES


class CrmTeamMember(models.Model):
    _inherit = "crm.team.member"

    sales_role = fields.Selection(
        SALES_ROLES,
        string="Role",
        help="What the salesperson does best. Stages and tasks may ask for a role "
        "instead of a person. Empty: everything.",
    )

    def write(self, vals):
        """A head sets the roles of his people, not who they are.

        :raise AccessError: membership is the sales administrator's
        """
        may_all = self.env.su or self.env.user.has_group(
            "sales_team.group_sale_manager"
        )
        if not may_all and vals.keys() - {"sales_role"}:
            raise AccessError(
                self.env._("Members of a department are changed by the director.")
            )
        return super().write(vals)


class CrmTeam(models.Model):
    _inherit = "crm.team"

    def _get_people_of_role(self, role):
        """Members of the department with a sales role who are here today."""
        self.ensure_one()
        # sudo: the roles of colleagues are no secret
        members = self.sudo().crm_team_member_ids.filtered(
            lambda member: member.sales_role == role and member.active
        )
        return members.user_id.filtered(
            lambda user: user.active and not user._is_sales_absent()
        )
