from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL, format_date, format_datetime

from .sales_document_register import ANSWERS
from .sales_document_trace import HOW

# models whose documents the client can open on his page
ON_PORTAL = ("account.move", "equipment.work", "sale.order", "sales.service.contract")


class SalesDocumentRegister(models.Model):
    """The four steps of a document: sent, opened, signed, original received.

    1. Sent and opened come from the trace of the document (`sales.document.trace`).
       A document that is signed or back needs no note about its sending.
    2. Opened can be known of what was sent by e-mail and has a page of the client.
    3. Signed and original are told by the document and its scans, as before.
    """

    _inherit = "sales.document.register"

    sent = fields.Selection(ANSWERS, string="Sent to the Client", readonly=True)
    opened = fields.Selection(ANSWERS, string="Opened by the Client", readonly=True)
    date_sent = fields.Date(string="Sent On", readonly=True)
    sent_how = fields.Selection(HOW, readonly=True)
    sent_user_id = fields.Many2one("res.users", string="Sent By", readonly=True)
    sent_to = fields.Char(readonly=True)
    opened_first = fields.Datetime(string="First Opened", readonly=True)
    opened_last = fields.Datetime(string="Last Opened", readonly=True)
    waiting_since = fields.Date(
        readonly=True,
        help="The day when the document was sent; where that is not known, its own date.",
    )
    waiting_days = fields.Integer(
        compute="_compute_waiting_days",
        help="Days since the document was sent to the client.",
    )
    signed_on = fields.Date(compute="_compute_papers")
    original_date = fields.Date(
        string="Original Received On", compute="_compute_papers"
    )
    original_user_id = fields.Many2one(
        "res.users", string="Original Received By", compute="_compute_papers"
    )
    original_place = fields.Char(
        string="Paper Is Kept In",
        compute="_compute_papers",
        search="_search_original_place",
    )
    steps = fields.Json(
        compute="_compute_steps",
        help="Sent to the client, opened by him, signed, the original is here. “Later”: "
        "a draft, or goods and works that are not done yet.",
    )

    def _select(self):
        return SQL(
            """
            %s,
            %s AS sent, %s AS opened,
            trace.date_sent, trace.sent_how, trace.sent_user_id, trace.sent_to,
            trace.opened_first, trace.opened_last,
            COALESCE(trace.date_sent, doc.date) AS waiting_since
            """,
            super()._select(),
            self._answer(
                SQL("trace.date_sent IS NOT NULL"),
                SQL(
                    "(kind.goes_to_client IS TRUE AND NOT (%s OR %s)) ",
                    self._is_signed(),
                    self._has_original(),
                ),
            ),
            self._answer(
                SQL("trace.opened_first IS NOT NULL"),
                SQL(
                    "(trace.sent_how = 'mail' AND doc.res_model IN %s AND NOT %s)",
                    ON_PORTAL,
                    self._is_signed(),
                ),
            ),
        )

    def _from(self, branches):
        return SQL(
            """
            %s
         LEFT JOIN LATERAL (
                   SELECT * FROM sales_document_trace t
                    WHERE t.res_model = doc.res_model AND t.res_id = doc.res_id
                   OFFSET 0
                   ) trace ON TRUE
            """,
            super()._from(branches),
        )

    @api.depends("waiting_since")
    def _compute_waiting_days(self):
        today = fields.Date.context_today(self)
        for row in self:
            since = row.waiting_since
            row.waiting_days = max((today - since).days, 0) if since else 0

    # ---- signatures and papers -----------------------------------------------------

    @api.depends("res_model", "res_id")
    def _compute_papers(self):
        """When it was signed, who has the paper and where: of the documents and their
        scans, each model asked once."""
        papers = self._get_papers()
        signed = self._get_signing_days()
        for row in self:
            own = papers.get((row.res_model, row.res_id), self.env["sales.document"])
            back = own.filtered("original_received").sorted(
                lambda paper: paper.original_date or date.min
            )[-1:]
            days = [*own.mapped("signed_on"), signed.get((row.res_model, row.res_id))]
            row.signed_on = max(filter(None, days), default=False)
            row.original_date = back.original_date
            row.original_user_id = back.original_user_id
            row.original_place = back.original_place

    def _get_papers(self):
        """
        :return: dict of a document (model, id) -> `sales.document`, with all rights
        """
        # sudo: of rows that the user sees; the day and the folder are no secret
        model = self.env["sales.document"].sudo()
        ids = self._get_ids_by_model()
        own = model.browse(ids.pop(model._name, ())).exists()
        result = {(model._name, document.id): document for document in own}
        scans = model.search(
            [
                ("res_model", "in", list(ids)),
                ("res_id", "in", [number for some in ids.values() for number in some]),
                ("state", "=", "valid"),
            ]
        )
        result.update(scans.grouped(lambda scan: (scan.res_model, scan.res_id)))
        return result

    def _get_signing_days(self):
        """Days of the signatures that documents of the ERP keep themselves."""
        days = {}
        for model, numbers in self._get_ids_by_model().items():
            field = self.env[model]._fields.get("signed_on")
            if not field or model == "sales.document":
                continue
            # sudo: the day only, of rows that the user sees
            records = self.env[model].sudo().browse(numbers)
            for record in records:
                moment = record.signed_on
                if field.type == "datetime" and moment:
                    moment = fields.Datetime.context_timestamp(self, moment).date()
                days[model, record.id] = moment
        return days

    def _get_ids_by_model(self):
        ids = {}
        for row in self:
            ids.setdefault(row.res_model, []).append(row.res_id)
        return ids

    def _search_original_place(self, operator, value):
        if operator.startswith("not") or operator == "!=":
            return NotImplemented
        papers = (
            self.env["sales.document"]
            .sudo()
            .search([("original_place", operator, value), ("state", "=", "valid")])
        )
        places = {("sales.document", paper.id) for paper in papers}
        places |= {(paper.res_model, paper.res_id) for paper in papers if paper.res_id}
        return fields.Domain.OR(
            fields.Domain("res_model", "=", model)
            & fields.Domain("res_id", "=", number)
            for model, number in sorted(places)
        )

    # ---- what the screen shows -------------------------------------------------------

    @api.depends("sent", "opened", "signed", "original")
    @api.depends_context("lang", "tz")
    def _compute_steps(self):
        for row in self:
            early = row._is_unfinished()
            row.steps = [
                {
                    "code": code,
                    "state": "later" if early and state == "no" else state,
                    "text": text,
                }
                for code, state, text in (
                    ("sent", row.sent, row._describe_sent()),
                    ("opened", row.opened, row._describe_opened()),
                    ("signed", row.signed, row._describe_signed()),
                    ("original", row.original, row._describe_original()),
                )
            ]

    def _is_unfinished(self):
        """Whether there is nothing yet that could be given to the client."""
        is_done_first = self.res_model in ("stock.picking", "equipment.work")
        return self.state == "draft" or (self.state == "open" and is_done_first)

    def _describe_sent(self):
        if self.sent != "yes":
            return self.env._("Not sent") if self.sent == "no" else ""
        how = dict(self._fields["sent_how"]._description_selection(self.env))
        text = self.env._(
            "Sent %(date)s: %(how)s",
            date=format_date(self.env, self.date_sent),
            how=how.get(self.sent_how, "").lower(),
        )
        # sudo: the name of a colleague
        people = (self.sent_to, self.sent_user_id.sudo().name)
        return " · ".join(filter(None, (text, *people)))

    def _describe_opened(self):
        if self.opened != "yes":
            return self.env._("Not opened yet") if self.opened == "no" else ""
        first = format_datetime(self.env, self.opened_first, dt_format="short")
        last = format_datetime(self.env, self.opened_last, dt_format="short")
        if first == last:
            return self.env._("Opened by the client %(moment)s", moment=first)
        return self.env._(
            "Opened by the client %(first)s, last time %(last)s", first=first, last=last
        )

    def _describe_signed(self):
        if self.signed != "yes":
            return self.env._("Not signed") if self.signed == "no" else ""
        if not self.signed_on:
            return self.env._("Signed")
        day = format_date(self.env, self.signed_on)
        return self.env._("Signed %(date)s", date=day)

    def _describe_original(self):
        if self.original != "yes":
            missing = self.original == "no"
            return self.env._("The original is not here") if missing else ""
        parts = [
            self.original_date and format_date(self.env, self.original_date),
            # sudo: the name of a colleague
            self.original_user_id.sudo().name,
            self.original_place,
        ]
        known = ", ".join(filter(None, parts))
        return " · ".join(filter(None, (self.env._("The original is here"), known)))
