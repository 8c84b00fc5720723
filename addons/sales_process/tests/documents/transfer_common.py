from datetime import date

from .form_common import FormCommon

DAY = date(2026, 11, 2)
FIXED_VAT = "7736207543"


class TransferCommon(FormCommon):
    """A Russian seller and client with all their details, taxes of each kind.

    ``vat22``, ``vat20``, ``vat10``, ``vat0`` are rates, ``exempt`` is without VAT,
    ``included`` is 22 % in the price, ``duty`` is no VAT at all.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.director = cls.env["res.partner"].create({"name": "Иванов Иван Иванович"})
        cls.bookkeeper = cls.env["res.partner"].create(
            {"name": "Петрова Анна Ильинична"}
        )
        cls.company.write(
            {
                "country_id": cls.russia.id,
                "l10n_ru_vat_payer": True,
                "l10n_ru_director_id": cls.director.id,
                "l10n_ru_director_position": "Генеральный директор",
                "l10n_ru_accountant_id": cls.bookkeeper.id,
            }
        )
        cls.company.partner_id.write(
            {
                "vat": FIXED_VAT,
                "is_company": True,
                "l10n_ru_kpp": "773601001",
                "l10n_ru_okpo": "65921343",
                "l10n_ru_full_name": "ООО «Вакуумные системы»",
                "l10n_ru_legal_address": "117997, г. Москва, ул. Вавилова, д. 19",
            }
        )
        cls.client.write(
            {
                "l10n_ru_full_name": "АО «Термокамера»",
                "l10n_ru_legal_address": "443109, г. Самара, ул. Товарная, д. 17",
            }
        )
        cls.rubles = cls.env.ref("base.RUB")
        cls.rubles.active = True
        cls.vat22 = cls._create_tax(22.0)
        cls.vat20 = cls._create_tax(20.0)
        cls.vat10 = cls._create_tax(10.0)
        cls.vat0 = cls._create_tax(0.0)
        cls.exempt = cls._create_tax(0.0, l10n_ru_kind="exempt")
        cls.included = cls._create_tax(22.0, price_include_override="tax_included")
        cls.duty = cls._create_tax(5.0, l10n_ru_kind="other")
        cls.stocked.write({"default_code": "НВР-16Д", "weight": 12.5})

    @classmethod
    def _create_tax(cls, amount, **values):
        return cls.env["account.tax"].create(
            {
                "name": f"Tax {amount} {len(values)} {values.get('l10n_ru_kind', '')}",
                "amount": amount,
                "type_tax_use": "sale",
                "price_include_override": "tax_excluded",
                **values,
            }
        )

    def _create_invoice(self, lines, post=True, **values):
        """Lines are dictionaries; the tax is 22 %, the product ``stocked``."""
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.client.id,
                "invoice_date": DAY,
                "currency_id": self.rubles.id,
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.stocked.id,
                            "quantity": 1.0,
                            "price_unit": 100.0,
                            "tax_ids": [(6, 0, self.vat22.ids)],
                            **line,
                        },
                    )
                    for line in lines
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    def _create_sale(self, lines, **values):
        """A confirmed order without a deal; lines are (product, quantity, price)."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client.id,
                "currency_id": self.rubles.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "tax_ids": [(6, 0, self.vat22.ids)],
                        },
                    )
                    for product, quantity, price in lines
                ],
                **values,
            }
        )
        order.action_confirm()
        return order

    def _ship_order(self, order, quantity=None):
        """Validate the next shipment of the order, whole or one line of it."""
        picking = order.picking_ids.filtered(
            lambda one: one.state not in ("done", "cancel")
        )
        picking.action_assign()
        for move in picking.move_ids:
            move.write({"quantity": quantity or move.product_uom_qty, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()
        return picking

    def _invoice_order(self, order, day=DAY):
        move = order._create_invoices()
        move.invoice_date = day
        move.action_post()
        return move

    def _get_form(self, record, report="upd"):
        """The dictionary of a form, as the user of the environment gets it."""
        values = self.env[f"report.sales_process.{report}"]._get_report_values(
            record.ids
        )
        return values["docs"][0]["form"]
