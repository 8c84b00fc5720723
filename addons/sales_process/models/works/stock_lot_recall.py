from odoo import models


class StockLot(models.Model):
    _inherit = "stock.lot"

    def action_recall(self):
        """The open recall of all these lots, else a new one, prefilled."""
        recall = (
            self.env["sales.recall"]
            .search([("lot_ids", "in", self.ids), ("state", "=", "open")])
            .filtered(lambda recall: self <= recall.lot_ids)[:1]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_recall_action"
        )
        return {
            **action,
            "views": [(False, "form")],
            "res_id": recall.id,
            "context": {"default_lot_ids": [(6, 0, self.ids)]},
        }

    def _passport_notice(self, scope):
        """Everybody who looks at a recalled lot learns that it is recalled."""
        notice = super()._passport_notice(scope)
        # sudo: that a lot is recalled is told to whoever may read the lot
        lines = (
            self.env["sales.recall.line"]
            .sudo()
            .search(
                [
                    ("lot_id", "=", self.id),
                    ("is_gone", "=", False),
                    ("recall_id.state", "=", "open"),
                    ("company_id", "in", self.env.companies.ids),
                ]
            )
        )
        recalls = lines.recall_id
        if recalls:
            recalled = self.env._(
                "There is a recall: %(recalls)s",
                recalls=", ".join(recalls.mapped("name")),
            )
            notice = "\n".join(filter(None, (recalled, notice)))
        return notice
