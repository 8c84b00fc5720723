from odoo import api, models

#: records that tell how a person is reached
CONTACTS = frozenset((
    "res.partner", "crm.lead", "sales.inquiry", "mailing.contact",
    "marketing.call.campaign.line", "marketing.call.refusal",
    "marketing.export.refusal",
))  # fmt: skip
#: what a related record shows anyway: its name
NAMES = frozenset(("id", ".id", "name", "display_name", "complete_name"))


class Base(models.AbstractModel):
    """The usual export of contacts leaves a trace, whatever list it starts from; the
    right to it is core's own."""

    _inherit = "base"

    def export_data(self, fields_to_export):
        result = super().export_data(fields_to_export)
        for path, names in self._get_contact_paths(fields_to_export).items():
            records = self.mapped(path) if path else self
            self.env["marketing.export.log"]._note_list(records, names)
        return result

    @api.model
    def _get_contact_paths(self, names):
        """What of the fields tells more than the name of a contact.

        :param list names: as the export takes them, ``order_id/partner_id/email``
        :return: dict of lists of ``names``, by the path from the records to the contacts
        """
        paths = {}
        for name in names:
            model, way = self, []
            *steps, last = name.split("/")
            for step in steps:
                field = model._fields.get(step)
                if not field or not field.relational:
                    break
                way.append(step)
                model = self.env[field.comodel_name]
            is_told = not way or last not in NAMES
            if model._name in CONTACTS and is_told:
                paths.setdefault(".".join(way), []).append(name)
        return paths
