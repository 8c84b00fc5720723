from unittest.mock import patch

from odoo import Command
from odoo.exceptions import LockError, UserError
from odoo.tests import Form, tagged

from ..handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestSalesHandover(HandoverCommon):
    """The list, the shares, what is changed and what is not."""

    def test_nothing_is_changed_by_the_list(self):
        task = self._create_task(self.big)

        handover = self._create_handover(self.colleague)

        self.assertEqual(handover.line_count, 5)
        self.assertEqual(handover.line_ids.new_user_id, self.colleague)
        self.assertResponsible(self.seller, self.factory, self.big, task)

    def test_everything_goes_to_one_person(self):
        task = self._create_task(self.big)
        inquiry = self._create_inquiry(
            email_from="a@new.example", team_id=self.vacuum.id
        )
        inquiry._assign(self.seller)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.factory.id,
                "opportunity_id": self.big.id,
                "user_id": self.seller.id,
                "team_id": self.vacuum.id,
            }
        )

        handover = self._hand_over(self.colleague)

        self.assertEqual(handover.state, "done")
        self.assertEqual(handover.done_by, self.head)
        self.assertResponsible(
            self.colleague, self.factory, self.institute, self.big, self.small, task,
            inquiry, inquiry.lead_id, order,
        )  # fmt: skip
        self.assertEqual(set(handover.line_ids.mapped("state")), {"done"})

    def test_deal_stays_as_it_is(self):
        log = self.big.log_ids
        stage, deadline = self.big.stage_id, self.big.stage_deadline

        self._hand_over(self.other_seller, user=self.director)

        self.assertResponsible(self.other_seller, self.big)
        self.assertEqual(self.big.team_id, self.vacuum)
        self.assertEqual(self.big.stage_id, stage)
        self.assertEqual(self.big.stage_deadline, deadline)
        self.assertEqual(self.big.log_ids, log)

    def test_department_of_an_order_stays(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.factory.id,
                "user_id": self.seller.id,
                "team_id": self.vacuum.id,
            }
        )

        self._hand_over(self.other_seller, user=self.director)

        self.assertResponsible(self.other_seller, order)
        self.assertEqual(order.team_id, self.vacuum)

    def test_only_what_is_chosen(self):
        task = self._create_task(self.big)
        flags = ("take_clients", "take_inquiries", "take_orders", "take_tasks")

        self._hand_over(self.colleague, **dict.fromkeys(flags, False))

        self.assertResponsible(self.colleague, self.big, self.small)
        self.assertResponsible(self.seller, self.factory, task)

    def test_archived_leaver(self):
        task = self._create_task(self.big)
        self.seller.sudo().action_archive()

        handover = self._hand_over(self.colleague)

        self.assertIn(self.seller, handover.people_ids)
        self.assertResponsible(self.colleague, self.factory, self.big, task)

    def test_closed_and_lost_documents_stay(self):
        lost = self._create_book_deal(self.factory)
        self._lose(lost)
        closed = self._create_book_deal(self.factory)
        # SQL: the guard of the stages is not asked about here
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET stage_id = %s WHERE id = %s",
            (self.env.ref("sales_process.stage_closed").id, closed.id),
        )
        self.env.invalidate_all()
        done = self._create_task(self.big)
        done.action_done()
        inquiry = self.Inquiry.create({"state": "done", "user_id": self.seller.id})

        handover = self._hand_over(self.colleague)

        for record in (lost, closed, done, inquiry):
            self.assertFalse(self._get_line(handover, record), record)
        self.assertResponsible(self.seller, lost, closed, done, inquiry)

    def test_open_orders_only(self):
        product = self.env["product.product"].create(
            {"name": "Job", "type": "service", "invoice_policy": "order"}
        )
        values = {
            "partner_id": self.factory.id,
            "user_id": self.seller.id,
            "team_id": self.vacuum.id,
            "order_line": [Command.create({"product_id": product.id})],
        }
        draft, confirmed, invoiced, cancelled = self.env["sale.order"].create(
            [values] * 4
        )
        (confirmed | invoiced).action_confirm()
        invoiced._create_invoices().action_post()
        cancelled._action_cancel()

        handover = self._create_handover(self.colleague)

        orders = handover.line_ids.filtered(lambda line: line.kind == "order")
        self.assertEqual(set(orders.mapped("res_id")), set((draft | confirmed).ids))

    # ---- shares ------------------------------------------------------------------

    def test_client_and_all_that_is_his_go_together(self):
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.factory.id, "user_id": self.seller.id}
        )
        records = [self.factory, contact, self.big, self._create_task(self.big)]
        records.append(self._create_task(contact))
        records.append(self._create_book_deal(contact))

        handover = self._create_handover(self.colleague, self.head)

        lines = [self._get_line(handover, record) for record in records]
        self.assertEqual(len({line.group_key for line in lines}), 1)
        self.assertEqual(len({line.new_user_id for line in lines}), 1)
        other = self._get_line(handover, self.small)
        self.assertNotEqual(other.new_user_id, lines[0].new_user_id)

    def test_equal_by_revenue(self):
        for index in range(4):
            client = self._create_book_client(f"Small {index}")
            self._create_book_deal(client, 250.0)

        handover = self._create_handover(self.colleague, self.head, method="amount")

        sums = {
            user: sum(lines.mapped("amount"))
            for user, lines in handover.line_ids.grouped("new_user_id").items()
        }
        self.assertEqual(set(sums.values()), {1000.0, 1010.0})

    def test_equal_by_number(self):
        for index in range(4):
            self._create_book_client(f"Small {index}")

        handover = self._create_handover(self.colleague, self.head)

        clients = handover.line_ids.filtered(lambda line: line.kind == "client")
        counts = [len(group) for group in clients.grouped("new_user_id").values()]
        self.assertEqual(counts, [3, 3])

    def test_by_hand_line_by_line(self):
        handover = self._create_handover(method="manual")
        self.assertFalse(handover.line_ids.new_user_id)
        self.assertEqual(handover.unplanned_count, handover.line_count)

        with Form(handover) as form, form.line_ids.edit(0) as line:
            line.new_user_id = self.colleague

        planned = handover.line_ids.filtered("new_user_id")
        self.assertEqual(planned.partner_id, self.factory)
        self.assertEqual(set(planned.mapped("kind")), {"client", "deal"})
        handover.action_hand_over()
        self.assertResponsible(self.colleague, self.factory, self.big)
        self.assertResponsible(self.seller, self.institute, self.small)
        rest = self._get_line(handover, self.institute)
        self.assertEqual((rest.state, rest.problem), ("left", "nobody"))

    def test_changed_line_takes_its_client_along(self):
        task = self._create_task(self.big)
        handover = self._create_handover(self.colleague)

        self._get_line(handover, task).new_user_id = self.head

        for record in (task, self.big, self.factory):
            self.assertEqual(self._get_line(handover, record).new_user_id, self.head)
        self.assertEqual(
            self._get_line(handover, self.small).new_user_id, self.colleague
        )

    def test_list_follows_the_plan(self):
        handover = self._create_handover(self.colleague)

        handover.target_ids = self.head
        self.assertEqual(handover.line_ids.new_user_id, self.head)
        handover.method = "manual"
        self.assertFalse(handover.line_ids.new_user_id)
        handover.take_tasks = False
        self.assertFalse(handover.line_ids)

    def test_summary_counts_and_sums(self):
        handover = self._create_handover(self.colleague)
        self._get_line(handover, self.small).new_user_id = False

        rows = {row["name"]: row for row in handover._get_summary_rows()}
        colleague = rows[self.colleague.name]

        self.assertEqual(colleague["counts"], {"client": 1, "deal": 1})
        self.assertEqual(colleague["total"], 2)
        self.assertIn("1,000", colleague["amount"])
        self.assertEqual(rows["Stays as it is"]["total"], 2)
        self.assertIn(self.colleague.name, handover.summary_html)

    # ---- who is told -------------------------------------------------------------

    def test_each_new_person_is_told_once(self):
        self._create_task(self.big)
        before = self.env["mail.message"].search([], order="id desc", limit=1).id

        self._hand_over(self.colleague, self.head)

        messages = self.env["mail.message"].search(
            [("id", ">", before), ("message_type", "=", "user_notification")]
        )
        self.assertEqual(messages.notified_partner_ids, self.colleague.partner_id)
        self.assertEqual(len(messages), 1)
        self.assertIn("/odoo/crm.lead/", messages.body)
        self.assertIn("Leaves", messages.body)

    def test_documents_tell_who_had_them(self):
        handover = self._hand_over(self.colleague)

        for record in (self.factory, self.big):
            note = record.message_ids[0]
            for word in ("Seller", "Colleague", handover.name, "Leaves"):
                self.assertIn(word, note.body)
            self.assertEqual(note.author_id, self.head.partner_id)

    def test_followers_change(self):
        (self.big | self.small).message_subscribe(self.seller.partner_id.ids)

        self._hand_over(self.colleague)

        followers = (self.big | self.small).message_partner_ids
        self.assertIn(self.colleague.partner_id, followers)
        self.assertNotIn(self.seller.partner_id, followers)

    # ---- what is refused ---------------------------------------------------------

    def test_done_once(self):
        handover = self._hand_over(self.colleague)

        for call in (handover.action_hand_over, handover.action_prepare):
            with self.assertRaises(UserError):
                call()
        with self.assertRaises(UserError):
            handover.reason = "Other"
        with self.assertRaises(UserError):
            handover.line_ids[0].new_user_id = self.head
        with self.assertRaises(UserError):
            handover.unlink()

    def test_somebody_must_get_it(self):
        handover = self._create_handover()

        with self.assertRaisesRegex(UserError, "Nobody gets anything"):
            handover.action_hand_over()

    def test_leaver_must_be_chosen(self):
        handover = self.env["sales.handover"].with_user(self.head).create({})

        with self.assertRaisesRegex(UserError, "Choose who leaves"):
            handover.action_prepare()

    def test_preview_can_be_deleted(self):
        handover = self._create_handover(self.colleague)

        handover.unlink()

        self.assertResponsible(self.seller, self.factory)

    # ---- what has changed meanwhile ----------------------------------------------

    def test_changes_since_the_list_are_not_overwritten(self):
        task, gone = self._create_task(self.small), self._create_task(self.small)
        other = self._create_book_deal(self.institute)
        handover = self._create_handover(self.colleague)
        self.big.user_id = self.head
        task.action_done()
        gone_line = self._get_line(handover, gone)
        gone.unlink()
        other.team_id = self.thermal

        handover.action_hand_over()

        self.assertResponsible(self.head, self.big)
        self.assertResponsible(self.seller, other)
        for line, problem in (
            (self._get_line(handover, self.big), "changed"),
            (self._get_line(handover, task), "closed"),
            (gone_line, "closed"),
            (self._get_line(handover, other), "foreign"),
        ):
            with self.subTest(document=line.name):
                self.assertEqual((line.state, line.problem), ("left", problem))
        self.assertEqual(handover.problem_count, 4)
        self.assertResponsible(self.colleague, self.small, self.factory)
        domain = handover.action_view_problems()["domain"]
        self.assertTrue(self.env["sales.handover.line"].search(domain))

    def test_document_that_somebody_is_changing_stays(self):
        """Its row is locked by another transaction at that moment."""
        handover = self._create_handover(self.colleague)
        leads, lock = type(self.big), type(self.big).try_lock_for_update

        def lock_all_but_big(records, **options):
            return lock(records, **options) - records.browse(self.big.id)

        with patch.object(leads, "try_lock_for_update", lock_all_but_big):
            handover.action_hand_over()

        line = self._get_line(handover, self.big)
        self.assertEqual((line.state, line.problem), ("left", "locked"))
        self.assertResponsible(self.seller, self.big)
        self.assertResponsible(self.colleague, self.small)

    def test_two_at_once_go_one_after_the_other(self):
        handover = self._create_handover(self.colleague)

        def locked(*_args, **_options):
            raise LockError("locked")

        with (
            patch.object(type(handover), "lock_for_update", locked),
            self.assertRaisesRegex(UserError, "at this moment"),
        ):
            handover.action_hand_over()

    def test_new_person_who_has_left_meanwhile(self):
        handover = self._create_handover(self.colleague)
        self.colleague.sudo().action_archive()

        with self.assertRaisesRegex(UserError, "active salespeople"):
            handover.action_hand_over()

    def test_new_person_without_the_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        (self.seller | self.director).sudo().company_ids |= other
        self.big.company_id = other
        handovers = self.env["sales.handover"].with_user(self.director)
        handover = handovers.with_context(
            allowed_company_ids=self.director.company_ids.ids
        ).create(
            {"user_id": self.seller.id, "target_ids": [(6, 0, self.colleague.ids)]}
        )
        handover.action_prepare()

        handover.action_hand_over()

        self.assertEqual(self._get_line(handover, self.big).problem, "company")
        self.assertResponsible(self.seller, self.big)
        self.assertResponsible(self.colleague, self.factory)

    def test_tasks_of_one_who_is_archived_wait(self):
        task, call = self._create_task(self.big), self._create_task(self.factory)
        own = self.env["mail.activity"].create({"user_id": self.seller.id})
        other = self._create_task(self.storekeeper.partner_id, self.storekeeper)

        (self.seller | self.storekeeper).sudo().action_archive()

        self.assertTrue((task | call).exists().filtered("active") == task | call)
        self.assertFalse(task.date_done)
        self.assertFalse((own | other).exists())

    def test_line_opens_its_document(self):
        task = self._create_task(self.big)
        handover = self._create_handover(self.colleague)

        for record in (task, self.big):
            action = self._get_line(handover, record).action_open()
            self.assertEqual(action["res_id"], self.big.id)
        task_line = self._get_line(handover, task)
        task.unlink()
        with self.assertRaises(UserError):
            task_line.action_open()
