from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..deal_common import DealCommon


@tagged("post_install", "-at_install")
class TestDealRights(DealCommon):
    """Own, own department, all: by search, by read, by write."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        leads = cls.env["crm.lead"]
        common = {"type": "opportunity", "partner_id": cls.client.id}
        cls.own = leads.create(
            {
                "name": "own",
                "team_id": cls.team.id,
                "user_id": cls.salesperson.id,
                **common,
            },
        )
        cls.free = leads.create(
            {"name": "free", "team_id": cls.team.id, "user_id": False, **common},
        )
        cls.foreign = leads.create(
            {
                "name": "foreign",
                "team_id": cls.other_team.id,
                "user_id": False,
                **common,
            },
        )
        cls.all = cls.own | cls.free | cls.foreign

    def _names_seen_by(self, user):
        found = (
            self.env["crm.lead"].with_user(user).search([("id", "in", self.all.ids)])
        )
        return set(found.mapped("name"))

    def test_who_sees_what(self):
        director = self.env.ref("base.user_admin")
        for user, names in (
            (self.salesperson, {"own", "free"}),
            (self.colleague, {"free"}),
            (self.head, {"own", "free"}),
            (self.other_head, {"foreign"}),
            (self.planner, {"own", "free", "foreign"}),
            (self.accountant, {"own", "free", "foreign"}),
            (director, {"own", "free", "foreign"}),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._names_seen_by(user), names)

    def test_nothing_for_others(self):
        for user in (self.stranger, self.engineer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._names_seen_by(user)

    def test_reading_by_id_is_refused(self):
        for user, lead in (
            (self.colleague, self.own),
            (self.salesperson, self.foreign),
            (self.head, self.foreign),
            (self.other_head, self.own),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                lead.with_user(user).read(["name"])
            with self.subTest(user=user.login), self.assertRaises(UserError):
                lead.with_user(user).export_data(["name"])

    def test_readers_change_nothing(self):
        for user in (self.planner, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.own.with_user(user).name = "changed"

    def test_orders_and_invoices_of_the_department(self):
        order = self._create_quotation(self.own, [(self.stocked, 1)])

        seen = {
            user.login: bool(
                self.env["sale.order"].with_user(user).search([("id", "=", order.id)]),
            )
            for user in (self.salesperson, self.head, self.other_head, self.colleague)
        }

        self.assertEqual(
            seen,
            {
                "t_salesperson": True,
                "t_head": True,
                "t_other_head": False,
                "t_colleague": False,
            },
        )

    def test_a_deputy_sees_what_he_stands_in_for(self):
        order = self._create_quotation(self.own, [(self.stocked, 1)])
        orders = self.env["sale.order"].with_user(self.colleague)
        self.assertFalse(orders.search([("id", "=", order.id)]))

        self.salesperson.sales_deputy_id = self.colleague

        self.assertEqual(self._names_seen_by(self.colleague), {"own", "free"})
        self.assertEqual(orders.search([("id", "=", order.id)]), order)
        self.assertTrue(orders.browse(order.id).order_line.mapped("product_id"))
        self.assertEqual(
            self.own.with_user(self.colleague).log_ids.lead_id.ids, self.own.ids
        )
        self.own.with_user(self.colleague).need = "Written by the deputy"
        self.assertEqual(self._names_seen_by(self.other_head), {"foreign"})

        self.salesperson.sales_deputy_id = False
        self.assertEqual(self._names_seen_by(self.colleague), {"free"})

    def test_a_deputy_of_the_head_sees_the_department(self):
        self.head.sales_deputy_id = self.other_head
        self.assertEqual(
            self._names_seen_by(self.other_head), {"own", "free", "foreign"}
        )
        self.head.sales_deputy_id = self.colleague
        self.assertEqual(self._names_seen_by(self.colleague), {"own", "free"})
        self.assertEqual(self._names_seen_by(self.other_head), {"foreign"})

    def test_leads_of_other_teams_as_before(self):
        """Core's own rule stays for teams that are no departments."""
        team = self.env["crm.team"].create({"name": "Other"})
        lead = self.env["crm.lead"].create(
            {"name": "Foreign", "team_id": team.id, "user_id": False},
        )

        found = lead.with_user(self.colleague).search([("id", "=", lead.id)])

        self.assertEqual(found, lead)
