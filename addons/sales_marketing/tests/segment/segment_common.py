from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ..common import MarketingCommon


class SegmentCommon(MarketingCommon):
    """Two companies with one person each, both with the tag of the tests.

    The segments of the tests look at them only, so what else is in the database is
    never counted. Beside them there is a second marketer, ``colleague``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._create_user("mate", "sales_marketing.group_marketer")
        cls.env["res.lang"]._activate_lang("en_US")
        cls.company = cls._create_company("Termomash")
        cls.person = cls._create_person(parent_id=cls.company.id)
        cls.other_company = cls._create_company("Uralgeo")
        cls.other_person = cls._create_person(
            "Petrov Oleg",
            parent_id=cls.other_company.id,
            email="petrov@uralgeo.example",
        )
        # the day of the marketer, which is not always that of the server
        cls.today = fields.Date.context_today(cls.marketer.with_user(cls.marketer))

    @classmethod
    def _create_lead_segment(cls, leads, **values):
        """A segment that looks at ``leads`` only."""
        return cls._create_segment(
            include_partners=False,
            include_leads=True,
            lead_domain=f"[('id', 'in', {leads.ids})]",
            **values,
        )

    @classmethod
    def _create_deal(cls, partner=None, **values):
        return cls._create_lead(
            type="opportunity",
            partner_id=(partner or cls.person).id,
            **values,
        )

    @classmethod
    def _create_order(cls, partner=None, days_ago=0, amount=1000, **values):
        product = cls.env["product.product"].create({"name": "Pump", "type": "service"})
        order = cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.person).id,
                "order_line": [
                    fields.Command.create(
                        {
                            "product_id": product.id,
                            "price_unit": amount,
                            "tax_ids": [fields.Command.clear()],
                        },
                    ),
                ],
                **values,
            },
        )
        order.write({"state": "sale", "date_order": cls._ago(days_ago)})
        return order

    def _write_raw(self, record, **values):
        """What only a long way through the process would bring about."""
        self.env.flush_all()
        for column, value in values.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = %s",
                    SQL.identifier(record._table),
                    SQL.identifier(column),
                    value,
                    record.id,
                ),
            )
        record.invalidate_recordset()

    @classmethod
    def _ago(cls, days):
        return fields.Datetime.now() - timedelta(days=days)

    def assertFits(self, expected, **values):
        """Exactly ``expected`` of the two persons fit the answers."""
        self.assertMembers(self._create_segment(**values), expected)
