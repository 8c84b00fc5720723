from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..models.works.equipment_work_sign import MAX_NAME, MAX_REASON

SHOWN_STATES = ("planned", "in_progress", "done", "signed", "refused")
SMALL = 480  # pixels: a picture among others


class WorksPortal(CustomerPortal):
    """Works on the client's portal: list, page, file, signature, refusal (R097, R098).

    A page opens for the logged-in client, or with the access token of the work. To
    others it does not exist; who is not logged in and has no token is asked to log in.
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

    def _find_work(self, work_id, access_token):
        """The work, with all rights, or nothing.

        An employee looks at it in every state, the client when it is planned.
        """
        try:
            work = self._document_check_access("equipment.work", work_id, access_token)
        except (AccessError, MissingError):
            return None
        is_shown = request.env.user._is_internal() or work.state in SHOWN_STATES
        return work if is_shown else None

    def _answer_nothing(self, access_token):
        """The same answer for what is not there and for what is somebody else's."""
        if request.env.user._is_public() and not access_token:
            return request.redirect_query(
                "/web/login", {"redirect": request.httprequest.path}
            )
        return request.not_found()

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
        work = self._find_work(work_id, access_token)
        if work is None:
            return self._answer_nothing(access_token)
        content_hash = work._get_act_hash() if work._has_to_be_signed() else ""
        user = request.env.user
        values = self._get_page_view_values(
            work,
            access_token,
            {
                "work": work,
                "page_name": "work",
                "message": message,
                "content_hash": content_hash,
                "signer": (work.contact_id if user._is_public() else user).name,
            },
            "my_works_history",
            False,
        )
        return request.render("sales_process.portal_work_page", values)

    @http.route("/my/works/<int:work_id>/pdf", type="http", auth="public", website=True)
    def portal_work_pdf(self, work_id, access_token=None, **kwargs):
        work = self._find_work(work_id, access_token)
        if work is None or not work._has_act():
            return self._answer_nothing(access_token)
        content, kind, name = work._get_act_pdf()
        return request.make_response(
            content,
            [
                ("Content-Type", kind),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    @http.route(
        "/my/works/<int:work_id>/photo/<int:photo_id>",
        type="http",
        auth="public",
        website=True,
        readonly=True,
    )
    def portal_work_photo(
        self, work_id, photo_id, access_token=None, small=None, **kwargs
    ):
        """A picture of the work; of no other document."""
        work = self._find_work(work_id, access_token)
        photo = (
            work.photo_ids.filtered(lambda one: one.id == photo_id) if work else None
        )
        if not photo:
            return self._answer_nothing(access_token)
        size = SMALL if small else 0
        stream = request.env["ir.binary"]._get_image_stream_from(
            photo.sudo(), "raw", width=size, height=size
        )
        return stream.get_response(content_security_policy="default-src 'none'")

    @http.route(
        "/my/works/<int:work_id>/sign", type="jsonrpc", auth="public", website=True
    )
    def portal_work_sign(
        self,
        work_id,
        access_token=None,
        name=None,
        signature=None,
        content_hash=None,
    ):
        """Answer of the signature widget: an error text, or where to go."""
        sent = request.httprequest.args
        work = self._find_work(work_id, access_token or sent.get("access_token"))
        if work is None:
            return {"error": request.env._("Invalid act.")}
        try:
            with request.env.cr.savepoint():
                work._sign_on_screen(
                    name, signature, content_hash or sent.get("content_hash")
                )
        except UserError as error:
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
    def portal_work_refuse(
        self, work_id, access_token=None, name="", reason="", **kwargs
    ):
        work = self._find_work(work_id, access_token)
        if work is None:
            return self._answer_nothing(access_token)
        user = request.env.user
        name = name.strip()[:MAX_NAME] or ("" if user._is_public() else user.name)
        reason = reason.strip()[:MAX_REASON]
        message = "refused"
        if not (reason and name):
            message = "no_reason"
        else:
            try:
                with request.env.cr.savepoint():
                    work._refuse(name, reason)
            except UserError:
                message = "not_open"
        return request.redirect(work.get_portal_url(query_string=f"&message={message}"))
