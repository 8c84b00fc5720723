from odoo import http
from odoo.tools import file_open

from odoo.addons.web.controllers.webmanifest import WebManifest


class ScannerWebManifest(WebManifest):
    """The scanner page starts without connection, and is installed as an app."""

    def _get_service_worker_content(self):
        body = super()._get_service_worker_content()
        path = "warehouse_barcode/static/src/service_worker/scanner_start.js"
        with file_open(path) as own:
            return f"{body}\n{own.read()}"

    @http.route()
    def scoped_app(self, app_id, path="", app_name=""):
        """The app of the scanner lies where the service worker of the web client is
        at work, so that it starts without connection."""
        if app_id == "warehouse_barcode" and not path:
            path = "odoo/scanner"
        return super().scoped_app(app_id, path=path, app_name=app_name)
