from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools.documents.appendix import AppendixError, is_appendable, to_pdf


class SaleOrder(models.Model):
    """Files that are appended to the offer: documents of the products and own ones."""

    _inherit = "sale.order"

    offer_document_ids = fields.Many2many(
        "product.document",
        "sale_order_offer_document_rel",
        string="Documents of Products",
        copy=False,
        help="Appended to the printed offer, in this order.",
    )
    offer_file_ids = fields.Many2many(
        "ir.attachment",
        "sale_order_offer_file_rel",
        string="Other Files",
        copy=False,
        help="PDF files and pictures appended to the printed offer.",
    )
    offer_product_ids = fields.Many2many(
        "product.product", compute="_compute_offer_products"
    )
    offer_template_ids = fields.Many2many(
        "product.template", compute="_compute_offer_products"
    )

    @api.depends("order_line.product_id")
    def _compute_offer_products(self):
        for order in self:
            order.offer_product_ids = order.order_line.product_id
            order.offer_template_ids = order.order_line.product_id.product_tmpl_id

    @api.constrains("offer_document_ids", "offer_file_ids")
    def _check_offer_files(self):
        """Only files that can be appended, and that the user himself may read."""
        limit = self.env["sales.settings"]._get_value("document_max_mb") * 1_000_000
        for order in self:
            files = order._get_offer_files()
            for file in files:
                if not is_appendable(file.mimetype):
                    raise ValidationError(
                        self.env._(
                            "“%(name)s” cannot be appended: choose PDF files and "
                            "pictures.",
                            name=file.name,
                        )
                    )
            if sum(files.mapped("file_size")) > limit:
                raise ValidationError(
                    self.env._(
                        "The appended files are larger than %(limit)s MB together.",
                        limit=limit // 1_000_000,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if any("offer_file_ids" in vals for vals in vals_list):
            orders._claim_offer_files()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if "offer_file_ids" in vals:
            self._claim_offer_files()
        return result

    def _claim_offer_files(self):
        """Whoever may read the order may read the files that were uploaded to it."""
        for order in self:
            # sudo: checked before, the user may read them; he has uploaded them himself
            loose = order.sudo().offer_file_ids.filtered(
                lambda file: not file.res_id and file.create_uid.id == self.env.uid
            )
            loose.write({"res_model": order._name, "res_id": order.id})

    def _get_offer_files(self):
        """Attachments, after checking that the user may read them."""
        documents = self.offer_document_ids
        documents.check_access("read")
        files = documents.ir_attachment_id | self.offer_file_ids
        if not files.has_access("read"):
            raise AccessError(self.env._("You may not read one of the appended files."))
        return files

    def _get_print_appendix(self, form):
        """PDF files, as bytes, that follow the pages of the form.

        :raises UserError: one of the files is damaged or protected
        """
        if form != "commercial_offer":
            return super()._get_print_appendix(form)
        # sudo: whoever chose them was allowed to read them; the offer shows them
        order = self.sudo()
        files = order.offer_document_ids.ir_attachment_id | order.offer_file_ids
        return [self._to_appendix(file) for file in files]

    @api.model
    def _to_appendix(self, file):
        try:
            return to_pdf(file.raw or b"", file.mimetype)
        except AppendixError as error:
            raise UserError(
                self.env._(
                    "“%(name)s” cannot be appended to the offer: it is damaged or "
                    "protected by a password. Take it off the order or replace it.",
                    name=file.name,
                )
            ) from error
