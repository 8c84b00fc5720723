from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class SalesDocumentUpload(models.TransientModel):
    """Files become documents of a deal: of which kind, one document or several.

    Opened for a document of the ERP (`source`), the files are its signed scan; opened
    for a document kept by hand, they are added to it.
    """

    _name = "sales.document.upload"
    _description = "Add Documents to a Deal"

    lead_id = fields.Many2one(
        "crm.lead",
        string="Deal",
        required=True,
        domain="[('is_department', '=', True)]",
    )
    res_model = fields.Char()
    res_id = fields.Many2oneReference(model_field="res_model")
    source_name = fields.Char(string="Document", compute="_compute_source_name")
    kind_id = fields.Many2one(
        "sales.document.kind", domain="[('is_manual', '=', True)]"
    )
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Files", bypass_search_access=True
    )
    is_separate = fields.Boolean(
        string="Each File Is a Document",
        default=True,
        help="Off: all files are pages of one document.",
    )
    number = fields.Char()
    date = fields.Date(default=fields.Date.context_today)
    amount = fields.Monetary()
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    is_signed = fields.Boolean(string="Signed by the Client")
    signed_by = fields.Char()
    original_received = fields.Boolean()
    note = fields.Text()

    @api.depends("res_model", "res_id")
    def _compute_source_name(self):
        for wizard in self:
            wizard.source_name = wizard._get_source().display_name or ""

    @api.onchange("kind_id")
    def _onchange_kind_id(self):
        """The scan of a printed form has the number and the date of the form."""
        source = self._get_source()
        if not source or source._name == "sales.document":
            return
        number, day = source._get_printed_reference(self.kind_id.code)
        self.number = number or self.number
        self.date = day or self.date

    @api.model
    def _open(self, lead, source=None):
        """Window that asks for the files.

        :param lead: the deal
        :param source: document of the ERP or `sales.document` that they belong to
        """
        context = {"default_lead_id": lead.id}
        if source:
            context |= {
                "default_res_model": source._name,
                "default_res_id": source.id,
                "default_is_signed": True,
                "default_is_separate": False,
            }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Signed scan")
            if source
            else self.env._("Add documents"),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    def _get_source(self):
        documents = self.env["sales.document"]
        known = [*documents._get_source_models(), documents._name]
        if not self.res_id or self.res_model not in known:
            return documents
        # sudo: whoever keeps the scan of a shipment need not see the shipment
        return self.env[self.res_model].sudo().browse(self.res_id).exists()

    def action_apply(self):
        """
        :raises UserError: no file, or no kind
        """
        self.ensure_one()
        source = self._get_source()
        if source and not self.attachment_ids:
            raise UserError(self.env._("Choose the file of the signed document."))
        if source and source._name == "sales.document":
            self._add_to(source.sudo(False))
        else:
            self.env["sales.document"].create(self._prepare_documents(source))
        return {"type": "ir.actions.act_window_close"}

    def _add_to(self, document):
        values = {
            "attachment_ids": [Command.link(file.id) for file in self.attachment_ids]
        }
        if self.is_signed:
            values |= {"is_signed": True, "signed_by": self.signed_by}
        if self.original_received:
            values["original_received"] = True
        document.write(values)

    def _prepare_documents(self, source):
        kind = self._get_kind(source)
        if not kind:
            raise UserError(self.env._("Say which kind of document it is."))
        files = self.attachment_ids
        several = self.is_separate and not source and len(files) > 1
        return [
            {
                **self._prepare_document(kind),
                "number": self.number
                if not several
                else file.name.rpartition(".")[0] or file.name,
                "attachment_ids": [Command.set(file.ids)],
            }
            for file in (files if several else [files])
        ]

    def _get_kind(self, source):
        if not source:
            return self.kind_id
        return self.kind_id or self.env["sales.document.kind"].search(
            [("code", "=", source._get_document_kind())]
        )

    def _prepare_document(self, kind):
        return {
            "lead_id": self.lead_id.id,
            "kind_id": kind.id,
            "date": self.date,
            "amount": self.amount,
            "currency_id": self.currency_id.id,
            "is_signed": self.is_signed,
            "signed_by": self.signed_by,
            "original_received": self.original_received,
            "note": self.note,
            "res_model": self.res_model,
            "res_id": self.res_id,
        }
