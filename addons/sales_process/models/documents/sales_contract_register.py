from odoo import api, fields, models
from odoo.tools import SQL

from .sales_contract_flow import EDITABLE
from .sales_document_branches import Branch


class SalesContract(models.Model):
    """A contract is a document of its deals: it is in the register, scans sign it."""

    _name = "sales.contract"
    _inherit = ["sales.contract", "sales.document.source", "sales.printed.record"]
    _goes_to_client = True

    def _get_document_deals(self):
        deals = self.lead_id | self.order_ids.opportunity_id
        return deals.filtered("is_department")

    def _get_document_kind(self):
        return "contract"

    def _get_print_title(self, form):
        return self._get_basis_name()


class SalesServiceContract(models.Model):
    """Periodic service by a contract of ours."""

    _inherit = "sales.service.contract"

    contract_id = fields.Many2one(
        "sales.contract",
        string="Legal Text",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The contract with its text and signatories, when it was made here.",
    )


class SalesDocument(models.Model):
    """A signed scan of a contract signs it."""

    _inherit = "sales.document"

    def _tell_deals(self):
        result = super()._tell_deals()
        for scan in self.filtered(lambda document: document.is_scan):
            if scan.res_model == "sales.contract" and scan._signs():
                contract = scan._get_source()
                if contract.state in EDITABLE:
                    contract._sign(scan.signed_on)
        return result

    def _signs(self):
        return self.is_signed and self.state == "valid"


class CrmLead(models.Model):
    """The contracts of a deal: its own and those of its orders."""

    _inherit = "crm.lead"

    contract_count = fields.Integer(
        string="Number of Contracts", compute="_compute_contract_count"
    )

    @api.depends("order_ids.contract_id")
    @api.depends_context("uid")
    def _compute_contract_count(self):
        contracts = self.env["sales.contract"]
        may_read = contracts.has_access("read")
        for lead in self:
            found = (
                contracts.search_count(lead._get_contract_domain()) if may_read else 0
            )
            lead.contract_count = found

    def _get_contract_domain(self):
        # sudo: contracts of orders of colleagues are told by the rules of contracts
        orders = self.sudo().order_ids
        return [
            "|",
            ("lead_id", "in", self.ids),
            ("id", "in", orders.contract_id.ids),
        ]

    def action_view_contracts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_contract_action"
        )
        return {
            **action,
            "domain": self._get_contract_domain(),
            "context": {
                "default_lead_id": self.id,
                "default_partner_id": self.partner_id.commercial_partner_id.id,
            },
        }

    def _merge_dependences(self, opportunities):
        """Contracts move to the lead that stays."""
        super()._merge_dependences(opportunities)
        # sudo: contracts of the other leads, whoever merges
        contracts = self.env["sales.contract"].sudo()
        contracts.search([("lead_id", "in", opportunities.ids)]).lead_id = self


class SalesDocumentBranches(models.AbstractModel):
    """Contracts and their specifications in the register."""

    _inherit = "sales.document.branches"

    def _get_branches(self):
        return [
            *super()._get_branches(),
            Branch(10, "sales.contract", self._select_client_contracts()),
            Branch(11, "sale.order", self._select_specifications()),
        ]

    def _select_client_contracts(self):
        return SQL(
            """
            SELECT c.id, 'contract', c.name, c.date,
                   CASE WHEN c.state <> 'cancelled' THEN NULLIF(c.amount, 0) END,
                   c.currency_id, %s, c.state, c.state IN ('signed', 'ended'), FALSE,
                   c.company_id
              FROM sales_contract c
             WHERE c.id IN (
                   SELECT own.id FROM sales_contract own WHERE own.lead_id = lead.id
                    UNION
                   SELECT o.contract_id
                     FROM sale_order o
                    WHERE o.opportunity_id = lead.id AND o.contract_id IS NOT NULL)
            """,
            self._state(
                SQL("c.state"),
                draft=("draft",),
                done=("signed", "ended"),
                cancelled=("cancelled",),
            ),
        )

    def _select_specifications(self):
        """Appendix 1 is signed with its contract, later ones as the orders they are."""
        signed = SQL(
            "(o.signed_on IS NOT NULL OR (o.specification_no = 1 "
            "AND c.state IN ('signed', 'ended')))"
        )
        return SQL(
            """
            SELECT o.id, 'specification', c.name || '/' || o.specification_no, %(day)s,
                   CASE WHEN 'cancel' <> o.state THEN o.amount_total END,
                   o.currency_id,
                   CASE WHEN o.state = 'cancel' OR c.state = 'cancelled'
                        THEN 'cancelled'
                        WHEN %(signed)s THEN 'done'
                        WHEN c.state = 'draft' THEN 'draft' ELSE 'open' END,
                   o.state, %(signed)s, FALSE, o.company_id
              FROM sale_order o
              JOIN LATERAL (SELECT * FROM sales_contract
                             WHERE id = o.contract_id OFFSET 0) c ON TRUE
             WHERE o.opportunity_id = lead.id AND o.contract_id IS NOT NULL
               AND c.kind <> 'invoice'
            """,
            day=self._day(SQL("o.date_order")),
            signed=signed,
        )


class SalesDocumentRegister(models.Model):
    """What the rows of contracts are made of."""

    _inherit = "sales.document.register"
    _depends = {
        "sales.contract": [
            "amount", "company_id", "currency_id", "date", "kind", "lead_id", "name",
            "state",
        ],
        "sale.order": ["contract_id", "specification_no"],
    }  # fmt: skip
