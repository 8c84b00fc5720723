from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmStageRequirement(models.Model):
    """What a deal must have before it enters or leaves a stage (R067, R074).

    1. ``type`` *field*: the field of the deal is filled.
    2. ``type`` *domain*: the deal matches the domain.
    3. ``type`` *check*: one of a closed list; every room of the addon adds its
       own. A check named ``x`` is answered by ``crm.lead._passes_x``, which gets
       a set of deals and returns those that pass.
    4. Only deals that match ``condition_domain`` are asked.
    """

    _name = "crm.stage.requirement"
    _inherit = "sales.process.rule"
    _description = "Stage Requirement"
    _order = "stage_id, when desc, sequence, id"
    _rec_name = "message"

    stage_id = fields.Many2one(
        "crm.stage", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    when = fields.Selection(
        [("enter", "On entering"), ("leave", "On leaving")],
        default="leave",
        required=True,
    )
    type = fields.Selection(
        [("field", "Field filled"), ("domain", "Condition"), ("check", "Check")],
        default="field",
        required=True,
    )
    field_id = fields.Many2one(
        "ir.model.fields",
        domain=[("model", "=", "crm.lead"), ("ttype", "!=", "binary")],
        ondelete="cascade",
    )
    domain = fields.Char(default="[]")
    check = fields.Selection(
        [
            ("is_deal", "Confirmed as a deal"),
            ("assigned", "Salesperson assigned"),
            ("contact", "Contact with phone or e-mail"),
            ("next_step", "Next step planned"),
            ("competitor", "Competitor known"),
            ("requests_answered", "Internal requests answered"),
        ],
    )
    condition_domain = fields.Char(
        string="Only for deals",
        default="[]",
        help="Asked only of the deals that match, for example those with an offer.",
    )
    message = fields.Char(
        required=True,
        translate=True,
        help="Said to the user while the requirement is not met: what to do.",
    )
    subject = fields.Char(
        compute="_compute_subject",
        string="What",
        help="What the requirement is about, in words.",
    )

    _type_has_value = models.Constraint(
        """CHECK((type = 'field' AND field_id IS NOT NULL)
              OR (type = 'domain' AND domain IS NOT NULL)
              OR (type = 'check' AND "check" IS NOT NULL))""",
        "Say which field, condition or check the requirement is about.",
    )

    @api.depends("type", "field_id", "domain", "check")
    @api.depends_context("lang")
    def _compute_subject(self):
        checks = dict(self._fields["check"]._description_selection(self.env))
        for requirement in self:
            requirement.subject = {
                "field": requirement.field_id.sudo().field_description,
                "domain": requirement._describe_domain(requirement.domain),
                "check": checks.get(requirement.check),
            }.get(requirement.type)

    @api.constrains("type", "domain", "condition_domain", "field_id")
    def _check_conditions(self):
        for requirement in self:
            title = self.env._(
                "Requirement “%(message)s”",
                message=requirement.message,
            )
            if requirement.type == "domain":
                requirement._check_condition(requirement.domain, title)
            if requirement.type == "field":
                requirement._check_field(title)
            requirement._check_condition(requirement.condition_domain, title)

    def _check_field(self, title):
        """
        :raise ValidationError: the field is of another model, or depends on the process
        """
        field = self.field_id.sudo()
        if field.model != "crm.lead":
            raise ValidationError(
                self.env._("%(rule)s: choose a field of the deal.", rule=title)
            )
        self._check_path(field.name, title)

    def _get_conditions(self):
        texts = [self.condition_domain]
        if self.type == "domain":
            texts.append(self.domain)
        # sudo: the name of a field is no secret, what is in it may be
        field = self.field_id.sudo() if self.type == "field" else self.field_id[:0]
        return texts, field.mapped("name")
