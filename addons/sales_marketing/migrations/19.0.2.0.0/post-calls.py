"""Calls: a day of calling back gets its hour, deadlines of campaigns their calls."""


def migrate(cr, version):
    # 9:00 in Moscow: nothing finer was known
    cr.execute(
        """
        UPDATE marketing_call_campaign_line
           SET callback_at = callback_date + interval '6 hours'
         WHERE callback_date IS NOT NULL AND callback_at IS NULL
        """
    )
    cr.execute(
        """
        UPDATE marketing_call_campaign_line
           SET result_date = COALESCE(call_date, write_date), caller_id = user_id
         WHERE attempts > 0 AND result_date IS NULL
        """
    )
