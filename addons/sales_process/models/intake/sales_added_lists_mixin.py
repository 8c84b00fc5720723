from odoo import api, models

ADDON = "sales_process"


class SalesAddedListsMixin(models.AbstractModel):
    """A model of core to which this addon adds lists of its own records.

    Whoever has only the rights of core may not read those records. To him such a list
    does not exist, so that he still reads "all fields" of the record, as an outside
    program does.
    """

    _name = "sales.added.lists.mixin"
    _description = "Lists Added to a Model of Core"

    @api.model
    def _has_field_access(self, field, operation):
        return super()._has_field_access(field, operation) and (
            self.env.su or not self._is_foreign_list(field)
        )

    @api.model
    def _is_foreign_list(self, field):
        """Whether the field lists records of ours that the user may not read."""
        return (
            field.type in ("one2many", "many2many")
            and field._modules == (ADDON,)
            and not self.env[field.comodel_name].has_access("read")
        )
