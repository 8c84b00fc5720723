from odoo import api, fields, models


class SalesDocument(models.Model):
    """The signed paper that came back: who took it, and where it is kept.

    The paper of a document of the ERP is a record of this model too, as its scan is:
    one without files is the paper alone.
    """

    _inherit = "sales.document"

    original_user_id = fields.Many2one(
        "res.users",
        string="Original Received By",
        compute="_compute_original_user_id",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        domain="[('share', '=', False)]",
    )
    original_place = fields.Char(
        string="Paper Is Kept In",
        copy=False,
        tracking=True,
        help="The folder with the paper, for example “Folder 12, 2026”.",
    )

    @api.depends("original_received")
    def _compute_original_user_id(self):
        for document in self:
            user = document.original_user_id or self.env.user
            document.original_user_id = document.original_received and user

    def _tell_deals(self):
        """An original that is here needs no reminder any more."""
        result = super()._tell_deals()
        received = self.filtered("original_received")
        if received:
            # sudo: the task is of the salesperson, the accountant has the paper
            received.sudo().lead_id._finish_original_reminders()
        return result
