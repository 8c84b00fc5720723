"""People, goods and verbs of the main job, for tests that cross the addons."""

from pathlib import Path
from uuid import uuid4

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user

MAILS = Path(__file__).parents[1] / "addons/sales_process/tests/data/eml"
# a drawn signature: one pixel is enough for the server
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwAD"
    "hgGAWjR9awAAAABJRU5ErkJggg=="
)
ROLES = {
    "head": "sales_process.group_head",
    "salesperson": "sales_process.group_salesperson",
    "triage": "sales_process.group_triage",
    "planner": "sales_process.group_production,mrp.group_mrp_user",
    "buyer": "purchase.group_purchase_user",
    "storekeeper": "warehouse_barcode.group_storekeeper",
    "engineer": "sales_process.group_engineer",
    "accountant": "sales_process.group_accountant,account.group_account_invoice",
    "marketer": "sales_marketing.group_marketer",
}


class FlowCommon(HttpCase):
    """One department with a user of every role, and goods of each way of supply.

    ``chamber`` is manufactured, ``oil`` is bought (series with expiry), ``seal`` lies
    on stock in two series: OLD (January) and NEW (June).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role, groups in ROLES.items():
            user = new_test_user(
                cls.env,
                f"flow_{role}",
                groups=groups,
                email=f"{role}@flow.example",
                tz="Europe/Moscow",
            )
            setattr(cls, role, user)
        cls.team = cls.env.ref("sales_process.team_high_vacuum")
        cls.team.write(
            {
                "user_id": cls.head.id,
                "crm_team_member_ids": [
                    Command.create({"user_id": cls.salesperson.id})
                ],
            },
        )
        cls.equipment = cls.env["sales.equipment.type"].create(
            {
                "name": "Test chamber",
                "needs_certification": True,
                "needs_installation": True,
            },
        )
        cls._set_up_goods()

    @classmethod
    def _set_up_goods(cls):
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)],
            limit=1,
        )
        cls.warehouse.out_type_id.age_control = "block"
        values = {"is_storable": True, "invoice_policy": "order", "list_price": 1000}
        products = cls.env["product.product"]
        series = {"tracking": "lot", "use_expiration_date": True, **values}
        cls.chamber = products.create({"name": "Chamber", **values})
        cls.steel = products.create({"name": "Steel", **values})
        cls.oil = products.create({"name": "Oil", "barcode": "2000000000015", **series})
        cls.seal = products.create({"name": "Seal", **series})
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.chamber.product_tmpl_id.id,
                "bom_line_ids": [
                    Command.create({"product_id": cls.steel.id, "product_qty": 3}),
                ],
            },
        )
        cls.vendor = cls.env["res.partner"].create({"name": "Vendor"})
        cls.oil.seller_ids = [Command.create({"partner_id": cls.vendor.id, "price": 5})]
        cls._put(cls.steel, 100)
        cls.old = cls._create_series("OLD", "2026-01-10")
        cls.new = cls._create_series("NEW", "2026-06-10")

    @classmethod
    def _put(cls, product, quantity, lot=None):
        cls.env["stock.quant"]._update_available_quantity(
            product,
            cls.warehouse.lot_stock_id,
            quantity,
            lot_id=lot,
            in_date=lot.first_in_date if lot else None,
        )

    @classmethod
    def _create_series(cls, name, first_in):
        lot = cls.env["stock.lot"].create({"product_id": cls.seal.id, "name": name})
        lot.expiration_date = "2099-01-01 12:00:00"
        lot.first_in_date = f"{first_in} 10:00:00"
        cls._put(cls.seal, 5, lot)
        return lot

    # --------------------------------------------------------------------- intake

    def _take_in(self, name):
        """The mail gateway takes in a sample; returns the inquiries it made."""
        known = self.env["sales.inquiry"].search([])
        self.env["mail.thread"].message_process(
            "sales.inquiry",
            (MAILS / name).read_bytes(),
        )
        self.env.flush_all()
        return self.env["sales.inquiry"].search([]) - known

    # -------------------------------------------------------------------- the job

    def _sort(self, inquiry):
        """The triage person sets the department."""
        inquiry.with_user(self.triage).team_id = self.team
        inquiry.with_user(self.triage).action_sort()

    def _assign(self, inquiry):
        wizard = (
            self.env["sales.inquiry.assign"]
            .with_user(self.head)
            .create(
                {
                    "inquiry_ids": [Command.set(inquiry.ids)],
                    "team_id": self.team.id,
                    "user_id": self.salesperson.id,
                },
            )
        )
        wizard.action_assign()
        return inquiry.lead_id.with_user(self.salesperson)

    def _qualify(self, lead):
        """The salesperson finds out who the client is and what is needed."""
        lead.equipment_type_ids = self.equipment
        company = lead.partner_id.commercial_partner_id
        company.write(
            {
                "country_id": self.env.ref("base.ru").id,
                "l10n_ru_kpp": "773601001",
                "street": "Заводская, 1",
                "city": "Ижевск",
                "bank_ids": [Command.create({"acc_number": "40702810900000000001"})],
            },
        )

    def _offer(self, deal):
        quotation = (
            self.env["sale.order"]
            .with_user(self.salesperson)
            .create(
                {
                    "partner_id": deal.partner_id.id,
                    "opportunity_id": deal.id,
                    "team_id": deal.team_id.id,
                    "order_line": [
                        Command.create(
                            {"product_id": product.id, "product_uom_qty": qty}
                        )
                        for product, qty in (
                            (self.seal, 2),
                            (self.chamber, 1),
                            (self.oil, 4),
                        )
                    ],
                },
            )
        )
        quotation.action_quotation_sent()
        return quotation

    def _manufacture(self, deal):
        order = deal.sudo().order_ids
        production = order.stock_reference_ids.production_ids.with_user(self.planner)
        production.action_assign()
        production.qty_producing = production.product_qty
        production._set_qty_producing()
        production.move_raw_ids.picked = True
        production.button_mark_done()
        return production

    def _scan(self, picking, kind, **values):
        """One operation as the storekeeper's device sends it; returns the answer."""
        operation = {"uuid": str(uuid4()), "type": kind, "picking_id": picking.id}
        service = self.env["warehouse.barcode"].with_user(self.storekeeper)
        return service.apply([operation | values])[0]

    def _receive(self, deal):
        purchase = deal.sudo().order_ids.stock_reference_ids.purchase_ids
        purchase.with_user(self.buyer).button_confirm()
        receipt = purchase.picking_ids
        scanned = self._scan(
            receipt,
            "receipt_scan",
            code="2000000000015",
            quantity=4,
            lot_name="OIL-1",
            expiration_date="2099-05-01",
        )
        return receipt, scanned, self._scan(receipt, "validate")

    def _ship(self, deal):
        delivery = deal.sudo().order_ids.picking_ids
        delivery.action_assign()
        oil = self.env["stock.lot"].search([("name", "=", "OIL-1")])
        for values in (
            {"product_id": self.seal.id, "lot_id": self.old.id, "quantity": 2},
            {"product_id": self.chamber.id, "quantity": 1},
            {"product_id": self.oil.id, "lot_id": oil.id, "quantity": 4},
        ):
            answer = self._scan(delivery, "delivery_scan", **values)
            self.assertTrue(answer["ok"], answer)
        answer = self._scan(delivery, "validate")
        self.assertTrue(answer["ok"], answer)
        return delivery

    def _certify(self, deal):
        work = deal.sudo().work_ids.filtered(lambda work: work.kind == "certification")
        work.write(
            {
                "body_id": self.vendor.id,
                "date_planned": fields.Datetime.now(),
                "protocol_no": "P-1",
                "protocol_date": fields.Date.today(),
                "certificate_no": "C-1",
                "valid_until": "2099-01-01",
                "result": "fit",
            },
        )
        work.action_done()
        return work

    def _commission(self, deal):
        """The engineer does the works; the client signs on his page."""
        work = deal.sudo().work_ids.filtered(lambda work: work.kind == "commissioning")
        work.write(
            {"engineer_id": self.engineer.id, "date_planned": fields.Datetime.now()},
        )
        mine = work.with_user(self.engineer)
        mine.action_plan()
        mine.action_start()
        mine.action_done()
        mine.action_send_act()
        self.env.flush_all()
        answer = self.make_jsonrpc_request(
            f"/my/works/{work.id}/sign",
            {
                "access_token": work.access_token,
                "name": "Иванов",
                "signature": PIXEL,
                "content_hash": work._get_act_hash(),
            },
        )
        self.assertIn("redirect_url", answer)
        self.env.invalidate_all()
        return work

    def _pay(self, deal):
        invoice = deal.sudo().order_ids._create_invoices().with_user(self.accountant)
        invoice.action_post()
        self.env["account.payment.register"].with_user(self.accountant).with_context(
            active_model="account.move",
            active_ids=invoice.ids,
        ).create({})._create_payments()
        return invoice
