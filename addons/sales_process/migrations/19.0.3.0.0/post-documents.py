"""Deals that are half way are not held up by documents that nobody has kept so far."""


def migrate(cr, version):
    # the head switches the requirement on when the documents of his deals are kept
    cr.execute(
        """
        UPDATE crm_stage_requirement
           SET active = FALSE
         WHERE id IN (
               SELECT res_id FROM ir_model_data
                WHERE module = 'sales_process'
                  AND name = 'stage_closed_requires_documents_signed'
               )
        """
    )
