from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .sales_questionnaire import OPEN_STATES

# only actions change them
FLOW_FIELDS = frozenset(
    {
        "accepted_by_id",
        "access_token",
        "company_id",
        "date_filled",
        "date_sent",
        "filled_by",
        "intro",
        "lang",
        "name",
        "previous_id",
        "state",
        "title",
        "version",
    }
)
# what the questions are about: said once, when the questionnaire is made
SUBJECT_FIELDS = frozenset({"lead_id", "template_id"})


class SalesQuestionnaire(models.Model):
    """What is written by whom: by the user, by the buttons only, or not any more."""

    _inherit = "sales.questionnaire"

    @api.model_create_multi
    def create(self, vals_list):
        """
        :raises AccessError: the questionnaire would be born filled in
        :raises UserError: without a template
        """
        questionnaires = super().create([self._prepare_new(vals) for vals in vals_list])
        questionnaires._copy_questions()
        questionnaires._own_files()
        return questionnaires

    def write(self, vals):
        self._check_may_write(vals)
        result = super().write(vals)
        if "file_ids" in vals:
            self._own_files()
        if "state" in vals:
            self._after_state_change()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if self.filtered(lambda one: one.state != "draft"):
            raise UserError(
                self.env._(
                    "A questionnaire that the client has seen stays: mark it as "
                    "outdated instead."
                )
            )

    def _prepare_new(self, vals):
        """Number the questionnaire; defaults of the context do not fill it in."""
        begun = {
            name
            for name in FLOW_FIELDS & vals.keys()
            if vals[name] and vals[name] not in ("draft", "/")
        }
        if begun and not self.env.su:
            raise AccessError(self.env._("A questionnaire begins as a draft."))
        if not vals.get("template_id"):
            raise UserError(self.env._("Choose which questionnaire it is."))
        values = {"state": "draft", **vals}
        if values.get("name", "/") == "/":
            # sudo: numbers are given to everybody who makes a questionnaire
            sequence = self.env["ir.sequence"].sudo()
            values["name"] = sequence.next_by_code(self._name) or "/"
        return values

    def _copy_questions(self):
        """The questions of the templates, in the language of each client.

        :raises UserError: the template has no questions
        """
        values = []
        for questionnaire in self:
            template = questionnaire.template_id.with_context(lang=questionnaire.lang)
            lines = template._get_lines()
            if not lines:
                raise UserError(
                    self.env._(
                        "“%(template)s” has no questions yet: write them in the "
                        "settings.",
                        template=template.name,
                    )
                )
            # sudo: the words to the client are copied once
            questionnaire.sudo().intro = template.intro
            values += [
                {
                    **line._prepare_question(),
                    "questionnaire_id": questionnaire.id,
                    "sequence": number,
                }
                for number, line in enumerate(lines, start=1)
            ]
        # sudo: nobody makes questions by hand
        self.env["sales.questionnaire.line"].sudo().create(values)
        self.invalidate_recordset(["line_ids"])

    def _check_may_write(self, vals):
        """
        :raises AccessError: a state is written past its action
        :raises UserError: the questionnaire is filled in, or another one is meant
        """
        if self.env.su:
            return
        self.check_access("write")
        if FLOW_FIELDS & vals.keys():
            raise AccessError(
                self.env._("The state of a questionnaire changes by its buttons.")
            )
        if SUBJECT_FIELDS & vals.keys():
            raise UserError(
                self.env._(
                    "Deal and questions are chosen once: make another questionnaire."
                )
            )
        if "partner_id" in vals and self.filtered(lambda one: one.state != "draft"):
            raise UserError(
                self.env._("The client has seen the questionnaire: it stays his.")
            )
        if "file_ids" in vals and self.filtered(
            lambda one: one.state not in OPEN_STATES
        ):
            raise UserError(
                self.env._(
                    "The questionnaire is filled in and cannot be changed. Open it "
                    "again first."
                )
            )

    def _after_state_change(self):
        """The deals of the questionnaires may move on."""
        # sudo: the client may have done it by his link
        self.sudo().lead_id._advance()

    def _join_lead(self, lead):
        """Leads are merged: their questionnaires belong to the one that stays."""
        # sudo: those that are filled in move too, whoever merges
        self.sudo().write({"lead_id": lead.id})
