from odoo.tests import tagged

from ..handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestSalesHandoverCost(HandoverCommon):
    """A big book costs as many queries as a small one."""

    books = 0

    def _create_big_book(self, count):
        """``count`` clients with a contact, a deal, a quotation and two tasks each."""
        self.books += 1
        name = f"leaver_{self.books}"
        leaver = self._create_user(name, "sales_process.group_salesperson")
        self._add_member(self.vacuum, leaver)
        own = {"user_id": leaver.id}
        clients = self.env["res.partner"].create(
            [
                {"name": f"C{i}", "is_company": True, "client_state": "client", **own}
                for i in range(count)
            ]
        )
        self.env["res.partner"].create(
            [{"name": "Contact", "parent_id": client.id, **own} for client in clients]
        )
        deals = self.env["crm.lead"].create(
            [
                {
                    "name": f"D{i}",
                    "type": "opportunity",
                    "team_id": self.vacuum.id,
                    "partner_id": client.id,
                    "expected_revenue": 100.0 + i,
                    **own,
                }
                for i, client in enumerate(clients)
            ]
        )
        self.env["sale.order"].create(
            [
                {"partner_id": client.id, "team_id": self.vacuum.id, **own}
                for client in clients
            ]
        )
        call = self.env.ref("mail.mail_activity_data_call")
        self.env["mail.activity"].create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(record._name),
                    "res_id": record.id,
                    "activity_type_id": call.id,
                    **own,
                }
                for record in (*deals, *clients)
            ]
        )
        return leaver

    def _count(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _measure(self, count):
        self.leaver = self._create_big_book(count)
        handover = (
            self.env["sales.handover"]
            .with_user(self.head)
            .create(
                {
                    "user_id": self.leaver.id,
                    "target_ids": [(6, 0, (self.colleague | self.head).ids)],
                }
            )
        )
        costs = (
            self._count(handover.action_prepare),
            self._count(handover.action_hand_over),
            self._count(handover.action_undo),
        )
        self.assertEqual(handover.line_count, 6 * count)
        self.assertEqual(set(handover.line_ids.mapped("state")), {"undone"})
        return costs

    def test_queries_do_not_grow_with_the_book(self):
        self._measure(2)
        small, large = self._measure(2), self._measure(50)

        for name, few, many in zip(("list", "do", "undo"), small, large, strict=True):
            with self.subTest(step=name):
                self.assertLessEqual(many, few + 12, f"{few} -> {many}")

    def test_no_letter_per_document(self):
        self.leaver = self._create_big_book(20)
        mails = self.env["mail.mail"].search_count([])
        notices = self.env["mail.notification"].search_count([])

        self._hand_over(self.colleague)

        self.assertLessEqual(self.env["mail.mail"].search_count([]) - mails, 1)
        self.assertEqual(self.env["mail.notification"].search_count([]) - notices, 1)
