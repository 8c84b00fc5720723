from odoo import api, fields, models
from odoo.exceptions import UserError

# the register gives these to the documents of the ERP
SYSTEM_CODES = frozenset(
    {
        "certificate",
        "certification_protocol",
        "claim",
        "contract",
        "credit_note",
        "invoice",
        "order",
        "production",
        "purchase",
        "quotation",
        "return",
        "service_contract",
        "shipment",
        "specification",
        "work_act",
    }
)


class SalesDocumentKind(models.Model):
    """Kind of a document of a deal, and what a deal needs of it (R096, R102).

    1. ``needs_signature``: until it is signed, the deal lacks it at its closing.
    2. ``needs_original``: the same for the paper that has to come from the client.
    3. ``is_closing``: it must be done itself, for example a shipment or an invoice.
    4. ``is_manual``: people may add such documents with their files.
    5. ``goes_to_client``: the register says whether it was sent.

    The head changes all this on screen; it counts at once, for every deal.
    """

    _name = "sales.document.kind"
    _description = "Kind of Document"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        copy=False,
        help="Short name in Latin letters, for exchange with other programs.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    needs_signature = fields.Boolean(
        string="Needs a Signature",
        help="The deal is not complete until such a document is signed by the client.",
    )
    needs_original = fields.Boolean(
        string="Needs the Original",
        help="The deal is not complete until the paper has come back.",
    )
    is_closing = fields.Boolean(
        string="Done Before Closing",
        help="The deal is not complete until such a document is done: the invoice "
        "paid, the goods shipped.",
    )
    is_manual = fields.Boolean(
        string="Added by Hand",
        default=True,
        help="People may add such documents with their files.",
    )
    goes_to_client = fields.Boolean(
        string="Goes to the Client",
        default=True,
        help="The register says whether such a document was sent to the client.",
    )
    is_system = fields.Boolean(compute="_compute_is_system")

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "There is a kind of documents with this code already."
    )

    @api.depends("code")
    def _compute_is_system(self):
        for kind in self:
            kind.is_system = kind._origin.code in SYSTEM_CODES

    def write(self, vals):
        if "code" in vals or vals.get("active") is False:
            self._check_not_system()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_system(self):
        self._check_not_system()

    def _check_not_system(self):
        """
        :raises UserError: the register would lose its documents
        """
        kept = self.filtered(lambda kind: kind.code in SYSTEM_CODES)
        if kept:
            raise UserError(
                self.env._(
                    "%(kinds)s: the register of documents uses this kind. Change its "
                    "name and its marks, but keep it.",
                    kinds=", ".join(kept.mapped("name")),
                )
            )
