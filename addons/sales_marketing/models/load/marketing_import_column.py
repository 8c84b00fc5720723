from odoo import fields, models

CONTACT_FIELDS = [
    ("company", "Company"),
    ("inn", "INN"),
    ("kpp", "KPP"),
    ("name", "Contact"),
    ("last_name", "Last name"),
    ("first_name", "First name"),
    ("middle_name", "Middle name"),
    ("position", "Position"),
    ("email", "E-mail"),
    ("phone", "Phone"),
    ("other_phone", "Second phone"),
    ("city", "City"),
    ("region", "Region"),
    ("zip", "Postal code"),
    ("address", "Address"),
    ("website", "Site"),
    ("tags", "Tags"),
    ("source", "Source"),
    ("salesperson", "Salesperson"),
    ("comment", "Comment"),
    ("consent_date", "Consent: date"),
    ("consent_basis", "Consent: basis"),
    ("consent_source", "Consent: what proves it"),
    ("equipment_type", "Equipment type"),
    ("application_area", "Application area"),
]
EXPENSE_FIELDS = [
    ("date", "Date"),
    ("amount", "Amount"),
    ("currency", "Currency"),
    ("source", "Source"),
    ("medium", "Medium"),
    ("campaign", "Campaign"),
    ("team", "Department"),
    ("name", "What for"),
    ("date_from", "Period from"),
    ("date_to", "Period to"),
    ("note", "Comment"),
]


class MarketingImportColumn(models.Model):
    """One column of a loaded table, a few of its values, and the field it goes to."""

    _name = "marketing.import.column"
    _description = "Column of an Import"
    _order = "import_id, position"
    _rec_name = "header"

    import_id = fields.Many2one(
        "marketing.import",
        required=True,
        ondelete="cascade",
        index=True,
    )
    position = fields.Integer(readonly=True)
    header = fields.Char(string="Header of the file", readonly=True)
    sample = fields.Char(string="Values of the file", readonly=True)
    contact_field = fields.Selection(CONTACT_FIELDS, string="Goes to")
    expense_field = fields.Selection(EXPENSE_FIELDS, string="Goes to the field")

    def write(self, vals):
        """Another field for a column: the rows have to be checked anew."""
        result = super().write(vals)
        if vals.keys() & {"contact_field", "expense_field"}:
            checked = self.import_id.filtered(lambda record: record.state == "checked")
            # sudo: nobody types in results
            checked.sudo().write({"state": "draft"})
        return result
