"""The process room has new screens: views that name fields of the old ones go first.

They are made anew from the files of this version.
"""

VIEWS = (
    "crm_lead_view_form_process",
    "crm_lead_view_form_supply",
    "crm_lead_view_form_works",
    "crm_lead_view_form_documents",
)


def migrate(cr, version):
    cr.execute(
        """
        DELETE FROM ir_ui_view
         WHERE id IN (
               SELECT res_id FROM ir_model_data
                WHERE module = 'sales_process' AND model = 'ir.ui.view'
                  AND name IN %s
               )
        """,
        [VIEWS],
    )
    cr.execute(
        "DELETE FROM ir_model_data WHERE module = 'sales_process'"
        " AND model = 'ir.ui.view' AND name IN %s",
        [VIEWS],
    )
