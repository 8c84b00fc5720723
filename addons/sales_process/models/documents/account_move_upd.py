from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

UPD_STATUSES = [
    ("1", "1: VAT invoice and transfer document"),
    ("2", "2: transfer document only"),
]


class AccountMove(models.Model):
    """What the universal transfer document says beside the invoice itself.

    1. The status is that of the seller on the day when the invoice is made: 1 when he
       pays VAT. It stays when the company changes its regime.
    2. Payments (line 5) and VAT invoices of advances (line 5б) are proposed from the
       ERP; what a person types instead stays. A dash means: none.
    """

    _inherit = "account.move"

    l10n_ru_seller_country = fields.Char(
        string="Country of the Seller", related="company_id.country_id.code"
    )
    l10n_ru_upd_status = fields.Selection(
        UPD_STATUSES,
        string="Status of the UPD",
        compute="_compute_l10n_ru_upd_status",
        store=True,
        readonly=False,
        copy=False,
    )
    l10n_ru_correction_no = fields.Char(string="Correction Number", copy=False)
    l10n_ru_correction_date = fields.Date(string="Correction Date", copy=False)
    l10n_ru_consignor_id = fields.Many2one(
        "res.partner",
        string="Consignor",
        copy=False,
        help="Who ships the goods, when it is not the seller.",
    )
    l10n_ru_gov_contract = fields.Char(
        string="Identifier of the Government Contract", copy=False
    )
    l10n_ru_shipment_document = fields.Char(
        string="Shipment Document",
        copy=False,
        help="Line 5а. Empty: the universal transfer document itself.",
    )
    l10n_ru_payment_refs = fields.Char(
        string="Payment Documents",
        compute="_compute_l10n_ru_payment_refs",
        inverse="_inverse_l10n_ru_payment_refs",
        # sudo: numbers and dates of the payments of a document that the user reads
        compute_sudo=True,
        help="Line 5: payments received before the shipment. Proposed from the payments "
        "of the invoice and of its advances; a dash means none.",
    )
    l10n_ru_payment_refs_typed = fields.Char(copy=False)
    l10n_ru_advance_refs = fields.Char(
        string="VAT Invoices of Advances",
        compute="_compute_l10n_ru_advance_refs",
        inverse="_inverse_l10n_ru_advance_refs",
        # sudo: numbers and dates of the advances of a document that the user reads
        compute_sudo=True,
        help="Line 5б, from 01.04.2026: numbers and dates parted by a semicolon. "
        "Proposed from the down payment invoices of the same orders; a dash means none.",
    )
    l10n_ru_advance_refs_typed = fields.Char(copy=False)

    def _auto_init(self):
        # invoices of the past keep an empty status: that of the company counts
        if not column_exists(self.env.cr, "account_move", "l10n_ru_upd_status"):
            create_column(self.env.cr, "account_move", "l10n_ru_upd_status", "varchar")
        return super()._auto_init()

    @api.depends("company_id", "move_type")
    def _compute_l10n_ru_upd_status(self):
        for move in self:
            if move.move_type != "out_invoice":
                move.l10n_ru_upd_status = False
            elif not move.l10n_ru_upd_status:
                move.l10n_ru_upd_status = move._get_default_upd_status()

    def _get_default_upd_status(self):
        return "1" if self.company_id.l10n_ru_vat_payer else "2"

    def _get_upd_status(self):
        """The status of the document, of old invoices that of the company today."""
        return self.l10n_ru_upd_status or self._get_default_upd_status()

    # ---- line 5: payments ------------------------------------------------------------

    @api.depends(
        "l10n_ru_payment_refs_typed",
        "invoice_date",
        "payment_state",
        "line_ids.sale_line_ids",
    )
    def _compute_l10n_ru_payment_refs(self):
        for move in self:
            move.l10n_ru_payment_refs = (
                move.l10n_ru_payment_refs_typed or move._get_payment_refs()
            )

    def _inverse_l10n_ru_payment_refs(self):
        for move in self:
            # what was proposed and left as it is follows later payments
            proposed = move.sudo()._get_payment_refs()
            typed = move.l10n_ru_payment_refs
            move.l10n_ru_payment_refs_typed = typed if typed != proposed else False

    # ---- line 5б: advances -----------------------------------------------------------

    @api.depends("l10n_ru_advance_refs_typed", "invoice_date", "line_ids.sale_line_ids")
    def _compute_l10n_ru_advance_refs(self):
        for move in self:
            move.l10n_ru_advance_refs = (
                move.l10n_ru_advance_refs_typed or move._get_advance_refs()
            )

    def _inverse_l10n_ru_advance_refs(self):
        for move in self:
            proposed = move.sudo()._get_advance_refs()
            typed = move.l10n_ru_advance_refs
            move.l10n_ru_advance_refs_typed = typed if typed != proposed else False
