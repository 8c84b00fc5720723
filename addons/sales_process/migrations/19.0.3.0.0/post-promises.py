"""Delivery dates of the orders of deals become promises of their lines."""

from odoo import SUPERUSER_ID, api

PROMISED = """
    SELECT line.id AS line_id, sale.id AS order_id, deal.id AS lead_id,
           sale.company_id AS company_id, sale.commitment_date::date AS day,
           COALESCE(sale.user_id, sale.create_uid) AS user_id, sale.date_order
      FROM sale_order_line AS line
      JOIN sale_order AS sale ON sale.id = line.order_id
      JOIN crm_lead AS deal ON deal.id = sale.opportunity_id
      JOIN crm_team AS team ON team.id = deal.team_id
      JOIN product_product AS product ON product.id = line.product_id
      JOIN product_template AS template ON template.id = product.product_tmpl_id
     WHERE sale.state = 'sale' AND sale.commitment_date IS NOT NULL
       AND team.is_department AND template.type = 'consu'
       AND line.display_type IS NULL AND line.product_uom_qty > 0
       AND line.promised_date IS NULL
"""


def migrate(cr, version):
    # the dates were told in their time: also those that have passed are kept
    cr.execute(
        f"""
        INSERT INTO sales_promise (line_id, order_id, lead_id, company_id, date, source,
                                   user_id, create_uid, create_date)
        SELECT line_id, order_id, lead_id, company_id, day, 'order', user_id, user_id,
               date_order
          FROM ({PROMISED}) AS promised
        """
    )
    cr.execute(
        """
        UPDATE sale_order_line AS line
           SET promised_date = promise.date, outlook = 'ok'
          FROM sales_promise AS promise
         WHERE promise.line_id = line.id AND line.promised_date IS NULL
        """
    )
    env = api.Environment(cr, SUPERUSER_ID, {})
    orders = env["sale.order"].search(
        [("state", "=", "sale"), ("order_line.promised_date", "!=", False)]
    )
    leads = orders.opportunity_id
    for records, names in (
        (orders, ("promised_date", "slip_days")),
        (leads, ("promised_date", "slip_days")),
    ):
        for name in names:
            env.add_to_compute(records._fields[name], records)
            env.flush_all()
