from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.documents import placeholders

# whose template serves when a kind has none
OTHER_KIND = {"frame": "supply"}
# to be filled in with a pen
BLANK = "______________"


class SalesContract(models.Model):
    """The text of a contract: copied from a template, placeholders filled in by us.

    Signatories come from the company details of both sides and may be changed in this
    contract. A value that is not known is an empty line on paper, and named on screen.
    """

    _inherit = "sales.contract"

    template_id = fields.Many2one(
        "sales.contract.template",
        compute="_compute_template_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="set null",
        help="Choosing another template replaces the text.",
    )
    body = fields.Html(
        string="Text",
        compute="_compute_body",
        store=True,
        readonly=False,
        precompute=True,
    )
    preview = fields.Html(
        compute="_compute_preview", sanitize=False, string="As It Is Printed"
    )
    missing = fields.Char(
        string="Not Filled In",
        compute="_compute_preview",
        help="Empty lines on paper: fill in the details of the companies or the order.",
    )
    placeholder_help = fields.Html(
        compute="_compute_placeholder_help", sanitize=False, string="Placeholders"
    )
    our_signatory = fields.Char(
        compute="_compute_our_side", store=True, readonly=False, precompute=True
    )
    our_position = fields.Char(
        compute="_compute_our_side", store=True, readonly=False, precompute=True
    )
    our_genitive = fields.Char(
        string="We Are Represented By",
        compute="_compute_our_side",
        store=True,
        readonly=False,
        precompute=True,
        help="Position and full name in the genitive. Empty: a neutral form is printed.",
    )
    our_basis = fields.Char(
        string="On the Basis of",
        compute="_compute_our_side",
        store=True,
        readonly=False,
        precompute=True,
        help="In the genitive: the charter, or the power of attorney with its number.",
    )
    client_signatory = fields.Char(
        string="Signatory of the Client",
        compute="_compute_client_side",
        store=True,
        readonly=False,
        precompute=True,
    )
    client_position = fields.Char(
        string="His Position",
        compute="_compute_client_side",
        store=True,
        readonly=False,
        precompute=True,
    )
    client_genitive = fields.Char(
        string="The Client Is Represented By",
        compute="_compute_client_side",
        store=True,
        readonly=False,
        precompute=True,
        help="Position and full name in the genitive. Empty: a neutral form is printed.",
    )
    client_basis = fields.Char(
        string="The Client Acts on the Basis of",
        compute="_compute_client_side",
        store=True,
        readonly=False,
        precompute=True,
        help="In the genitive: the charter, or the power of attorney with its number.",
    )

    @api.depends("kind")
    def _compute_template_id(self):
        """The first of the kind; a frame contract is a supply with many orders."""
        kinds = set(self.mapped("kind"))
        kinds |= {OTHER_KIND.get(kind) for kind in kinds}
        templates = self.env["sales.contract.template"].search(
            [("kind", "in", list(kinds - {False, None}))]
        )
        by_kind = {kind: some[:1] for kind, some in templates.grouped("kind").items()}
        for contract in self:
            if contract.template_id.kind != contract.kind:
                other = by_kind.get(OTHER_KIND.get(contract.kind), templates.browse())
                contract.template_id = by_kind.get(contract.kind, other)

    @api.depends("template_id")
    def _compute_body(self):
        for contract in self:
            contract.body = contract.template_id.body or contract.body

    @api.depends("company_id")
    def _compute_our_side(self):
        for contract in self:
            director = contract.company_id._get_signatories()["director"]
            contract.our_signatory = director["name"]
            contract.our_position = director["position"]
            contract.our_genitive = director["genitive"]
            contract.our_basis = director["basis"]

    @api.depends("partner_id")
    def _compute_client_side(self):
        for contract in self:
            client = contract.partner_id.commercial_partner_id
            contract.client_signatory = client.l10n_ru_signatory_name
            contract.client_position = client.l10n_ru_signatory_position
            contract.client_genitive = client.l10n_ru_signatory_genitive
            contract.client_basis = client.l10n_ru_acting_basis

    @api.depends_context("lang")
    def _compute_placeholder_help(self):
        self.placeholder_help = self.env["sales.contract.template"]._render_help()

    @api.depends(
        "body", "state", "name", "date", "date_end", "city", "partner_id", "company_id",
        "our_signatory", "our_position", "our_genitive", "our_basis", "client_signatory",
        "client_position", "client_genitive", "client_basis", "amount",
        "auto_renew", "order_ids.payment_term_id",
    )  # fmt: skip
    def _compute_preview(self):
        labels = self.env["sales.contract.template"]._get_placeholders()
        for contract in self:
            values = contract._get_values()
            names = placeholders.find_names(contract.body or "")
            contract.missing = ", ".join(
                labels[name] for name in names if name in labels and not values[name]
            )
            try:
                contract.preview = contract._get_text()
            except UserError as error:
                contract.preview = Markup("<p>%s</p>") % error

    @api.constrains("body")
    def _check_body(self):
        for contract in self:
            self.env["sales.contract.template"]._check_placeholders(contract.body)

    # ---- filling in --------------------------------------------------------------

    def _get_text(self):
        """The text of the contract, as it is or was signed.

        :return: Markup
        :raises UserError: an unknown placeholder, no text
        """
        self.ensure_one()
        kept = self._get_signed_version()
        if kept.text:
            return Markup(kept.text or "")
        if not self.body:
            raise UserError(
                self.env._(
                    "%(contract)s has no text: choose a template.",
                    contract=self.display_name,
                )
            )
        try:
            return placeholders.fill(self.body, self._get_filled_values())
        except placeholders.PlaceholderError as error:
            raise UserError(
                self.env["sales.contract.template"]._describe_problem(error)
            ) from error

    def _get_filled_values(self):
        return {name: value or BLANK for name, value in self._get_values().items()}
