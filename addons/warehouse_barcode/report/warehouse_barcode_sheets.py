from odoo import api, fields, models

from ..tools import commands, gs1_encode, labels_layout, training

A4_MODULE = 0.45  # millimetres of the narrowest bar on the sheet of commands
QUIET = 20


class WarehouseBarcodeSheet(models.AbstractModel):
    """What the sheets on A4 have in common: the drawing of their codes."""

    _name = "warehouse.barcode.sheet"
    _inherit = ["warehouse.barcode.label.report"]
    _description = "Printed Barcode Sheets"

    def _prepare_symbol(self, code, width, height, largest=A4_MODULE):
        """The image of a code in ``width`` millimetres, its white included."""
        rows = gs1_encode.modules(code.symbol, code.content)
        is_linear = code.symbol in gs1_encode.LINEAR_SYMBOLS
        if not is_linear:
            return {"rows": rows, "width": height, "height": height, "code": code}
        module = min(largest, width / (len(rows[0]) + QUIET))
        return {
            "rows": rows,
            "width": module * len(rows[0]),
            "height": height,
            "code": code,
        }


class SheetCommands(models.AbstractModel):
    _name = "report.warehouse_barcode.sheet_commands"
    _inherit = ["warehouse.barcode.sheet"]
    _description = "Sheet of Scanner Commands"

    @api.model
    def _get_report_values(self, docids, data=None):
        return self._get_page_values(data or {}) | {"groups": self._prepare_groups()}

    def _prepare_groups(self):
        return [
            {"name": self.env._(name), "commands": self._prepare_commands(key)}
            for key, name in commands.GROUPS.items()
        ]

    def _prepare_commands(self, group):
        return [
            {
                "word": self._fit_word(self.env._(command.label)),
                "icon": self._draw_icon(commands.ICONS[command.icon]),
                "symbol": self._prepare_symbol(command.get_code(), 58, 15),
            }
            for command in commands.COMMANDS
            if command.group == group
        ]

    def _fit_word(self, word):
        """The word beside its icon, as large as the card allows."""
        return labels_layout.fit(word, 0, 0, width=46, height=14, largest=18)


class SheetTraining(models.AbstractModel):
    _name = "report.warehouse_barcode.sheet_training"
    _inherit = ["warehouse.barcode.sheet"]
    _description = "Training Sheet of the Scanner"

    @api.model
    def _get_report_values(self, docids, data=None):
        return self._get_page_values(data or {}) | {"cards": self._prepare_cards()}

    def _prepare_cards(self):
        return [
            {
                "title": self.env._(card.title),
                "expect": self.env._(card.expect),
                "symbol": self._prepare_symbol(card.code, 88, 14, largest=0.375),
            }
            for card in training.get_cards(fields.Date.context_today(self))
        ]
