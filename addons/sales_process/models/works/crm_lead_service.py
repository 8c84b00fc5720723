from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

SERVICE_STATES = [
    ("todo", "To be offered"),
    ("offered", "Offered"),
    ("agreed", "Agreed"),
    ("refused", "Refused"),
    ("contract", "Contract concluded"),
]
OFFER = "sales_process.mail_activity_type_offer_service"
CONCLUDE = "sales_process.mail_activity_type_service_contract"
# answered by the buttons, so that an answer has its reason or its contract
ANSWER_FIELDS = {"service_state", "service_refusal_id", "service_reminded_on"}


class CrmLead(models.Model):
    """What the client says about service (R101).

    1. On entering the stage the salesperson gets the task to offer it.
    2. Agreed: the task to conclude the contract. The deal goes on when that contract
       is started, and in no other way.
    3. Refused: with a reason, and a day on which service is offered again.
    4. The client may change his mind until there is a contract.
    """

    _inherit = "crm.lead"

    service_state = fields.Selection(
        SERVICE_STATES,
        string="Service",
        copy=False,
        tracking=True,
        help="What the client says about a service contract.",
    )
    service_refusal_id = fields.Many2one(
        "sales.service.refusal",
        string="Why No Service",
        copy=False,
        tracking=True,
        ondelete="restrict",
    )
    service_refusal_note = fields.Text(string="Refusal in His Words", copy=False)
    service_remind_date = fields.Date(
        string="Offer Again On", copy=False, index="btree_not_null", tracking=True
    )
    service_reminded_on = fields.Date(
        string="Reminded to Offer On", readonly=True, copy=False
    )
    service_contract_ids = fields.One2many(
        "sales.service.contract", "lead_id", string="Service Contracts", copy=False
    )
    service_contract_count = fields.Integer(
        string="Contracts of Service",
        compute="_compute_service_contract_count",
        compute_sudo=True,
    )

    @api.depends("service_contract_ids")
    def _compute_service_contract_count(self):
        groups = self.env["sales.service.contract"]._read_group(
            [("lead_id", "in", self.ids)], ["lead_id"], ["__count"]
        )
        counts = dict(groups)
        for lead in self:
            lead.service_contract_count = counts.get(lead._origin, 0)

    # ---- actions -----------------------------------------------------------------

    def action_service_offered(self):
        return self._set_service("offered", (False, "todo"))

    def action_service_agreed(self):
        """The client wants service: the contract is the next task (R101).

        :raises UserError: there is a contract already, or he has agreed before
        """
        self._set_service(
            "agreed",
            (False, "todo", "offered", "refused"),
            service_refusal_id=False,
            service_refusal_note=False,
            service_remind_date=False,
            service_reminded_on=False,
        )
        for lead in self:
            user = lead._get_service_user()
            if user:
                # sudo: the task may be somebody else's than who notes the answer
                lead.sudo().activity_schedule(CONCLUDE, user_id=user.id)
        return True

    def action_service_refused(self, reason=None, remind_on=None, comment=""):
        """The client wants no service; without a reason the user is asked for it.

        :param reason: a `sales.service.refusal` or its id
        :param remind_on: date to offer it again; None: after the months of the
            settings, False: never
        :param str comment: in the words of the client
        :raises UserError: there is a contract already, or he has refused before
        """
        self._check_service((False, "todo", "offered", "agreed"))
        if not reason:
            return self._ask_service_refusal()
        if remind_on is None:
            remind_on = self._get_service_remind_date()
        refusal = self.env["sales.service.refusal"].browse(
            reason if isinstance(reason, int) else reason.id
        )
        return self._set_service(
            "refused",
            (False, "todo", "offered", "agreed"),
            service_refusal_id=refusal.id,
            service_refusal_note=(comment or "").strip() or False,
            service_remind_date=remind_on,
            service_reminded_on=False,
        )

    def action_service_contract(self):
        """Open the contract of the deal; starting it moves the deal on.

        :raises UserError: the client has not agreed
        """
        self.ensure_one()
        self._check_service(("agreed", "contract"))
        action = self.action_view_service_contracts()
        contracts = self.service_contract_ids.filtered(
            lambda contract: contract.state in ("draft", "active")
        )
        return {
            **action,
            "views": [(False, "form")],
            "res_id": contracts[:1].id,
        }

    def action_view_service_contracts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_service_contract_action"
        )
        return {
            **action,
            "domain": [("lead_id", "=", self.id)],
            "context": self._prepare_service_defaults(),
        }

    # ---- answers -----------------------------------------------------------------

    def write(self, vals):
        self._check_service_written(vals.keys())
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_service_written({name for vals in vals_list for name in vals})
        return super().create(vals_list)

    def _check_service_written(self, names):
        """
        :raises UserError: the answer is written without its reason or its contract
        """
        if not self.env.su and ANSWER_FIELDS & names:
            raise UserError(
                self.env._(
                    "The answer about service is noted by the buttons of the deal: "
                    "agreed, refused with a reason, or a started contract."
                )
            )

    def _check_service(self, allowed):
        if any(lead.service_state not in allowed for lead in self):
            raise UserError(
                self.env._(
                    "The client has answered about service already, or has not agreed "
                    "yet: see the tab “Service” of the deal."
                )
            )

    def _set_service(self, state, allowed, **values):
        self.check_access("write")
        self._check_service(allowed)
        # sudo: an answer is written by its action only; the right to write is checked
        self.sudo().write({"service_state": state, **values})
        self._finish_service_tasks(state)
        self._advance()
        return True

    def _finish_service_tasks(self, state):
        kinds = [OFFER] if state in ("offered", "agreed") else [OFFER, CONCLUDE]
        labels = dict(self._fields["service_state"]._description_selection(self.env))
        # sudo: the task may be somebody else's
        self.sudo().activity_feedback(kinds, feedback=labels[state])

    def _conclude_service(self):
        """A contract of the deals is started: service is answered."""
        # sudo: an answer is written by its action only, here by the contract's
        deals = self.sudo().filtered(lambda lead: lead.service_state != "contract")
        deals.write({"service_state": "contract", "service_remind_date": False})
        deals._finish_service_tasks("contract")
        deals._advance()

    def _ask_service_refusal(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_service_refuse_action"
        )
        return {**action, "context": {"default_lead_ids": self.ids}}

    @api.model
    def _get_service_remind_date(self):
        months = self.env["sales.settings"]._get_value("service_remind_months")
        if not months:
            return False
        return fields.Date.context_today(self) + relativedelta(months=months)

    def _get_service_user(self):
        """Who talks with the client: the salesperson of the deal, else of the client,
        who stands in for them, else the head of the department."""
        self.ensure_one()
        # sudo: people of other departments and companies
        deal = self.sudo()
        keeper = deal.partner_id.commercial_partner_id.user_id
        return (
            deal.user_id._get_sales_stand_in()
            or keeper._get_sales_stand_in()
            or deal.team_id._get_sales_leader()
            or deal.team_id.user_id.filtered("active")
        )

    # ---- the contract ------------------------------------------------------------

    def _prepare_service_defaults(self):
        """Context of a new contract of the deal: client, equipment, engineer."""
        # sudo: goods and engineers of the deal, whoever concludes the contract
        deal = self.sudo()
        order = deal._get_confirmed_orders()[:1]
        works = deal.work_ids.sorted("id", reverse=True)
        start = fields.Date.context_today(self)
        return {
            "default_lead_id": self.id,
            "default_partner_id": (order.partner_id or deal.partner_id).id,
            "default_order_id": order.id,
            "default_company_id": (
                order.company_id or deal.company_id or self.env.company
            ).id,
            "default_currency_id": (order.currency_id or deal.company_currency).id,
            "default_lot_ids": deal._get_shipped_lots().ids,
            "default_engineer_id": works.engineer_id.filtered("active")[:1].id,
            "default_date_start": fields.Date.to_string(start),
            "default_date_end": fields.Date.to_string(
                start + relativedelta(years=1, days=-1)
            ),
        }

    def _get_shipped_lots(self):
        """Serial numbers that went to the client and have not come back."""
        lines = self._get_confirmed_orders().order_line.move_ids.move_line_ids
        done = lines.filtered(lambda line: line.state == "done" and line.lot_id)
        last = {line.lot_id: line for line in done.sorted(lambda x: (x.date, x.id))}
        return self.env["stock.lot"].union(
            *(
                lot
                for lot, line in last.items()
                if line.location_dest_id.usage == "customer"
            )
        )

    # ---- the process -------------------------------------------------------------

    def _on_stage_enter(self, stage):
        if stage.kind == "service":
            # sudo: an answer is written by the process only
            unasked = self.sudo().filtered(lambda lead: not lead.service_state)
            unasked.service_state = "todo"
        super()._on_stage_enter(stage)

    def _passes_service_answered(self):
        """Refused with a reason, or a contract has been started."""
        return self.filtered(lambda lead: lead.service_state in ("refused", "contract"))

    def _merge_dependences(self, opportunities):
        """Contracts move to the lead that stays."""
        super()._merge_dependences(opportunities)
        # sudo: contracts of the other leads, whoever merges
        opportunities.sudo().service_contract_ids._join_lead(self)
