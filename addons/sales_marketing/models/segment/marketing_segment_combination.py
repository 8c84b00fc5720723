from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .marketing_segment import SHOWN_NAMES


class MarketingSegment(models.Model):
    """A segment made of others, from the top down.

    1. Begin with who fits the questions, or with nobody.
    2. Each line crosses the members so far with another segment (and), adds it (or)
       or takes it away (not). The other segment counts with its own lines and lists.
    3. A segment can be part of itself by no way round.

    The user must be able to see every segment that is used; one that others use can
    be neither deleted, archived nor made private.
    """

    _inherit = "marketing.segment"

    line_ids = fields.One2many(
        "marketing.segment.line",
        "segment_id",
        string="Other segments",
        copy=True,
    )
    used_ids = fields.One2many(
        "marketing.segment.line",
        "other_id",
        string="Used by",
    )
    used_count = fields.Integer(
        string="Used in segments",
        compute="_compute_used_count",
        compute_sudo=True,
    )

    @api.depends("used_ids.segment_id")
    def _compute_used_count(self):
        for segment in self:
            segment.used_count = len(segment.used_ids.segment_id)

    @api.constrains("active", "sharing", "user_id")
    def _check_users(self):
        """Constraints run as superuser: segments that one does not see count too."""
        for segment in self:
            users = segment.used_ids.segment_id
            if not segment.active and users:
                raise ValidationError(segment._get_used_error(users))
            blind = users.filtered(segment._is_hidden_from)
            if blind:
                raise ValidationError(segment._get_used_error(blind))
            hidden = segment.line_ids.other_id.filtered(
                lambda other, user=segment: other._is_hidden_from(user),
            )
            if hidden:
                raise ValidationError(segment._get_hidden_error())

    def _is_hidden_from(self, user):
        """Whether somebody who sees segment ``user`` may not see this one."""
        is_private = self.sharing == "private" and self.user_id.active
        is_of_both = self.user_id == user.user_id and user.sharing == "private"
        return is_private and not is_of_both

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for segment in self:
            # sudo: segments that one does not see count too
            users = segment.sudo().used_ids.segment_id
            if users:
                raise UserError(segment._get_used_error(users))
            if segment.sudo().export_ids or segment.sudo().campaign_ids:
                raise UserError(
                    self.env._(
                        "Segment “%(segment)s” has exports or call campaigns, whose "
                        "history must stay. Archive it instead.",
                        segment=segment.name,
                    ),
                )

    def action_open_users(self):
        """Open the segments that use this one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_marketing.marketing_segment_action",
        )
        return {
            **action,
            "display_name": self.env._("Made with “%(segment)s”", segment=self.name),
            "domain": [("line_ids.other_id", "in", self.ids)],
        }

    @api.model
    def _get_definition_fields(self):
        return [
            *super()._get_definition_fields(),
            "line_ids.operation",
            "line_ids.other_id",
            "line_ids.sequence",
        ]

    def _combine(self, model, members, path):
        """Members after all the lines."""
        path = (*path, self._origin.id)
        for line in self.line_ids.sorted("sequence"):
            other = line.other_id
            if not other:  # a line that is being typed
                continue
            if other.id in path:
                raise UserError(self._get_circle_error())
            if not other.has_access("read"):
                raise UserError(self._get_hidden_error())
            found = other._get_set(model, path)
            members = getattr(self, f"_combine_{line.operation}")(model, members, found)
        return members

    def _combine_and(self, model, members, found):
        return members & found

    def _combine_or(self, model, members, found):
        return members | found

    def _combine_not(self, model, members, found):
        if found.is_false():
            return members
        return members & self._is_not_among("id", self._select_set(model, found))

    def _select_set(self, model, members):
        # the record rules stand in the outer search
        records = self.env[model]
        query = records._search(members, active_test=False, bypass_access=True)
        return self._select(query, "id")

    def _get_used_segments(self):
        """All segments that the lines lead to, over any number of steps."""
        found = self.browse()
        # sudo: a circle may go through segments that one does not see
        last = self.sudo().line_ids.other_id
        while last:
            found |= last
            last = last.line_ids.other_id - found
        return found.sudo(self.env.su)

    def _get_circle_error(self):
        return self.env._(
            "Segment “%(segment)s” would be part of itself. Take out of “Other "
            "segments” the one that already uses it.",
            segment=self.name or self.env._("New segment"),
        )

    def _get_hidden_error(self):
        return self.env._(
            "Segment “%(segment)s” uses a private segment that others cannot see. Take "
            "it out of “Other segments”, or let its owner share it.",
            segment=self.name or self.env._("New segment"),
        )

    def _get_used_error(self, users):
        visible = self.sudo(False).browse(users.ids)._filtered_access("read")
        names = ", ".join(f"“{one.name}”" for one in visible[:SHOWN_NAMES])
        return self.env._(
            "Segment “%(segment)s” is part of other segments (%(count)s): "
            "%(names)s. Take it out of them first.",
            segment=self.name,
            count=len(users),
            names=names or self.env._("private ones"),
        )
