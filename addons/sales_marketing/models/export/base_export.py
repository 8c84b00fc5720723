import re

from odoo import api, models

#: records that are clients, whatever is taken of them
CLIENTS = frozenset(("res.partner", "crm.lead", "sales.inquiry", "sales.call"))
#: addresses of our own people and companies
OURS = frozenset(("res.users", "res.company"))
#: what a list of other records shows of a client anyway: who it is
NAMES = frozenset(("id", ".id", "name", "display_name", "complete_name"))
#: by what a client is reached, on any record: ``email_from``, ``phone_sanitized``
DETAIL = re.compile(r"(?:.*_)?(?:email|phone|mobile|address)(?:_.*)?")


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
        """What of the fields tells of clients more than their names.

        :param list names: as the export takes them, ``order_id/partner_id/email``
        :return: dict of lists of ``names``, by the path to the records of the field
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
            if self._tells_of_clients(model, last, is_own=not way):
                paths.setdefault(".".join(way), []).append(name)
        return paths

    @api.model
    def _tells_of_clients(self, model, name, *, is_own):
        """Whether a field of ``model`` is worth a trace.

        :param bool is_own: the list itself is one of ``model``
        """
        if model._name in CLIENTS:
            return is_own or name not in NAMES
        field = model._fields.get(name)
        is_detail = field and field.type == "char" and DETAIL.fullmatch(name)
        return bool(is_detail) and model._name not in OURS
