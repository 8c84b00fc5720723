"""The files of an export become its fields: given out by one door, which is noted."""

from odoo.tools.sql import table_exists


def migrate(cr, version):
    if not table_exists(cr, "ir_attachment_marketing_export_rel"):
        return
    cr.execute(
        """
        UPDATE ir_attachment
           SET res_field = CASE WHEN mimetype = 'text/csv' THEN 'csv_file'
                                ELSE 'xlsx_file' END
          FROM ir_attachment_marketing_export_rel AS link
         WHERE link.ir_attachment_id = ir_attachment.id
           AND ir_attachment.res_model = 'marketing.export'
           AND ir_attachment.res_field IS NULL
        """,
    )
    cr.execute("DROP TABLE ir_attachment_marketing_export_rel")
