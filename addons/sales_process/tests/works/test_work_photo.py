from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..work_common import WorkCommon, make_picture

PHOTO = "odoo.addons.sales_process.models.works.equipment_work_photo"


@tagged("post_install", "-at_install")
class TestWorkPhoto(WorkCommon):
    """Photos of a work: pictures only, of this work only."""

    def _upload(self, raw, user=None, **values):
        """A file that somebody has just sent, as the screen does."""
        return (
            self.env["ir.attachment"]
            .with_user(user or self.engineer)
            .create(
                {
                    "name": "photo.png",
                    "raw": raw,
                    "res_model": "equipment.work",
                    **values,
                }
            )
        )

    def test_pictures_become_the_work_s(self):
        for form in ("PNG", "JPEG", "GIF"):
            with self.subTest(form=form):
                work = self._create_work().with_user(self.engineer)
                photo = self._upload(make_picture(form))

                work.photo_ids = [(4, photo.id)]

                self.assertEqual((photo.res_model, photo.res_id), (work._name, work.id))
                self.assertEqual(work.photo_count, 1)
                self.assertIn(f"/web/image/{photo.id}", work.photo_gallery)

    def test_what_is_no_picture_is_refused(self):
        work = self._create_work().with_user(self.engineer)
        for raw in (b"%PDF-1.4", b"<svg onload='x'/>", b"text", b""):
            with self.subTest(raw=raw):
                photo = self._upload(raw)
                self.assertRefused(
                    ["no picture"], work.write, {"photo_ids": [(4, photo.id)]}
                )

    def test_size_and_number_are_limited(self):
        work = self._create_work()
        photos = self._upload(make_picture()) | self._upload(make_picture())
        with patch(f"{PHOTO}.MAX_PHOTO", 10):
            self.assertRefused(
                ["not larger"], work.write, {"photo_ids": [(6, 0, photos[:1].ids)]}
            )
        with patch(f"{PHOTO}.MAX_PHOTOS", 1):
            self.assertRefused(
                ["Not more than"], work.write, {"photo_ids": [(6, 0, photos.ids)]}
            )

    def test_a_file_of_another_document_is_refused(self):
        """Nobody reads a stranger's file by calling it a photo of his work."""
        work = self._create_work().with_user(self.engineer)
        secret = self.env["ir.attachment"].create(
            {
                "name": "secret.png",
                "raw": make_picture(),
                "res_model": "res.partner",
                "res_id": self.client.id,
            }
        )
        colleague = self._upload(make_picture(), user=self.salesperson)
        for file in (secret, colleague):
            with self.subTest(file=file.name):
                self.assertRefused([], work.write, {"photo_ids": [(4, file.id)]})

    def test_adding_a_photo_from_elsewhere(self):
        work = self._create_work(engineer_id=self.env.ref("base.user_admin").id)
        with self.assertRaises(AccessError):
            work.with_user(self.engineer)._add_photo("x.png", make_picture())

        own = self._create_work().with_user(self.engineer)
        photo = own._add_photo("x.png", make_picture())

        self.assertEqual(own.photo_ids, photo)

    def test_names_are_escaped_in_the_gallery(self):
        work = self._create_work()
        work._add_photo('"><script>.png', make_picture())

        self.assertNotIn("<script>", work.photo_gallery)

    def test_scans_of_papers_are_kept_with_the_work(self):
        work = self._create_certification().with_user(self.engineer)
        scan = self._upload(b"%PDF-1.4", name="protocol.pdf")

        work.scan_ids = [(4, scan.id)]

        self.assertEqual(scan.res_id, work.id)
