from odoo import api, fields, models


class ResPartner(models.Model):
    """The originals that a client has not sent back, for the letter to him."""

    _inherit = "res.partner"

    missing_originals = fields.Html(
        string="Originals Not Received",
        compute="_compute_missing_originals",
        help="The list of documents in the letter to the client.",
    )

    @api.depends_context("lang", "uid")
    def _compute_missing_originals(self):
        """Of the documents that the user may see; in the language of the letter."""
        register = self.env["sales.document.register"]
        if not register.has_access("read"):
            self.missing_originals = False
            return
        rows = register.search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                *register._get_missing_originals_domain(),
            ],
            order="date, id",
        )
        by_client = rows.grouped("partner_id")
        for partner in self:
            missing = by_client.get(partner.commercial_partner_id)
            partner.missing_originals = missing and self.env["ir.qweb"]._render(
                "sales_process.missing_originals", {"rows": missing}
            )
