from odoo import api, models

WORKERS = ("sales_process.group_salesperson", "sales_process.group_engineer")


class ResUsers(models.Model):
    """Whose clients and deals may be handed over, and to whom."""

    _inherit = "res.users"

    def action_archive(self):
        """Tasks of a salesperson or engineer wait for the hand-over (R124).

        Core deletes the open tasks of an archived user: it does not see these.
        """
        # sudo: who archives users need not see their tasks
        tasks = self.env["mail.activity"].sudo().search(self._get_kept_tasks_domain())
        tasks.write({"active": False})
        result = super().action_archive()
        tasks.write({"active": True})
        return result

    def _get_kept_tasks_domain(self):
        """Tasks on documents; own to-dos go as in core."""
        workers = self.filtered(lambda user: any(map(user.has_group, WORKERS)))
        return [("user_id", "in", workers.ids), ("res_model", "!=", False)]

    @api.model
    def _get_led_teams(self):
        """Teams whose leader the present user is."""
        # sudo: teams of other companies or without members are not readable to all
        teams = self.env["crm.team"].sudo()
        return teams.search([("user_id", "=", self.env.uid)]).with_env(self.env)

    @api.model
    def _get_handover_people(self):
        """Who can be the one that leaves: of the own departments, now or before.

        Everybody for a director.
        """
        # sudo: archived users and members are not readable to every head
        users = self.sudo().with_context(active_test=False)
        if self.env["sales.handover"]._is_director():
            robot = self.env.ref("base.user_root")
            domain = [("share", "=", False), ("id", "!=", robot.id)]
            return users.search(domain).with_env(self.env)
        teams = self._get_led_teams().sudo().with_context(active_test=False)
        members = teams.crm_team_member_all_ids.user_id
        return (members | teams.user_id).with_env(self.env)

    @api.model
    def _get_handover_targets(self):
        """Who can take clients and deals: active salespeople of the own departments.

        Every active salesperson for a director.
        """
        handover = self.env["sales.handover"]
        people = self.union(*map(handover._get_allowed, handover._get_models()))
        if not handover._is_director():
            # sudo: members of a team are not readable to everybody
            teams = self._get_led_teams().sudo()
            people &= (teams.member_ids | teams.user_id).with_env(self.env)
        # sudo: whether a colleague is active
        present = people.sudo().filtered(lambda user: user.active and not user.share)
        return present.with_env(self.env)
