from odoo import http
from odoo.exceptions import AccessError, LockError, MissingError, UserError
from odoo.http import content_disposition, request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..models.documents.sales_questionnaire import OPEN_STATES
from ..models.documents.sales_questionnaire_files import MAX_FILE_MB

MAX_NAME = 200
MAX_SAVE = 64 * 1024  # bytes of one answer
MAX_FORM = 2 * 1024 * 1024  # bytes of all answers
MAX_UPLOAD = (MAX_FILE_MB + 1) * 1024 * 1024
ROUTE = {"auth": "public", "website": True}
PATH = "/my/questionnaires/<int:questionnaire_id>"
REPORT = "sales_process.questionnaire_form_report"


class QuestionnairePortal(CustomerPortal):
    """Questionnaires on the client's portal: list, page, answers, files (R040).

    A page opens for the logged-in client, or with the access token; to others it does
    not exist. Employees look at it by their rights, and fill it in when they may change
    the questionnaire.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "questionnaire_count" in counters:
            values["questionnaire_count"] = self._count_questionnaires()
        return values

    def _count_questionnaires(self):
        questionnaires = request.env["sales.questionnaire"]
        if not questionnaires.has_access("read"):
            return 0
        return questionnaires.search_count(self._get_questionnaires_domain())

    def _get_questionnaires_domain(self):
        return request.env["sales.questionnaire"]._get_portal_domain(
            request.env.user.partner_id
        )

    def _find_questionnaire(self, questionnaire_id, access_token):
        """The questionnaire, in its language and with all rights, or nothing.

        The client sees it when it is sent to him.
        """
        try:
            questionnaire = self._document_check_access(
                "sales.questionnaire", questionnaire_id, access_token
            )
        except (AccessError, MissingError):
            return None
        if questionnaire.state == "draft" and not request.env.user._is_internal():
            return None
        # who comes by the link is spoken to in the language of the questions
        if request.env.user._is_public():
            request.update_context(lang=questionnaire.lang)
        # sudo: the access has been checked; the user stays who he is
        return request.env["sales.questionnaire"].sudo().browse(questionnaire.id)

    def _may_fill(self, questionnaire):
        """Clients may; of the employees those who may change the questionnaire."""
        if questionnaire.state not in OPEN_STATES:
            return False
        user = request.env.user
        return not user._is_internal() or questionnaire.sudo(False).has_access("write")

    def _answer_no_questionnaire(self, access_token):
        """The same answer for what is not there and for what is somebody else's."""
        if request.env.user._is_public() and not access_token:
            return request.redirect_query(
                "/web/login", {"redirect": request.httprequest.path}
            )
        return request.not_found()

    def _go_back(self, questionnaire, message):
        """To the page, which says what has happened."""
        return request.redirect(
            questionnaire.get_portal_url(query_string=f"&message={message}")
        )

    def _attempt(self, change, *values):
        """Change something; the message that says why it was not, or nothing."""
        try:
            with request.env.cr.savepoint():
                change(*values)
        except LockError:  # a colleague saves, or the button was pressed twice
            return "busy"
        except UserError:
            return "closed"
        return ""

    @http.route(
        ["/my/questionnaires", "/my/questionnaires/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_questionnaires(self, page=1, **kwargs):
        paging = pager(
            url="/my/questionnaires",
            total=self._count_questionnaires(),
            page=page,
            step=self._items_per_page,
        )
        values = self._prepare_portal_layout_values() | {
            "questionnaires": request.env["sales.questionnaire"].search(
                self._get_questionnaires_domain(),
                limit=self._items_per_page,
                offset=paging["offset"],
            ),
            "page_name": "questionnaire",
            "pager": paging,
            "default_url": "/my/questionnaires",
        }
        return request.render("sales_process.portal_my_questionnaires", values)

    @http.route(PATH, type="http", **ROUTE)
    def portal_questionnaire(
        self, questionnaire_id, access_token=None, message=None, **kwargs
    ):
        questionnaire = self._find_questionnaire(questionnaire_id, access_token)
        if questionnaire is None:
            return self._answer_no_questionnaire(access_token)
        return self._render_questionnaire(questionnaire, access_token, message)

    def _render_questionnaire(
        self, questionnaire, access_token, message=None, problems=(), name=""
    ):
        user = request.env.user
        person = questionnaire.partner_id if user._is_public() else user.partner_id
        values = self._get_page_view_values(
            questionnaire,
            access_token,
            {
                "questionnaire": questionnaire,
                "page_name": "questionnaire",
                "message": message,
                "problems": problems,
                "may_fill": self._may_fill(questionnaire),
                "signer": name or ("" if person.is_company else person.name),
                "max_file_mb": MAX_FILE_MB,
            },
            "my_questionnaires_history",
            False,
        )
        return request.render("sales_process.portal_questionnaire_page", values)

    @http.route(f"{PATH}/save", type="jsonrpc", max_content_length=MAX_SAVE, **ROUTE)
    def portal_questionnaire_save(
        self, questionnaire_id, line_id=None, answer=None, access_token=None
    ):
        """Keep one answer while the client types.

        :return: ``answer`` as it is kept, ``problem`` in words, and the progress; or
            ``closed`` with the reason when no more answers are taken; or ``busy`` when
            it is to be sent once more
        """
        questionnaire = self._find_questionnaire(questionnaire_id, access_token)
        if questionnaire is None or not isinstance(line_id, int):
            return {"closed": request.env._("This questionnaire does not exist.")}
        if not self._may_fill(questionnaire):
            return {"closed": questionnaire._get_closed_text()}
        try:
            with request.env.cr.savepoint():
                return questionnaire._save_answer(line_id, answer)
        except LockError:  # a colleague saves at this moment
            return {"busy": True}
        except UserError as error:
            return {"closed": str(error)}

    @http.route(
        f"{PATH}/send",
        type="http",
        methods=["POST"],
        max_content_length=MAX_FORM,
        **ROUTE,
    )
    def portal_questionnaire_send(
        self, questionnaire_id, access_token=None, name="", draft=None, **answers
    ):
        """The whole form: keep its answers, then send them unless it is a draft."""
        questionnaire = self._find_questionnaire(questionnaire_id, access_token)
        if questionnaire is None:
            return self._answer_no_questionnaire(access_token)
        if not self._may_fill(questionnaire):
            return self._go_back(questionnaire, "closed")
        name = name.strip()[:MAX_NAME]
        form = request.httprequest.form
        refusal = self._attempt(questionnaire._save_form, form)
        if refusal:
            return self._go_back(questionnaire, refusal)
        if draft:
            return self._go_back(questionnaire, "saved")
        return self._send_questionnaire(questionnaire, access_token, name)

    def _send_questionnaire(self, questionnaire, access_token, name):
        user = request.env.user
        author = questionnaire.partner_id if user._is_public() else user.partner_id
        try:
            with request.env.cr.savepoint():
                questionnaire._submit(name, author)
        except LockError:  # pressed twice: the other one sends it
            return self._go_back(questionnaire, "busy")
        except UserError as error:
            problems = str(error).split("\n")
            return self._render_questionnaire(
                questionnaire, access_token, "problems", problems, name
            )
        return self._go_back(questionnaire, "sent")

    # ---- files -------------------------------------------------------------------

    @http.route(
        f"{PATH}/file",
        type="http",
        methods=["POST"],
        max_content_length=MAX_UPLOAD,
        **ROUTE,
    )
    def portal_questionnaire_upload(
        self, questionnaire_id, access_token=None, file=None, **kwargs
    ):
        questionnaire = self._find_questionnaire(questionnaire_id, access_token)
        if questionnaire is None:
            return self._answer_no_questionnaire(access_token)
        if not self._may_fill(questionnaire):
            return self._go_back(questionnaire, "closed")
        if not hasattr(file, "filename"):
            return self._go_back(questionnaire, "no_file")
        try:
            with request.env.cr.savepoint():
                questionnaire._add_file(file.filename, file.read())
        except UserError as error:
            return self._render_questionnaire(
                questionnaire, access_token, "problems", [str(error)]
            )
        return self._go_back(questionnaire, "file_added")

    @http.route(
        f"{PATH}/file/<int:file_id>/remove", type="http", methods=["POST"], **ROUTE
    )
    def portal_questionnaire_remove(
        self, questionnaire_id, file_id, access_token=None, **kwargs
    ):
        questionnaire = self._find_questionnaire(questionnaire_id, access_token)
        if questionnaire is None:
            return self._answer_no_questionnaire(access_token)
        if not self._may_fill(questionnaire):
            return self._go_back(questionnaire, "closed")
        refusal = self._attempt(questionnaire._remove_file, file_id)
        return self._go_back(questionnaire, refusal or "file_removed")

    @http.route(f"{PATH}/file/<int:file_id>", type="http", readonly=True, **ROUTE)
    def portal_questionnaire_file(
        self, questionnaire_id, file_id, access_token=None, **kwargs
    ):
        """A file of this questionnaire; always saved, never shown in the browser."""
        questionnaire = self._find_questionnaire(questionnaire_id, access_token)
        file = questionnaire is not None and questionnaire.file_ids.filtered(
            lambda one: one.id == file_id
        )
        if not file:
            return self._answer_no_questionnaire(access_token)
        stream = request.env["ir.binary"]._get_stream_from(file.sudo(), "raw")
        return stream.get_response(
            as_attachment=True, content_security_policy="default-src 'none'"
        )

    @http.route(f"{PATH}/pdf", type="http", **ROUTE)
    def portal_questionnaire_pdf(self, questionnaire_id, access_token=None, **kwargs):
        """The questionnaire on paper: with the answers that are given so far."""
        questionnaire = self._find_questionnaire(questionnaire_id, access_token)
        if questionnaire is None:
            return self._answer_no_questionnaire(access_token)
        # sudo: the form reads this questionnaire only
        report = request.env["ir.actions.report"].sudo()
        content, _kind = report._render_qweb_pdf(REPORT, questionnaire.ids)
        name = f"{questionnaire._get_print_name('questionnaire')}.pdf"
        return request.make_response(
            content,
            [
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
