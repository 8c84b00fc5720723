import itertools
from datetime import datetime
from random import Random

from odoo.exceptions import AccessError
from odoo.sql_db import db_connect
from odoo.tests import tagged

from ..mutation import mutate
from .chat_common import AGENT, MASK, START, VISITOR, ChatCommon
from .test_jivo_reading import read_samples

STARTED = datetime(2025, 11, 18, 11, 2, 11)
NOBODY = {"number": "2199"}


@tagged("post_install", "-at_install")
class TestChatSamples(ChatCommon):
    """Every sample gives the expected record: once, twice, in any order."""

    def test_each_sample_twice(self):
        expected = {
            "chat_accepted": ("chat", "s.kornilov@npo-kriotech.example", ""),
            "chat_finished": ("chat", "s.kornilov@npo-kriotech.example", "насос на 16"),
            "chat_finished_masked": None,
            "client_updated": None,
            "offline_message": (
                "chat",
                "s.kornilov@npo-kriotech.example",
                "аттестация",
            ),
            "call_event": ("phone", "s.kornilov@npo-kriotech.example", ""),
        }
        for name, payload in read_samples().items():
            with self.subTest(name):
                known = self._chats()
                answers = [self._report(payload) for _time in range(2)]
                chats = self._chats() - known

                self.assertEqual([a["result"] for a in answers], ["ok", "ok"])
                self.assertEqual(
                    self._get_log(kind=payload["event_name"])[0].repeats, 2
                )
                if expected[name] is None:
                    self.assertFalse(chats)
                else:
                    channel, email, text = expected[name]
                    self.assertEqual(chats.mapped("channel"), [channel])
                    self.assertEqual(chats.email_normalized, email)
                    self.assertIn(text, chats.body or "")
                self.jivo.event_ids.unlink()
                (chats.lead_id | self.Call.search([]).lead_id).unlink()
                self.Call.search([]).unlink()
                (chats.partner_id | self.Inquiry.search([]).partner_id).unlink()
                self.Inquiry.search([]).unlink()

    def test_the_finished_chat(self):
        self._report(self._sample("chat_finished"))

        inquiry = self._chats()
        self.assertEqual(inquiry.external_key, f"jivo:{self.jivo.id}:7607")
        self.assertEqual(inquiry.chat_id, "7607")
        self.assertEqual(inquiry.contact_name, "Сергей Викторович")
        self.assertEqual(inquiry.phone_sanitized, "+78123094712")
        self.assertEqual(inquiry.city, "Санкт-Петербург")
        self.assertEqual(inquiry.date, STARTED)
        self.assertEqual(inquiry.date_first_answer, datetime(2025, 11, 18, 11, 2, 48))
        self.assertEqual(inquiry.source_id.name, "yandex")
        self.assertEqual(inquiry.campaign_id.name, "nasos-vvn")
        self.assertEqual(inquiry.lead_id.type, "lead")
        self.assertIn("насос", inquiry.lead_id.need)
        self.assertEqual(inquiry.lead_id.phone_sanitized, "+78123094712")
        self.assertEqual(inquiry.partner_id.client_state, "prospect")

    def test_the_reports_of_a_chat_in_any_order(self):
        reports = [
            self._sample("chat_accepted"),
            self._sample("chat_finished"),
            self._sample("client_updated", client_id="2198"),
            self._sample("chat_accepted", event_name="chat_updated"),
        ]
        seen = set()
        for number, order in enumerate(itertools.permutations(reports)):
            for report in order:
                is_client = report["event_name"] == "client_updated"
                number_of_chat = {} if is_client else {"chat_id": 1000 + number}
                self._report({**report, **number_of_chat})
            chat = self._chats()
            self.assertEqual(len(chat), 1, [r["event_name"] for r in order])
            self.assertEqual(chat.lead_id.search_count([]), self._count_leads(chat))
            seen.add(
                (
                    chat.contact_name,
                    chat.company_name,
                    chat.body,
                    chat.date,
                    chat.lead_id.partner_name,
                    chat.lead_id.need,
                    chat.partner_id.name,
                    chat.partner_id.parent_id.name,
                )
            )
            chat.lead_id.unlink()
            (chat.partner_id | chat.partner_id.parent_id).unlink()
            chat.unlink()
            self.jivo.event_ids.unlink()
        self.assertEqual(len(seen), 1)
        self.assertEqual(seen.pop()[1], "НПО «Криотех»")

    def _count_leads(self, chat):
        return len(chat.lead_id) + len(self.leads_before)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leads_before = cls.env["crm.lead"].search([])

    def test_an_offline_message(self):
        self._report(self._sample("offline_message"))

        inquiry = self._chats()
        key = f"jivo:{self.jivo.id}:offline:1763399500726"
        self.assertEqual(inquiry.external_key, key)
        self.assertEqual(inquiry.subject, "Сколько стоит аттестация камеры?")

    def test_two_offline_messages_are_two_inquiries_and_one_lead(self):
        self._report(self._sample("offline_message"))
        self._report(
            self._sample("offline_message", offline_message_id=2, message="И срок?")
        )
        first, second = self._chats()
        self.assertEqual(first.lead_id, second.lead_id)
        self.assertEqual((first.body, second.body[-7:]), (first.body, "И срок?"))
        self.assertIn("аттестация", first.body)

    def test_an_unknown_event_is_kept_and_ignored(self):
        answer = self._report(
            {"event_name": "chat_rated", "chat_id": 7607, "rate": "+"}
        )
        self.assertEqual(answer, {"result": "ok"})
        self.assertEqual(self._get_log().state, "ignored")
        self.assertIn('"rate": "+"', self._get_log().raw)
        self.assertFalse(self._chats())

    def test_a_long_chat_costs_as_much_as_a_short_one(self):
        counts = []
        for chat_id, reports in ((1, 1), (2, 50)):
            visitor = {"phone": f"+7 916 000-00-0{chat_id}"}
            update = {"event_name": "chat_updated", "chat_id": chat_id}
            for number in range(reports):
                self._report({**update, "visitor": visitor, "n": number})
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            last = self._finished(("visitor", "?"), chat_id=chat_id, visitor=visitor)
            self._report(last)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(abs(counts[0] - counts[1]), 3, counts)
        self.assertLess(max(counts), 100, counts)

    def test_mutations_never_fail_and_are_all_kept(self):
        random = Random(19)
        samples = list(read_samples().values())
        for number in range(200):
            payload = mutate(random, samples[number % len(samples)])
            before = sum(self._get_log().mapped("repeats"))
            self.assertEqual(self._report(payload)["result"], "ok")
            after = sum(self._get_log().mapped("repeats"))
            self.assertEqual(after, before + 1)
        self.assertFalse(self._get_log(state="new"))
        failed = self._get_log(state="failed").mapped("error")
        self.assertEqual(
            set(failed) - {"no report of a chat: event_name is missing"}, set()
        )


@tagged("post_install", "-at_install")
class TestChatRules(ChatCommon):
    """When a chat is an inquiry, whose it is, and what a person wrote stays."""

    # ---- is it an inquiry ----------------------------------------------------------

    def test_contacts_make_an_inquiry_before_the_chat_ends(self):
        for kind in ("chat_accepted", "chat_assigned", "chat_updated"):
            self._report({"event_name": kind, "chat_id": 1, "visitor": VISITOR})
            self.assertEqual(len(self._chats()), 1)

    def test_without_contacts_the_text_of_the_ended_chat_is_waited_for(self):
        self._report(
            {"event_name": "chat_accepted", "chat_id": 7607, "visitor": NOBODY}
        )
        self.assertFalse(self._chats())
        self.assertEqual(self._get_log().state, "ignored")

        self._report(self._finished(("visitor", "Нужна печь"), visitor=NOBODY))
        self.assertEqual(self._chats().lead_id.need, "Visitor: Нужна печь")

    def test_a_masked_chat_of_nobody_stays_in_the_log(self):
        self._report(self._finished(("visitor", MASK), visitor=NOBODY))
        self.assertFalse(self._chats())
        self.assertEqual(self._get_log().state, "ignored")

    def test_a_masked_chat_of_nobody_is_taken_in_when_he_leaves_his_number(self):
        self._report(self._finished(("visitor", MASK), visitor=NOBODY))
        self._report(
            {
                "event_name": "client_updated",
                "client_id": "2199",
                "visitor": {**NOBODY, "phone": "+7 916 123-45-67"},
            }
        )
        chat = self._chats()
        self.assertEqual(chat.phone_sanitized, "+79161234567")
        self.assertEqual(chat.date, STARTED)
        self.assertEqual(set(self._get_log().mapped("state")), {"done"})

    def test_a_blocked_visitor_makes_no_inquiry(self):
        blocked = self._finished(("visitor", "casino"))
        blocked["chat"]["blacklisted"] = True
        self._report(blocked)
        self.assertFalse(self._chats())

    def test_a_visitor_blocked_later_is_spam(self):
        self._report(self._sample("chat_accepted"))
        blocked = self._finished(("visitor", "casino"))
        blocked["chat"]["blacklisted"] = True
        self._report(blocked)
        self.assertEqual(self._chats().reject_reason_id.kind, "spam")
        self.assertFalse(self._chats().lead_id.active)

    def test_a_report_without_a_number_is_not_lost(self):
        payload = self._finished(("visitor", "Нужна печь"), chat_id=None)
        self._report(payload)
        self._report(
            {"event_name": "offline_message", "message": "Печь?", "visitor": {}}
        )
        self.assertEqual(len(self._chats()), 2)

    def test_html_is_only_text(self):
        payload = self._finished(
            ("visitor", "<img src=x onerror=alert(1)> печь"),
            visitor={**VISITOR, "name": "<script>alert(1)</script>"},
        )
        self._report(payload)
        chat = self._chats()
        description = str(chat.lead_id.description)
        self.assertNotIn("<img", description)
        self.assertNotIn("<script", description)

    # ---- completed later -------------------------------------------------------------

    def test_what_a_person_typed_stays(self):
        self._report(self._sample("chat_accepted"))
        chat = self._chats()
        chat.with_user(self.triage).contact_name = "Сергей Викторович Корнилов"
        chat.lead_id.sudo().phone = "+7 999 111-22-33"

        self._report(
            self._finished(
                ("visitor", "Нужен насос"),
                visitor={"name": "Sergey", "phone": "8 800 555-35-35"},
            )
        )
        self.assertEqual(chat.contact_name, "Сергей Викторович Корнилов")
        self.assertEqual(chat.lead_id.phone, "+7 999 111-22-33")
        self.assertIn("Нужен насос", chat.body)
        self.assertIn("Нужен насос", chat.lead_id.need)

    def test_an_old_correction_does_not_spoil_a_new_chat(self):
        self._report(self._sample("client_updated", client_id="2198"))
        self.env.cr.execute(
            "UPDATE sales_webhook_event SET create_date = '2025-11-01' WHERE id = %s",
            [self._get_log().id],
        )
        self._get_log().invalidate_recordset()
        self._report(
            self._finished(("visitor", "?"), visitor={**VISITOR, "name": "Ян"})
        )
        self.assertEqual(self._chats().contact_name, "Ян")

    def test_a_chat_that_another_worker_holds_is_left_to_him(self):
        other = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(other.close)
        worker = self.jivo.with_env(self.env(cr=other))
        self.assertTrue(worker._lock_group("chat:7607"))

        self._report(self._sample("chat_finished"))
        self.assertFalse(self._chats())
        self.assertEqual(self._get_log().state, "new")

        other.rollback()
        self.jivo._process(self._get_log())
        self.assertEqual(len(self._chats()), 1)

    def test_the_service_corrects_its_own_words(self):
        self._report(
            self._sample("chat_accepted", visitor={"name": "s", "phone": "1234"})
        )
        self._report(self._sample("chat_accepted", event_name="chat_updated"))
        chat = self._chats()
        self.assertEqual(chat.contact_name, "Сергей Викторович")
        self.assertEqual(chat.partner_id.name, "Сергей Викторович")
        self.assertEqual(chat.partner_id.phone_sanitized, "+78123094712")
        self.assertEqual(chat.lead_id.email_from, "s.kornilov@npo-kriotech.example")

    def test_the_transcript_of_a_known_client_is_in_his_history_once(self):
        client = self._create_client(email=VISITOR["email"])
        deal = self._create_lead(partner_id=client.id, user_id=self.seller.id)
        self._report(self._sample("chat_accepted"))
        for _time in range(2):
            self._report(self._sample("chat_finished"))

        texts = [m for m in deal.message_ids.mapped("body") if "насос на 16" in m]
        self.assertEqual(len(texts), 1)
        self.assertEqual(self._chats().lead_id, deal)
        self.assertEqual(client.email, VISITOR["email"])
        self.assertFalse(client.phone)

    def test_contacts_that_come_later_complete_the_prospect(self):
        self._report(self._finished(("visitor", "Нужен насос"), visitor=NOBODY))
        chat = self._chats()
        lead, person = chat.lead_id, chat.partner_id

        self._report(self._finished(("visitor", "Нужен насос")))

        self.assertEqual(self._chats(), chat)
        self.assertEqual((chat.lead_id, chat.partner_id), (lead, person))
        self.assertEqual(person.name, "Сергей Викторович")
        self.assertEqual(person.email_normalized, VISITOR["email"])
        self.assertEqual(lead.email_normalized, VISITOR["email"])
        self.assertEqual(lead.phone_sanitized, "+78123094712")

    def test_contacts_that_come_later_name_a_client(self):
        client = self._create_client(email=VISITOR["email"], user_id=self.colleague.id)
        deal = self._create_lead(partner_id=client.id, user_id=self.colleague.id)
        self._report(self._finished(("visitor", "Нужен насос"), visitor=NOBODY))
        chat = self._chats()
        lead, person = chat.lead_id, chat.partner_id

        self._report(self._finished(("visitor", "Нужен насос")))

        self.assertEqual((chat.partner_id, chat.lead_id), (client, deal))
        self.assertEqual(chat.user_id, self.colleague)
        self.assertTrue(chat.is_known_client)
        self.assertFalse(lead.active or person.active or lead.activity_ids)
        self.assertEqual(lead.won_status, "pending")
        self.assertIn("Нужен насос", "".join(deal.message_ids.mapped("body")))
        self.assertTask(chat, "mail_activity_answer_client", self.colleague)
        self.assertTask(chat, "mail_activity_assign", self.env["res.users"])

    def test_a_lead_in_work_stays_and_becomes_the_clients(self):
        client = self._create_client(email=VISITOR["email"])
        self._report(self._finished(("visitor", "Нужен насос"), visitor=NOBODY))
        chat = self._chats()
        lead, person = chat.lead_id, chat.partner_id
        chat.with_user(self.triage)._assign(self.seller)

        self._report(self._finished(("visitor", "Нужен насос")))

        self.assertEqual((chat.lead_id, lead.partner_id), (lead, client))
        self.assertEqual((chat.user_id, lead.user_id), (self.seller, self.seller))
        self.assertTrue(lead.active)
        self.assertFalse(person.active)

    def test_contacts_of_several_clients_are_asked(self):
        clients = self._create_client(email=VISITOR["email"])
        clients |= self._create_client(phone=VISITOR["phone"])
        self._report(self._finished(("visitor", "Нужен насос"), visitor=NOBODY))
        chat = self._chats()

        self._report(self._finished(("visitor", "Нужен насос")))

        self.assertEqual(chat.candidate_ids, clients)
        self.assertFalse(chat.partner_id or chat.lead_id)
        self.assertTask(chat, "mail_activity_assign", self.head)

    def test_a_prospect_known_already_gets_the_lead(self):
        known = self._create_client(email=VISITOR["email"], client_state="prospect")
        self._report(self._finished(("visitor", "Нужен насос"), visitor=NOBODY))
        lead = self._chats().lead_id

        self._report(self._finished(("visitor", "Нужен насос")))

        self.assertEqual(self._chats().partner_id, known)
        self.assertEqual((self._chats().lead_id, lead.partner_id), (lead, known))

    def test_a_rejected_inquiry_is_completed_and_not_revived(self):
        self._report(self._sample("chat_accepted"))
        chat = self._chats()
        chat._reject(self.env.ref("sales_process.reject_reason_spam"))
        self._report(self._sample("chat_finished"))
        self.assertEqual(chat.state, "rejected")
        self.assertIn("насос", chat.body)
        self.assertFalse(chat.lead_id.active)

    # ---- responsible and first answer ------------------------------------------------

    def test_an_operator_of_a_department_is_the_responsible(self):
        for number, agent in enumerate(
            (AGENT, {**AGENT, "email": "SELLER@own-company.example"})
        ):
            self._report(
                self._finished(("visitor", "?"), chat_id=number, agents=[agent])
            )
            chat = self._chats()[-1]
            self.assertEqual(chat.user_id, self.seller)
            self.assertEqual(chat.state, "work")
            self.assertEqual(chat.team_id, self.vacuum)

    def test_the_map_of_the_connection_names_the_operator(self):
        self.jivo.extension_ids = [
            (0, 0, {"extension": "77", "user_id": self.other_seller.id})
        ]
        agent = {"id": 77, "email": "someone@other.example"}
        self._report(self._finished(("visitor", "?"), agent=agent))
        self.assertEqual(self._chats().user_id, self.other_seller)
        self.assertEqual(self._chats().team_id, self.thermal)

    def test_an_operator_of_no_department_leaves_it_to_triage(self):
        agent = {**AGENT, "email": "storekeeper@own-company.example"}
        self._report(self._finished(("visitor", "?"), agents=[agent]))
        self.assertFalse(self._chats().user_id)
        self.assertTask(self._chats(), "mail_activity_assign", self.triage)

    def test_the_department_of_the_connection_limits_operators(self):
        self.jivo.team_id = self.thermal
        self._report(self._finished(("visitor", "?"), agents=[AGENT]))
        chat = self._chats()
        self.assertFalse(chat.user_id)
        self.assertEqual(chat.team_id, self.thermal)
        self.assertEqual(chat.team_suggestion_reason, "Department of the chat")
        self.assertTask(chat, "mail_activity_assign", self.other_head)

    def test_a_client_stays_with_his_salesperson(self):
        client = self._create_client(email=VISITOR["email"], user_id=self.colleague.id)
        self._report(self._finished(("visitor", "?"), agents=[AGENT]))
        self.assertEqual(self._chats().partner_id, client)
        self.assertEqual(self._chats().user_id, self.colleague)

    def test_a_client_of_nobody_goes_to_the_operator(self):
        self._create_client(email=VISITOR["email"])
        self._report(self._finished(("visitor", "?"), agents=[AGENT]))
        self.assertEqual(self._chats().user_id, self.seller)

    def test_an_operator_who_is_known_later_takes_what_waits(self):
        self._report(self._sample("chat_accepted", agent=None))
        self.assertFalse(self._chats().user_id)
        self._report(self._finished(("visitor", "?"), agents=[AGENT]))
        self.assertEqual(self._chats().user_id, self.seller)
        self.assertEqual(self._chats().lead_id.user_id, self.seller)
        self.assertTask(self._chats(), "mail_activity_assign", self.env["res.users"])

    def test_the_first_answer_is_the_operators(self):
        self._report(
            self._finished(
                ("agent", "Здравствуйте! Чем помочь?"),
                ("visitor", "Нужна печь"),
                ("agent", MASK),
                ("agent", "Какая?"),
            )
        )
        chat = self._chats()
        self.assertEqual(chat.date.timestamp() - STARTED.timestamp(), 60)
        self.assertEqual(chat.date_first_answer.timestamp() - chat.date.timestamp(), 60)

    def test_nobody_has_answered(self):
        self._report(self._finished(("visitor", "Ау")))
        self.assertFalse(self._chats().date_first_answer)

    # ---- roles -----------------------------------------------------------------------

    def test_other_departments_do_not_see_the_chat(self):
        self._report(self._finished(("visitor", "Нужна печь"), agents=[AGENT]))
        chat = self._chats()
        self.assertTrue(chat.with_user(self.seller).has_access("read"))
        self.assertTrue(chat.with_user(self.triage).has_access("read"))
        for user in (self.other_seller, self.other_head, self.storekeeper):
            self.assertFalse(chat.with_user(user).has_access("read"))

    def test_only_directors_see_the_log_and_the_address(self):
        self._report(self._sample("chat_accepted"))
        for user in (self.seller, self.head, self.triage, self.storekeeper):
            with self.assertRaises(AccessError):
                self._get_log().with_user(user).read(["raw"])
            with self.assertRaises(AccessError):
                self.jivo.with_user(user).read(["token"])
        self.assertTrue(self._get_log().with_user(self.director).raw)

    # ---- answers ----------------------------------------------------------------------

    def test_the_operator_sees_a_known_client(self):
        client = self._create_client(
            name="НПО «Криотех»",
            email=VISITOR["email"],
            phone="8 812 309-47-12",
            user_id=self.seller.id,
        )
        deal = self._create_lead(partner_id=client.id, expected_revenue=480000)
        self.env.ref("base.RUB").active = True
        self.env.company.currency_id = self.env.ref("base.RUB")
        base = self.jivo.get_base_url()

        answers = [self._report(self._sample("chat_accepted")) for _time in range(2)]

        self.assertEqual(answers[0], answers[1])
        self.assertEqual(answers[0]["contact_info"]["name"], "НПО «Криотех»")
        self.assertEqual(answers[0]["contact_info"]["phone"], "+78123094712")
        self.assertTrue(answers[0]["enable_assign"])
        self.assertEqual(answers[0]["crm_link"], f"{base}/odoo/crm/{deal.id}")
        manager, deals = answers[0]["custom_data"]
        self.assertEqual(manager["content"], "Seller")
        self.assertEqual(deals["title"], "Open deals")
        self.assertRegex(deals["content"], "1 for 480.?000 ")

    def test_several_deals_link_to_the_contact(self):
        client = self._create_client(email=VISITOR["email"])
        self._create_lead(partner_id=client.id)
        self._create_lead(partner_id=client.id)
        answer = self._report(self._sample("chat_accepted"))
        self.assertTrue(answer["crm_link"].endswith(f"/odoo/res.partner/{client.id}"))

    def test_nothing_is_told_of_an_unknown_visitor(self):
        for _time in range(2):
            answer = self._report(self._sample("chat_accepted"))
            self.assertEqual(answer, {"result": "ok"})

    def test_roubles_in_russian(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env.ref("base.RUB").active = True
        self.env.company.currency_id = self.env.ref("base.RUB")
        text = self.jivo.with_context(lang="ru_RU")._format_amount(480000.4)
        self.assertEqual(text, "480 000 руб.")


@tagged("post_install", "-at_install")
class TestChatCalls(ChatCommon):
    """Calls ordered in the window of the chat."""

    def _call(self, status, **values):
        call = {"type": "callback", "phone": "+78123094712", "status": status}
        return self._sample("call_event", call={**call, **values})

    def test_a_call_is_registered_once_when_it_is_over(self):
        for status in ("start", "agent_connected", "client_connected"):
            self._report(self._call(status))
        self.assertFalse(self.Call.search([("provider", "=", "jivo")]))
        for _time in range(2):
            self._report(self._sample("call_event"))

        call = self.Call.search([("provider", "=", "jivo")])
        self.assertEqual((call.state, call.direction), ("answered", "in"))
        self.assertEqual(call.recording_ref, "https://calls.example/rec/4398.mp3")
        self.assertEqual(call.inquiry_id.contact_name, "Сергей Викторович")
        self.assertEqual(call.inquiry_id.channel, "phone")

    def test_a_missed_call_is_called_back(self):
        self._report(self._call("error", reason="no answer"))
        call = self.Call.search([("provider", "=", "jivo")])
        self.assertEqual(call.state, "missed")
        self.assertTask(call.inquiry_id, "mail_activity_call_back", self.triage)

    def test_a_call_and_its_chat_are_one_inquiry_in_both_orders(self):
        for number, turn in enumerate((1, -1)):
            reports = [
                {**self._sample("call_event"), "chat_id": number},
                self._finished(("visitor", "Нужна печь"), chat_id=number),
            ]
            known, leads = self._chats(), self.env["crm.lead"].search([])
            for report in reports[::turn]:
                self._report(report)
            chat = self._chats() - known
            call = self.Call.search([("provider", "=", "jivo")], limit=1)
            self.assertEqual(len(chat), 1)
            self.assertEqual(call.inquiry_id, chat)
            self.assertIn("Нужна печь", chat.body)
            self.assertEqual(len(self.env["crm.lead"].search([]) - leads), 1)
            chat.lead_id.unlink()
            chat.partner_id.unlink()


@tagged("post_install", "-at_install")
class TestChatAndLetter(ChatCommon):
    """The same chat by mail and by webhook is one inquiry."""

    TRANSCRIPT = "01_jivo_chat_transcript.eml"
    OFFLINE = "02_jivo_offline_html_only.eml"

    def _offline(self, **values):
        visitor = {"name": "Ольга", "phone": "+7 921 555-03-18"}
        return self._sample("offline_message", visitor=visitor, **values)

    def test_the_letter_first(self):
        chat = self._process_eml(self.TRANSCRIPT)
        body, lead = chat.body, chat.lead_id
        for name in ("chat_accepted", "chat_finished", "chat_finished"):
            self._report(self._sample(name))

        self.assertEqual(self._chats(), chat)
        self.assertEqual(chat.body, body)
        self.assertEqual(chat.phone_ext, "214")
        self.assertEqual(chat.lead_id, lead)
        self.assertTrue(chat.date_first_answer)
        self.assertEqual(chat.chat_key, f"jivo:{self.jivo.id}:7607")

    def test_the_webhook_first(self):
        self._report(self._sample("chat_finished"))
        chat = self._chats()
        body = chat.body
        for _time in range(2):
            self.assertFalse(self._process_eml(self.TRANSCRIPT))

        self.assertEqual(self._chats(), chat)
        self.assertEqual(chat.body, body)
        self.assertTrue(chat.raw)
        letters = chat.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertEqual(len(letters), 1)
        self.assertNoFailure()

    def test_the_beginning_the_letter_the_end(self):
        self._report(self._sample("chat_accepted"))
        self._process_eml(self.TRANSCRIPT)
        self._report(self._sample("chat_finished"))
        chat = self._chats()
        self.assertEqual(len(chat), 1)
        self.assertIn("Климатическая камера", chat.body)
        self.assertIn("Климатическая камера", chat.lead_id.need)

    def test_an_offline_message_by_phone_in_both_orders(self):
        self._process_eml(self.OFFLINE)
        self._report(self._offline())
        self.assertEqual(len(self._chats()), 1)
        self._report(self._offline(offline_message_id=8, message="Ещё"))
        self.assertEqual(len(self._chats()), 2)

    def test_an_offline_message_by_phone_the_webhook_first(self):
        self._report(self._offline())
        self._process_eml(self.OFFLINE)
        self.assertEqual(len(self._chats()), 1)

    def test_later_the_same_day_it_is_another_inquiry(self):
        first = self._process_eml(self.OFFLINE)
        first.date = "2025-11-18 08:00:00"
        payload = self._finished(("visitor", "Ещё вопрос"), chat_id=9)
        payload["visitor"] = {"phone": "+7 921 555-03-18"}
        self._report(payload)
        self.assertEqual(len(self._chats()), 2)
        self.assertEqual(len(self._chats().lead_id), 1)

    def test_the_window_is_a_setting(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("sales_process.chat_window_minutes", "300")
        first = self._process_eml(self.OFFLINE)
        first.date = "2025-11-18 08:00:00"
        payload = self._finished(("visitor", "Ещё вопрос"), chat_id=9)
        payload["visitor"] = {"phone": "+7 921 555-03-18"}
        self._report(payload)
        self.assertEqual(len(self._chats()), 1)

    def test_two_chats_at_once_are_two(self):
        self._report(self._finished(("visitor", "Раз"), chat_id=1))
        self._report(self._finished(("visitor", "Два"), chat_id=2))
        self.assertEqual(len(self._chats()), 2)
        self.assertEqual(len(self._chats().lead_id), 1)

    def test_the_same_number_in_another_account_is_another_chat(self):
        self._process_eml(self.TRANSCRIPT)
        stranger = {"name": "Пётр", "phone": "+7 916 000-00-00"}
        self._report(self._sample("chat_finished", visitor=stranger))
        self.assertEqual(len(self._chats()), 2)

    def test_two_accounts_count_alike(self):
        other = self.env["sales.webhook"].create({"name": "Other", "kind": "jivo"})
        self._report(self._finished(("visitor", "Раз")))
        self._report(self._finished(("visitor", "Два"), visitor=NOBODY), other)
        self.assertEqual(len(self._chats()), 2)

    def test_a_handwritten_letter_is_no_chat(self):
        self._report(self._finished(("visitor", "Раз")))
        self._process_mail(self._make_mail(From=VISITOR["email"]))
        self.assertEqual(len(self._chats()), 2)

    def test_a_long_chat_is_found_by_its_end(self):
        lines = [("visitor", str(number)) for number in range(90)]
        payload = self._finished(*lines, chat_id=None, visitor={})
        payload["visitor"] = {"phone": "+7 921 555-03-18"}
        self._report(payload)
        values = {"channel": "chat", "phone": "8 921 555 03 18"}
        late = datetime.fromtimestamp(START + 95 * 60)
        self.assertEqual(
            self.Inquiry._join_letter({**values, "date": late}), self._chats()
        )
