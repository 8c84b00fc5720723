import base64

from odoo.exceptions import UserError, ValidationError
from odoo.tests import BaseCase, tagged

from ...tools.documents.files import MEGABYTE, get_file_problem
from .register_common import RegisterCommon


@tagged("post_install", "-at_install")
class TestFileProblems(BaseCase):
    def test_which_files_may_be_kept(self):
        for name, size, head, expected in (
            ("scan.pdf", 10, b"%PDF-1.4", ""),
            ("Акт № 5.PDF", 10, b"%PDF-1.4", ""),
            ("photo.jpg", 25 * MEGABYTE, b"\xff\xd8", ""),
            ("no extension", 10, b"text", ""),
            (None, 10, b"text", ""),
            ("scan.pdf", 0, b"", "empty"),
            ("scan.pdf", 25 * MEGABYTE + 1, b"%PDF", "large"),
            ("setup.exe", 10, b"MZ\x90", "executable"),
            ("scan.pdf", 10, b"MZ\x90", "executable"),
            ("scan.pdf", 10, b"\x7fELF", "executable"),
            ("scan.pdf", 10, b"#!/bin/sh", "executable"),
            ("scan.pdf.JS", 10, b"alert", "executable"),
            ("scan.bat . .", 10, b"echo", "executable"),
            ("scan.vbs", 10, b"x", "executable"),
        ):
            with self.subTest(name=name, size=size):
                self.assertEqual(get_file_problem(name, size, head, 25), expected)


@tagged("post_install", "-at_install")
class TestDocumentFiles(RegisterCommon):
    """Files become documents; bad ones are refused and nothing is kept of them."""

    def setUp(self):
        super().setUp()
        self.deal = self._create_deal()
        self.contract = self._get_kind("contract")

    def test_each_file_is_a_document(self):
        files = self._create_file("Contract 5.pdf") | self._create_file("Annex.pdf")

        self._upload(self.deal, files, kind_id=self.contract.id, is_signed=True)

        documents = self.deal.document_ids.sorted("number")
        self.assertEqual(documents.mapped("number"), ["Annex", "Contract 5"])
        self.assertEqual(documents.kind_id, self.contract)
        self.assertEqual(documents.attachment_ids, files)
        self.assertTrue(all(documents.mapped("is_signed")))
        self.assertTrue(all(documents.mapped("signed_on")))

    def test_files_are_pages_of_one_document(self):
        files = self._create_file("1.jpg") | self._create_file("2.jpg")

        self._upload(
            self.deal,
            files,
            kind_id=self.contract.id,
            is_separate=False,
            number="15",
            amount=700,
        )

        document = self.deal.document_ids
        self.assertEqual((document.number, document.amount), ("15", 700))
        self.assertEqual(document.attachment_ids, files)
        self.assertEqual(self._get_row(self.deal, "contract").file_count, 2)

    def test_files_belong_to_their_document(self):
        file = self._create_file()
        self._upload(self.deal, file, kind_id=self.contract.id)

        document = self.deal.document_ids
        self.assertEqual((file.res_model, file.res_id), (document._name, document.id))
        self.assertTrue(file.with_user(self.head).has_access("read"))
        self.assertFalse(file.with_user(self.other_head).has_access("read"))

    def test_file_of_another_record_is_copied(self):
        other = self._create_document(self.deal, number="1")
        other.attachment_ids = self._create_file()
        document = self._create_document(self.deal, number="2")

        document.attachment_ids = other.attachment_ids

        self.assertTrue(other.attachment_ids)
        self.assertNotEqual(document.attachment_ids, other.attachment_ids)
        self.assertEqual(document.attachment_ids.res_id, document.id)
        self.assertEqual(other.attachment_ids.res_id, other.id)

    def test_foreign_file_is_not_taken_over(self):
        """A file that one may not read does not come along by its number."""
        foreign = self.env["ir.attachment"].create(
            {"name": "secret.pdf", "datas": base64.b64encode(b"%PDF secret")}
        )
        document = self._create_document(self.deal)

        with self.assertRaises(UserError), self.env.cr.savepoint():
            document.attachment_ids = [(4, foreign.id)]

        self.assertFalse(foreign.res_id)

    def test_bad_files_are_refused(self):
        self.env["ir.config_parameter"].set_param("sales_process.document_max_mb", "1")
        large = b"%PDF" + b"x" * MEGABYTE
        for name, content, word in (
            ("large.pdf", large, "larger than 1 MB"),
            ("setup.exe", b"x", "is a program"),
            ("scan.pdf", b"MZ\x90", "is a program"),
        ):
            with self.subTest(name=name):
                file = self._create_file(name, content)
                self.assertRefused(
                    [word, name],
                    lambda file=file: self._upload(
                        self.deal, file, kind_id=self.contract.id
                    ),
                )
        empty = self._create_file("empty.pdf", b"x")
        empty.raw = b""
        self.assertRefused(
            ["is empty"],
            lambda: self._create_document(
                self.deal, attachment_ids=[(6, 0, empty.ids)]
            ),
        )
        self.assertFalse(self.deal.document_ids)

    def test_one_bad_file_of_several_keeps_none(self):
        files = self._create_file("good.pdf") | self._create_file("bad.exe")

        self.assertRefused(
            ["bad.exe"],
            lambda: self._upload(self.deal, files, kind_id=self.contract.id),
        )

        self.assertFalse(self.deal.document_ids)

    def test_link_has_no_content_to_be_checked(self):
        link = (
            self.env["ir.attachment"]
            .with_user(self.salesperson)
            .create({"name": "In the cloud", "type": "url", "url": "https://a.example"})
        )

        document = self._create_document(self.deal, attachment_ids=[(6, 0, link.ids)])

        self.assertEqual(document.attachment_ids, link)

    def test_kind_is_asked_for(self):
        self.assertRefused(["which kind"], lambda: self._upload(self.deal))

    def test_document_without_a_file_may_be_noted(self):
        self._upload(
            self.deal,
            self.env["ir.attachment"],
            kind_id=self.contract.id,
            number="On paper",
        )

        self.assertEqual(self.deal.document_ids.number, "On paper")

    def test_window_of_the_deal(self):
        action = self.deal.action_add_document()
        self.assertEqual(action["res_model"], "sales.document.upload")
        self.assertEqual(action["context"], {"default_lead_id": self.deal.id})

    def test_size_of_files_is_a_setting(self):
        with self.assertRaises(ValidationError):
            self.env["sales.settings"].create({"document_max_mb": 0})
        self.env["sales.settings"].create({"document_max_mb": 7}).action_save()

        limit = self.env["sales.settings"]._get_value("document_max_mb")
        self.assertEqual(limit, 7)

    def test_files_are_opened(self):
        document = self._create_document(self.deal)
        row = self._get_row(self.deal, "contract")
        self.assertRefused(["cannot open"], row.action_files)

        document.attachment_ids = self._create_file()
        row = self._get_row(self.deal, "contract")
        self.assertEqual(
            row.action_files()["url"], f"/web/content/{document.attachment_ids.id}"
        )

        document.attachment_ids |= self._create_file()
        action = self._get_row(self.deal, "contract").action_files()
        self.assertEqual(action["res_model"], "ir.attachment")
        self.assertEqual(
            self.env["ir.attachment"].search(action["domain"]), document.attachment_ids
        )
