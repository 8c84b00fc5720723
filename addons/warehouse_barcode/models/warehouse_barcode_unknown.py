from odoo import api, fields, models

from ..tools import gs1
from ..tools.refusal import Refusal

STATES = [("new", "New"), ("attached", "Attached"), ("ignored", "Ignored")]


class WarehouseBarcodeUnknown(models.Model):
    """Codes that were scanned and mean nothing here, until somebody decides on them."""

    _name = "warehouse.barcode.unknown"
    _description = "Unknown Barcode"
    _order = "last_date desc, id desc"
    _rec_name = "code"

    code = fields.Char(required=True, readonly=True)
    gtin = fields.Char(
        string="GTIN", readonly=True, help="Where the code is a GS1 code."
    )
    times = fields.Integer(string="Scanned times", default=1, readonly=True)
    first_date = fields.Datetime(default=fields.Datetime.now, readonly=True)
    last_date = fields.Datetime(default=fields.Datetime.now, readonly=True)
    user_id = fields.Many2one("res.users", string="Scanned last by", readonly=True)
    document = fields.Char(readonly=True, help="Where it was scanned last.")
    state = fields.Selection(STATES, default="new", required=True, readonly=True)
    product_id = fields.Many2one("product.product", index="btree_not_null")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )

    _code_uniq = models.Constraint(
        "unique(code, company_id)", "This code is already in the list."
    )

    def action_attach(self):
        """Give the code to the product that was chosen, once."""
        for unknown in self:
            if not unknown.product_id or unknown.state == "attached":
                continue
            self.env["warehouse.barcode.codes"]._attach(
                unknown.gtin or unknown.code, unknown.product_id
            )
            unknown.state = "attached"

    def action_ignore(self):
        self.state = "ignored"

    def action_reopen(self):
        self.state = "new"


class WarehouseBarcodeCodes(models.AbstractModel):
    """Unknown codes at the scanner: kept in a list, and given to a product at once."""

    _name = "warehouse.barcode.codes"
    _inherit = ["warehouse.barcode.flow", "warehouse.barcode.resolve"]
    _description = "Scanner: Unknown Codes"

    def _note_unknown(self, operation, work):
        """Kept once, however often it comes; a device without connection also tells
        codes that it only does not know itself."""
        code = self._read_code(operation)
        if self._get_candidates(code):
            return "noted", {"code": code}, None
        row = self._find_row(code)
        values = {
            "last_date": fields.Datetime.now(),
            "user_id": self.env.uid,
            "document": work.subject.display_name if work.subject else "",
        }
        if row:
            row.write(values | {"times": row.times + 1})
        else:
            gtin = self._read_gs1(code).get("gtin")
            company = self.env.company
            row.create(values | {"code": code, "gtin": gtin, "company_id": company.id})
        return "noted", {"code": code}, None

    def _attach_code(self, operation, work):
        code = self._read_code(operation)
        product = self.env["product.product"].search(
            [("id", "=", operation.get("product_id") or 0)]
        )
        if not product:
            raise Refusal("wrong_product", product="")
        if self._get_candidates(code):
            raise Refusal("code_taken", code=code)
        attached = self._attach(self._read_gs1(code).get("gtin") or code, product)
        row = self._find_row(code)
        if row:
            row.write({"state": "attached", "product_id": product.id})
        params = {"code": attached, "product": product.display_name}
        return "attached", params, {"summary": {}}

    def _read_code(self, operation):
        code = self._read_text(operation, "code").strip(gs1.BLANKS)
        if not code or len(code) > 200:
            raise Refusal("unknown_barcode", code=code[:50])
        return code

    def _find_row(self, code):
        # sudo: storekeepers may only read the list
        return (
            self.env["warehouse.barcode.unknown"]
            .sudo()
            .search([("code", "=", code), ("company_id", "=", self.env.company.id)])
        )

    @api.model
    def _attach(self, code, product):
        """The product's own barcode, or one more of its unit when it has one."""
        # sudo: a storekeeper does not keep the products, but may say what a code is
        product = product.sudo()
        if not product.barcode:
            product.barcode = code
        else:
            self.env["product.uom"].sudo().create(
                {
                    "product_id": product.id,
                    "uom_id": product.uom_id.id,
                    "barcode": code,
                    "company_id": product.company_id.id,
                }
            )
        return code
