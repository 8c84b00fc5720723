from dataclasses import dataclass

from odoo import api, models
from odoo.tools import SQL

# columns of a branch, in this order
COLUMNS = (
    "res_id", "kind", "number", "date", "amount", "currency_id", "state", "said",
    "is_signed", "has_original", "company_id",
)  # fmt: skip


@dataclass(frozen=True)
class Branch:
    """Documents of one model in the register.

    ``number`` is part of the identifiers of its rows: 0-31, never used twice (other
    addons begin with 16). ``query`` selects `COLUMNS` of the documents of ``lead.id``,
    by an index; ``said`` is the state in the words of the model, a value of one of the
    ``said_fields``.
    """

    number: int
    model: str
    query: SQL
    said_fields: tuple = ("state",)


class SalesDocumentBranches(models.AbstractModel):
    """What the register finds: one query for each kind of source, for one deal."""

    _name = "sales.document.branches"
    _description = "Sources of the Register of Documents"

    @api.model
    def _get_branches(self):
        """Sources of the register; override to add the documents of another model."""
        return [
            Branch(0, "sale.order", self._select_orders()),
            Branch(
                1, "account.move", self._select_invoices(), ("payment_state", "state")
            ),
            Branch(2, "stock.picking", self._select_pickings()),
            Branch(3, "mrp.production", self._select_productions()),
            Branch(4, "purchase.order", self._select_purchases()),
            Branch(5, "equipment.work", self._select_works()),
            Branch(6, "equipment.work", self._select_certificates()),
            Branch(7, "sales.claim", self._select_claims()),
            Branch(8, "sales.document", self._select_documents()),
            Branch(9, "sales.service.contract", self._select_contracts()),
        ]

    def _day(self, moment):
        """The day of a moment (UTC) where the user is."""
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, self._tz())

    def _tz(self):
        return self.env.tz.zone

    def _state(self, field, **words):
        """The state in the words of the register; whatever is not named is open."""
        cases = SQL(" ").join(
            SQL("WHEN %s IN %s THEN %s", field, values, word)
            for word, values in words.items()
        )
        return SQL("CASE %s ELSE 'open' END", cases)

    def _select_orders(self):
        return SQL(
            """
            SELECT o.id, CASE o.state WHEN 'sale' THEN 'order' ELSE 'quotation' END,
                   o.name, %s,
                   CASE WHEN o.state <> 'cancel' THEN o.amount_total END,
                   o.currency_id, %s, o.state, o.signed_on IS NOT NULL, FALSE,
                   o.company_id
              FROM sale_order o
             WHERE o.opportunity_id = lead.id
            """,
            self._day(SQL("o.date_order")),
            self._state(
                SQL("o.state"), draft=("draft",), done=("sale",), cancelled=("cancel",)
            ),
        )

    def _select_invoices(self):
        """Invoices and credit notes; of a draft nothing but that it is there.

        An invoice of several deals counts in each with the lines of that deal.
        """
        return SQL(
            """
            SELECT m.id,
                   CASE m.move_type WHEN 'out_refund' THEN 'credit_note'
                        ELSE 'invoice' END,
                   CASE WHEN m.state <> 'draft' THEN m.name END, m.invoice_date,
                   CASE WHEN m.state <> 'posted' THEN NULL
                        WHEN EXISTS (%(lines)s AND o.opportunity_id <> lead.id)
                        THEN (SELECT SUM(x.price_total) FROM account_move_line x
                               WHERE x.id IN (%(lines)s AND o.opportunity_id = lead.id))
                             * CASE m.move_type WHEN 'out_refund' THEN -1 ELSE 1 END
                        ELSE m.amount_total_in_currency_signed END,
                   m.currency_id,
                   CASE WHEN m.state = 'draft' THEN 'draft'
                        WHEN m.state = 'cancel' THEN 'cancelled'
                        WHEN m.payment_state IN ('paid', 'in_payment', 'reversed')
                        THEN 'done' ELSE 'open' END,
                   CASE m.state WHEN 'posted' THEN m.payment_state ELSE m.state END,
                   FALSE, FALSE, m.company_id
              FROM account_move m
             WHERE m.move_type IN ('out_invoice', 'out_refund')
               AND m.id IN (
                   SELECT a.move_id
                     FROM sale_order o
                     JOIN sale_order_line l ON l.order_id = o.id
                     JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
                     JOIN account_move_line a ON a.id = r.invoice_line_id
                    WHERE o.opportunity_id = lead.id
                    UNION
                   SELECT c.credit_note_id
                     FROM sales_claim c
                    WHERE c.lead_id = lead.id AND c.credit_note_id IS NOT NULL)
            """,
            lines=SQL(
                """
                SELECT a.id
                  FROM account_move_line a
                  JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = a.id
                  JOIN sale_order_line l ON l.id = r.order_line_id
                  JOIN sale_order o ON o.id = l.order_id
                 WHERE a.move_id = m.id
                """
            ),
        )

    def _select_pickings(self):
        """What went to the client and came back, at the prices of the order.

        Of the goods of a kit no sum can be told. OFFSET 0 keeps the planner from reading
        all pickings: it cannot guess how few belong to a claim.
        """
        return SQL(
            """
            SELECT p.id, CASE WHEN v.is_return THEN 'return' ELSE 'shipment' END,
                   p.name, %(day)s,
                   CASE WHEN p.state <> 'cancel' AND v.kits = 0 AND v.currencies = 1
                        THEN ROUND(v.amount, 2) END,
                   v.currency_id, %(state)s, p.state,
                   EXISTS (SELECT FROM ir_attachment f
                            WHERE f.res_model = 'stock.picking' AND f.res_id = p.id
                              AND f.res_field = 'signature'),
                   FALSE, p.company_id
              FROM (
                    SELECT m.picking_id AS id
                      FROM sale_order o
                      JOIN sale_order_line l ON l.order_id = o.id
                      JOIN stock_move m ON m.sale_line_id = l.id
                     WHERE o.opportunity_id = lead.id AND m.picking_id IS NOT NULL
                     UNION
                    SELECT k.id
                      FROM sales_claim c
                      JOIN LATERAL (SELECT id FROM stock_picking
                                     WHERE claim_id = c.id OFFSET 0) k ON TRUE
                     WHERE c.lead_id = lead.id
                   ) ids
              JOIN LATERAL (SELECT * FROM stock_picking
                             WHERE id = ids.id OFFSET 0) p ON TRUE
              JOIN LATERAL (
                   SELECT COUNT(*) AS moves, BOOL_OR(src.usage = 'customer') AS is_return,
                          COUNT(*) FILTER (WHERE mv.product_id <> l.product_id) AS kits,
                          COUNT(DISTINCT l.currency_id) AS currencies,
                          MIN(l.currency_id) AS currency_id,
                          SUM(%(value)s) FILTER (WHERE mv.state <> 'cancel') AS amount
                     FROM stock_move mv
                     JOIN stock_location src ON src.id = mv.location_id
                     JOIN stock_location dst ON dst.id = mv.location_dest_id
                     JOIN uom_uom mu ON mu.id = mv.product_uom
                LEFT JOIN sale_order_line l ON l.id = mv.sale_line_id
                LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id
                LEFT JOIN sale_order o ON o.id = l.order_id
                    WHERE mv.picking_id = ids.id
                      AND 'customer' IN (src.usage, dst.usage)
                      AND (o.id IS NULL OR o.opportunity_id = lead.id)
                   ) v ON v.moves > 0
            """,
            day=self._day(SQL("COALESCE(p.date_done, p.scheduled_date)")),
            state=self._state(
                SQL("p.state"), draft=("draft",), done=("done",), cancelled=("cancel",)
            ),
            value=SQL(
                """
                CASE src.usage WHEN 'customer' THEN -1 ELSE 1 END
                * CASE mv.state WHEN 'done' THEN mv.quantity ELSE mv.product_uom_qty END
                * mu.factor::numeric / lu.factor::numeric
                * l.price_total / NULLIF(l.product_uom_qty, 0)
                """
            ),
        )

    def _select_productions(self):
        return SQL(
            """
            SELECT mo.id, 'production', mo.name, %s, NULL::numeric, NULL::int, %s,
                   mo.state, FALSE, FALSE, mo.company_id
              FROM mrp_production mo
             WHERE mo.id IN (
                   SELECT r.production_id
                     FROM sale_order o
                     JOIN stock_reference_sale_rel s ON s.sale_id = o.id
                     JOIN stock_reference_production_rel r
                       ON r.reference_id = s.reference_id
                    WHERE o.opportunity_id = lead.id)
            """,
            self._day(SQL("COALESCE(mo.date_finished, mo.date_start)")),
            self._state(
                SQL("mo.state"), draft=("draft",), done=("done",), cancelled=("cancel",)
            ),
        )

    def _select_purchases(self):
        """Without sums: what is paid to vendors is not for everybody who sells."""
        return SQL(
            """
            SELECT po.id, 'purchase', po.name, %s, NULL::numeric, NULL::int,
                   CASE WHEN po.state = 'draft' THEN 'draft'
                        WHEN po.state = 'cancel' THEN 'cancelled'
                        WHEN po.state IN ('purchase', 'done')
                         AND COALESCE(po.receipt_status, 'full') = 'full' THEN 'done'
                        ELSE 'open' END,
                   po.state, FALSE, FALSE, po.company_id
              FROM purchase_order po
             WHERE po.id IN (
                   SELECT r.purchase_id
                     FROM sale_order o
                     JOIN stock_reference_sale_rel s ON s.sale_id = o.id
                     JOIN stock_reference_purchase_rel r
                       ON r.reference_id = s.reference_id
                    WHERE o.opportunity_id = lead.id
                    UNION
                   SELECT pl.order_id
                     FROM sale_order o
                     JOIN sale_order_line l ON l.order_id = o.id
                     JOIN purchase_order_line pl ON pl.sale_line_id = l.id
                    WHERE o.opportunity_id = lead.id)
            """,
            self._day(SQL("COALESCE(po.date_approve, po.date_order)")),
        )

    def _select_works(self):
        """Acts of commissioning and service, protocols of certification."""
        return SQL(
            """
            SELECT w.id,
                   CASE w.kind WHEN 'certification' THEN 'certification_protocol'
                        ELSE 'work_act' END,
                   CASE w.kind WHEN 'certification'
                        THEN COALESCE(NULLIF(w.protocol_no, ''), w.name)
                        ELSE w.name END,
                   %s, NULL::numeric, NULL::int, %s, w.state,
                   w.state = 'signed', FALSE, w.company_id
              FROM equipment_work w
             WHERE w.lead_id = lead.id
            """,
            self._day(SQL("COALESCE(w.date_done, w.date_planned)")),
            self._work_state(),
        )

    def _select_certificates(self):
        return SQL(
            """
            SELECT w.id, 'certificate', w.certificate_no, %s, NULL::numeric,
                   NULL::int, %s, w.state, FALSE, FALSE, w.company_id
              FROM equipment_work w
             WHERE w.lead_id = lead.id AND w.kind = 'certification'
               AND w.certificate_no <> ''
            """,
            self._day(SQL("COALESCE(w.date_done, w.date_planned)")),
            self._work_state(),
        )

    def _work_state(self):
        return SQL(
            """
            CASE WHEN w.state = 'draft' THEN 'draft'
                 WHEN w.state = 'cancelled' THEN 'cancelled'
                 WHEN w.state = 'signed' THEN 'done'
                 WHEN w.state = 'done' AND w.kind = 'certification' THEN 'done'
                 ELSE 'open' END
            """
        )

    def _select_claims(self):
        return SQL(
            """
            SELECT c.id, 'claim', c.name, c.date_received, NULL::numeric, NULL::int,
                   %s, c.state, FALSE, FALSE, c.company_id
              FROM sales_claim c
             WHERE c.lead_id = lead.id
            """,
            self._state(SQL("c.state"), done=("closed",)),
        )

    def _select_documents(self):
        """Documents kept by hand, without the scans of other documents."""
        return SQL(
            """
            SELECT d.id, k.code, d.number, d.date,
                   CASE WHEN d.state <> 'cancelled' THEN d.amount END, d.currency_id,
                   CASE WHEN d.state = 'cancelled' THEN 'cancelled'
                        WHEN (d.is_signed OR k.needs_signature IS NOT TRUE)
                         AND (d.original_received OR k.needs_original IS NOT TRUE)
                        THEN 'done' ELSE 'open' END,
                   d.state, COALESCE(d.is_signed, FALSE),
                   COALESCE(d.original_received, FALSE), d.company_id
              FROM sales_document d
              JOIN sales_document_kind k ON k.id = d.kind_id
             WHERE d.lead_id = lead.id AND d.is_scan IS NOT TRUE
            """
        )

    # ---- service contracts -----------------------------------------------------------

    def _select_contracts(self):
        """A contract with its file attached counts as signed."""
        field = self.env["sales.service.contract"]._fields["file_ids"]
        return SQL(
            """
            SELECT c.id, 'service_contract', c.name, c.date_start, c.price::numeric,
                   c.currency_id, %s, c.state,
                   EXISTS (SELECT 1 FROM %s AS rel WHERE rel.%s = c.id), FALSE,
                   c.company_id
              FROM sales_service_contract c
             WHERE c.lead_id = lead.id
            """,
            self._state(
                SQL("c.state"),
                draft=("draft",),
                cancelled=("cancelled",),
                done=("active", "ended"),
            ),
            SQL.identifier(field.relation),
            SQL.identifier(field.column1),
        )
