from .common import SalesProcessCommon


class HandoverCommon(SalesProcessCommon):
    """The book of ``seller`` of High vacuum, who leaves; ``colleague`` and ``head``
    take it over.

    ``factory`` and ``institute`` are his clients, each with one deal.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.leaver = cls.seller
        cls.factory = cls._create_book_client("Factory")
        cls.institute = cls._create_book_client("Institute")
        cls.big = cls._create_book_deal(cls.factory, 1000.0)
        cls.small = cls._create_book_deal(cls.institute, 10.0)

    @classmethod
    def _create_book_client(cls, name, **values):
        return cls._create_client(name=name, user_id=cls.seller.id, **values)

    @classmethod
    def _create_book_deal(cls, client, revenue=0.0, **values):
        return cls._create_lead(
            name=f"Deal of {client.name}",
            partner_id=client.id,
            user_id=cls.seller.id,
            expected_revenue=revenue,
            **values,
        )

    @classmethod
    def _create_task(cls, record, user=None):
        return record.activity_schedule(
            "mail.mail_activity_data_call",
            user_id=(user or cls.seller).id,
            summary="Call",
        )

    def _create_handover(self, *targets, user=None, **values):
        """A preview made by the head, as he sees it."""
        handover = (
            self.env["sales.handover"]
            .with_user(user or self.head)
            .with_context(allowed_company_ids=self.env.company.ids)
            .create(
                {
                    "user_id": self.leaver.id,
                    "target_ids": [(6, 0, [target.id for target in targets])],
                    "reason": "Leaves",
                    **values,
                }
            )
        )
        handover.action_prepare()
        return handover

    def _hand_over(self, *targets, **values):
        handover = self._create_handover(*targets, **values)
        handover.action_hand_over()
        return handover

    def _get_line(self, handover, record):
        return handover.line_ids.filtered(
            lambda line: line.kind == record._handover_kind and line.res_id == record.id
        )

    def assertResponsible(self, user, *records):
        for record in records:
            record.invalidate_recordset([record._handover_field])
            with self.subTest(record=record.display_name):
                self.assertEqual(record[record._handover_field], user)
