from odoo import api, models


class ResCountry(models.Model):
    """Tax numbers of Russian companies are called INN on every form of the ERP."""

    _inherit = "res.country"

    @api.model
    def _name_russian_tax_number(self):
        """Label of the tax number in every language; one set by hand stays."""
        russia = self.env.ref("base.ru", raise_if_not_found=False)
        if not russia:
            return
        codes = [code for code, __ in self.env["res.lang"].get_installed()]
        # the source first: it stands for every language that has no name of its own
        names = {
            code: self.with_context(lang=code).env._("INN")
            for code in dict.fromkeys(["en_US", *codes])
        }
        present = russia.with_context(lang="en_US").vat_label
        if present and present not in names.values():
            return
        for code, name in names.items():
            russia.with_context(lang=code).vat_label = name
