from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

# what was agreed; signatures and originals may still come after the closing
FROZEN_FIELDS = frozenset(
    {
        "amount",
        "currency_id",
        "date",
        "kind_id",
        "lead_id",
        "number",
        "partner_id",
        "res_id",
        "res_model",
        "state",
    }
)


class SalesDocument(models.Model):
    """Who may delete a document, and what is not changed after the closing (R102).

    1. Its author within 24 hours (a wrong file), the head of the department later.
    2. Nobody when the deal is closed; then the document does not change either, only
       a signature, an original or a further file is still noted.
    """

    _inherit = "sales.document"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        self._check_open(self.env._("A document of a closed deal is not deleted."))
        if self.env.user.has_group("sales_process.group_head"):
            return
        since = fields.Datetime.now() - timedelta(days=1)
        for document in self:
            own = document.create_uid == self.env.user
            if not own or document.create_date < since:
                raise UserError(
                    self.env._(
                        "%(document)s: only its author within a day and the head of "
                        "the department delete a document. Cancel it instead.",
                        document=document.display_name,
                    )
                )

    def _check_frozen(self, vals):
        changed = any(
            document._fields[name].convert_to_cache(vals[name], document)
            != document._fields[name].convert_to_cache(document[name], document)
            for name in FROZEN_FIELDS & vals.keys()
            for document in self
        )
        if changed or self._loses_files(vals):
            self._check_open(
                self.env._(
                    "The deal is closed: its documents do not change any more. You can "
                    "still add files and note signatures and originals."
                )
            )

    def _loses_files(self, vals):
        """Whether files are taken away; commands as the web client sends them."""
        for command, *rest in vals.get("attachment_ids") or ():
            if command in (
                Command.UPDATE,
                Command.DELETE,
                Command.UNLINK,
                Command.CLEAR,
            ):
                return True
            if command == Command.SET and set(self.attachment_ids.ids) - set(rest[1]):
                return True
        return False

    def _check_open(self, message):
        """
        :raises UserError: one of the deals is closed
        """
        # sudo: the stage of the deal is no secret to who keeps its documents
        closed = self.sudo().filtered(
            lambda document: document.lead_id.stage_id.kind == "closed"
        )
        if closed and not self.env.su:
            raise UserError(message)
