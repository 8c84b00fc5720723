import base64

from odoo.fields import Domain

from ..claim_common import ClaimCommon
from ..deal_common import DealCommon


class RegisterVerbs:
    """Verbs of the tests about documents of deals."""

    def _get_kind(self, code):
        return self.env.ref(f"sales_process.document_kind_{code}")

    def _create_file(self, name="scan.pdf", content=b"%PDF-1.4 scan", user=None):
        """A file as the browser uploads it: of nobody's record yet."""
        return (
            self.env["ir.attachment"]
            .with_user(user or self.salesperson)
            .create(
                {
                    "name": name,
                    "datas": base64.b64encode(content),
                    "res_model": "sales.document",
                }
            )
        )

    def _create_document(self, deal, kind="contract", user=None, **values):
        return (
            self.env["sales.document"]
            .with_user(user or self.salesperson)
            .create(
                {
                    "lead_id": deal.id,
                    "kind_id": self._get_kind(kind).id,
                    "number": "N-1",
                    **values,
                }
            )
        )

    def _upload(self, deal, files=None, user=None, **values):
        """The window that asks for files, filled in and confirmed."""
        files = files if files is not None else self._create_file(user=user)
        wizard = (
            self.env["sales.document.upload"]
            .with_user(user or self.salesperson)
            .create(
                {
                    "lead_id": deal.id,
                    "attachment_ids": [(6, 0, files.ids)],
                    **values,
                }
            )
        )
        wizard.action_apply()

    def _attach_scan(self, source, user=None, **values):
        """“Attach signed scan” on a document of the ERP."""
        user = user or self.salesperson
        action = source.with_user(user).sudo(False).action_attach_signed_scan()
        wizard = (
            self.env["sales.document.upload"]
            .with_user(user)
            .with_context(**action["context"])
            .create(
                {
                    "attachment_ids": [(6, 0, self._create_file(user=user).ids)],
                    **values,
                }
            )
        )
        wizard.action_apply()

    def _get_rows(self, deal, kind=None, user=None):
        self.env.invalidate_all()
        register = self.env["sales.document.register"].with_user(
            user or self.salesperson
        )
        domain = Domain("lead_id", "=", deal.id)
        if kind:
            domain &= Domain("kind_id", "=", self._get_kind(kind).id)
        return register.search(domain, order="res_id, kind_id")

    def _get_row(self, deal, kind, user=None):
        row = self._get_rows(deal, kind, user)
        self.assertEqual(len(row), 1, f"one row of the kind {kind}")
        return row

    def assertKinds(self, deal, *kinds):
        found = self._get_rows(deal).sudo().mapped("kind_id.code")
        codes = sorted(row.sudo().kind_id.code for row in self._get_rows(deal))
        self.assertEqual(codes, sorted(kinds), found)


class RegisterCommon(RegisterVerbs, DealCommon):
    """Deals with their documents."""


class RegisterClaimCommon(RegisterVerbs, ClaimCommon):
    """The same with a shipped deal of serials and claims about them."""
