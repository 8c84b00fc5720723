from odoo import api, fields, models
from odoo.exceptions import UserError

TEMPLATE = "sales_process.mail_template_originals"


class SalesOriginalLetter(models.TransientModel):
    """A letter to clients with the list of the originals that they still have.

    One client: the text may be changed before. Several: each gets his own list, from the
    template. The letter stands in the history of the client's deal, and the answer comes
    there; who may note originals of a deal may write it, also an accountant, who does
    not change deals.
    """

    _name = "sales.original.letter"
    _description = "Letter about Originals"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Clients",
        default=lambda self: self._get_chosen().partner_id,
        readonly=True,
    )
    is_single = fields.Boolean(compute="_compute_is_single")
    subject = fields.Char(compute="_compute_text", store=True, readonly=False)
    body = fields.Html(
        string="Text", compute="_compute_text", store=True, readonly=False
    )
    row_ids = fields.Json(default=lambda self: self.env.context.get("active_ids"))

    @api.depends("partner_ids")
    def _compute_is_single(self):
        for letter in self:
            letter.is_single = len(letter.partner_ids) == 1

    @api.depends("partner_ids")
    def _compute_text(self):
        for letter in self:
            client = letter.partner_ids if letter.is_single else None
            text = client and letter._render_letter(client)
            letter.subject, letter.body = text or (False, False)

    @api.model
    def _get_chosen(self):
        return self.env["sales.document.register"].search(
            [("id", "in", self.env.context.get("active_ids") or [])]
        )

    def _get_rows(self):
        return self.env["sales.document.register"].search(
            [("id", "in", self.row_ids or [])]
        )

    def _render_letter(self, client):
        """
        :return: subject and body of the letter, in the language of the client
        """
        template = self.env.ref(TEMPLATE)
        return tuple(
            template._render_field(name, client.ids, compute_lang=True)[client.id]
            for name in ("subject", "body_html")
        )

    def action_send(self):
        """
        :raises UserError: nobody to write to, or no e-mail
        :raises AccessError: a document of somebody else's deal
        """
        self.ensure_one()
        rows = self._get_rows()
        rows._check_may_note()
        deals = {
            client: some.lead_id.sorted("id")[-1:]
            for client, some in rows.grouped("partner_id").items()
            if client
        }
        self._check_addresses(deals)
        for client, deal in deals.items():
            own = (self.subject, self.body) if self.is_single else None
            subject, body = own or self._render_letter(client)
            # sudo: an accountant writes to the client, he does not change the deal
            deal.sudo().message_post(
                author_id=self.env.user.partner_id.id,
                subject=subject,
                body=body,
                partner_ids=self._get_addressee(client, deal).ids,
                subtype_xmlid="mail.mt_comment",
            )
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _get_addressee(self, client, deal):
        """The contact of the deal when he has an e-mail, else the company."""
        contact = deal.partner_id
        return contact if contact.email_normalized else client

    def _check_addresses(self, deals):
        if not deals:
            raise UserError(self.env._("Choose documents of deals with a client."))
        silent = [
            client.name
            for client, deal in deals.items()
            if not self._get_addressee(client, deal).email_normalized
        ]
        if silent:
            raise UserError(
                self.env._(
                    "No e-mail to write to: %(clients)s. Fill it in first.",
                    clients=", ".join(silent),
                )
            )
