from odoo import fields, models

TAKES = {
    "take_calls": "call",
    "take_campaigns": "campaign",
    "take_segments": "segment",
}


class SalesHandover(models.Model):
    """Calls of campaigns, and a marketer's campaigns and segments (R013)."""

    _inherit = "sales.handover"

    take_calls = fields.Boolean(string="Calls of campaigns", default=True)
    take_campaigns = fields.Boolean(string="Call campaigns", default=True)
    take_segments = fields.Boolean(string="Segments", default=True)

    def _get_takes(self):
        return {**super()._get_takes(), **TAKES}

    def _after_hand_over(self):
        super()._after_hand_over()
        self._give_call_tasks("done")

    def _after_undo(self):
        super()._after_undo()
        self._give_call_tasks("undone")

    def _give_call_tasks(self, state):
        """A task to call goes with its call, also when tasks are not handed over."""
        # sudo: the lines of the hand-over and the calls are others'
        lines = self.sudo().line_ids.filtered(
            lambda line: line.kind == "call" and line.state == state,
        )
        lines._get_records("call")._give_tasks()
