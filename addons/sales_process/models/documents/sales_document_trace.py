from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

HOW = [
    ("mail", "By E-mail"),
    ("paper", "On Paper"),
    ("post", "By Post or Courier"),
    ("edi", "By Electronic Exchange"),
]
# a page that is reloaded again and again is one opening
SAME_OPENING = timedelta(minutes=5)
MAX_RECIPIENTS = 200


class SalesDocumentTrace(models.Model):
    """What happened to a document on its way to the client (R096).

    1. One record for each document, made when there is something to note; a unique
       index keeps it so. Documents without a deal have one too: they may get a deal.
    2. Sent: noted by itself when a letter with the document leaves the ERP (see
       `mail_thread.py`), or by hand when it is given on paper.
    3. Opened: noted when the client opens its page (see `controllers`); an employee who
       looks at the same page is not counted.
    4. Signatures and originals are not here: the document itself and its scans
       (`sales.document`) keep them.

    Nobody writes here but the program: the register shows it, with its rights.
    """

    _name = "sales.document.trace"
    _description = "Way of a Document to the Client"
    _rec_name = "res_model"

    res_model = fields.Char(
        string="Model of the Document", required=True, readonly=True
    )
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", required=True, readonly=True
    )
    date_sent = fields.Date(
        string="Sent On",
        readonly=True,
        help="The first time; the client has had the document since then.",
    )
    date_sent_last = fields.Date(string="Last Sent On", readonly=True)
    sent_how = fields.Selection(HOW, readonly=True)
    sent_user_id = fields.Many2one("res.users", string="Sent By", readonly=True)
    sent_to = fields.Char(readonly=True)
    opened_first = fields.Datetime(string="First Opened", readonly=True)
    opened_last = fields.Datetime(string="Last Opened", readonly=True)
    date_reminded = fields.Date(
        string="Reminded On",
        readonly=True,
        help="When the salesperson was last told that the original is missing.",
    )

    _document_uniq = models.UniqueIndex(
        "(res_model, res_id)", "The way of this document is noted already."
    )

    @api.model
    def _get_for(self, documents):
        """The traces of documents of any models, made where there is none.

        :param documents: pairs of a model and an identifier
        """
        keys = sorted(set(documents))
        if not keys:
            return self.sudo()
        # another worker may note the same document now: then the request is repeated
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_document_trace
                            (res_model, res_id, create_date, write_date)
                     SELECT k.*, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                       FROM (VALUES %s) k
                ON CONFLICT DO NOTHING
                """,
                SQL(", ").join(SQL("(%s, %s)", *key) for key in keys),
            )
        )
        by_model = {}
        for model, number in keys:
            by_model.setdefault(model, []).append(number)
        # sudo: only the program writes traces, whoever sends or opens
        traces = self.sudo()
        for model, numbers in by_model.items():
            traces |= traces.search(
                [("res_model", "=", model), ("res_id", "in", numbers)]
            )
        return traces

    def _note_sent(self, how, user, recipients, day=None):
        """The documents have left; the first day stays.

        :param how: value of `HOW`
        :param user: who sends or gives them
        :param str recipients: names or addresses
        :param day: date; today when it is not said
        """
        day = day or fields.Date.context_today(self)
        for trace in self:
            trace.date_sent = min(trace.date_sent or day, day)
            trace.date_sent_last = max(trace.date_sent_last or day, day)
        self.write(
            {
                "sent_how": how,
                "sent_user_id": user.id,
                "sent_to": (recipients or "")[:MAX_RECIPIENTS] or False,
            }
        )
        for model, traces in self.grouped("res_model").items():
            # sudo: what follows from the sending is written by the program
            documents = self.env[model].sudo().browse(traces.mapped("res_id"))
            documents.exists()._on_sent_to_client()

    def _note_opened(self):
        """The client looks at the documents now."""
        now = fields.Datetime.now()
        for trace in self:
            if trace.opened_last and now - trace.opened_last < SAME_OPENING:
                continue
            trace.write({"opened_first": trace.opened_first or now, "opened_last": now})
