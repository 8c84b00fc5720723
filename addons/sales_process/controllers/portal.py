import binascii

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

MAX_SIGNATURE = 2 * 1024 * 1024  # characters of base64: far above any drawn signature
MAX_REASON = 5000


class WorksPortal(CustomerPortal):
    """Works on the client's portal: list, page, signature, refusal (R097, R098).

    A page opens for the logged-in client, or with the access token of the work.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "work_count" in counters:
            values["work_count"] = self._count_works()
        return values

    def _count_works(self):
        works = request.env["equipment.work"]
        if not works.has_access("read"):
            return 0
        return works.search_count(self._get_works_domain())

    def _get_works_domain(self):
        return request.env["equipment.work"]._get_portal_domain(
            request.env.user.partner_id
        )

    @http.route(
        ["/my/works", "/my/works/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_works(self, page=1, **kwargs):
        works = request.env["equipment.work"]
        paging = pager(
            url="/my/works",
            total=self._count_works(),
            page=page,
            step=self._items_per_page,
        )
        values = self._prepare_portal_layout_values() | {
            "works": works.search(
                self._get_works_domain(),
                order="date_planned desc, id desc",
                limit=self._items_per_page,
                offset=paging["offset"],
            ),
            "page_name": "work",
            "pager": paging,
            "default_url": "/my/works",
        }
        return request.render("sales_process.portal_my_works", values)

    @http.route("/my/works/<int:work_id>", type="http", auth="public", website=True)
    def portal_work(self, work_id, access_token=None, message=None, **kwargs):
        try:
            work = self._document_check_access("equipment.work", work_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        values = self._get_page_view_values(
            work,
            access_token,
            {"work": work, "page_name": "work", "message": message},
            "my_works_history",
            False,
        )
        return request.render("sales_process.portal_work_page", values)

    @http.route(
        "/my/works/<int:work_id>/sign", type="jsonrpc", auth="public", website=True
    )
    def portal_work_sign(self, work_id, access_token=None, name=None, signature=None):
        """Answer of the signature widget: an error text, or where to go."""
        access_token = access_token or request.httprequest.args.get("access_token")
        try:
            work = self._document_check_access("equipment.work", work_id, access_token)
        except (AccessError, MissingError):
            return {"error": request.env._("Invalid act.")}
        if not signature or len(signature) > MAX_SIGNATURE:
            return {"error": request.env._("Signature is missing.")}
        try:
            work._sign((name or "").strip()[:200], signature)
        except (UserError, TypeError, binascii.Error) as error:
            return {"error": str(error)}
        return {
            "force_refresh": True,
            "redirect_url": work.get_portal_url(query_string="&message=signed"),
        }

    @http.route(
        "/my/works/<int:work_id>/refuse",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_work_refuse(self, work_id, access_token=None, reason="", **kwargs):
        try:
            work = self._document_check_access("equipment.work", work_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        reason = reason.strip()[:MAX_REASON]
        if not reason:
            return request.redirect(
                work.get_portal_url(query_string="&message=no_reason")
            )
        try:
            work._refuse(request.env.user.partner_id.name, reason)
        except UserError:
            return request.redirect(
                work.get_portal_url(query_string="&message=not_open")
            )
        return request.redirect(work.get_portal_url(query_string="&message=refused"))
