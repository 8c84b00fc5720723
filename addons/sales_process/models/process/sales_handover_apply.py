from odoo import fields, models
from odoo.exceptions import LockError, UserError


class SalesHandover(models.Model):
    """The list becomes true, once, in batches."""

    _inherit = "sales.handover"

    def action_hand_over(self):
        """Hand over what is in the list.

        What has changed since the list was made is left as it is and says why.

        :raises UserError: it is done already, nothing is planned, a wrong person
        """
        self.ensure_one()
        self._check_may_hand_over()
        self._lock_state("draft")
        planned = self.line_ids.filtered("new_user_id")
        if not planned:
            raise UserError(
                self.env._("Nobody gets anything yet: choose to whom, make the list.")
            )
        self._check_targets(planned.new_user_id)
        # sudo: the documents are the leaver's; which of them the head may hand over
        # is checked for each of them once more
        may_move = self._get_movable(planned.sudo())
        self.sudo()._apply(may_move)
        self.sudo().write(
            {
                "state": "done",
                "done_by": self.env.uid,
                "date_done": fields.Datetime.now(),
            }
        )
        self._after_hand_over()
        return True

    def _lock_state(self, state):
        """Nobody else does or undoes this hand-over until the end of the call.

        :raises UserError: somebody does it at this moment, or has done it
        """
        try:
            # sudo: the lock needs no more rights than those checked before
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("Somebody else is doing this hand-over at this moment.")
            ) from error
        self.invalidate_recordset(["state"])
        if self.state != state:
            raise UserError(
                self.env._(
                    "%(handover)s: this has been done already.", handover=self.name
                )
            )

    def _get_movable(self, lines):
        """Note the lines of other departments; return the rest."""
        territory = self._get_territory()
        foreign = [
            line.id
            for line, fact in lines._get_facts().items()
            if not territory.has(fact.team, line.old_user_id)
        ]
        lines.browse(foreign).write({"state": "left", "problem": "foreign"})
        return lines.filtered(lambda line: line.state == "plan")

    def _apply(self, lines):
        rest = self.line_ids - lines
        rest.filtered(lambda line: line.state == "plan").write(
            {"state": "left", "problem": "nobody"}
        )
        for kind, same in lines._group_in_order().items():
            same._apply_kind(kind)

    def _after_hand_over(self):
        """Hook: everything is written; the people are told."""
