from odoo import api, fields, models
from odoo.tools import format_datetime


class CrmLead(models.Model):
    """What the form of a deal says first: the time left and what is next.

    One JSON value for the screen: it is computed with the form, also while somebody
    types, so that the list gets shorter before anything is saved.
    """

    _inherit = "crm.lead"

    process_panel = fields.Json(
        compute="_compute_process_panel",
        compute_sudo=True,
        export_string_translation=False,
    )

    @api.depends(lambda self: self._checklist_depends())
    @api.depends_context("lang", "tz", "uid")
    def _compute_process_panel(self):
        routes = self._get_routes()
        targets = self._get_next_stages(routes)
        missing = self._find_missing(targets, routes=routes)
        for lead in self:
            lead.process_panel = lead in routes and {
                "can_act": lead._may_act(),
                "active": lead.active,
                "type": lead.type,
                "stage": {"id": lead._origin.stage_id.id, "name": lead.stage_id.name},
                "instruction": str(lead.stage_id.instruction or ""),
                "time": lead._prepare_time(),
                "next": lead._prepare_next(targets.get(lead)),
                "items": lead._prepare_items(routes, targets, missing),
                "held": lead.stage_held,
                "by_itself": lead._leaves_by_itself(),
                "decision": lead._prepare_decision(),
                "role": lead._prepare_role(),
            }

    def _prepare_next(self, target):
        if not target:
            return False
        return {
            "id": target.id,
            "name": self.env["crm.stage"].browse(target.id).name,
        }

    def _may_act(self):
        """Whether who looks moves the deal, or only reads it."""
        # the value is computed with all rights: who looks is asked separately
        looking = self._origin.with_user(self.env.uid).sudo(False)
        return not looking or looking.has_access("write")

    # ---- the checklist -------------------------------------------------------------

    def _prepare_items(self, routes, targets, missing):
        """Everything that is asked for the next stage, done or not."""
        target = targets.get(self)
        if not target:
            return []
        lacking = {item.requirement_id: item for item in missing[self]}
        rules = [
            rule
            for _stage, rule in self._get_asked(routes[self], target)
            if self.filtered_domain(rule.only)
        ]
        messages = self.env["crm.stage.requirement"].browse(rule.id for rule in rules)
        items = [
            {
                "text": self._get_missing_text(lacking[rule.id])
                if rule.id in lacking
                else message.message,
                "done": rule.id not in lacking,
                "link": self._get_link(rule.field, rule.check),
            }
            for rule, message in zip(rules, messages, strict=True)
        ]
        items += [
            {
                "text": self._get_missing_text(item),
                "done": False,
                "link": self._get_link("", item.check),
            }
            for item in missing[self]
            if not item.requirement_id
        ]
        unique = {}
        for item in items:  # asked when leaving one stage and when entering the next
            unique.setdefault((item["text"], item["done"]), item)
        return list(unique.values())

    def _get_link(self, field, check):
        """Where a thing is put right, for the screen; False: nowhere in particular."""
        link = ("field", field) if field else self._get_check_links().get(check)
        return link and {"kind": link[0], "name": link[1]}

    # ---- the time ------------------------------------------------------------------

    def _prepare_time(self):
        """How much working time is left, in words, and how bad it is."""
        deadline = self.stage_deadline
        if not deadline or not self.active:
            return False
        now = fields.Datetime.now()
        late = deadline < now
        hours = self._count_working(*((deadline, now) if late else (now, deadline)))
        rules = self._get_stage_rules()
        soon = bool(rules and hours <= max(rules.remind_hours, rules.sla_hours / 5))
        amount = self._format_working(hours)
        return {
            "state": "late" if late else "soon" if soon else "ok",
            "text": self.env._("late by %(amount)s", amount=amount)
            if late
            else self.env._("%(amount)s left", amount=amount),
            "exact": format_datetime(self.env, deadline, dt_format="short"),
        }

    def _format_working(self, hours):
        """Working time in the largest fitting unit: "2 d", "6 h", "20 min"."""
        day = self._get_working_calendar()._get_day_hours()
        if hours >= 2 * day:
            return self.env._("%(n)s d", n=round(hours / day))
        if hours >= 1:
            return self.env._("%(n)s h", n=round(hours))
        return self.env._("%(n)s min", n=round(hours * 60))

    # ---- people --------------------------------------------------------------------

    def _prepare_decision(self):
        """What waits for the head, and whether the user is the one who decides."""
        labels = {
            "called": self.env._("The salesperson calls the head"),
            "late": self.env._("Late: the head decides"),
            "director": self.env._("Late: the director decides"),
        }
        # the value is computed with all rights: who looks is asked separately
        decides = self.with_user(self.env.uid).sudo(False)._may_decide()
        return {
            "can_decide": decides,
            "state": self.escalation_state,
            "label": labels.get(self.escalation_state, ""),
            "reason": self.escalation_reason or "",
            "is_won": self.stage_id.is_won,
        }

    def _prepare_role(self):
        """The colleague who should lead this stage."""
        rules = self._get_stage_rules()
        person = self.proposed_user_id
        if not (rules and rules.role and person):
            return False
        field = self.env["crm.stage"]._fields["role"]
        labels = dict(field._description_selection(self.env))
        return {"user": person.name, "role": labels[rules.role].split(":")[0]}
