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
        names = {
            code: self.with_context(lang=code).env._("INN")
            for code, __ in self.env["res.lang"].get_installed()
        }
        source = self.with_context(lang="en_US").env._("INN")
        for code, name in {**names, "en_US": source}.items():
            country = russia.with_context(lang=code)
            if country.vat_label in (False, "", source):
                country.vat_label = name
