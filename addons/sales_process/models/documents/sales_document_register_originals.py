from odoo import models
from odoo.exceptions import UserError


class SalesDocumentRegister(models.Model):
    """What people note in the register: given on paper, the original is here.

    Each may note what he may add documents to: a salesperson in his deals, the
    accountant in all.
    """

    _inherit = "sales.document.register"

    def action_receive_originals(self):
        """One click: the papers are here, today, from the hands of the user.

        :raises UserError: nothing of it is waited for
        """
        self._receive_originals()
        return self._reload()

    def action_forget_originals(self):
        """It was a mistake: the papers are not here.

        :raises UserError: no original of these documents is noted
        """
        papers = self._get_own_papers().filtered("original_received")
        if not papers:
            raise UserError(
                self.env._("No original of the chosen documents is noted as received.")
            )
        papers.write({"original_received": False, "original_place": False})
        return self._reload()

    def _reload(self):
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    # ---- given -----------------------------------------------------------------------

    def _note_given(self, how, user, recipients, day):
        """The documents were given to the client by hand, not mailed from here.

        :param how: value of `HOW`
        :param user: who has given them
        :param str recipients: to whom
        :param day: date
        :raises UserError: one of them is cancelled
        :raises AccessError: not a document of the user's deals
        """
        self._check_may_note()
        cancelled = self.filtered(lambda row: row.state == "cancelled")
        if cancelled:
            raise UserError(
                self.env._(
                    "%(document)s is cancelled: it is not given to anybody.",
                    document=cancelled[0].display_name,
                )
            )
        traces = self.env["sales.document.trace"]._get_for(self._get_keys())
        traces._note_sent(how, user, recipients, day)

    def _get_keys(self):
        return [(row.res_model, row.res_id) for row in self]

    def _check_may_note(self):
        """
        :raises AccessError: not a document of the user's deals
        """
        self.check_access("read")
        self.env["sales.document"].check_access("create")
        if not self.env.user.has_group("sales_process.group_accountant"):
            self.lead_id.check_access("write")

    # ---- originals -------------------------------------------------------------------

    def _receive_originals(self, day=None, place=None):
        """Note the papers of all rows: on the document itself, on its scan, or as a
        paper of its own where there is neither.

        :param day: date, today when it is not said
        :param str place: the folder
        :raises UserError: a cancelled document, or nothing is waited for
        """
        rows = self.filtered(lambda row: row.original != "yes")
        rows = rows.filtered(lambda row: row.state != "cancelled")
        if not rows:
            raise UserError(
                self.env._("The originals of the chosen documents are here already.")
            )
        values = rows._prepare_original(day, place)
        papers = rows._get_own_papers()
        papers.write(values)
        known = {(paper.res_model, paper.res_id) for paper in papers}
        known |= {(paper._name, paper.id) for paper in papers}
        lacking = {
            key: row
            for row in rows
            if (key := (row.res_model, row.res_id)) not in known
        }
        self.env["sales.document"].create(
            [{**row._prepare_paper(), **values} for row in lacking.values()]
        )

    def _prepare_original(self, day, place):
        values = {"original_received": True, "original_user_id": self.env.uid}
        if day:
            values["original_date"] = day
        if place:
            values["original_place"] = place
        return values

    def _prepare_paper(self):
        """The paper of a document of the ERP: a record of its own, of its kind."""
        # sudo: the kind only; the accountant need not see shipments
        source = self.env[self.res_model].sudo().browse(self.res_id)
        kind = self.env["sales.document.kind"].search(
            [("code", "=", source._get_document_kind())]
        )
        return {
            "lead_id": self.lead_id.id,
            "kind_id": kind.id,
            "number": self.number,
            "date": self.date,
            "amount": self.amount,
            "currency_id": self.currency_id.id,
            "res_model": self.res_model,
            "res_id": self.res_id,
        }

    def _get_own_papers(self):
        """Documents kept by hand among the rows, and one scan of each other row."""
        documents = self.env["sales.document"]
        ids = self._get_ids_by_model()
        own = documents.browse(ids.pop(documents._name, ()))
        keys = {(model, number) for model, some in ids.items() for number in some}
        scans = documents.search(
            [
                ("res_model", "in", list(ids)),
                ("res_id", "in", [number for _model, number in keys]),
                ("state", "=", "valid"),
            ],
            order="original_received DESC, id",
        )
        for key, some in scans.grouped(lambda s: (s.res_model, s.res_id)).items():
            if key in keys:
                received = some.filtered("original_received")
                own |= received or some[:1]
        return own
