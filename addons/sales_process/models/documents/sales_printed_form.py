from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.image import image_data_uri

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ...tools.documents import print_text
from ...tools.documents.words import plural

# how much smaller wkhtmltopdf draws than it should, by its build
ZOOM_UNPATCHED = 1.3021
ZOOM_PATCHED = 1.28


class SalesPrintedForm(models.AbstractModel):
    """Values of a printed form: what it shows is gathered before it is drawn.

    A report model inherits this, names ``_form_model``, and answers `_prepare_form`
    with a dictionary of all that the form shows. So a form can be compared with the
    ERP without reading its picture. Statutory forms have ``_form_language`` ru_RU,
    others speak the language of the client.
    """

    _name = "sales.printed.form"
    _description = "Printed Form"
    _form_model = None
    _form_language = None

    @api.model
    def _get_report_values(self, docids, data=None):
        """``docs``: ``[{"record", "form", "title", "stamp", "lang"}]``, and functions.

        :raises UserError: something that the form needs is missing
        :raises AccessError: the user may not read the record
        """
        records = self.env[self._form_model].browse(docids)
        records.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": self._form_model,
            "docs": [self._prepare_doc(record) for record in records],
            "zoom": ZOOM_PATCHED if _wkhtml().is_patched_qt else ZOOM_UNPATCHED,
            **self._get_functions(),
        }

    def _prepare_doc(self, record):
        lang = self._get_form_lang(record)
        own = self.with_context(lang=lang)
        translated = record.with_context(lang=lang)
        try:
            form = own._prepare_form(translated)
        except UserError:
            # whoever prints is told in his language, not in the one of the form
            self._prepare_form(record)
            raise
        return {
            "record": translated,
            "form": form,
            "lang": lang,
            "title": form.get("title") or translated.display_name,
            "stamp": own._get_stamp_text(),
        }

    def _prepare_form(self, record):
        """All that the form shows; ``title`` is the text at the foot of each page."""
        raise NotImplementedError

    def _get_stamp_text(self):
        return self.env._("Page %(page)s of %(pages)s", page="{page}", pages="{pages}")

    def _get_form_lang(self, record):
        """The language of the form, when the database speaks it."""
        wanted = self._form_language or self._get_client_lang(record)
        if self.env["res.lang"]._get_data(code=wanted or ""):
            return wanted
        return self.env.lang or "en_US"

    def _get_client_lang(self, record):
        return "partner_id" in record and record.partner_id.lang

    @api.model
    def _get_functions(self):
        """What templates may call; texts are in Russian unless a language is given."""
        return {
            "day": print_text.day_text,
            "image_data_uri": image_data_uri,
            "initials": print_text.initials,
            "money": print_text.number_text,
            "plural": plural,
            "qty": print_text.quantity_text,
            "words": self._get_words,
        }

    @api.model
    def _get_words(self, amount, currency, lang=print_text.RUSSIAN):
        """An amount in words of a language, as the ERP says it everywhere."""
        if not self.env["res.lang"]._get_data(code=lang):
            lang = self.env.lang
        return currency.with_context(lang=lang).amount_to_text(amount)
