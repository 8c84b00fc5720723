from datetime import date

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..claim_common import ClaimCommon


@tagged("post_install", "-at_install")
class TestSalesClaim(ClaimCommon):
    """Four states, the term, who decides, what closing needs."""

    def test_serial_number_fills_in_the_claim(self):
        claim = self._create_claim()

        self.assertEqual(claim.state, "new")
        self.assertNotEqual(claim.name, "/")
        self.assertEqual(claim.product_id, self.serial)
        self.assertEqual(claim.order_id, self.deal.order_ids)
        self.assertEqual(claim.lead_id, self.deal)
        self.assertEqual(claim.partner_id, self.client)
        self.assertEqual(claim.salesperson_id, self.salesperson)
        self.assertEqual(claim.team_id, self.team)

    def test_form_fills_in_the_claim(self):
        form = Form(self.Claim.with_user(self.salesperson))
        form.lot_id = self.lots[1]
        claim = form.save()

        self.assertEqual(claim.lead_id, self.deal)
        self.assertEqual(claim.partner_id, self.client)

    def test_serial_of_two_orders_fills_in_only_the_product(self):
        claim = self._create_decided_claim("take_back")
        claim.action_make_return()
        self._receive_return(claim)
        second = self._create_agreed_deal([(self.serial, 1)])
        self._ship(second)

        again = self._create_claim(partner_id=self.client.id)

        self.assertEqual(again.product_id, self.serial)
        self.assertFalse(again.order_id)

    def test_claim_without_a_deal_belongs_to_who_registers_it(self):
        claim = self._create_claim(lot_id=False, partner_id=self.client.id)

        self.assertFalse(claim.lead_id)
        self.assertEqual(claim.salesperson_id, self.salesperson)
        self.assertEqual(claim.team_id, self.team)

    def test_claim_without_a_deal_belongs_to_the_salesperson_of_the_client(self):
        self.client.user_id = self.colleague

        claim = self.Claim.create({"partner_id": self.client.id})

        self.assertEqual(claim.salesperson_id, self.colleague)

    def test_path_to_the_end(self):
        claim = self._create_claim()
        claim.action_examine()
        self.assertEqual((claim.state, claim.user_id), ("examined", self.salesperson))

        wizard = self.env["sales.claim.decide"].with_user(self.head)
        context = claim.with_user(self.head).action_decide()["context"]
        wizard.with_context(**context).create(
            {"decision": "refuse", "cause_id": self.cause.id, "note": "Wrong use"}
        ).action_decide()
        self.assertEqual((claim.state, claim.decision), ("decided", "refuse"))
        self.assertEqual((claim.cause_id, claim.decided_by), (self.cause, self.head))

        claim.action_answered()
        claim.action_close()
        self.assertEqual(claim.state, "closed")

    def test_actions_refuse_wrong_states(self):
        claim = self._create_claim()
        head = claim.with_user(self.head)
        self.assertRefused(["not possible"], claim.action_close)
        self.assertRefused(["not possible"], head.action_decide)
        self.assertRefused(["not possible"], head.action_reopen)
        self.assertRefused(["not possible"], claim.action_make_return)
        self.assertRefused(["not possible"], claim.action_make_repair)

        claim.action_examine()

        self.assertRefused(["not possible", claim.name], claim.action_examine)
        self.assertRefused(["not possible"], claim.action_answered)

    def test_only_the_head_decides(self):
        claim = self._create_claim(user_id=self.engineer.id)
        claim.action_examine()

        for user in (self.salesperson, self.engineer):
            with self.subTest(user=user.login):
                own = claim.with_user(user)
                self.assertFalse(own.can_decide)
                self.assertRefused(
                    ["only the head"], own._decide, "repair", self.cause, ""
                )
        with self.assertRaises(AccessError):
            claim.with_user(self.other_head)._decide("repair", self.cause, "")
        self.assertTrue(claim.with_user(self.head).can_decide)

    def test_stand_in_of_the_head_decides(self):
        self.other_head.sudo().write({"group_ids": [(4, self.reader.id)]})
        self.head.write({"sales_absent_until": "2999-01-01"})
        self.head.sales_deputy_id = self.other_head
        claim = self._create_claim()
        claim.action_examine()

        claim.with_user(self.other_head)._decide("repair", self.cause, "")

        self.assertEqual(claim.decided_by, self.other_head)

    @property
    def reader(self):
        return self.env.ref("sales_process.group_reader")

    def test_decision_needs_a_cause(self):
        claim = self._create_claim()
        claim.action_examine()
        head = claim.with_user(self.head)

        none = self.cause.browse()
        self.assertRefused(["the cause"], head._decide, "repair", none, "")
        self.assertRefused(["the decision"], head._decide, False, self.cause, "")

    def test_nobody_writes_states_and_decisions(self):
        claim = self._create_claim()
        for user in (self.salesperson, self.head, self.env.ref("base.user_admin")):
            for values in (
                {"state": "closed"},
                {"decision": "refund"},
                {"decided_by": user.id},
                {"date_closed": "2024-01-01"},
                {"supplier_state": "accepted"},
                {"date_answered": "2024-01-01"},
            ):
                with (
                    self.subTest(user=user.login, values=values),
                    self.assertRaises(AccessError),
                ):
                    claim.with_user(user).write(values)

    def test_claim_is_not_born_decided(self):
        for values in ({"state": "closed"}, {"decision": "refund"}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self._create_claim(**values)
        self.assertEqual(self._create_claim(state="new").state, "new")

    def test_context_does_not_decide_a_new_claim(self):
        claims = self.Claim.with_context(
            default_state="closed", default_decision="refund"
        ).with_user(self.salesperson)

        claim = claims.create({"lot_id": self.lots[0].id})

        self.assertEqual((claim.state, claim.decision), ("new", False))

    def test_subject_of_a_decision_is_frozen(self):
        claim = self._create_decided_claim("repair")

        for name, value in (
            ("description", "Other"),
            ("quantity", 2),
            ("lot_id", self.lots[1].id),
            ("partner_id", self.vendor.id),
        ):
            with self.subTest(name=name):
                self.assertRefused(["is decided"], claim.write, {name: value})
        claim.conclusion = "More was found"

    def test_closed_claim_is_frozen(self):
        claim = self._create_decided_claim("refuse")
        claim.action_answered()
        claim.action_close()

        self.assertRefused(["is closed"], claim.write, {"user_id": self.head.id})

    def test_begun_claim_is_not_deleted(self):
        claim = self._create_claim().with_user(self.head)
        self._create_claim().with_user(self.head).unlink()
        claim.action_examine()

        with self.assertRaises(UserError):
            claim.unlink()

    def test_opened_again_with_a_reason(self):
        claim = self._create_decided_claim("refuse")
        claim.action_answered()
        claim.action_close()
        self.assertRefused(["only the head"], claim.action_reopen)
        head = claim.with_user(self.head)
        wizard = self.env["sales.claim.reopen"].with_user(self.head)
        wizard = wizard.create(
            {
                "claim_id": head.action_reopen()["context"]["default_claim_id"],
                "reason": "  ",
            }
        )
        self.assertRefused(["Say why"], wizard.action_reopen)
        wizard.reason = "The expert says otherwise"
        wizard.action_reopen()

        self.assertEqual(claim.state, "examined")
        self.assertFalse(claim.decision or claim.date_answered or claim.date_closed)
        self.assertIn("The expert", claim.message_ids[0].body)
        claim.with_user(self.head)._decide("repair", self.cause, "")

    def test_closing_names_all_that_is_missing(self):
        first = self._create_decided_claim("replace")
        second = self._create_decided_claim("refuse", lot_id=self.lots[1].id)

        words = [first.name, "return", "replacement", second.name, "Answer"]
        self.assertRefused(words, (first | second).action_close)
        self.assertEqual(first.missing_count, 2)
        self.assertIn("return", first.missing_html)

    def test_letter_to_the_client_answers_him(self):
        claim = self._create_decided_claim("refuse")
        action = claim.action_answer_client()
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.salesperson)
            .with_context(**action["context"])
            .create({})
        )

        composer._action_send_mail()

        self.assertTrue(claim.date_answered)
        self.assertFalse(claim.missing_count)

    def test_note_does_not_answer_the_client(self):
        claim = self._create_decided_claim("refuse")

        claim.message_post(body="Call the client", subtype_xmlid="mail.mt_note")

        self.assertFalse(claim.date_answered)

    def test_tasks_follow_the_states(self):
        claim = self._create_claim()
        self.assertTasks(claim, examine_claim=self.head)

        claim.write({"user_id": self.engineer.id})
        claim.with_user(self.engineer).action_examine()
        self.assertTasks(claim, decide_claim=self.head)

        claim.with_user(self.head)._decide("repair", self.cause, "")
        self.assertTasks(claim, carry_out_claim=self.salesperson)

        claim.with_user(self.head)._reopen("It leaks again")
        self.assertTasks(claim, decide_claim=self.head)

    def test_examiner_gets_the_task_when_he_is_named(self):
        claim = self._create_claim(user_id=self.engineer.id)

        self.assertTasks(claim, examine_claim=self.engineer)

    def test_without_a_head_a_director_decides(self):
        self.team.user_id = False

        claim = self._create_claim()

        self.assertTasks(claim, examine_claim=claim._get_director())
        self.assertTrue(claim._get_director().has_group("sales_process.group_director"))

    def test_term_by_the_settings_and_the_department(self):
        received = date(2024, 5, 3)  # Friday
        settings = self.env["sales.settings"]
        self.team.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Five days", "tz": "UTC"}
        )
        for days, unit, own, expected in (
            (10, "calendar", 0, date(2024, 5, 13)),
            (10, "working", 0, date(2024, 5, 17)),
            (10, "calendar", 3, date(2024, 5, 6)),
            (1, "working", 0, date(2024, 5, 6)),
        ):
            with self.subTest(days=days, unit=unit, own=own):
                settings._set_values({"claim_days": days, "claim_days_unit": unit})
                self.team.claim_days = own
                claim = self._create_claim(date_received=received)
                self.assertEqual(claim.deadline, expected)

    def test_only_the_head_gives_more_time(self):
        claim = self._create_claim()

        self.assertRefused(["only the head"], claim.write, {"deadline": "2999-01-01"})
        claim.with_user(self.head).deadline = "2999-01-01"
        claim.date_received = "2024-05-03"

        self.assertEqual(claim.deadline, date(2024, 5, 13))

    def test_late_until_it_is_decided(self):
        with freeze_time("2024-05-03 09:00:00"):
            claim = self._create_claim()
            self.assertFalse(claim.is_late)
        with freeze_time("2024-06-03 09:00:00"):
            claim.invalidate_recordset(["is_late"])
            self.assertTrue(claim.is_late)
            self.assertEqual(self._find_late(True), claim)
            claim.action_examine()
            claim.with_user(self.head)._decide("refuse", self.cause, "")
            self.assertFalse(claim.is_late)
            self.assertFalse(self._find_late(True))
            self.assertIn(claim, self._find_late(False))

    def _find_late(self, value):
        return self.Claim.search([("is_late", "=", value), ("lead_id", "!=", False)])

    def test_days_to_close(self):
        with freeze_time("2024-05-03 09:00:00"):
            claim = self._create_decided_claim("refuse")
        with freeze_time("2024-05-10 09:00:00"):
            claim.action_answered()
            claim.action_close()

        self.assertEqual(claim.days_to_close, 7)
        self.assertEqual(claim.date_closed, fields.Date.to_date("2024-05-10"))
        groups = self.Claim._read_group(
            [("id", "=", claim.id)], ["cause_id", "decision"], ["days_to_close:avg"]
        )
        self.assertEqual(groups, [(self.cause, "refuse", 7.0)])

    def test_refusal_goes_to_the_lawyer(self):
        self.env["sales.settings"]._set_values({"claim_lawyer_id": self.accountant.id})

        claim = self._create_decided_claim("refuse")

        self.assertEqual(claim.lawyer_id, self.accountant)
        self.assertTasks(
            claim, carry_out_claim=self.salesperson, claim_lawyer=self.accountant
        )
        self.assertTrue(claim.with_user(self.accountant).read(["name"]))

    def test_without_a_lawyer_a_director_gets_it(self):
        director = self.env["res.users"].create(
            {
                "name": "Director",
                "login": "t_director",
                "group_ids": [(4, self.env.ref("sales_process.group_director").id)],
            }
        )
        self.env.ref("sales_process.group_director").user_ids = director | self.env.ref(
            "base.user_admin"
        )

        claim = self._create_decided_claim("refuse")

        self.assertEqual(claim.lawyer_id, director)

    def test_lawyer_must_be_able_to_read_claims(self):
        settings = self.env["sales.settings"].create({})

        self.assertRefused(
            ["may not read"], settings.write, {"claim_lawyer_id": self.stranger.id}
        )
        settings.claim_lawyer_id = self.accountant
        settings.action_save()
        self.assertEqual(
            self.env["sales.settings"]._get_value("claim_lawyer_id"),
            self.accountant.id,
        )
        settings.claim_lawyer_id = False
        settings.action_save()
        self.assertFalse(self.env["sales.settings"]._get_value("claim_lawyer_id"))
        self.assertRefused(["at least one day"], settings.write, {"claim_days": 0})

    def test_settings_of_the_administrator(self):
        form = self.env["res.config.settings"].create(
            {
                "sales_process_claim_days": 5,
                "sales_process_claim_days_unit": "working",
                "sales_process_claim_lawyer_id": self.accountant.id,
            }
        )
        form.set_values()

        settings = self.env["res.config.settings"]
        values = settings.get_values()
        self.assertEqual(values["sales_process_claim_days"], 5)
        self.assertEqual(values["sales_process_claim_days_unit"], "working")
        self.assertEqual(values["sales_process_claim_lawyer_id"], self.accountant.id)

        form = settings.create({"sales_process_claim_lawyer_id": False})
        form.set_values()
        self.assertFalse(settings.get_values()["sales_process_claim_lawyer_id"])
        self.assertEqual(settings.get_values()["sales_process_claim_days"], 5)
