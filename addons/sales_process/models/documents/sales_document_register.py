from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, Query

from .sales_document_branches import COLUMNS

STATES = [
    ("draft", "Draft"),
    ("open", "In Work"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
ANSWERS = [("yes", "Yes"), ("no", "No"), ("no_need", "Not Needed")]
LEAD_SHIFT, BRANCH_BITS = 31, 5


class SalesDocumentRegister(models.Model):
    """Every document of every deal: orders, invoices, shipments, scans (R096, R102).

    One row for each document of a deal; one that belongs to two deals (a request for
    quotation merged of two orders) is a row in each of them.

    The identifier is made of deal (22 bits), document (26) and branch (5), so that rows
    of several deals never clash, stay the same and are exact in the browser (53 bits):
    up to 4 million leads and 67 million documents of a model. Rows that are read by
    their identifier are looked up by the indexes of their deals.
    """

    _name = "sales.document.register"
    _inherit = ["sales.document.branches"]
    _description = "Register of Documents"
    _auto = False
    _order = "date desc nulls last, id desc"
    _rec_name = "number"
    _depends = {
        "account.move": [
            "amount_total", "company_id", "currency_id", "invoice_date", "move_type",
            "name", "payment_state", "state",
        ],
        "account.move.line": ["move_id", "price_total", "sale_line_ids"],
        "res.company": ["currency_id"],
        "crm.lead": [
            "active", "is_department", "partner_id", "stage_id", "team_id", "user_id",
        ],
        "equipment.work": [
            "certificate_no", "company_id", "date_done", "date_planned", "kind",
            "lead_id", "name", "protocol_no", "state",
        ],
        "mrp.production": ["date_finished", "date_start", "name", "state"],
        "purchase.order": [
            "date_approve", "date_order", "name", "receipt_status", "state",
        ],
        "purchase.order.line": ["order_id", "sale_line_id"],
        "sale.order": [
            "amount_total", "currency_id", "date_order", "name", "opportunity_id",
            "signed_on", "state", "stock_reference_ids",
        ],
        "sale.order.line": ["order_id", "price_total", "product_uom_qty"],
        "sales.claim": [
            "credit_note_id", "date_received", "lead_id", "name", "state",
        ],
        "sales.document": [
            "amount", "currency_id", "date", "is_scan", "is_signed", "kind_id",
            "lead_id", "number", "original_received", "res_id", "res_model", "state",
        ],
        "sales.document.kind": [
            "code", "goes_to_client", "is_closing", "needs_original",
            "needs_signature",
        ],
        "sales.document.trace": [
            "date_sent", "opened_first", "opened_last", "res_id", "res_model",
            "sent_how", "sent_to", "sent_user_id",
        ],
        "stock.move": [
            "location_dest_id", "location_id", "picking_id", "product_id",
            "product_uom", "product_uom_qty", "quantity", "sale_line_id", "state",
        ],
        "stock.picking": ["claim_id", "date_done", "name", "scheduled_date", "state"],
        "stock.reference": ["production_ids", "purchase_ids", "sale_ids"],
    }  # fmt: skip

    lead_id = fields.Many2one("crm.lead", string="Deal", readonly=True)
    kind_id = fields.Many2one("sales.document.kind", readonly=True)
    number = fields.Char(readonly=True)
    date = fields.Date(readonly=True)
    amount = fields.Monetary(
        readonly=True,
        help="Of a shipment: its goods at the prices of the order. Credit notes and "
        "returns are negative; drafts of invoices and what is cancelled have none.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    said = fields.Char(string="State of the Document", readonly=True)
    state_text = fields.Char(
        string="State in Words",
        compute="_compute_state_text",
        help="As the document itself says it.",
    )
    signed = fields.Selection(ANSWERS, readonly=True)
    original = fields.Selection(ANSWERS, string="Original Here", readonly=True)
    is_incomplete = fields.Boolean(
        string="Missing for Closing",
        readonly=True,
        help="A signature, the original or the document itself is missing: the deal "
        "is not complete.",
    )
    is_deal_open = fields.Boolean(string="Deal in Work", readonly=True)
    res_model = fields.Char(string="Model of the Document", readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", readonly=True
    )
    branch = fields.Integer(readonly=True, aggregator=None)
    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    team_id = fields.Many2one("crm.team", string="Department", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        branches = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s AS branch, %s AS res_model, * FROM (%s) AS b(%s)",
                branch.number,
                branch.model,
                branch.query,
                self._get_column_names(),
            )
            for branch in self._get_branches()
        )
        return SQL("%s %s %s", self._select(), self._from(branches), self._where())

    def _get_column_names(self):
        return SQL(", ").join(map(SQL.identifier, COLUMNS))

    def _select(self):
        signed, original = self._is_signed(), self._has_original()
        return SQL(
            """
            SELECT ((lead.id::bigint << %(lead)s) | (doc.res_id::bigint << %(bits)s)
                    | doc.branch) AS id,
                   lead.id AS lead_id, kind.id AS kind_id, doc.number, doc.date,
                   doc.amount,
                   COALESCE(doc.currency_id, company.currency_id) AS currency_id,
                   doc.state, doc.said,
                   %(signed)s AS signed, %(original)s AS original,
                   (doc.state <> 'cancelled' AND (
                        (kind.needs_signature IS TRUE AND NOT %(is_signed)s)
                     OR (kind.needs_original IS TRUE AND NOT %(has_original)s)
                     OR (kind.is_closing IS TRUE AND doc.state <> 'done')
                   )) AS is_incomplete,
                   (lead.active AND stage.kind IS DISTINCT FROM 'closed')
                        AS is_deal_open,
                   doc.res_model, doc.res_id, doc.branch,
                   partner.commercial_partner_id AS partner_id, lead.team_id,
                   lead.user_id, doc.company_id
            """,
            lead=LEAD_SHIFT,
            bits=BRANCH_BITS,
            signed=self._answer(signed, SQL("kind.needs_signature")),
            original=self._answer(original, SQL("kind.needs_original")),
            is_signed=signed,
            has_original=original,
        )

    def _is_signed(self):
        return SQL("(doc.is_signed OR COALESCE(scan.is_signed, FALSE))")

    def _has_original(self):
        return SQL("(doc.has_original OR COALESCE(scan.has_original, FALSE))")

    def _answer(self, fact, needed):
        return SQL(
            """
            CASE WHEN %s THEN 'yes'
                 WHEN doc.state = 'cancelled' OR %s IS NOT TRUE THEN 'no_need'
                 ELSE 'no' END
            """,
            fact,
            needed,
        )

    def _from(self, branches):
        """The documents of each deal; LATERAL: always by the indexes of one deal."""
        return SQL(
            """
              FROM crm_lead lead
              JOIN LATERAL (%s) doc ON TRUE
              JOIN sales_document_kind kind ON kind.code = doc.kind
         LEFT JOIN crm_stage stage ON stage.id = lead.stage_id
         LEFT JOIN res_company company ON company.id = doc.company_id
         LEFT JOIN res_partner partner ON partner.id = lead.partner_id
         LEFT JOIN LATERAL (
                   SELECT BOOL_OR(d.is_signed) AS is_signed,
                          BOOL_OR(d.original_received) AS has_original
                     FROM sales_document d
                    WHERE d.res_model = doc.res_model AND d.res_id = doc.res_id
                      AND d.state = 'valid'
                   ) scan ON TRUE
            """,
            branches,
        )

    def _where(self):
        return SQL("WHERE lead.is_department")

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Rows that are asked for by identifier are looked up by their deals.

        Compiling the query of all sources costs PostgreSQL a hundred times what running
        it costs: until the end of the transaction it does not.
        """
        self.env.cr.execute("SELECT set_config('jit', 'off', TRUE)")
        domain = Domain(domain).map_conditions(self._add_deals)
        return super()._search(domain, *args, **kwargs)

    def _add_deals(self, condition):
        value = condition.value
        if condition.field_expr != "id" or isinstance(value, (Query, SQL)):
            return condition
        if condition.operator == "=":
            value = [value]
        elif condition.operator != "in":
            return condition
        leads = {number >> LEAD_SHIFT for number in value if number}
        return condition & Domain("lead_id", "in", sorted(leads))

    # ---- what the screen shows ---------------------------------------------------------

    @api.depends("number", "kind_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = " ".join(filter(None, (row.kind_id.name, row.number)))

    def _describe_incomplete(self):
        """Kind and number with what is missing: "Contract 5 (not signed)"."""
        self.ensure_one()
        kind = self.kind_id
        missing = []
        if kind.needs_signature and self.signed == "no":
            missing.append(self.env._("not signed"))
        if kind.needs_original and self.original == "no":
            missing.append(self.env._("no original"))
        if not missing:
            missing.append(self.env._("not done"))
        return f"{self.display_name} ({', '.join(missing)})"

    @api.depends("said", "branch")
    @api.depends_context("lang")
    def _compute_state_text(self):
        words = {
            branch.number: self._get_words(branch) for branch in self._get_branches()
        }
        for row in self:
            row.state_text = words.get(row.branch, {}).get(row.said, row.said)

    @api.model
    def _get_words(self, branch):
        model = self.env[branch.model]
        words = {}
        for name in branch.said_fields:
            if name in model._fields:
                words |= dict(model._fields[name]._description_selection(self.env))
        return words
