from odoo import models
from odoo.fields import Domain


class StockLot(models.Model):
    """Passport: files of the product, of the serial number, its works and claims."""

    _inherit = "stock.lot"

    def _passport_sections(self, scope):
        sections = super()._passport_sections(scope)
        files = self._get_passport_files(scope, sections)
        sections.append(
            {
                "key": "documents",
                "sequence": 80,
                "icon": "fa-paperclip",
                "title": self.env._("Documents"),
                "rows": [
                    self._passport_row(
                        file.name,
                        {"url": f"/web/content/{file.id}?download=true"},
                        date=file.create_date,
                    )
                    for file in files
                ],
            }
        )
        return sections

    def _get_passport_files(self, scope, sections):
        """Files that the user may read, of what he sees on this page."""
        product = scope.sudo.product_id
        domains = [
            Domain("res_model", "=", "product.template")
            & Domain("res_id", "=", product.product_tmpl_id.id),
            Domain("res_model", "=", "product.product")
            & Domain("res_id", "=", product.id),
        ]
        if not scope.is_foreign:
            domains.append(
                Domain("res_model", "=", "stock.lot") & Domain("res_id", "=", self.id)
            )
        for model in ("equipment.work", "sales.claim"):
            ids = {
                row["link"][1]
                for section in sections
                for row in section["rows"]
                if isinstance(row["link"], tuple) and row["link"][0] == model
            }
            domains.append(
                Domain("res_model", "=", model) & Domain("res_id", "in", list(ids))
            )
        return self.env["ir.attachment"].search(
            Domain.OR(domains) & Domain("type", "in", ("binary", "url")),
            order="res_model, id desc",
        )
