from odoo.tests import tagged

from ..common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestMailCost(SalesProcessCommon):
    """A letter costs little more than core's own alias of leads."""

    def _count(self, model, number):
        raw = self._make_mail(
            From=f"Ivan <i{number}@new-{number}.example>",
            Message_ID=f"<cost-{model}-{number}@x>",
            text="Нужен вакуумный насос",
        )
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["mail.thread"].message_process(model, raw)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_queries_of_one_letter(self):
        for model in ("crm.lead", "sales.inquiry"):
            self._count(model, 1)

        core = self._count("crm.lead", 2)
        ours = self._count("sales.inquiry", 2)

        self.assertLessEqual(ours, core + 60, f"core {core}, ours {ours}")
