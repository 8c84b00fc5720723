import hashlib
import os
import shutil

from odoo import api, models
from odoo.models import BaseModel

PIECE = 2**20


class MarketingStoredFile(models.AbstractModel):
    """Large files as binary fields: to the filestore and back in pieces, never as a
    whole through memory, as the attachment itself does it."""

    _name = "marketing.stored.file"
    _description = "Large Files of Exports"

    @api.model
    def _find(self, record, field):
        """The attachment of a field, with the rights of the superuser."""
        # sudo: whoever asks has checked the record; the field is for nobody
        attachments = self.env["ir.attachment"].sudo()
        if not record:
            return attachments
        return attachments.search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("res_field", "=", field),
            ],
            limit=1,
        )

    @api.model
    def _keep(self, record, field, path, name="", mimetype="application/octet-stream"):
        """Make a file the content of a field."""
        self._find(record, field).unlink()
        # sudo: as above
        attachments = self.env["ir.attachment"].sudo()
        values = {
            "name": name or field,
            "mimetype": mimetype,
            "type": "binary",
            "res_model": record._name,
            "res_id": record.id,
            "res_field": field,
        }
        if attachments._storage() != "file":
            with open(path, "rb") as file:
                return attachments.create({**values, "raw": file.read()})
        attachment = attachments.create(values)
        # past the attachment's own write, which takes the content in one piece only
        BaseModel.write(attachment, self._store(attachment, path))
        return attachment

    @api.model
    def _store(self, attachment, path):
        """Copy a file into the filestore; return the values of the attachment."""
        checksum = _get_checksum(path)
        name = f"{checksum[:2]}/{checksum}"
        target = attachment._full_path(name)
        if not os.path.exists(target):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            part = f"{target}.{os.getpid()}.part"
            shutil.copyfile(path, part)
            os.replace(part, target)
            attachment._mark_for_gc(name)
        size = os.path.getsize(path)
        return {"store_fname": name, "checksum": checksum, "file_size": size}

    @api.model
    def _fetch(self, record, field, path):
        """Copy the content of a field to ``path``; return it, or None without one."""
        attachment = self._find(record, field)
        if not attachment:
            return None
        if attachment.store_fname:
            shutil.copyfile(attachment._full_path(attachment.store_fname), path)
        else:
            with open(path, "wb") as file:
                file.write(attachment.raw)
        return path


def _get_checksum(path):
    checksum = hashlib.sha1()
    with open(path, "rb") as file:
        while piece := file.read(PIECE):
            checksum.update(piece)
    return checksum.hexdigest()
