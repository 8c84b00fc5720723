from odoo import api, fields, models


class StockWarehouse(models.Model):
    """Each warehouse has a rule of our route "stock first, then make or buy".

    The route is ours: core's "Replenish on Order" route is left as it is. Its
    rule differs from core's only in the supply method: what is free on stock is
    taken, the rest is manufactured or bought (R090-R092).
    """

    _inherit = "stock.warehouse"

    stock_first_pull_id = fields.Many2one(
        "stock.rule",
        string="Stock first rule",
        copy=False,
    )

    def _generate_global_route_rules_values(self):
        values = super()._generate_global_route_rules_values()
        route = self.env.ref(
            "sales_process.route_stock_first", raise_if_not_found=False
        )
        if not route:
            return values
        mto = values["mto_pull_id"]
        values["stock_first_pull_id"] = {
            "depends": mto["depends"],
            "create_values": {
                **mto["create_values"],
                "procure_method": "mts_else_mto",
                "route_id": route.id,
            },
            "update_values": {
                **mto["update_values"],
                "name": self._format_rulename(
                    self.env["stock.location"].browse(
                        mto["update_values"]["location_src_id"],
                    ),
                    self.env["stock.location"].browse(
                        mto["update_values"]["location_dest_id"],
                    ),
                    self.env._("Stock first"),
                ),
            },
        }
        return values

    @api.model
    def _create_stock_first_rules(self):
        """Give the rule to the warehouses that exist already; change nothing else."""
        for warehouse in self.search([("stock_first_pull_id", "=", False)]):
            details = warehouse._get_global_route_rules_values()["stock_first_pull_id"]
            warehouse.stock_first_pull_id = self.env["stock.rule"].create(
                {
                    **details["create_values"],
                    **details["update_values"],
                    "warehouse_id": warehouse.id,
                },
            )
