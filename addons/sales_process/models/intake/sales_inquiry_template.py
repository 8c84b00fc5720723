from odoo import api, fields, models, tools

from ...tools.intake.letter import Letter, TemplateRule, matches
from ...tools.intake.routing import split_words
from ...tools.intake.safe_regex import PATTERN_TIMEOUT

CHANNELS = [
    ("phone", "Phone"),
    ("email", "E-mail"),
    ("form", "Site form"),
    ("chat", "Chat"),
    ("exhibition", "Exhibition"),
    ("cold", "Cold call"),
    ("manual", "Entered by hand"),
]


class SalesInquiryTemplate(models.Model):
    """One kind of letter: how it is known and where its data stand.

    Templates are tried in their order; the first one whose conditions all hold reads
    the letter. The last one, without conditions, catches what people write by hand.
    """

    _name = "sales.inquiry.template"
    _description = "Inquiry Template"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    sender_masks = fields.Text(
        string="Sender",
        help="Addresses of the senders, one a line; * stands for anything. "
        "Example: *@jivosite.com",
    )
    subject_masks = fields.Text(
        string="Subject",
        help="Subjects, one a line; * stands for anything. Example: *feedback form*",
    )
    body_labels = fields.Text(
        string="Text Has",
        help="Labels or phrases with which lines of the text start, one a line. "
        "All of them must be there; Name|Your name asks for one of two.",
    )
    sender_is_client = fields.Boolean(
        string="Written by a Person",
        help="The sender is the client himself: his signature is read and the "
        "labels below are only a help. Otherwise a robot sends the letter and may "
        "send any number of them.",
    )
    channel = fields.Selection(CHANNELS, required=True, default="form")
    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        domain="[('is_department', '=', True)]",
        help="Suggested when the words of the text do not tell the department.",
    )
    source_id = fields.Many2one("utm.source")
    medium_id = fields.Many2one("utm.medium")
    campaign_id = fields.Many2one("utm.campaign")
    line_ids = fields.One2many(
        "sales.inquiry.template.line", "template_id", string="Fields", copy=True
    )
    inquiry_count = fields.Integer(compute="_compute_inquiry_count")

    def _compute_inquiry_count(self):
        groups = self.env["sales.inquiry"]._read_group(
            [("template_id", "in", self.ids)], ["template_id"], ["__count"]
        )
        counts = {template.id: count for template, count in groups}
        for template in self:
            template.inquiry_count = counts.get(template.id, 0)

    def action_view_inquiries(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_inquiry_action"
        )
        return {**action, "domain": [("template_id", "=", self.id)], "context": {}}

    def action_try(self):
        """Open "Try on this message" with this template."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_inquiry_template_try_action"
        )
        return {**action, "context": {"default_template_id": self.id}}

    def _get_rule(self):
        """The template as the plain value that the parser works with.

        Without any template a letter is read as written by a person.
        """
        if not self:
            return TemplateRule(sender_is_client=True)
        self.ensure_one()
        return TemplateRule(
            sender_masks=self._split_lines(self.sender_masks),
            subject_masks=self._split_lines(self.subject_masks),
            body_labels=self._split_lines(self.body_labels),
            labels={
                label: line.field_name
                for line in self.line_ids.filtered(lambda ln: ln.kind == "labels")
                for label in split_words(line.labels)
            },
            patterns={
                line.field_name: line.pattern
                for line in self.line_ids.filtered(lambda ln: ln.kind == "pattern")
            },
            sender_is_client=self.sender_is_client,
        )

    @api.model
    def _split_lines(self, text):
        lines = (line.strip() for line in (text or "").splitlines())
        return tuple(line for line in lines if line)

    @api.model
    @tools.ormcache()
    def _get_rules(self):
        """Return {id: `TemplateRule`} of the active templates, in their order."""
        # sudo: whoever takes letters in reads them by the templates
        return {
            template.id: template._get_rule() for template in self.sudo().search([])
        }

    @api.model
    def _forget_rules(self):
        self.env.registry.clear_cache()

    @api.model
    def _find_template(self, letter: Letter):
        """The first template that fits a letter; empty when none does."""
        for template_id, rule in self._get_rules().items():
            if matches(rule, letter):
                return self.browse(template_id)
        return self.browse()

    @api.model
    def _get_problem_text(self, problem, template):
        """What people are told when the patterns of a template did not work."""
        if problem == PATTERN_TIMEOUT:
            return self.env._(
                "A pattern of the template “%(template)s” took too long and was "
                "stopped: check what was taken, and make the pattern simpler.",
                template=template.name,
            )
        return self.env._(
            "A pattern of the template “%(template)s” failed: check what was taken, "
            "and correct the pattern.",
            template=template.name,
        )

    # ---- changes of the rules ----------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        self._forget_rules()
        return templates

    def write(self, vals):
        result = super().write(vals)
        self._forget_rules()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_rules()
        return result
