from odoo import api, fields, models
from odoo.exceptions import ValidationError

STATES = [("valid", "In Force"), ("cancelled", "Cancelled")]


class SalesDocument(models.Model):
    """A document of a deal that is kept by hand: contract, UPD, signed scan (R096).

    1. It belongs to a deal and has a kind, which says whether it must be signed and
       whether the original must come back.
    2. With ``res_model`` and ``res_id`` it belongs to a document of the ERP as well: a
       signed waybill to its shipment. That document counts as signed then.
    3. A scan of the same kind as its document (``is_scan``) is no document of its own:
       the register shows it as files of the other one.
    4. Files are checked and never shared with other records (see
       `sales_document_file.py`); who deletes is said in `sales_document_guard.py`.
    """

    _name = "sales.document"
    _description = "Document of a Deal"
    _inherit = ["mail.thread"]
    _goes_to_client = True
    _order = "date desc, id desc"
    _rec_names_search = ["number", "kind_id"]

    lead_id = fields.Many2one(
        "crm.lead",
        string="Deal",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('is_department', '=', True)]",
    )
    kind_id = fields.Many2one(
        "sales.document.kind", required=True, ondelete="restrict", tracking=True
    )
    number = fields.Char(tracking=True)
    date = fields.Date(default=fields.Date.context_today, tracking=True)
    amount = fields.Monetary(tracking=True)
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_from_lead",
        store=True,
        readonly=False,
        precompute=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        compute="_compute_from_lead",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_from_lead",
        store=True,
        precompute=True,
        required=True,
    )
    state = fields.Selection(
        STATES, required=True, default="valid", readonly=True, copy=False, tracking=True
    )
    is_signed = fields.Boolean(string="Signed", copy=False, tracking=True)
    signed_on = fields.Date(
        compute="_compute_signed_on",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
    )
    signed_by = fields.Char(
        copy=False, help="Who has signed for the client.", tracking=True
    )
    original_received = fields.Boolean(copy=False, tracking=True)
    original_date = fields.Date(
        string="Original Received On",
        compute="_compute_original_date",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
    )
    note = fields.Text()
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Files", copy=False, bypass_search_access=True
    )
    res_model = fields.Char(string="Model of the Document", readonly=True, copy=False)
    res_id = fields.Many2oneReference(
        string="Belongs to the Document",
        model_field="res_model",
        readonly=True,
        copy=False,
    )
    is_scan = fields.Boolean(
        string="Scan of a Document of the ERP",
        compute="_compute_is_scan",
        store=True,
        precompute=True,
    )
    needs_signature = fields.Boolean(related="kind_id.needs_signature")
    needs_original = fields.Boolean(related="kind_id.needs_original")
    source_name = fields.Char(string="Document", compute="_compute_source_name")

    _source_idx = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")

    @api.depends("lead_id")
    def _compute_from_lead(self):
        for document in self:
            lead = document.lead_id
            company = lead.company_id or document.company_id or self.env.company
            document.company_id = company
            document.currency_id = document.currency_id or company.currency_id
            document.partner_id = document.partner_id or lead.partner_id

    @api.depends("is_signed")
    def _compute_signed_on(self):
        today = fields.Date.context_today(self)
        for document in self:
            document.signed_on = document.is_signed and (document.signed_on or today)

    @api.depends("original_received")
    def _compute_original_date(self):
        today = fields.Date.context_today(self)
        for document in self:
            document.original_date = document.original_received and (
                document.original_date or today
            )

    @api.depends("res_model", "res_id", "kind_id")
    def _compute_is_scan(self):
        for document in self:
            source = document._get_source()
            document.is_scan = bool(source) and (
                source._get_document_kind() == document.kind_id.code
            )

    @api.depends("res_model", "res_id")
    def _compute_source_name(self):
        for document in self:
            document.source_name = document._get_source().display_name or ""

    @api.depends("kind_id", "number")
    def _compute_display_name(self):
        for document in self:
            parts = (document.kind_id.name, document.number)
            document.display_name = " ".join(filter(None, parts))

    def _get_source(self):
        """The document of the ERP that this one belongs to; it may be gone.

        With all rights: a scan names its document to everybody who sees the scan.
        """
        if not self.res_id or self.res_model not in self._get_source_models():
            return self.env["sales.document"]
        # sudo: the salesperson need not see the shipment whose scan he keeps
        return self.env[self.res_model].sudo().browse(self.res_id).exists()

    @api.model
    def _get_source_models(self):
        """Models whose documents may have signed scans."""
        mixin = "sales.document.source"
        return sorted(self.env.registry.descendants([mixin], "_inherit") - {mixin})

    @api.constrains("res_model", "res_id")
    def _check_source(self):
        for document in self.filtered("res_id"):
            source = document._get_source()
            if not source or document.lead_id not in source._get_document_deals():
                raise ValidationError(
                    self.env._(
                        "%(document)s is not a document of the deal “%(deal)s”.",
                        document=source.display_name or self.env._("This"),
                        deal=document.lead_id.name,
                    )
                )

    @api.constrains("lead_id")
    def _check_lead(self):
        for document in self:
            if not document.lead_id.sudo().is_department:
                raise ValidationError(
                    self.env._(
                        "“%(lead)s” is not a deal of a sales department.",
                        lead=document.lead_id.sudo().name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._adopt_files()
        documents._tell_deals()
        return documents

    def write(self, vals):
        self._check_frozen(vals)
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_files()
        if {"is_signed", "original_received", "state", "kind_id"} & vals.keys():
            self._tell_deals()
        return result

    def action_cancel(self):
        self.state = "cancelled"
        return True

    def action_restore(self):
        self.state = "valid"
        return True

    def action_open_source(self):
        """The document of the ERP that this scan belongs to."""
        self.ensure_one()
        return self.env["sales.document.register"]._open(self.res_model, self.res_id)

    def _tell_deals(self):
        """A signed document may be the last thing that a deal waits for."""
        # sudo: accountants note signatures and originals, they do not move deals
        deals = self.sudo().lead_id
        for document in self:
            deals |= document._get_source()._get_document_deals()
        deals._advance()

    def _get_document_deals(self):
        """As documents of the ERP do, see `sales.document.source`."""
        return self.lead_id
