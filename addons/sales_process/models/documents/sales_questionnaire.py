from odoo import api, fields, models

STATES = [
    ("draft", "Draft"),
    ("sent", "With the client"),
    ("filled", "Filled in"),
    ("accepted", "Accepted"),
    ("outdated", "Outdated"),
]
OPEN_STATES = ("draft", "sent")  # answers may be given
ANSWERED_STATES = ("filled", "accepted")  # answers count


class SalesQuestionnaire(models.Model):
    """What a client says about the equipment that he needs (опросный лист, R040, R062).

    1. Draft: made from the deal by the templates of its equipment types; the
       questions are copied, in the language of the client, and do not change any more.
    2. With the client: sent by e-mail, or opened for him. He fills it in on his page;
       each answer is kept at once. The salesperson may fill it in as well.
    3. Filled in: sent back by the client, or by the salesperson. Nothing required is
       missing, all can be read, and nobody changes it; the salesperson may open it
       again.
    4. Accepted: the salesperson has looked through it. A new version takes its answers
       over and makes it outdated when it is accepted itself.

    States change by actions only (see `sales_questionnaire_guard.py`).
    """

    _name = "sales.questionnaire"
    _description = "Questionnaire"
    _inherit = [
        "portal.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "sales.printed.record",
    ]
    _order = "id desc"
    _rec_names_search = ["name", "title", "partner_id"]

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default="/"
    )
    title = fields.Char(
        compute="_compute_title",
        store=True,
        help="Name of the template when the questionnaire was made.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="draft",
        index=True,
        copy=False,
        tracking=True,
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Deal",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_department', '=', True)]",
    )
    template_id = fields.Many2one(
        "sales.questionnaire.template",
        string="Questionnaire",
        index="btree_not_null",
        ondelete="set null",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, precompute=True
    )
    user_id = fields.Many2one(related="lead_id.user_id", string="Salesperson")
    lang = fields.Char(
        string="Language",
        compute="_compute_lang",
        store=True,
        precompute=True,
        help="Of the client: in it he is asked and answers.",
    )
    intro = fields.Text(string="Words to the Client", readonly=True)
    line_ids = fields.One2many(
        "sales.questionnaire.line", "questionnaire_id", string="Answers"
    )
    file_ids = fields.Many2many(
        "ir.attachment",
        string="Files",
        copy=False,
        bypass_search_access=True,
        help="Drawings, terms of reference and other papers of the client.",
    )
    version = fields.Integer(
        readonly=True, copy=False, help="How many times it has been filled in."
    )
    date_sent = fields.Datetime(string="Sent On", readonly=True, copy=False)
    date_filled = fields.Datetime(string="Filled In On", readonly=True, copy=False)
    filled_by = fields.Char(readonly=True, copy=False)
    accepted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    previous_id = fields.Many2one(
        "sales.questionnaire",
        string="New Version Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    question_count = fields.Integer(
        string="Questions", compute="_compute_progress", export_string_translation=False
    )
    answer_count = fields.Integer(
        string="Answers Given",
        compute="_compute_progress",
        export_string_translation=False,
    )
    progress = fields.Float(string="Answers Given, %", compute="_compute_progress")
    progress_text = fields.Char(
        compute="_compute_progress_text", export_string_translation=False
    )
    portal_link = fields.Char(
        string="Link for the Client", compute="_compute_portal_link"
    )

    _new_version_idx = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL AND state != 'outdated'",
        "There is a new version of this questionnaire already.",
    )

    # ---- computes ----------------------------------------------------------------

    @api.depends("lead_id.partner_id")
    def _compute_partner_id(self):
        """Of the deal, as long as the client has not seen it."""
        for questionnaire in self:
            if questionnaire.state == "draft" or not questionnaire.partner_id:
                questionnaire.partner_id = questionnaire.lead_id.partner_id

    @api.depends("lead_id.company_id")
    def _compute_company_id(self):
        for questionnaire in self:
            questionnaire.company_id = (
                questionnaire.lead_id.company_id or self.env.company
            )

    @api.depends("partner_id")
    def _compute_lang(self):
        for questionnaire in self:
            questionnaire.lang = (
                questionnaire.lang
                or questionnaire.partner_id.lang
                or self.env.company.partner_id.lang
                or self.env.lang
            )

    @api.depends("template_id", "lang")
    def _compute_title(self):
        for questionnaire in self:
            template = questionnaire.template_id.with_context(lang=questionnaire.lang)
            questionnaire.title = template.name or questionnaire.title

    @api.depends("line_ids.answer", "line_ids.kind")
    def _compute_progress(self):
        for questionnaire in self:
            questions = questionnaire._get_questions()
            answered = len(questions.filtered("answer"))
            questionnaire.question_count = len(questions)
            questionnaire.answer_count = answered
            questionnaire.progress = 100 * answered / len(questions) if questions else 0

    @api.depends("line_ids.answer")
    @api.depends_context("lang")
    def _compute_progress_text(self):
        for questionnaire in self:
            questionnaire.progress_text = questionnaire._get_progress()["text"]

    @api.depends("access_token", "state")
    def _compute_portal_link(self):
        for questionnaire in self:
            is_shown = questionnaire.access_token and questionnaire.state != "draft"
            questionnaire.portal_link = is_shown and (
                questionnaire.get_base_url() + questionnaire.get_portal_url()
            )

    @api.depends("name", "title")
    def _compute_display_name(self):
        for questionnaire in self:
            words = (questionnaire.name, questionnaire.title)
            questionnaire.display_name = " · ".join(filter(None, words))

    def _compute_access_url(self):
        super()._compute_access_url()
        for questionnaire in self:
            questionnaire.access_url = f"/my/questionnaires/{questionnaire.id}"

    # ---- reading -----------------------------------------------------------------

    def _get_questions(self):
        return self.line_ids.filtered(lambda line: line.kind != "section")

    def _get_rows(self):
        """What was answered, for other documents: a list of dictionaries with
        ``section``, ``name``, ``value`` and ``unit``, in the order of the questions."""
        rows, section = [], ""
        for line in self.line_ids:
            if line.kind == "section":
                section = line.name
            elif line.answer:
                rows.append(
                    {
                        "section": section,
                        "name": line.name,
                        "value": line.answer,
                        "unit": line.unit or "",
                    }
                )
        return rows

    def _get_print_title(self, form):
        """“Questionnaire Q/2026/0007 Vacuum pump”; the file says it too."""
        self.ensure_one()
        return self.env._(
            "Questionnaire %(number)s %(title)s", number=self.name, title=self.title
        )

    @api.model
    def _get_portal_domain(self, partner):
        return [
            ("partner_id", "child_of", partner.commercial_partner_id.ids),
            ("state", "!=", "draft"),
        ]
