from odoo import api, fields, models

# how many missing documents a message names
NAMED = 10


class CrmLead(models.Model):
    """The register of documents on the deal, and what of it is missing (R096, R102)."""

    _inherit = "crm.lead"

    document_ids = fields.One2many("sales.document", "lead_id", copy=False)
    register_ids = fields.One2many(
        "sales.document.register", "lead_id", string="Documents", readonly=True
    )
    register_count = fields.Integer(
        string="Number of Documents", compute="_compute_register_count"
    )

    can_add_documents = fields.Boolean(compute="_compute_can_add_documents")

    @api.depends_context("uid")
    def _compute_can_add_documents(self):
        self.can_add_documents = self.env["sales.document"].has_access("create")

    @api.depends("register_ids")
    @api.depends_context("uid")
    def _compute_register_count(self):
        may_read = self.env["sales.document.register"].has_access("read")
        for lead in self:
            lead.register_count = may_read and len(lead.register_ids)

    # ---- actions -----------------------------------------------------------------------

    def action_view_register(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_document_register_action"
        )
        return {
            **action,
            "domain": [("lead_id", "=", self.id)],
            "context": {"sales_process_lead_id": self.id},
        }

    def action_add_document(self):
        """Ask for files and their kind."""
        self.ensure_one()
        return self.env["sales.document.upload"]._open(self)

    def _merge_dependences(self, opportunities):
        """Documents move to the lead that stays."""
        super()._merge_dependences(opportunities)
        # sudo: documents of the other leads, whoever merges
        opportunities.sudo().document_ids.write({"lead_id": self.id})

    # ---- checks ------------------------------------------------------------------------

    @api.model
    def _checklist_depends(self):
        return (
            *super()._checklist_depends(),
            "document_ids.is_signed",
            "document_ids.original_received",
            "document_ids.state",
        )

    @api.model
    def _get_check_links(self):
        return {
            **super()._get_check_links(),
            "documents_signed": ("field", "register_ids"),
        }

    def _passes_documents_signed(self):
        """Nothing that its kind asks for is missing in the register."""
        groups = self._get_incomplete()._read_group(
            self._get_incomplete_domain(), ["lead_id"]
        )
        lacking = {lead.id for (lead,) in groups}
        return self.filtered(lambda lead: lead._origin.id not in lacking)

    def _get_incomplete(self):
        # sudo: the answer may lie in documents that the user cannot read
        return self.env["sales.document.register"].sudo()

    def _get_incomplete_domain(self):
        return [("lead_id", "in", self._origin.ids), ("is_incomplete", "=", True)]

    def _describe_missing(self, missing):
        """Kind and number of each missing document."""
        if missing.check != "documents_signed":
            return super()._describe_missing(missing)
        rows = self._get_incomplete().search(
            self._get_incomplete_domain(), limit=NAMED + 1
        )
        names = [row._describe_incomplete() for row in rows[:NAMED]]
        if len(rows) > NAMED:
            names.append("…")
        return ", ".join(names)


class CrmStage(models.Model):
    _inherit = "crm.stage"

    @api.model
    def _get_checks_after_contract(self):
        return super()._get_checks_after_contract() | {"documents_signed"}
