from odoo import fields, models


class SalesHandover(models.Model):
    """Taking it back: what nobody has changed since returns to who had it."""

    _inherit = "sales.handover"

    def action_undo(self):
        """Give back what has not been changed since.

        What has another responsible or is closed meanwhile stays and is listed.

        :raises UserError: it is not done, or undone already
        """
        self.ensure_one()
        self._check_may_hand_over()
        self._lock_state("done")
        # sudo: the documents are others' now; each goes back only when it is as the
        # hand-over has left it
        handover = self.sudo()
        done = handover.line_ids.filtered(lambda line: line.state == "done")
        for kind, lines in reversed(done._group_in_order().items()):
            lines._undo_kind(kind)
        handover.write(
            {
                "state": "undone",
                "undone_by": self.env.uid,
                "date_undone": fields.Datetime.now(),
            }
        )
        self._after_undo()
        return True

    def _after_undo(self):
        """Hook: what could be given back is given back."""
