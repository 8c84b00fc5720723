from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager


class ServicePortal(CustomerPortal):
    """Service contracts on the client's portal: list and page (R101).

    A page opens for the logged-in client, or with the access token of the contract;
    to others it does not exist.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "service_contract_count" in counters:
            values["service_contract_count"] = self._count_service_contracts()
        return values

    def _count_service_contracts(self):
        contracts = request.env["sales.service.contract"]
        if not contracts.has_access("read"):
            return 0
        return contracts.search_count(self._get_service_contracts_domain())

    def _get_service_contracts_domain(self):
        return request.env["sales.service.contract"]._get_portal_domain(
            request.env.user.partner_id
        )

    @http.route(
        ["/my/service-contracts", "/my/service-contracts/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_service_contracts(self, page=1, **kwargs):
        contracts = request.env["sales.service.contract"]
        paging = pager(
            url="/my/service-contracts",
            total=self._count_service_contracts(),
            page=page,
            step=self._items_per_page,
        )
        values = self._prepare_portal_layout_values() | {
            "contracts": contracts.search(
                self._get_service_contracts_domain(),
                limit=self._items_per_page,
                offset=paging["offset"],
            ),
            "page_name": "service_contract",
            "pager": paging,
            "default_url": "/my/service-contracts",
        }
        return request.render("sales_process.portal_my_service_contracts", values)

    @http.route(
        "/my/service-contracts/<int:contract_id>",
        type="http",
        auth="public",
        website=True,
    )
    def portal_service_contract(self, contract_id, access_token=None, **kwargs):
        try:
            contract = self._document_check_access(
                "sales.service.contract", contract_id, access_token
            )
        except (AccessError, MissingError):
            return request.not_found()
        values = self._get_page_view_values(
            contract,
            access_token,
            {
                "contract": contract,
                "works": contract._get_portal_works(),
                "page_name": "service_contract",
            },
            "my_service_contracts_history",
            False,
        )
        return request.render("sales_process.portal_service_contract_page", values)
