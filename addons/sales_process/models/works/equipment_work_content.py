from odoo import api, fields, models


class EquipmentWork(models.Model):
    """What is done and found: works, checks, measurements, defects."""

    _inherit = "equipment.work"

    line_ids = fields.One2many(
        "equipment.work.line", "work_id", string="Works", copy=True
    )
    check_ids = fields.One2many(
        "equipment.work.check", "work_id", string="Checks", copy=True
    )
    measure_ids = fields.One2many(
        "equipment.work.measure", "work_id", string="Measurements", copy=True
    )
    defect_ids = fields.One2many(
        "equipment.work.defect", "work_id", string="Defects", copy=False
    )
    open_defect_count = fields.Integer(
        string="Open defects", compute="_compute_open_defect_count"
    )
    trained_people = fields.Char(
        string="Trained people",
        help="Who of the client's people was shown how to work with the equipment.",
    )
    warranty_start = fields.Date(
        string="Warranty from",
        help="The day from which the warranty counts: by default the day of the act.",
        copy=False,
    )

    @api.depends("defect_ids.state")
    def _compute_open_defect_count(self):
        for work in self:
            work.open_defect_count = len(
                work.defect_ids.filtered(lambda defect: defect.state == "open")
            )

    def action_fill_from_templates(self):
        """Add what the templates of the equipment ask for and the work has not got."""
        for work in self:
            parts = work._prepare_template_parts(work._get_equipment())
            work.write(work._leave_known_parts(parts))
        return True

    def _get_equipment(self):
        """What the work is about: dict of product -> its serial numbers."""
        by_product = dict(self.lot_ids.grouped("product_id"))
        if by_product:
            return by_product
        # sudo: the engineer need not be allowed to read orders
        lines = self.sudo().order_id.order_line
        products = lines.filtered(lambda line: line._is_supplied()).product_id
        return dict.fromkeys(products, self.env["stock.lot"])

    def _prepare_template_parts(self, equipment, templates=None):
        """Values of the work by the templates of its equipment.

        :param dict equipment: product -> serial numbers
        :param dict templates: product -> template, when they are known already
        :return: dict of values; empty when there are no templates
        """
        if templates is None:
            products = self.env["product.product"].union(*equipment)
            # sudo: whoever makes the work, the templates are the company's
            templates = (
                self.env["equipment.work.template"].sudo()._get_for(products, self.kind)
            )
        values, used = {}, self.env["equipment.work.template"]
        for template, products in self._group_by_template(equipment, templates):
            lots = self.env["stock.lot"].union(*(equipment[one] for one in products))
            for name, commands in template._prepare_parts(lots).items():
                values.setdefault(name, []).extend(commands)
            used |= template
        if used:
            values["duration_hours"] = sum(used.mapped("duration_hours"))
            values |= self._prepare_programme(used)
        return values

    @api.model
    def _group_by_template(self, equipment, templates):
        groups = {}
        for product in equipment:
            if templates[product]:
                groups.setdefault(templates[product], []).append(product)
        return groups.items()

    @api.model
    def _prepare_programme(self, templates):
        """Hook: what the templates say about the certification."""
        return {}

    def _leave_known_parts(self, values):
        """The values without the parts that the work has already."""
        kept = {}
        for name, commands in values.items():
            if not name.endswith("_ids"):
                continue
            has_lot = "lot_id" in self[name]._fields
            known = {
                (part.name, part.lot_id.id if has_lot else False) for part in self[name]
            }
            kept[name] = [
                command
                for command in commands
                if (command[2]["name"], command[2].get("lot_id", False)) not in known
            ]
        return kept
