from odoo.tests import tagged

from ..process_common import ProcessCommon

# queries of core's own stage change and creation, counted by the bench in the same
# circumstances, and what the goals of the process allow on top
MOVE_MORE = 6
MANY = 50


@tagged("post_install", "-at_install")
class TestProcessCost(ProcessCommon):
    """Queries of the process on top of those of core, for one deal and for many."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=False))
        # a team of nobody, with stages as core has them
        cls.plain_team = cls.env["crm.team"].create({"name": "Plain"})
        cls.plain_stages = cls.env["crm.stage"].create(
            [{"name": "One", "sequence": 1}, {"name": "Two", "sequence": 2}]
        )
        cls.plain_stages.team_ids = cls.plain_team
        cls.next = cls.env["crm.stage"].create(
            {
                "name": "Negotiation",
                "kind": "selection",
                "sequence": cls.selection.sequence + 1,
                "team_ids": [(6, 0, cls.team.ids)],
            }
        )
        cls.env.cr.flush()

    def _deals(self, count):
        deals = self.env["crm.lead"].concat(
            *(self._create_deal(name=f"Deal {n}").sudo() for n in range(count))
        )
        return deals.with_env(self.env)

    def _plain(self, count):
        return self.env["crm.lead"].create(
            [
                {
                    "name": f"Plain {n}",
                    "type": "opportunity",
                    "team_id": self.plain_team.id,
                    "stage_id": self.plain_stages[0].id,
                    "user_id": self.salesperson.id,
                    "partner_id": self.client.id,
                }
                for n in range(count)
            ]
        )

    def _count(self, deals, stage):
        """Queries of moving the deals, with all caches cold but that of the rules."""
        self.env.flush_all()
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        deals.write({"stage_id": stage.id})
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    def _count_pair(self, count):
        ours = self._count(self._deals(count), self.next)
        core = self._count(self._plain(count), self.plain_stages[1])
        return ours, core

    def test_moving_one_deal(self):
        self._count_pair(1)  # the rules come into the cache
        ours, core = self._count_pair(1)

        self.assertLessEqual(ours - core, MOVE_MORE)

    def test_moving_many_deals(self):
        self._count_pair(1)
        single = self._count_pair(1)
        many = self._count_pair(MANY)

        grown = (many[0] - single[0]) - (many[1] - single[1])
        self.assertLessEqual(grown, MANY)

    def test_checklists_of_a_column(self):
        """A column of cards: the number of missing things costs a constant."""
        self.selection.requirement_ids.create(
            [
                {
                    "stage_id": self.selection.id,
                    "type": "check",
                    "check": check,
                    "message": check,
                }
                for check in ("offer_sent", "order_confirmed", "requisites_complete")
            ]
        )
        self.env.cr.flush()

        def count(number):
            deals = self._deals(number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            deals.mapped("missing_count")
            deals.mapped("next_stage_id")
            return self.env.cr.sql_log_count - before

        count(1)
        single, many = count(1), count(MANY)
        self.assertLessEqual(many, single + 2)

    def test_form_does_not_grow_with_the_history(self):
        """Opening a deal reads its log once, however long it is."""
        view = self.env["crm.lead"].get_view(
            self.env.ref("crm.crm_lead_view_form").id, "form"
        )
        self.assertIn("process_panel", view["arch"])
        specification = {
            "name": {},
            "process_panel": {},
            "missing_count": {},
            "stage_id": {"fields": {"display_name": {}}},
            "log_ids": {
                "limit": 40,
                "fields": {
                    "stage_id": {"fields": {"display_name": {}}},
                    "salesperson_id": {"fields": {"display_name": {}}},
                    "date_in": {},
                    "hours": {},
                    "is_late": {},
                },
            },
            "decision_ids": {"limit": 40, "fields": {"kind": {}, "comment": {}}},
        }

        def count(deal):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            deal.with_user(self.salesperson).web_read(specification)
            return self.env.cr.sql_log_count - before

        deal = self._deals(1)
        count(deal)
        short = count(deal)
        for _time in range(30):
            deal.stage_id = self.next
            deal.stage_id = self.selection
        self.assertGreater(len(deal.log_ids), 60)
        self.assertLessEqual(count(deal), short)
