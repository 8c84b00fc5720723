from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

SORTERS = ("sales_process.group_triage", "sales_process.group_head")


class SalesInquiry(models.Model):
    """What the triage board asks of the server: one call for each action.

    `triage_board_data` is asked for all the cards at once and needs the same number
    of queries for one card and for a hundred. Every method works with the rights of
    the user: he gets nothing of a card that he may not read.
    """

    _inherit = "sales.inquiry"

    @api.readonly
    def triage_board_data(self):
        """Who may be given these inquiries, how much each has to do, the reasons.

        :return: {can_sort, me, teams: [{id, name}], people: {department: [{id, name,
            inquiries, deals}]}, reasons: [{id, name, is_quick}]}; a salesperson who
            may not sort gets himself only
        """
        self.check_access("read")
        can_sort = self._may_sort()
        # sudo: names of departments and loads of their people are no secrets of theirs
        teams = self.sudo().team_id.filtered("is_department") | self._get_own_teams()
        people = teams._get_salespeople() if can_sort else {}
        users = self.env["res.users"].sudo().union(*people.values()) | self.env.user
        loads = self._get_loads(users)
        return {
            "can_sort": can_sort,
            "me": self._prepare_person(self.env.user.sudo(), loads),
            "teams": self._prepare_board_teams() if can_sort else [],
            "people": {
                team.id: [
                    self._prepare_person(user, loads)
                    for user in sorted(users, key=lambda u: (sum(loads[u]), u.name))
                ]
                for team, users in people.items()
            },
            "reasons": self._prepare_board_reasons() if can_sort else [],
        }

    @api.model
    def _get_own_teams(self):
        """The departments whose inquiries the user sorts."""
        user = self.env.user
        domain = Domain("is_department", "=", True)
        if not user.has_groups(
            "sales_process.group_triage,sales_process.group_director"
        ):
            domain &= Domain("user_id", "=", user.id) | Domain(
                "crm_team_member_ids.user_id", "=", user.id
            )
        # sudo: only who works in them
        return self.env["crm.team"].sudo().search(domain)

    def _prepare_person(self, user, loads):
        inquiries, deals = loads[user]
        return {
            "id": user.id,
            "name": user.name,
            "inquiries": inquiries,
            "deals": deals,
        }

    @api.model
    def _prepare_board_teams(self):
        # sudo: an inquiry may be handed to a department whose deals one does not see
        teams = self.env["crm.team"].sudo().search([("is_department", "=", True)])
        return [{"id": team.id, "name": team.name} for team in teams]

    @api.model
    def _prepare_board_reasons(self):
        reasons = self.env["sales.inquiry.reject.reason"].search([], limit=100)
        return reasons.read(["name", "is_quick"])

    # ---- who may -----------------------------------------------------------------

    @api.model
    def _may_sort(self):
        return any(self.env.user.has_group(group) for group in SORTERS)

    @api.model
    def _check_may_sort(self):
        if not (self.env.su or self._may_sort()):
            raise AccessError(
                self.env._("Inquiries are sorted by the triage group and by heads.")
            )

    # ---- actions -----------------------------------------------------------------

    def triage_assign(self, user_id):
        """Give the inquiries to a salesperson of a department.

        Those dealt with already are left as they are and named in the answer.

        :return: {done: ids, skipped: texts, message: what has happened}
        :raises AccessError: the user may not sort these inquiries
        :raises UserError: nothing is left to assign, or it is no salesperson
        """
        self._check_may_sort()
        self.check_access("write")
        user = self._get_assignee(user_id)
        waiting, skipped = self._take_waiting()
        waiting._assign(user)
        message = self.env._(
            "%(inquiries)s: assigned to %(user)s",
            inquiries=self._get_short_list(waiting),
            user=user.name,
        )
        return self._prepare_board_answer(waiting, skipped, message)

    def triage_reject(self, reason_id):
        """Reject the inquiries with one of the reasons; see `triage_assign`."""
        self._check_may_sort()
        self.check_access("write")
        reason = self.env["sales.inquiry.reject.reason"].browse(reason_id)
        reason.check_access("read")
        waiting, skipped = self._take_waiting()
        waiting._reject(reason)
        message = self.env._(
            "%(inquiries)s: rejected, %(reason)s",
            inquiries=self._get_short_list(waiting),
            reason=reason.name,
        )
        return self._prepare_board_answer(waiting, skipped, message)

    def triage_set_team(self, team_id):
        """Hand the inquiries to a department; see `triage_assign`."""
        self._check_may_sort()
        self.check_access("write")
        # sudo: departments are named to everybody who sorts
        team = self.env["crm.team"].sudo().browse(team_id).exists()
        if not team.is_department:
            raise UserError(self.env._("Choose a department."))
        self._lock_triage()
        waiting, skipped = self._split_waiting()
        if not waiting:
            raise UserError("\n".join(skipped.values()))
        waiting.write({"team_id": team.id})
        message = self.env._(
            "%(inquiries)s: department %(team)s",
            inquiries=self._get_short_list(waiting),
            team=team.name,
        )
        return self._prepare_board_answer(waiting, skipped, message)

    def triage_take(self):
        """The salesperson takes inquiries of his department; see `triage_assign`."""
        self.check_access("write")
        waiting, skipped = self._take_waiting()
        waiting._assign(self.env.user)
        message = self.env._(
            "%(inquiries)s: taken by you", inquiries=self._get_short_list(waiting)
        )
        return self._prepare_board_answer(waiting, skipped, message)

    def triage_undo(self):
        """Take the last assignment or rejection of these inquiries back.

        :raises UserError: somebody has worked since
        """
        self.action_undo_triage()
        message = self.env._(
            "%(inquiries)s: undone", inquiries=self._get_short_list(self)
        )
        return self._prepare_board_answer(self, {}, message)

    def _take_waiting(self):
        """Lock the inquiries; return (those that can be sorted, why the others not).

        :raises UserError: none is left
        """
        self._lock_triage()
        waiting, skipped = self._split_waiting()
        for inquiry in waiting.filtered(lambda inquiry: inquiry.candidate_ids):
            if not inquiry.partner_id:
                skipped[inquiry] = self.env._(
                    "%(inquiry)s: say first which client it is.",
                    inquiry=inquiry.display_name,
                )
        waiting = waiting.filtered(lambda inquiry: inquiry not in skipped)
        if not waiting:
            raise UserError("\n".join(skipped.values()))
        return waiting, skipped

    def _get_assignee(self, user_id):
        """The user, when he works in a department.

        :raises UserError: he does not
        """
        # sudo: membership of other departments is not readable to everybody
        teams = self.env["crm.team"].sudo().search([("is_department", "=", True)])
        people = self.env["res.users"].sudo().union(*teams._get_salespeople().values())
        user = people.filtered(lambda person: person.id == user_id)
        if not user:
            raise UserError(self.env._("Choose a salesperson of a department."))
        return user.with_env(self.env)

    def _get_short_list(self, inquiries):
        # sudo: an inquiry handed to another department is not readable any more
        name = inquiries[:1].sudo().name or ""
        if len(inquiries) > 1:
            return self.env._("%(count)s inquiries", count=len(inquiries))
        return name

    def _prepare_board_answer(self, done, skipped, message):
        return {
            "done": done.ids,
            "skipped": list(skipped.values()),
            "message": message,
        }
