from odoo import models


class StockLot(models.Model):
    """Passport: service contracts of the serial number, as far as the user reads them."""

    _inherit = "stock.lot"

    def _passport_sections(self, scope):
        contracts = self._get_passport_records("sales.service.contract", "lot_ids")
        return [
            *super()._passport_sections(scope),
            {
                "key": "service",
                "sequence": 50,
                "icon": "fa-handshake-o",
                "title": self.env._("Service contracts"),
                "rows": [
                    self._passport_contract_row(contract, scope)
                    for contract in contracts
                ],
            },
        ]

    def _passport_contract_row(self, contract, scope):
        colors = {"active": "success", "cancelled": "danger"}
        return self._passport_row(
            contract.name,
            ("sales.service.contract", contract.id),
            [
                self._passport_fact(
                    self.env._("Begins on"), scope.format(contract.date_start)
                ),
                self._passport_fact(
                    self.env._("Ends on"), scope.format(contract.date_end)
                ),
                self._passport_fact(self.env._("Engineer"), contract.engineer_id.name),
            ],
            badge=self._get_passport_label(contract, "state"),
            color=colors.get(contract.state, "secondary"),
            date=contract.date_start,
            event=self.env._("Service contract: %(contract)s", contract=contract.name)
            if contract.date_start
            else "",
        )
