from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.process.shares import Group, share_out

# field: the kind of documents that it takes
TAKES = {
    "take_clients": "client",
    "take_deals": "deal",
    "take_inquiries": "inquiry",
    "take_orders": "order",
    "take_tasks": "task",
}


class SalesHandover(models.Model):
    """The preview: what is handed over and who gets it."""

    _inherit = "sales.handover"

    @api.model
    def _get_models(self):
        """Return {kind: model of the documents}; addons add their own."""
        mixin = self.env.registry["sales.handover.mixin"]
        return {
            model._handover_kind: model._name
            for model in self.env.registry.values()
            if issubclass(model, mixin) and model._handover_kind
        }

    def _get_kinds(self):
        """The kinds of documents that are to be handed over."""
        return [kind for name, kind in self._get_takes().items() if self[name]]

    @api.model
    def _get_takes(self):
        """Return {field: kind}; addons add their own."""
        return TAKES

    def action_prepare(self):
        """List what is to be handed over, with the new people. Nothing is changed.

        :raises UserError: nobody is chosen
        """
        self.ensure_one()
        self._check_preview()
        self._check_may_hand_over()
        if not self.is_chosen:
            self._collect()
        self._distribute()
        return True

    def _collect(self):
        if not self.user_id:
            raise UserError(self.env._("Choose who leaves."))
        documents = {}
        for kind, model in self._get_models().items():
            if kind in self._get_kinds():
                # sudo: the list shows what the leaver has, whatever the rules of the
                # head; what is not of his department is left out below
                records = self.env[model].sudo().with_context(active_test=False)
                documents[kind] = records.search(
                    records._get_handover_users_domain(self.user_id), order="id"
                )
        self._make_lines(documents)

    def _make_lines(self, documents):
        """Replace the lines of the preview.

        :param documents: {kind: records}
        """
        values, left_out = [], 0
        territory = self._get_territory()
        away = set(self._get_clients_of_others().ids)
        for kind, records in documents.items():
            for record, fact in records._get_handover_facts().items():
                user = record[record._handover_field]
                is_away = kind == "client" and fact.client.id in away
                if is_away or not territory.has(fact.team, user):
                    left_out += 1
                else:
                    values.append(self._prepare_line(kind, record, fact, user))
        # sudo: lines come and go with the list only
        handover = self.sudo()
        handover.line_ids.unlink()
        handover.env["sales.handover.line"].create(values)
        handover.left_out_count = left_out

    def _get_clients_of_others(self):
        """Clients whose open deals are all in departments that the head does not lead."""
        if self._is_director() or not self.user_id:
            return self.env["res.partner"]
        # sudo: deals of other departments, only to leave their clients out
        leads = self.env["crm.lead"].sudo()
        deals = leads.search(leads._get_handover_users_domain(self.user_id))
        led = self.env["res.users"]._get_led_teams()
        own = deals.filtered(lambda deal: not deal.team_id or deal.team_id in led)
        return (deals - own).partner_id.commercial_partner_id - (
            own.partner_id.commercial_partner_id
        )

    def _prepare_line(self, kind, record, fact, user):
        return {
            "handover_id": self.id,
            "kind": kind,
            "res_id": record.id,
            "name": fact.name,
            "partner_id": fact.client.id,
            "group_key": f"{fact.key[0]},{fact.key[1]}",
            "info": fact.info,
            "amount": fact.amount,
            "old_user_id": user.id,
        }

    # ---- the new people ----------------------------------------------------------

    def _distribute(self):
        """Give every client with all that belongs to him to one person."""
        self._check_targets(self.target_ids)
        # sudo: the plan of the head, checked just above
        lines = self.sudo().line_ids
        shares = self._get_shares(lines)
        allowed = {kind: self._get_allowed(kind) for kind in set(lines.mapped("kind"))}
        plan = defaultdict(list)
        for line in lines:
            person = shares.get(line.group_key)
            fits = person and person in allowed[line.kind]
            plan[person if fits else None].append(line.id)
        for person, ids in plan.items():
            lines.browse(ids).write({"new_user_id": person.id if person else False})

    def _get_shares(self, lines):
        """Return {key of a group: who gets it}."""
        if self.method == "manual" or not self.target_ids:
            return {}
        counts, amounts = defaultdict(int), defaultdict(float)
        for line in lines:
            counts[line.group_key] += 1
            amounts[line.group_key] += line.amount
        groups = [Group(key, counts[key], amounts[key]) for key in counts]
        people = list(self.target_ids.sorted("id"))
        return share_out(groups, people, by_amount=self.method == "amount")

    @api.model
    def _open_document(self, kind, res_id):
        """
        :raises UserError: the document is deleted
        """
        record = self.env[self._get_models()[kind]].browse(res_id)
        if not record.exists():
            raise UserError(self.env._("The document does not exist any more."))
        if kind == "task":
            record = self.env[record.res_model].browse(record.res_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [[False, "form"]],
        }
