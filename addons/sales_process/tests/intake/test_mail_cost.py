from odoo.tests import tagged

from ..common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestMailCost(SalesProcessCommon):
    """A letter of an unknown sender costs little more than core's alias of leads."""

    BUDGET = 25  # queries above core's

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "cost.example"})
        cls.env.company.alias_domain_id = domain
        team = cls.env["crm.team"].create({"name": "Core", "user_id": cls.seller.id})
        for model, defaults in (
            ("crm.lead", {"type": "lead", "team_id": team.id}),
            ("sales.inquiry", {}),
        ):
            cls.env["mail.alias"].create(
                {
                    "alias_name": model.replace(".", "-"),
                    "alias_domain_id": domain.id,
                    "alias_model_id": cls.env["ir.model"]._get_id(model),
                    "alias_contact": "everyone",
                    "alias_defaults": repr(defaults),
                }
            )

    def _count(self, model, number, text="Нужен вакуумный насос"):
        raw = self._make_mail(
            From=f"Ivan <i{number}@{model}-{number}.example>",
            To=f"{model.replace('.', '-')}@cost.example",
            Message_ID=f"<cost-{model}-{number}@x>",
            text=text,
        )
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["mail.thread"].message_process(None, raw)
        # with the hooks before the commit: messages of tracking are made there
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    def test_queries_of_one_letter(self):
        for model in ("crm.lead", "sales.inquiry"):
            self._count(model, 1)

        core = self._count("crm.lead", 2)
        ours = self._count("sales.inquiry", 2)

        self.assertLessEqual(ours, core + self.BUDGET, f"core {core}, ours {ours}")

    def test_queries_of_a_letter_with_all_that_may_stand_in_it(self):
        """A company, an INN, two numbers: a partner more is made than in core."""
        text = (
            "Нужен вакуумный насос.\n\nС уважением,\nПётр Смирнов\nАО «Эталон»\n"
            "ИНН 7707083893 КПП 773601001\n+7 (343) 278-90-11 доб. 5, 8 903 123-45-67"
        )
        for model in ("crm.lead", "sales.inquiry"):
            self._count(model, 1)

        core = self._count("crm.lead", 2, text)
        ours = self._count("sales.inquiry", 2, text)

        self.assertLessEqual(ours, core + self.BUDGET, f"core {core}, ours {ours}")
