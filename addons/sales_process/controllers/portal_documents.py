from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class DocumentsPortal(CustomerPortal):
    """The client opens a document on his page: noted in the trace of the document.

    Not counted: employees, link previews of messengers, and requests that show nothing.
    """

    def _get_page_view_values(self, document, *args, **kwargs):
        self._note_opened(document)
        return super()._get_page_view_values(document, *args, **kwargs)

    def _show_report(self, model, *args, **kwargs):
        self._note_opened(model)
        return super()._show_report(model, *args, **kwargs)

    def _note_opened(self, document):
        """
        :param document: what the page shows; the access to it has been checked
        """
        is_client = request.env.user.share
        is_preview = request.httprequest.headers.get("Odoo-Link-Preview") == "True"
        is_looking = request.httprequest.method == "GET" and not is_preview
        if is_client and is_looking and getattr(document, "_goes_to_client", False):
            request.env["sales.document.trace"]._get_for(
                [(document._name, number) for number in document.ids]
            )._note_opened()
