from collections import Counter

from markupsafe import Markup

from odoo import models

LISTED = 100  # documents named in one notification


class SalesHandover(models.Model):
    """Who is told: each new person once, each document by a note."""

    _inherit = "sales.handover"

    def _after_hand_over(self):
        super()._after_hand_over()
        done = self.sudo().line_ids.filtered(lambda line: line.state == "done")
        self._log_on_documents(done, self._get_note)
        for user, lines in done.grouped("new_user_id").items():
            self._notify_new_person(user, lines)
        counts = self._count_states()
        self._message_log(
            body=self.env._(
                "Handed over: %(done)s. Not handed over: %(left)s.",
                done=counts["done"],
                left=counts["left"],
            )
        )

    def _after_undo(self):
        super()._after_undo()
        back = self.sudo().line_ids.filtered(lambda line: line.state == "undone")
        self._log_on_documents(back, self._get_undo_note)
        counts = self._count_states()
        self._message_log(
            body=self.env._(
                "Given back: %(done)s. Not given back: %(left)s.",
                done=counts["undone"],
                left=counts["kept"],
            )
        )

    def _count_states(self):
        return Counter(self.sudo().line_ids.mapped("state"))

    # ---- notes -------------------------------------------------------------------

    def _log_on_documents(self, lines, get_note):
        """One note on each document, in batches; tasks have none."""
        for kind, same in lines.grouped("kind").items():
            if "message_ids" not in lines._get_model(kind)._fields:
                continue
            for (old, new), group in same._group_by_move().items():
                records = group._get_records(kind)
                note = get_note(old, new)
                records._message_log_batch(dict.fromkeys(records.ids, note))

    def _get_note(self, old, new):
        if old:
            note = self.env._(
                "Handed over from %(old)s to %(new)s (%(handover)s).",
                old=old.name,
                new=new.name,
                handover=self.name,
            )
        else:
            note = self.env._(
                "Given to %(new)s (%(handover)s).", new=new.name, handover=self.name
            )
        return f"{note} {self.reason}" if self.reason else note

    def _get_undo_note(self, old, new):
        return self.env._(
            "The hand-over to %(new)s is undone (%(handover)s).",
            new=new.name,
            handover=self.name,
        )

    # ---- notification ------------------------------------------------------------

    def _notify_new_person(self, user, lines):
        """One notification with the list of what has come."""
        if user == self.env.user:
            return
        # sudo: the notification belongs to no document, the list is the new person's
        handover = self.sudo().with_context(lang=user.lang)
        handover.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=handover.env._(
                "Documents that are yours now: %(count)s (%(handover)s)",
                count=len(lines),
                handover=self.name,
            ),
            body=handover._render_list(lines),
        )

    def _render_list(self, lines):
        """The documents by kind, the first ones by name with a link."""
        kinds = dict(lines._fields["kind"]._description_selection(self.env))
        parts = [Markup("<p>%s</p>") % self.reason] if self.reason else []
        for kind, same in lines._group_in_order().items():
            title = Markup("<p><b>%s: %s</b></p>") % (kinds[kind], len(same))
            parts += [title, self._render_items(kind, same)]
        return Markup().join(parts)

    def _render_items(self, kind, lines):
        model = lines._get_model(kind)._name
        items = [
            Markup('<li><a href="/odoo/%s/%s">%s</a> %s</li>')
            % (model, line.res_id, line.name, line.info or "")
            if kind != "task"
            else Markup("<li>%s</li>") % line.name
            for line in lines[:LISTED]
        ]
        if len(lines) > LISTED:
            more = self.env._("and %(count)s more", count=len(lines) - LISTED)
            items.append(Markup("<li>%s</li>") % more)
        return Markup("<ul>%s</ul>") % Markup().join(items)
