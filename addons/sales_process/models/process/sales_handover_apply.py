from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import LockError, UserError

# tasks come last: giving a task subscribes its new owner to the document
LAST_KIND = "task"


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


class SalesHandoverLine(models.Model):
    _inherit = "sales.handover.line"

    def _group_in_order(self):
        """Return {kind: lines}, tasks at the end."""
        kinds = self.grouped("kind")
        return dict(sorted(kinds.items(), key=lambda item: item[0] == LAST_KIND))

    def _get_facts(self):
        """Return {line: Fact} of the documents that are still there."""
        result = {}
        for kind, lines in self.grouped("kind").items():
            records = self._get_model(kind).browse(lines.mapped("res_id")).exists()
            facts = records._get_handover_facts()
            for line in lines:
                fact = facts.get(records.browse(line.res_id))
                if fact:
                    result[line] = fact
        return result

    def _apply_kind(self, kind):
        """Make the new people responsible for documents of one kind."""
        good = self._settle(
            self._find_problems(kind, "old_user_id", "new_user_id"), "left"
        )
        records = good._get_records(kind)
        followers = good._get_followers(records)
        good._note_followers(followers)
        for (old, new), lines in good._group_by_move().items():
            moved = lines._get_records(kind)
            moved._set_handover_user(new)
            moved._move_followers(old.partner_id, new.partner_id)
        good.write({"state": "done"})

    def _settle(self, problems, state):
        """Note what cannot be done; return the lines that can.

        :param problems: {line: one of PROBLEMS}
        """
        groups = defaultdict(list)
        for line, problem in problems.items():
            groups[problem].append(line.id)
        for problem, ids in groups.items():
            self.browse(ids).write({"state": state, "problem": problem})
        return self.filtered(lambda line: line not in problems)

    def _find_problems(self, kind, before, after):
        """Lock the documents of the lines; return {line: why it must stay}.

        :param before: field of the line with the responsible that is expected
        :param after: field with the one to come
        """
        model = self._get_model(kind).with_context(active_test=False)
        locked = model.browse(self.mapped("res_id")).try_lock_for_update(
            allow_referencing=True
        )
        locked.invalidate_recordset()
        still_open = locked.filtered_domain(model._get_handover_open_domain())
        records = {record.id: record for record in still_open}
        absent = self._find_absent(model, locked, records)
        allowed = set(self.handover_id._get_allowed(kind).ids)
        problems = {}
        for line in self:
            why = absent.get(line.res_id)
            if not why and records[line.res_id][model._handover_field] != line[before]:
                why = "changed"
            if not why and after == "new_user_id":
                why = line._find_misfit(records[line.res_id], allowed)
            if why:
                problems[line] = why
        return problems

    def _find_absent(self, model, locked, records):
        """Return {document id: why it cannot be written}."""
        wanted = set(self.mapped("res_id"))
        there = set(model.browse(wanted).exists().ids)
        busy = there - set(locked.ids)
        absent = dict.fromkeys(busy, "locked")
        absent.update(dict.fromkeys(wanted - records.keys() - busy, "closed"))
        return absent

    def _find_misfit(self, record, allowed):
        """Why the new person cannot be responsible for the document."""
        user = self.new_user_id
        if user.id not in allowed or not user.active:
            return "rights"
        company = record["company_id"] if "company_id" in record._fields else False
        return "company" if company and company not in user.company_ids else None

    def _get_records(self, kind):
        return self._get_model(kind).browse(self.mapped("res_id"))

    def _group_by_move(self):
        """Return {(old user, new user): lines}."""
        groups = defaultdict(list)
        for line in self:
            groups[line.old_user_id, line.new_user_id].append(line.id)
        return {move: self.browse(ids) for move, ids in groups.items()}

    # ---- followers ---------------------------------------------------------------

    def _get_followers(self, records):
        """Return {(document id, partner id)}: who of the people follows what."""
        people = (self.old_user_id | self.new_user_id).partner_id
        followers = self.env["mail.followers"].search_fetch(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("partner_id", "in", people.ids),
            ],
            ["res_id", "partner_id"],
        )
        return {(row.res_id, row.partner_id.id) for row in followers}

    def _note_followers(self, followers):
        """Remember on the lines who followed before, for undoing."""
        groups = defaultdict(list)
        for line in self:
            old = (line.res_id, line.old_user_id.partner_id.id) in followers
            new = (line.res_id, line.new_user_id.partner_id.id) in followers
            groups[old, new].append(line.id)
        for (old, new), ids in groups.items():
            self.browse(ids).write({"was_following": old, "was_followed": new})
