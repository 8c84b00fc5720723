from odoo import api, fields, models

from odoo.addons.sales_process.tools.intake.companies import company_key


class ResPartner(models.Model):
    """What an imported base needs of a contact: a key of its name, and its import."""

    _inherit = "res.partner"

    company_key = fields.Char(
        compute="_compute_company_key",
        store=True,
        precompute=True,
        index="btree_not_null",
        copy=False,
        help="Name of the company without legal form, quotes and case: equal names "
        "written differently are found by it.",
    )
    marketing_import_id = fields.Many2one(
        "marketing.import",
        string="Loaded by the import",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="sales_marketing.group_marketer",
    )
    marketing_source_id = fields.Many2one(
        "utm.source",
        string="Source of the contact",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Where the contact has come into the base from.",
    )
    marketing_equipment_type_ids = fields.Many2many(
        "sales.equipment.type",
        "res_partner_marketing_equipment_rel",
        string="Interested in",
        copy=False,
        groups="base.group_user",
    )
    marketing_area_ids = fields.Many2many(
        "sales.application.area",
        "res_partner_marketing_area_rel",
        string="Works in",
        copy=False,
        groups="base.group_user",
    )

    @api.depends("name", "is_company")
    def _compute_company_key(self):
        for partner in self:
            key = company_key(partner.name) if partner.is_company else ""
            partner.company_key = key or False
