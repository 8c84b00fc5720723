"""The page of orders and readiness has a new action at the old address."""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE ir_act_window SET path = NULL
         WHERE id IN (SELECT res_id FROM ir_model_data
                       WHERE module = 'sales_process'
                         AND name = 'crm_lead_action_production')
        """
    )
