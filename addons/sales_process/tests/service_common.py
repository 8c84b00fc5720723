from datetime import timedelta
from unittest.mock import patch

from odoo import fields

from .deal_common import DealCommon


class ServiceCommon(DealCommon):
    """A shipped deal in the stage Service, its serial number, contracts for it.

    ``deal`` belongs to ``salesperson``; ``lots`` A and B are shipped, C is on stock.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.serial = cls.env["product.product"].create(
            {
                "name": "Serial pump",
                "is_storable": True,
                "tracking": "serial",
                "list_price": 100.0,
                "invoice_policy": "order",
            }
        )
        cls.lots = cls.env["stock.lot"].create(
            [{"name": name, "product_id": cls.serial.id} for name in "ABC"]
        )
        for lot in cls.lots[:2]:
            cls.env["stock.quant"]._update_available_quantity(
                cls.serial, cls.warehouse.lot_stock_id, 1, lot_id=lot
            )
        cls.reason = cls.refusal
        cls.Contract = cls.env["sales.service.contract"]
        cls.today = fields.Date.context_today(cls.Contract)

    def setUp(self):
        super().setUp()
        # scheduled actions commit, which no test may
        self.startPatcher(
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", return_value=1.0
            )
        )

    def _create_served_deal(self):
        deal = self._create_agreed_deal([(self.serial, 2)])
        self._ship(deal)
        return deal

    def _create_contract(self, user=None, **values):
        """A contract of a year from today, a work each quarter, for the client."""
        return self.Contract.with_user(user or self.salesperson).create(
            {
                "partner_id": self.client.id,
                "date_start": self.today,
                "date_end": self.today + timedelta(days=364),
                "period_months": 3,
                "engineer_id": self.engineer.id,
                "lot_ids": [(6, 0, self.lots[0].ids)],
                **values,
            }
        )

    def _create_active(self, user=None, **values):
        contract = self._create_contract(user, **values)
        contract.action_start()
        return contract

    def _shift(self, contract, **days):
        """As if it had been so: dates of the contract from today, in days."""
        dates = {name: self.today + timedelta(days=n) for name, n in days.items()}
        end, first = dates.get("date_end"), contract.date_first
        if end and first and first > end:
            dates.setdefault("date_first", end)
        contract.sudo().write(dates)

    def _get_tasks(self, record, xml_id):
        kind = self.env.ref(f"sales_process.{xml_id}")
        return record.sudo().activity_ids.filtered(
            lambda task: task.activity_type_id == kind
        )
