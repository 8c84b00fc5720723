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


class SalesHandoverLine(models.Model):
    _inherit = "sales.handover.line"

    def _undo_kind(self, kind):
        problems = self._find_problems(kind, "new_user_id", "old_user_id")
        good = self._settle(problems, "kept")
        for (old, new), lines in good._group_by_move().items():
            lines._get_records(kind)._set_handover_user(old)
            lines._restore_followers(kind, old.partner_id, new.partner_id)
        good.write({"state": "undone"})

    def _restore_followers(self, kind, old, new):
        """Whoever did not follow before the hand-over follows no more."""
        if "message_follower_ids" not in self._get_model(kind)._fields:
            return
        came = self.filtered(lambda line: not line.was_followed)
        left = self.filtered("was_following")
        came._get_records(kind).message_unsubscribe(new.ids)
        if old:
            left._get_records(kind).message_subscribe(old.ids)
