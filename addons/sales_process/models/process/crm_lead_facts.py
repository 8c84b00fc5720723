from odoo import api, fields, models, tools

KEPT_TYPES = {
    "boolean", "integer", "float", "monetary", "char", "selection", "date",
    "datetime", "many2one", "text", "html",
}  # fmt: skip
LONG_TYPES = {"text", "html"}
# says nothing about the deal, or is kept in the row itself
LEFT_OUT_PREFIXES = ("message_", "activity_", "stage_", "website_message")
LEFT_OUT = {
    "id", "create_uid", "create_date", "write_uid", "write_date", "display_name",
    "phone_keys", "phone_sanitized", "day_open", "day_close", "duration_tracking",
    "date_last_stage_update", "prorated_revenue", "automated_probability",
    "recurring_revenue_prorated", "recurring_revenue_monthly_prorated",
    "escalation_state", "email_normalized", "email_domain_criterion", "email_state",
    "phone_state",
}  # fmt: skip


class CrmLead(models.Model):
    """What a deal was like at a moment: kept in the stage log to try rules on it.

    Plain values only, and only those that are not empty; of long texts only that
    they were there. Documents have dates of their own.
    """

    _inherit = "crm.lead"

    @api.model
    @tools.ormcache()
    def _get_fact_names(self):
        return tuple(
            name
            for name, field in sorted(self._fields.items())
            if field.store
            and field.type in KEPT_TYPES
            and not field.groups
            and field.prefetch
            and name not in LEFT_OUT
            and not name.startswith(LEFT_OUT_PREFIXES)
        )

    def _get_facts(self):
        """Values of the deals now, as JSON keeps them: dict of deal id -> values."""
        # sudo: kept for the program, whatever the mover of the deal may read
        rows = self.sudo().read(["id", *self._get_fact_names()], load=None)
        kinds = {name: self._fields[name].type for name in self._get_fact_names()}
        return {
            row.pop("id"): {
                name: self._get_fact(kinds[name], value)
                for name, value in row.items()
                if value
            }
            for row in rows
        }

    @api.model
    def _get_fact(self, kind, value):
        if kind in LONG_TYPES:
            return True
        if kind == "datetime":
            return fields.Datetime.to_string(value)
        if kind == "date":
            return fields.Date.to_string(value)
        return value
