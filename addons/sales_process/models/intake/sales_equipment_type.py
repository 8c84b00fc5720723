from odoo import api, fields, models, tools

from ...tools.intake.routing import WordRule, split_words

CERTIFICATION_ORDERS = [
    ("before", "Before installation"),
    ("after", "After installation"),
]


class SalesEquipmentType(models.Model):
    """A kind of equipment: decides the department and the stages of a deal."""

    _name = "sales.equipment.type"
    _description = "Equipment Type"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="Short code for lists and document numbers.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        domain="[('is_department', '=', True)]",
        help="Requests for this equipment are suggested to this department.",
    )
    keywords = fields.Text(
        help="Beginnings of words by which a request for this equipment is known, "
        "separated by commas or lines. Words of a phrase must stand together.",
    )
    needs_certification = fields.Boolean(
        help="The equipment is attested at the customer by a special organisation.",
    )
    certification_order = fields.Selection(
        CERTIFICATION_ORDERS,
        required=True,
        default="before",
        help="Stationary equipment that is moved has to be certified where it stands "
        "(GOST R 8.568-2017). After: the deal is installed first. Before: in the order "
        "in which the stages of the department stand.",
    )
    needs_installation = fields.Boolean(
        default=True,
        help="Our engineers install and start the equipment at the customer.",
    )

    _code_unique = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL",
        "Another equipment type has this code.",
    )

    @api.model
    @tools.ormcache("self.env.lang")
    def _get_word_rules(self):
        """The words of all types, for `tools.intake.routing.find_route`."""
        types = self.search([("keywords", "!=", False), ("team_id", "!=", False)])
        return tuple(
            WordRule(
                key=kind.id,
                name=kind.name,
                team=kind.team_id.id,
                words=split_words(kind.keywords),
            )
            for kind in types
        )

    # ---- changes of the rules ----------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        types = super().create(vals_list)
        self.env.registry.clear_cache()
        return types

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
