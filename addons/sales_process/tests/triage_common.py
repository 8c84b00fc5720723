from datetime import datetime

from .common import SalesProcessCommon

MONDAY = datetime(2026, 3, 16, 6, 30)  # 9:30 in Moscow


class TriageCommon(SalesProcessCommon):
    """The departments work in Moscow, 8-12 and 13-17 from Monday to Friday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_id.lang = "en_US"
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Moscow", "tz": "Europe/Moscow"}
        )
        departments = cls.vacuum | cls.thermal | cls.industrial
        departments.write({"resource_calendar_id": cls.calendar.id})
        cls.env.company.resource_calendar_id = cls.calendar
        cls.reason = cls.env.ref("sales_process.reject_reason_spam")

    def _create_new(self, count=1, **values):
        """New inquiries of unknown people, for the vacuum department."""
        return self.Inquiry.union(
            *(
                self._create_inquiry(
                    **{
                        "email_from": f"x{number}@new-{number}.example",
                        "team_id": self.vacuum.id,
                        **values,
                    }
                )
                for number in range(count)
            )
        )

    def _count_queries(self, function):
        """The number of queries of a call, all caches cold but the registry's."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _get_notices(self, user, words=""):
        return self.env["mail.notification"].search(
            [
                ("res_partner_id", "=", user.partner_id.id),
                ("mail_message_id.message_type", "=", "user_notification"),
                ("mail_message_id.subject", "ilike", words),
            ]
        )
