from odoo import api, fields, models

DEAL_FIELDS = ("need", "equipment_type_ids", "application_area_id", "material_ids")


class SalesInternalRequest(models.Model):
    """What the asked department sees of a deal that it may not be allowed to read.

    The client, the needs and the parameters, not the money. They are computed with the
    rights of the system for the saved deal only: who tries another one in a form sees
    what he may read.
    """

    _inherit = "sales.internal.request"

    team_id = fields.Many2one(
        "crm.team",
        string="Sales Department",
        compute="_compute_deal_links",
        store=True,
        index="btree_not_null",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        compute="_compute_deal_links",
        store=True,
        index="btree_not_null",
    )
    client_name = fields.Char(
        string="Client of the Deal", compute="_compute_deal", compute_sudo=True
    )
    need = fields.Text(
        string="Customer Needs", compute="_compute_deal", compute_sudo=True
    )
    equipment_type_ids = fields.Many2many(
        "sales.equipment.type", compute="_compute_deal", compute_sudo=True
    )
    application_area_id = fields.Many2one(
        "sales.application.area", compute="_compute_deal", compute_sudo=True
    )
    material_ids = fields.Many2many(
        "sales.material",
        string="Processed Materials",
        compute="_compute_deal",
        compute_sudo=True,
    )

    @api.depends("lead_id.team_id", "lead_id.partner_id")
    def _compute_deal_links(self):
        for request in self:
            deal = request._get_shown_deal()
            request.team_id = deal.team_id
            request.partner_id = deal.partner_id

    @api.depends(
        "lead_id.partner_id",
        "lead_id.partner_name",
        "lead_id.contact_name",
        *(f"lead_id.{name}" for name in DEAL_FIELDS),
    )
    def _compute_deal(self):
        for request in self:
            deal = request._get_shown_deal()
            request.client_name = (
                deal.partner_id.display_name or deal.partner_name or deal.contact_name
            )
            for name in DEAL_FIELDS:
                request[name] = deal[name]

    def _get_shown_deal(self):
        """The saved deal with the rights of the system, another one with the user's."""
        self.ensure_one()
        deal = self.lead_id
        if deal._origin == self._origin.lead_id:
            return deal
        return deal.sudo(False)._filtered_access("read")
