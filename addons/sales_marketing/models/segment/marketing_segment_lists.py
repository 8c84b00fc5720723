from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

LISTS = {
    "include": ("include_partner_ids", "include_lead_ids"),
    "exclude": ("exclude_partner_ids", "exclude_lead_ids"),
}


class MarketingSegment(models.Model):
    """Lists by hand: who is always a member, and who never is.

    To leave out is stronger than to add. Nobody without an e-mail and a phone, no
    employee and nobody archived becomes a member by a list. A lead of a list that has
    got a contact stays in the list by this contact.
    """

    _inherit = "marketing.segment"

    include_partner_ids = fields.Many2many(
        "res.partner",
        "marketing_segment_include_partner_rel",
        string="Always in: contacts",
    )
    include_lead_ids = fields.Many2many(
        "crm.lead",
        "marketing_segment_include_lead_rel",
        string="Always in: leads",
    )
    exclude_partner_ids = fields.Many2many(
        "res.partner",
        "marketing_segment_exclude_partner_rel",
        string="Left out: contacts",
    )
    exclude_lead_ids = fields.Many2many(
        "crm.lead",
        "marketing_segment_exclude_lead_rel",
        string="Left out: leads",
    )

    @api.model
    def _get_definition_fields(self):
        return [
            *super()._get_definition_fields(),
            *(field for names in LISTS.values() for field in names),
        ]

    def _apply_lists(self, model, members):
        added = self._get_listed("include", model)
        if added:
            living = Domain("active", "=", True)
            members |= Domain("id", "in", added) & living
        left_out = self._get_listed("exclude", model)
        return members & Domain("id", "not in", left_out) if left_out else members

    def _get_listed(self, name, model):
        """Ids of a list; contacts with those that its leads have got since."""
        partner_field, lead_field = LISTS[name]
        leads = self[lead_field]
        if model == "crm.lead":
            return leads.ids
        # sudo: a lead that one may not read any more keeps its contact in the list
        return (self[partner_field] | leads.sudo().partner_id).ids

    def _list_by_hand(self, name, partners, leads):
        """Put contacts and leads on the list ``include`` or ``exclude``, and off the
        other one; without a name off both.

        :raise AccessError: the segment is somebody else's
        """
        partners |= leads.partner_id
        leads = leads.filtered(lambda lead: not lead.partner_id)
        for segment in self:
            segment.write(
                {
                    field: [
                        (fields.Command.link if key == name else fields.Command.unlink)(
                            record.id,
                        )
                        for record in records
                    ]
                    for key, names in LISTS.items()
                    for field, records in zip(names, (partners, leads), strict=True)
                },
            )

    @api.model
    def _get_unreachable(self, partners, leads):
        """Those of a list who cannot become members: no address, staff, archived."""
        reachable = partners.search(
            self._get_reachable_contact_domain() & Domain("id", "in", partners.ids),
        )
        without = leads.filtered(lambda lead: not (lead.email_from or lead.phone))
        return partners - reachable, without

    @api.model
    def _check_listable(self, partners, leads):
        if not (partners or leads):
            raise UserError(self.env._("Choose contacts or leads in the list first."))
