import os
from odoo import _, fields, models


class Canary(models.Model):
    _name = "canary"

    name = fields.Char(string="Name")
    total = fields.Float(compute="compute_total")

    def compute_total(self):
        self.env.cr.execute("SELECT 1 FROM canary WHERE name = '%s'" % self.name)
        self.env.cr.commit()
        raise UserWarning(_("Total is %s" % self.total))
