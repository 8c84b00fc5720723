from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    """Who does what for a deal: salesperson, head, named person, sales role (R075).

    Hunter, closer and client manager hand a deal on along the stages. When a stage is
    led by a role that the salesperson does not have, handing it over to the least
    loaded colleague of that role is proposed; the salesperson or the head agrees with
    one click, or keeps the deal.
    """

    _inherit = "crm.lead"

    proposed_user_id = fields.Many2one(
        "res.users",
        string="Hand over to",
        readonly=True,
        copy=False,
        help="Colleague whose role leads this stage.",
    )

    # ---- finding people ------------------------------------------------------------

    @api.model
    def _get_people(self, wanted):
        """Whom tasks of deals go to; who is absent is replaced by his deputy.

        :param list wanted: of (deal, responsible, named user)
        :return: list of users in the same order, empty where there is nobody
        """
        stand_ins, loads = {}, {}
        people = []
        for lead, responsible, named in wanted:
            user = lead._get_responsible(responsible, named, loads)
            if user not in stand_ins:
                stand_ins[user] = user._get_sales_stand_in()
            people.append(lead._choose_present(user, stand_ins[user]))
        return people

    def _choose_present(self, user, stand_in):
        """The user or who stands in for him; a stand-in has to see the deal, else the
        head or his deputy does it, else it waits for the user."""
        if stand_in == user:
            return user
        for person in (stand_in, self.team_id._get_sales_leader()):
            if person and self.with_user(person).has_access("read"):
                return person
        return user

    def _get_responsible(self, responsible, named, loads):
        """The person meant, be he absent or not; the head when there is nobody."""
        # sudo: who leads the department is no secret
        head = self.sudo().team_id.user_id
        if responsible == "user":
            return named
        if responsible == "head":
            return head
        if responsible == "salesperson":
            return self.user_id or head
        return self._get_user_of_role(responsible, loads) or self.user_id or head

    def _get_user_of_role(self, role, loads=None):
        """The salesperson when he has the role, the client's keeper when he has it,
        else the colleague with the fewest open deals."""
        loads = {} if loads is None else loads
        team = self.team_id
        if (team, role) not in loads:
            people = team._get_people_of_role(role)
            loads[team, role] = self.env["sales.inquiry"]._get_loads(people)
        load = loads[team, role]
        keeper = self.partner_id.commercial_partner_id.user_id
        for user in (self.user_id, keeper):
            if user in load:
                return user
        return min(
            load, key=lambda user: (sum(load[user]), user.id), default=keeper[:0]
        )

    # ---- handing over along the stages ---------------------------------------------

    def _on_stage_enter(self, stage):
        super()._on_stage_enter(stage)
        self._propose_hand_over()

    def _propose_hand_over(self):
        """Note for each deal who should lead it in its present stage."""
        loads = {}
        for lead in self.sudo():
            rules = lead._get_stage_rules()
            role = rules and rules.role
            person = lead._get_user_of_role(role, loads) if role else lead.user_id[:0]
            if person == lead.user_id:
                person = person[:0]
            if lead.proposed_user_id != person:
                lead._keep({"proposed_user_id": person.id})
            if person:
                lead._ask_to_hand_over(person)

    def _ask_to_hand_over(self, person):
        keeper = self.user_id or self.team_id.user_id
        if keeper:
            self.activity_schedule(
                "sales_process.mail_activity_type_hand_over",
                summary=self.with_context(lang=keeper.lang).env._(
                    "Hand the deal over to %(user)s", user=person.name
                ),
                user_id=keeper.id,
                automated=True,
            )

    def action_hand_over(self):
        """The colleague whose role leads the stage gets the deal.

        :raise UserError: nobody is proposed, or the user does not decide about it
        """
        self.ensure_one()
        person = self.proposed_user_id
        self._check_may_hand_over()
        if not person:
            raise UserError(self.env._("Nobody is proposed for this stage."))
        self._end_hand_over(self.env._("Handed over to %(user)s", user=person.name))
        # sudo: afterwards the deal is the colleague's, and out of one's own reach
        self.sudo().write({"user_id": person.id, "proposed_user_id": False})
        return True

    def action_keep_deal(self):
        """The salesperson goes on himself."""
        self.ensure_one()
        self._check_may_hand_over()
        self._end_hand_over(self.env._("Kept by the salesperson"))
        self.sudo().proposed_user_id = False
        return True

    def _check_may_hand_over(self):
        if not (self.env.user == self.user_id or self._may_decide()):
            raise UserError(
                self.env._("Only the salesperson or the head hands a deal over.")
            )

    def _end_hand_over(self, feedback):
        # sudo: the task may be the head's
        self.sudo().with_context(sales_process_next_follows=True).activity_feedback(
            ["sales_process.mail_activity_type_hand_over"], feedback=feedback
        )
