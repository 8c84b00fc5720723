"""Papers that stay in the house are not asked whether the client has got them."""

INTERNAL = (
    "document_kind_claim",
    "document_kind_correspondence",
    "document_kind_power_of_attorney",
    "document_kind_production",
    "document_kind_purchase",
)


def migrate(cr, version):
    # the kinds are data of the user: an update does not write them
    cr.execute(
        """
        UPDATE sales_document_kind
           SET goes_to_client = FALSE
         WHERE id IN (
               SELECT res_id FROM ir_model_data
                WHERE module = 'sales_process' AND name IN %s
               )
        """,
        (INTERNAL,),
    )
