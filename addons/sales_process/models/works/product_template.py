from odoo import fields, models


class ProductTemplate(models.Model):
    """Which kind of equipment a product is: decides its works at the customer."""

    _inherit = "product.template"

    equipment_type_id = fields.Many2one(
        "sales.equipment.type",
        index="btree_not_null",
        ondelete="set null",
        help="Whether the product is attested and installed at the customer, and what "
        "is done with it. Empty: the equipment types of the deal decide.",
    )
    work_template_ids = fields.One2many(
        "equipment.work.template",
        "product_tmpl_id",
        groups="sales_process.group_head,sales_process.group_engineer",
    )
    work_template_count = fields.Integer(
        compute="_compute_work_template_count",
        groups="sales_process.group_head,sales_process.group_engineer",
    )

    def _compute_work_template_count(self):
        counts = dict(
            self.env["equipment.work.template"]._read_group(
                [("product_tmpl_id", "in", self.ids)],
                ["product_tmpl_id"],
                ["__count"],
            )
        )
        for product in self:
            product.work_template_count = counts.get(product._origin, 0)

    def action_view_work_templates(self):
        """What is done with this product at the customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.equipment_work_template_action"
        )
        return {
            **action,
            "domain": [("product_tmpl_id", "=", self.id)],
            "context": {
                "default_product_tmpl_id": self.id,
                "default_name": self.name,
            },
        }
