from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.mimetypes import guess_mimetype

PHOTO_TYPES = ("image/jpeg", "image/png", "image/gif")
MAX_PHOTO = 15 * 1024 * 1024  # bytes: above any picture of a telephone
MAX_PHOTOS = 60
FILES = {"photo_ids", "scan_ids"}
# of a file that belongs to a signed act
FROZEN_FILE_FIELDS = {
    "checksum",
    "datas",
    "db_datas",
    "name",
    "raw",
    "res_field",
    "res_id",
    "res_model",
    "store_fname",
    "type",
    "url",
}


class EquipmentWork(models.Model):
    """Photos and scans of a work: checked when they come, they stay with the work."""

    _inherit = "equipment.work"

    photo_ids = fields.Many2many(
        "ir.attachment",
        "equipment_work_photo_rel",
        "work_id",
        "attachment_id",
        string="Photos",
        copy=False,
    )
    photo_count = fields.Integer(compute="_compute_photo_count")

    @api.depends("photo_ids")
    def _compute_photo_count(self):
        for work in self:
            work.photo_count = len(work.photo_ids)

    photo_gallery = fields.Html(
        string="Pictures", compute="_compute_photo_gallery", sanitize=False
    )

    @api.depends("photo_ids")
    def _compute_photo_gallery(self):
        """Small pictures that open large; the page of a work shows them at a glance."""
        picture = Markup(
            '<a href="/web/image/%(id)s" target="_blank" class="d-inline-block me-2 mb-2">'
            '<img src="/web/image/%(id)s/240x180" alt="%(name)s" title="%(name)s"'
            ' class="img-thumbnail" loading="lazy" style="height: 120px"/></a>'
        )
        for work in self:
            work.photo_gallery = Markup().join(
                picture % {"id": photo.id, "name": photo.name}
                for photo in work.photo_ids._origin
            )

    @api.model_create_multi
    def create(self, vals_list):
        works = super().create(vals_list)
        works.filtered(lambda work: work.photo_ids or work.scan_ids)._keep_files()
        return works

    def write(self, vals):
        result = super().write(vals)
        if FILES & vals.keys():
            self._keep_files()
        return result

    def _keep_files(self):
        """New files become files of the work.

        :raises UserError: no picture, too large, too many, or a file of something else
        """
        for work in self:
            for file in work.photo_ids | work.scan_ids:
                work._check_file_owner(file)
            work._check_photos()
            files = (work.photo_ids | work.scan_ids).sudo()
            # sudo: the file was checked to be the user's own
            new = files.filtered(lambda file, work=work: file.res_id != work.id)
            new.write({"res_model": self._name, "res_id": work.id, "public": False})

    def _check_file_owner(self, file):
        """A file is the work's, or a new one that the user has just sent."""
        known = file.sudo()
        if known.res_model == self._name and known.res_id == self.id:
            return
        is_new = not known.res_id and (self.env.su or known.create_uid == self.env.user)
        if not is_new or known.res_field:
            raise UserError(
                self.env._("A file belongs to one document: send it again.")
            )

    def _check_photos(self):
        photos = self.photo_ids.sudo()  # sudo: sizes and kinds of files only
        if len(photos) > MAX_PHOTOS:
            raise UserError(
                self.env._("Not more than %(count)s photos.", count=MAX_PHOTOS)
            )
        for photo in photos:
            if photo.type != "binary" or photo.file_size > MAX_PHOTO:
                raise UserError(
                    self.env._(
                        "“%(name)s”: a photo is not larger than %(size)s MB.",
                        name=photo.name,
                        size=MAX_PHOTO // 1024**2,
                    )
                )
            if guess_mimetype(photo.raw or b"") not in PHOTO_TYPES:
                raise UserError(
                    self.env._("“%(name)s” is no picture.", name=photo.name)
                )

    def _add_photo(self, name, data):
        """Add a picture that came from elsewhere, a page for example.

        :param bytes data: content of the file
        :return: the attachment
        :raises UserError: it is no picture, or too large
        """
        self.ensure_one()
        self.check_access("write")
        self._check_not_signed()
        photo = self.env["ir.attachment"].create(
            {"name": name, "raw": data, "res_model": self._name, "res_id": self.id}
        )
        self.write({"photo_ids": [Command.link(photo.id)]})
        return photo

    def _get_act_files(self):
        """Photos, scans, the file of the act and the drawn signature."""
        drawn = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("res_field", "=", "signature"),
            ]
        )
        return (
            self.photo_ids
            | self.scan_ids
            | self.act_file_id
            | self.signed_scan_id
            | drawn
        )


class IrAttachment(models.Model):
    """Files of a signed act stay as they are."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if FROZEN_FILE_FIELDS & vals.keys():
            self._check_not_in_signed_act()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed_act(self):
        self._check_not_in_signed_act()

    def _check_not_in_signed_act(self):
        """
        :raises UserError: one of the files belongs to a signed act
        """
        # sudo: whoever touches a file; files of other documents cost nothing more
        files = self.sudo().filtered(lambda file: file.res_model == "equipment.work")
        if not files:
            return
        works = self.env["equipment.work"].sudo().browse(set(files.mapped("res_id")))
        for work in works.exists().filtered(lambda work: work.state == "signed"):
            if work._get_act_files() & files:
                work._check_not_signed()
