from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..triage_common import TriageCommon


@tagged("post_install", "-at_install")
class TestDuplicates(TriageCommon):
    """Other open deals of a client: found, shown by the rules, merged whole."""

    def _lead(self, **values):
        return self._create_lead(**{"user_id": self.seller.id, **values})

    def test_found_by_mail_phone_and_family(self):
        client = self._create_client()
        person = self.env["res.partner"].create(
            {"name": "P", "parent_id": client.id, "email": "p@client.example"}
        )
        lead = self._lead(
            partner_id=person.id,
            email_from="p@client.example",
            phone="8 (999) 000-11-22",
        )
        found = (
            self._lead(email_from="P <p@client.example>")
            | self._lead(phone="+7 999 000 11 22")
            | self._lead(partner_id=client.id)
        )
        self._lead(email_from="q@client.example")
        self._lead(phone="+7 999 000 11 23")
        closed = self._lead(partner_id=client.id)
        self._lose(closed)
        self.assertEqual(lead.with_user(self.seller).open_duplicate_ids, found)
        self.assertEqual(lead.with_user(self.seller).open_duplicate_count, 3)

    def test_deals_of_our_own_company_are_no_duplicates(self):
        own = self.env.company.partner_id
        lead = self._lead(partner_id=own.id, email_from=False, phone=False)
        self._lead(partner_id=own.id, email_from=False, phone=False)
        self.assertFalse(lead.open_duplicate_count)

    def test_deals_of_colleagues_are_only_counted(self):
        lead = self._lead(email_from="x@x.example")
        self._lead(email_from="x@x.example", user_id=self.colleague.id)
        self._lead(
            email_from="x@x.example",
            user_id=self.other_seller.id,
            team_id=self.thermal.id,
        )
        mine = lead.with_user(self.seller)
        self.assertFalse(mine.open_duplicate_ids)
        self.assertEqual(mine.hidden_duplicate_count, 2)
        self.assertEqual(lead.with_user(self.head).open_duplicate_count, 1)

    def test_the_same_queries_for_one_lead_and_for_fifty(self):
        leads = self.env["crm.lead"].union(
            *(
                self._lead(
                    email_from=f"x{n // 2}@x.example", phone=f"+7999000{n // 2:04}"
                )
                for n in range(50)
            )
        )

        def read(records):
            records.with_user(self.seller).mapped("open_duplicate_count")

        self._count_queries(lambda: read(leads[:1]))  # warms the registry
        first = self._count_queries(lambda: read(leads[:1]))
        many = self._count_queries(lambda: read(leads))
        self.assertLessEqual(abs(many - first), 1)
        self.assertEqual(
            set(leads.with_user(self.seller).mapped("open_duplicate_count")), {1}
        )

    def test_inquiries_in_the_same_queries(self):
        inquiries = self._create_new(30)
        for inquiry in inquiries:
            self._lead(email_from=inquiry.email_from)

        def read(records):
            records.with_user(self.head).mapped("open_duplicate_count")

        self._count_queries(lambda: read(inquiries[:1]))  # warms the registry
        first = self._count_queries(lambda: read(inquiries[:1]))
        many = self._count_queries(lambda: read(inquiries))
        self.assertLessEqual(abs(many - first), 1)

    # ---- merging -----------------------------------------------------------------

    def _twins(self, **values):
        client = self._create_client()
        first = self._lead(partner_id=client.id, name="First", **values)
        second = self._lead(partner_id=client.id, name="Second", **values)
        return first, second

    def _merge(self, lead, user=None):
        return lead.with_user(user or self.seller).action_merge_duplicates()

    def _merged(self, first, second):
        """What remains, whichever of them it is."""
        remaining = (first | second).exists()
        self.assertEqual(len(remaining), 1)
        return remaining

    def test_everything_moves_along(self):
        first, second = self._twins()
        inquiries = self._create_new(2)
        calls = self.Call.create([{"number": "1"}, {"number": "2"}])
        works = self.env["equipment.work"].create(
            [
                {
                    "lead_id": lead.id,
                    "kind": "commissioning",
                    "partner_id": lead.partner_id.id,
                }
                for lead in (first, second)
            ]
        )
        orders = self.env["sale.order"].create(
            [
                {"partner_id": lead.partner_id.id, "opportunity_id": lead.id}
                for lead in (first, second)
            ]
        )
        for number, lead in enumerate((first, second)):
            inquiries[number].lead_id = lead
            calls[number].lead_id = lead
            lead.message_post(body=f"Word {lead.name}")
            lead.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.seller.id
            )
        stays = self.env["crm.stage.log"].search(
            [("lead_id", "in", (first | second).ids)]
        )
        self.assertEqual(len(stays), 2)

        action = self._merge(first)

        lead = self._merged(first, second)
        self.assertEqual(action["res_id"], lead.id)
        self.assertEqual(lead.inquiry_ids, inquiries)
        self.assertEqual(lead.call_ids, calls)
        self.assertEqual(lead.work_ids, works)
        self.assertEqual(lead.order_ids, orders)
        self.assertEqual(lead.log_ids, stays.exists())
        self.assertEqual(len(lead.activity_ids), 2)
        text = " ".join(lead.message_ids.mapped("body"))
        self.assertIn("Word First", text)
        self.assertIn("Word Second", text)

    def test_one_stay_is_open_after_the_merge(self):
        first, second = self._twins()
        self._merge(second)
        lead = self._merged(first, second)
        open_rows = lead.log_ids.filtered(lambda row: not row.date_out)
        self.assertEqual(len(open_rows), 1)
        self.assertEqual(open_rows.stage_id, lead.stage_id)

    def test_signed_works_move_as_they_are(self):
        first, second = self._twins()
        works = self.env["equipment.work"].create(
            [
                {
                    "lead_id": lead.id,
                    "kind": "commissioning",
                    "partner_id": lead.partner_id.id,
                }
                for lead in (first, second)
            ]
        )
        works.state = "signed"
        self._merge(first)
        self.assertEqual(works.lead_id, self._merged(first, second))
        self.assertEqual(set(works.mapped("state")), {"signed"})

    def test_nothing_dangles(self):
        """No row of any table that names a lead names a deleted one, none is lost."""
        first, second = self._twins()
        self.Call.create(
            [{"number": "1", "lead_id": lead.id} for lead in (first, second)]
        )
        self.env.flush_all()
        before = self._count_references(first | second)
        self._merge(first)
        self.env.flush_all()
        after = self._count_references(self._merged(first, second))
        for key, count in before.items():
            with self.subTest(key):
                self.assertEqual(after[key], count)
        for model in ("mail_activity", "mail_message", "ir_attachment"):
            column = "model" if model == "mail_message" else "res_model"
            self.env.cr.execute(
                f"SELECT count(*) FROM {model} WHERE {column} = 'crm.lead'"
                " AND res_id NOT IN (SELECT id FROM crm_lead) AND res_id = ANY(%s)",
                ((first | second).ids,),
            )
            self.assertEqual(self.env.cr.fetchone()[0], 0)

    def _count_references(self, leads):
        """{(table, column): rows} of our tables that refer to the leads."""
        self.env.cr.execute(
            """SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.confrelid = 'crm_lead'::regclass
            AND (c.conrelid::regclass::text ~ '^(sales_|equipment_|crm_stage_log|sale_)')
            AND c.conrelid::regclass::text NOT LIKE '%%_rel'"""
        )
        counts = {}
        for table, column in self.env.cr.fetchall():
            self.env.cr.execute(
                f'SELECT count(*) FROM {table} WHERE "{column}" = ANY(%s)', (leads.ids,)
            )
            counts[table, column] = self.env.cr.fetchone()[0]
        return counts

    def test_parameters_and_needs_are_joined(self):
        kinds = self.env["sales.equipment.type"].create([{"name": "A"}, {"name": "B"}])
        first, second = self._twins()
        for lead, kind in ((first, kinds[0]), (second, kinds[1])):
            lead.equipment_type_ids = [Command.set(kind.ids)]
            lead.need = f"Need of {kind.name}"
        self._merge(first)
        lead = self._merged(first, second)
        self.assertEqual(lead.equipment_type_ids, kinds)
        self.assertIn("Need of A", lead.need)
        self.assertIn("Need of B", lead.need)

    # ---- different clients -------------------------------------------------------

    def test_different_clients_are_asked(self):
        first = self._lead(partner_id=self._create_client().id, phone="+79990001122")
        second = self._lead(partner_id=self._create_client().id, phone="+79990001122")

        action = self._merge(first)

        self.assertEqual(action["res_model"], "sales.lead.merge")
        self.assertEqual(len((first | second).exists()), 2)
        wizard = self.env["sales.lead.merge"].with_user(self.seller)
        with self.assertRaises(UserError):
            Form(wizard.with_context(**action["context"])).save().action_merge()
        form = Form(wizard.with_context(**action["context"]))
        form.is_same_client = True
        form.save().action_merge()
        self._merged(first, second)

    def test_the_question_cannot_be_forged(self):
        first = self._lead()
        foreign = self._lead(user_id=self.other_seller.id, team_id=self.thermal.id)
        wizard = self.env["sales.lead.merge"].with_user(self.seller)
        with self.assertRaises(UserError):
            wizard.create(
                {
                    "lead_ids": [Command.set((first | foreign).ids)],
                    "is_same_client": True,
                }
            ).action_merge()
        self.assertEqual(len((first | foreign).exists()), 2)

    # ---- who may -----------------------------------------------------------------

    def test_a_salesperson_merges_own_with_own_only(self):
        first, second = self._twins()
        second.user_id = self.colleague
        with self.assertRaises(UserError):
            self._merge(first)
        second.user_id = False  # free in his department: he sees it
        with self.assertRaises(UserError):
            self._merge(first)
        second.user_id = self.seller
        self._merge(first)
        self._merged(first, second)

    def test_the_head_merges_in_his_department(self):
        first, second = self._twins()
        second.user_id = self.colleague
        with self.assertRaises(AccessError):
            self._merge(first, self.other_head)
        self._merge(first, self.head)
        self._merged(first, second)

    def test_triage_merges_with_the_works_it_does_not_see(self):
        first, second = self._twins()
        self.env["equipment.work"].create(
            {
                "lead_id": second.id,
                "kind": "service",
                "partner_id": second.partner_id.id,
            }
        )
        self._merge(first, self.triage)
        self.assertEqual(len(self._merged(first, second).work_ids), 1)

    # ---- from the inquiry --------------------------------------------------------

    def test_an_inquiry_of_a_client_with_two_deals(self):
        first, second = self._twins()
        first.partner_id.email = "two@deals.example"
        inquiry = self._create_inquiry(email_from="two@deals.example")
        inquiry._assign(self.seller)
        self.assertFalse(inquiry.lead_id)
        self.assertEqual(inquiry.with_user(self.seller).open_duplicate_count, 2)

        inquiry.with_user(self.seller).action_merge_duplicates()

        self.assertEqual(inquiry.lead_id, self._merged(first, second))

    def test_an_inquiry_takes_the_only_deal(self):
        first, second = self._twins()
        first.partner_id.email = "two@deals.example"
        inquiry = self._create_inquiry(email_from="two@deals.example")
        inquiry._assign(self.seller)
        second.unlink()
        inquiry.with_user(self.seller).action_merge_duplicates()
        self.assertEqual(inquiry.lead_id, first)

    def test_the_lead_of_an_inquiry_joins_the_other(self):
        inquiry = self._create_new(email_from="again@new.example")
        inquiry._assign(self.seller)
        other = self._lead(partner_id=inquiry.partner_id.id)
        inquiry.with_user(self.seller).action_merge_duplicates()
        self.assertEqual(inquiry.lead_id, other)
