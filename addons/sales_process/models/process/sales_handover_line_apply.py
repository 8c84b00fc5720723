from collections import defaultdict

from odoo import models

# tasks come last: giving a task subscribes its new owner to the document
LAST_KIND = "task"


class SalesHandoverLine(models.Model):
    """Each line: what must stay and why, who follows, the change itself."""

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

    # ---- undoing -----------------------------------------------------------------

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
