from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command, Domain

from .equipment_work import WORK_KINDS


class EquipmentWorkTemplate(models.Model):
    """What is done with an equipment: works, checks and measurements of a work.

    The template of the product itself wins, else that of its equipment type.
    """

    _name = "equipment.work.template"
    _description = "Template of Works"
    _order = "work_kind, sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    work_kind = fields.Selection(
        WORK_KINDS, string="Kind", required=True, default="commissioning"
    )
    equipment_type_id = fields.Many2one(
        "sales.equipment.type", index="btree_not_null", ondelete="cascade"
    )
    product_tmpl_id = fields.Many2one(
        "product.template",
        string="Product",
        index="btree_not_null",
        ondelete="cascade",
    )
    per_serial = fields.Boolean(
        string="For each serial number",
        help="Checks and measurements are asked once for each serial number, not once "
        "for the work.",
    )
    duration_hours = fields.Float(string="Duration, hours", default=4.0)
    program_no = fields.Char(
        string="Programme and methods",
        help="Number of the programme and methods of certification (GOST R 8.568-2017).",
    )
    interval_months = fields.Integer(
        string="Interval, months",
        default=12,
        help="After how many months the certification is repeated.",
    )
    line_ids = fields.One2many(
        "equipment.work.template.line", "template_id", string="Works", copy=True
    )
    check_ids = fields.One2many(
        "equipment.work.template.check", "template_id", string="Checks", copy=True
    )
    measure_ids = fields.One2many(
        "equipment.work.template.measure",
        "template_id",
        string="Measurements",
        copy=True,
    )

    @api.constrains("equipment_type_id", "product_tmpl_id")
    def _check_subject(self):
        for template in self:
            if not (template.equipment_type_id or template.product_tmpl_id):
                raise ValidationError(
                    self.env._(
                        "%(template)s: say for which product or equipment type it is.",
                        template=template.name,
                    )
                )

    @api.constrains("duration_hours", "interval_months")
    def _check_numbers(self):
        for template in self:
            if template.duration_hours <= 0 or template.interval_months < 1:
                raise ValidationError(
                    self.env._("Duration and interval are greater than zero.")
                )

    @api.model
    def _get_for(self, products, kind):
        """The template of each product: dict of product -> template, maybe empty.

        :param products: ``product.product``
        :param str kind: of the work
        """
        owners = products.product_tmpl_id
        types = owners.equipment_type_id
        found = self.search(
            Domain("work_kind", "=", kind)
            & (
                Domain("product_tmpl_id", "in", owners.ids)
                | Domain("product_tmpl_id", "=", False)
                & Domain("equipment_type_id", "in", types.ids)
            )
        )
        by_product, by_type = {}, {}
        for template in found:  # the first by sequence wins
            if template.product_tmpl_id:
                by_product.setdefault(template.product_tmpl_id, template)
            else:
                by_type.setdefault(template.equipment_type_id, template)
        return {
            product: by_product.get(product.product_tmpl_id)
            or by_type.get(product.product_tmpl_id.equipment_type_id)
            or self.browse()
            for product in products
        }

    def _prepare_parts(self, lots):
        """Values of a work: its lines once, checks and measurements maybe per lot.

        :param lots: serial numbers of the equipment this template is for
        """
        self.ensure_one()
        each = list(lots) if self.per_serial and lots else [lots[:0]]
        return {
            "line_ids": [
                Command.create(line._prepare_part()) for line in self.line_ids
            ],
            "check_ids": [
                Command.create({**check._prepare_part(), "lot_id": lot.id})
                for lot in each
                for check in self.check_ids
            ],
            "measure_ids": [
                Command.create({**measure._prepare_part(), "lot_id": lot.id})
                for lot in each
                for measure in self.measure_ids
            ],
        }


class EquipmentWorkTemplatePart(models.AbstractModel):
    _name = "equipment.work.template.part"
    _description = "Part of a Template of Works"
    _order = "template_id, sequence, id"

    _PART_FIELDS = ("sequence", "name")

    template_id = fields.Many2one(
        "equipment.work.template", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)

    def _prepare_part(self):
        """The same values on the work."""
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in self._PART_FIELDS
        }


class EquipmentWorkTemplateLine(models.Model):
    _name = "equipment.work.template.line"
    _description = "Work of a Template"
    _inherit = "equipment.work.template.part"

    _PART_FIELDS = ("sequence", "name", "quantity", "uom_id")

    name = fields.Char(string="Work")
    quantity = fields.Float(default=1.0, digits="Product Unit")
    uom_id = fields.Many2one("uom.uom", string="Unit")


class EquipmentWorkTemplateCheck(models.Model):
    _name = "equipment.work.template.check"
    _description = "Check of a Template"
    _inherit = "equipment.work.template.part"

    name = fields.Char(string="Check")


class EquipmentWorkTemplateMeasure(models.Model):
    _name = "equipment.work.template.measure"
    _description = "Measurement of a Template"
    _inherit = "equipment.work.template.part"

    _PART_FIELDS = (
        "sequence", "name", "unit", "has_min", "value_min", "has_max", "value_max",
        "required_text", "is_required",
    )  # fmt: skip

    name = fields.Char(string="Parameter")
    unit = fields.Char()
    has_min = fields.Boolean(string="Has a lower limit")
    value_min = fields.Float(string="At least")
    has_max = fields.Boolean(string="Has an upper limit")
    value_max = fields.Float(string="At most")
    required_text = fields.Char(
        string="Required in words", help="Instead of limits, or as they are printed."
    )
    is_required = fields.Boolean(string="Obligatory", default=True)

    @api.constrains("has_min", "value_min", "has_max", "value_max")
    def _check_limits(self):
        for measure in self:
            both = measure.has_min and measure.has_max
            if both and measure.value_min > measure.value_max:
                raise ValidationError(
                    self.env._(
                        "%(name)s: the lower limit is above the upper one.",
                        name=measure.name,
                    )
                )

    def _prepare_part(self):
        values = super()._prepare_part()
        if not values["required_text"]:
            values.pop("required_text")  # the limits in words
        return values
