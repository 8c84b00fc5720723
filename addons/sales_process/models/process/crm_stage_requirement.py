from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.process.domain import DomainError, parse_domain


class CrmStageRequirement(models.Model):
    """What a deal must have before it enters or leaves a stage (R067, R074).

    1. ``type`` *field*: the field of the deal is filled.
    2. ``type`` *domain*: the deal matches the domain.
    3. ``type`` *check*: one of a closed list; every room of the addon adds its
       own. A check named ``x`` is answered by ``crm.lead._passes_x``, which gets
       a set of deals and returns those that pass.
    """

    _name = "crm.stage.requirement"
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
            ("requests_answered", "Internal requests answered"),
        ],
    )
    message = fields.Char(
        required=True,
        translate=True,
        help="Said to the user while the requirement is not met: what to do.",
    )

    _type_has_value = models.Constraint(
        """CHECK((type = 'field' AND field_id IS NOT NULL)
              OR (type = 'domain' AND domain IS NOT NULL)
              OR (type = 'check' AND "check" IS NOT NULL))""",
        "Say which field, condition or check the requirement is about.",
    )

    @api.constrains("type", "domain")
    def _check_domain(self):
        for requirement in self.filtered(lambda req: req.type == "domain"):
            try:
                parse_domain(self.env["crm.lead"], requirement.domain)
            except DomainError as error:
                raise ValidationError(
                    self.env._(
                        "Requirement “%(message)s”: the condition cannot be read: "
                        "%(error)s",
                        message=requirement.message,
                        error=error,
                    ),
                ) from error

    def _failing(self, leads):
        """The deals of ``leads`` that do not meet this requirement."""
        self.ensure_one()
        return leads - getattr(self, f"_passing_{self.type}")(leads)

    def _passing_field(self, leads):
        return leads.filtered(self.field_id.sudo().name)

    def _passing_domain(self, leads):
        return leads.filtered_domain(parse_domain(leads, self.domain))

    def _passing_check(self, leads):
        return getattr(leads, f"_passes_{self.check}")()
