from dataclasses import replace

from odoo import models
from odoo.fields import Domain

from .sales_handover_mixin import Fact


class MailActivity(models.Model):
    """Open tasks on documents, planned calls among them; own to-dos stay private."""

    _name = "mail.activity"
    _inherit = ["mail.activity", "sales.handover.mixin"]

    _handover_kind = "task"
    _handover_groups = (
        "sales_process.group_salesperson",
        "sales_process.group_engineer",
    )

    def _get_handover_open_domain(self):
        return Domain("active", "=", True) & Domain("res_model", "!=", False)

    def _get_handover_facts(self):
        """A task goes together with its document; tasks on deleted ones stay."""
        result = {}
        for model, tasks in self.grouped("res_model").items():
            documents = self.env[model].browse(tasks.mapped("res_id")).exists()
            facts = self._get_document_facts(documents)
            for task in tasks:
                fact = facts.get(documents.browse(task.res_id))
                if fact:
                    result[task] = task._get_task_fact(fact)
        return result

    def _get_document_facts(self, documents):
        if isinstance(documents, self.env.registry["sales.handover.mixin"]):
            return documents._get_handover_facts()
        return {document: self._get_other_fact(document) for document in documents}

    def _get_other_fact(self, document):
        """A document that is not handed over itself, for example a purchase."""
        names = document._fields
        client = self.env["res.partner"]
        if "partner_id" in names and names["partner_id"].comodel_name == client._name:
            client = document.partner_id.commercial_partner_id
        team = self.env["crm.team"]
        if "team_id" in names and names["team_id"].comodel_name == team._name:
            team = document.team_id
        together = client or document
        return Fact(
            name=document.display_name,
            client=client,
            key=(together._name, together.id),
            team=team,
        )

    def _get_task_fact(self, fact):
        kind = self.activity_type_id.name or ""
        return replace(
            fact,
            name=f"{self.summary or kind} · {fact.name}",
            info=kind,
            amount=0.0,
        )
