from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..process.crm_lead_history import ALWAYS
from .sales_questionnaire import ANSWERED_STATES


class CrmLead(models.Model):
    """The deal asks its client about the equipment, and finds the answers (R040)."""

    _inherit = "crm.lead"

    questionnaire_ids = fields.One2many(
        "sales.questionnaire", "lead_id", string="Questionnaires"
    )
    questionnaire_count = fields.Integer(
        compute="_compute_questionnaire_count", compute_sudo=True
    )
    questionnaire_answers = fields.Text(
        compute="_compute_questionnaire_answers",
        search="_search_questionnaire_answers",
        groups="sales_process.group_salesperson,sales_process.group_reader",
        help="Every question with its answer, as text; outdated questionnaires do not "
        "count. For searching: part of a question or of an answer.",
    )

    @api.depends("questionnaire_ids")
    def _compute_questionnaire_count(self):
        for lead in self:
            lead.questionnaire_count = len(lead.questionnaire_ids)

    @api.depends("questionnaire_ids.line_ids.search_text", "questionnaire_ids.state")
    def _compute_questionnaire_answers(self):
        for lead in self:
            current = lead.questionnaire_ids.filtered(
                lambda one: one.state != "outdated"
            )
            texts = current.line_ids.mapped("search_text")
            lead.questionnaire_answers = "\n".join(filter(None, texts)) or False

    def _search_questionnaire_answers(self, operator, value):
        if operator == "in":
            wanted = [text for text in value if text]
            found = self._get_answered_domain(Domain("search_text", "in", wanted))
            if len(wanted) < len(value):  # without any answer
                found |= ~self._get_answered_domain(Domain("search_text", "!=", False))
            return found
        if operator in ("like", "ilike", "=like", "=ilike"):
            return self._get_answered_domain(Domain("search_text", operator, value))
        return NotImplemented  # the opposites are made of these

    @api.model
    def _get_answered_domain(self, lines):
        """Deals with such an answer in a questionnaire that counts."""
        counts = Domain("state", "!=", "outdated")
        return Domain(
            "questionnaire_ids", "any", counts & Domain("line_ids", "any", lines)
        )

    # ---- actions -----------------------------------------------------------------

    def action_make_questionnaires(self):
        """Make the questionnaires of the equipment types that the deal has none of.

        :raises UserError: no equipment type, no template for it, or all are there
        """
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()  # two may press at once
        if not self.equipment_type_ids:
            raise UserError(self.env._("Choose the type of equipment first."))
        templates = self._get_questionnaire_templates()
        if not templates:
            raise UserError(
                self.env._(
                    "There is no questionnaire for %(types)s. The head of the "
                    "department writes it in “Configuration → Questionnaires”.",
                    types=", ".join(self.equipment_type_ids.mapped("name")),
                )
            )
        missing = templates - self._get_current_questionnaires().template_id
        if not missing:
            raise UserError(
                self.env._(
                    "The questionnaires of this equipment are there already. For one "
                    "more piece of equipment press “New” in the list."
                )
            )
        self.env["sales.questionnaire"].create(
            [{"lead_id": self.id, "template_id": one.id} for one in missing]
        )
        return self.action_view_questionnaires()

    def action_view_questionnaires(self):
        """The questionnaires of the deal; the form at once when there is only one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_questionnaire_action"
        )
        action.update(
            domain=[("lead_id", "=", self.id)], context={"default_lead_id": self.id}
        )
        if len(self.questionnaire_ids) == 1:
            action.update(views=[(False, "form")], res_id=self.questionnaire_ids.id)
        return action

    # ---- reading -----------------------------------------------------------------

    def _get_questionnaire_rows(self):
        """What the client has answered, for the block «Исходные данные» of the offer.

        Questionnaires that are filled in or accepted; with several of them the heading
        says of which one it is.

        :return: list of dictionaries with ``section``, ``name``, ``value``, ``unit``
        """
        self.ensure_one()
        answered = self.questionnaire_ids.filtered(
            lambda one: one.state in ANSWERED_STATES
        ).sorted("id")
        rows = []
        for questionnaire in answered:
            own = questionnaire._get_rows()
            if len(answered) > 1:
                for row in own:
                    words = (questionnaire.title, row["section"])
                    row["section"] = ". ".join(filter(None, words))
            rows += own
        return rows

    def _get_questionnaire_templates(self):
        """Which questionnaires the equipment of the deals needs."""
        # sudo: the templates are asked for whoever looks at the checks of a deal
        templates = self.env["sales.questionnaire.template"].sudo()
        found = templates._get_for(self.equipment_type_ids)
        return templates.concat(*found.values()).sorted("id").with_env(self.env)

    def _get_current_questionnaires(self):
        return self.questionnaire_ids.filtered(lambda one: one.state != "outdated")

    # ---- checks ------------------------------------------------------------------

    @api.model
    def _checklist_depends(self):
        return (*super()._checklist_depends(), "questionnaire_ids.state")

    @api.model
    def _get_check_links(self):
        return {
            **super()._get_check_links(),
            "questionnaire_filled": ("action", "action_view_questionnaires"),
        }

    def _get_unfilled_templates(self):
        """Which questionnaires are still to be filled in: dict of deal -> templates."""
        templates = self.env["sales.questionnaire.template"].sudo()
        by_type = templates._get_for(self.equipment_type_ids)
        result = {}
        for lead in self:
            needed = templates.union(
                *(by_type[kind] for kind in lead.equipment_type_ids)
            )
            filled = lead.questionnaire_ids.filtered(
                lambda one: one.state in ANSWERED_STATES
            )
            result[lead] = needed - filled.template_id.sudo()
        return result

    def _passes_questionnaire_filled(self):
        """For each equipment type that has a questionnaire one is filled in."""
        unfilled = self._get_unfilled_templates()
        return self.filtered(lambda lead: not unfilled[lead])

    def _since_questionnaire_filled(self):
        """Since the last of the questionnaires was filled in."""
        result = {}
        for lead in self._passes_questionnaire_filled():
            filled = lead.questionnaire_ids.filtered("date_filled")
            moments = filled.mapped("date_filled")
            result[lead.id] = max(moments, default=ALWAYS)
        return result

    def _describe_missing(self, missing):
        if missing.check != "questionnaire_filled":
            return super()._describe_missing(missing)
        return ", ".join(self._get_unfilled_templates()[self].mapped("name"))

    def _merge_dependences(self, opportunities):
        """Questionnaires move to the lead that stays."""
        super()._merge_dependences(opportunities)
        # sudo: questionnaires of the other leads, whoever merges
        opportunities.sudo().questionnaire_ids._join_lead(self)
