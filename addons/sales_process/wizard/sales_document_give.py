from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.documents.sales_document_trace import HOW

BY_HAND = [(value, label) for value, label in HOW if value != "mail"]


class SalesDocumentChoice(models.AbstractModel):
    """A window about rows of the register that were chosen in the list."""

    _name = "sales.document.choice"
    _description = "Chosen Documents"

    date = fields.Date(required=True, default=fields.Date.context_today)
    row_ids = fields.Json(default=lambda self: self.env.context.get("active_ids"))
    documents = fields.Text(compute="_compute_documents")

    @api.depends("row_ids")
    def _compute_documents(self):
        for wizard in self:
            wizard.documents = "\n".join(wizard._get_rows().mapped("display_name"))

    def _get_rows(self):
        """The chosen rows, those that the user sees."""
        return self.env["sales.document.register"].search(
            [("id", "in", self.row_ids or [])]
        )

    def action_apply(self):
        """
        :raises UserError: no documents, or the day is still to come
        """
        self.ensure_one()
        rows = self._get_rows()
        if not rows:
            raise UserError(self.env._("Choose documents in the list first."))
        if self.date > fields.Date.context_today(self):
            raise UserError(self.env._("The day has not come yet: correct the date."))
        self._apply(rows)
        return {"type": "ir.actions.act_window_close"}

    def _apply(self, rows):
        """What the window is for."""
        raise NotImplementedError


class SalesDocumentGive(models.TransientModel):
    """Documents were given to the client: when, by whom, how."""

    _name = "sales.document.give"
    _inherit = ["sales.document.choice"]
    _description = "Documents Given to the Client"

    how = fields.Selection(BY_HAND, required=True, default="paper")
    user_id = fields.Many2one(
        "res.users",
        string="Given By",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    given_to = fields.Char(help="Who has taken the documents.")

    def _apply(self, rows):
        rows._note_given(self.how, self.user_id, self.given_to, self.date)


class SalesDocumentReceive(models.TransientModel):
    """Originals have come: when, and in which folder they are."""

    _name = "sales.document.receive"
    _inherit = ["sales.document.choice"]
    _description = "Originals Received"

    place = fields.Char(
        string="Paper Is Kept In",
        help="The folder with the paper, for example “Folder 12, 2026”.",
    )

    def _apply(self, rows):
        rows._receive_originals(self.date, self.place)
