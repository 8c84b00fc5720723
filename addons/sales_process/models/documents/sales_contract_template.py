from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.documents import placeholders
from .sales_contract import KINDS


class SalesContractTemplate(models.Model):
    """The text from which contracts of a kind are made; the head and the lawyer edit it.

    What differs from contract to contract is a placeholder of a closed list. Another
    name is refused when the text is saved. Contracts that are made already keep their
    text.
    """

    _name = "sales.contract.template"
    _description = "Template of a Contract"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(KINDS, required=True, default="supply")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    body = fields.Html(string="Text", required=True)
    placeholder_help = fields.Html(
        compute="_compute_placeholder_help", sanitize=False, string="Placeholders"
    )

    @api.depends_context("lang")
    def _compute_placeholder_help(self):
        self.placeholder_help = self._render_help()

    @api.constrains("body")
    def _check_body(self):
        for template in self:
            self._check_placeholders(template.body)

    @api.model
    def _get_placeholders(self):
        """The closed list: name -> what it stands for.

        Override together with `sales.contract._get_values` to add one.
        """
        return {
            "contract_number": self.env._("number of the contract"),
            "contract_date": self.env._("date of the contract"),
            "contract_end": self.env._("last day of the contract"),
            "city": self.env._("where the contract is made"),
            "our_name": self.env._("our full name"),
            "our_named": self.env._("“hereinafter” of our side, by its legal form"),
            "our_representative": self.env._("who represents us, with the basis"),
            "our_details": self.env._("our details in one line"),
            "client_name": self.env._("full name of the client"),
            "client_named": self.env._(
                "“hereinafter” of the client, by his legal form"
            ),
            "client_representative": self.env._(
                "who represents the client, with the basis"
            ),
            "client_details": self.env._("details of the client in one line"),
            "amount": self.env._("sum of the specifications with taxes"),
            "amount_words": self.env._("the same sum in words"),
            "vat": self.env._("VAT included in the sum, by rate"),
            "order_number": self.env._("numbers of the orders"),
            "payment_terms": self.env._("terms of payment of the first order"),
            "delivery_terms": self.env._("Incoterm and place of the first order"),
            "delivery_address": self.env._("address of the delivery"),
            "delivery_date": self.env._("promised day of the delivery"),
            "renewal": self.env._("what happens after the last day"),
            "signatures": self.env._(
                "details and signatures of both sides (a block of its own)"
            ),
        }

    @api.model
    def _check_placeholders(self, body):
        """
        :raises ValidationError: naming what nobody knows
        """
        try:
            placeholders.check(body, self._get_placeholders())
        except placeholders.PlaceholderError as error:
            raise ValidationError(self._describe_problem(error)) from error

    @api.model
    def _describe_problem(self, error):
        if not error.names:
            return self.env._(
                "Two braces do not close in the text of the contract. A placeholder is "
                "written like this: {{ contract_number }}"
            )
        return self.env._(
            "The text of the contract has unknown placeholders: %(names)s. Take a name "
            "of the list beside the text.",
            names=", ".join(f"{{{{ {name} }}}}" for name in error.names),
        )

    @api.model
    def _render_help(self):
        """The list of placeholders that is shown beside the text."""
        row = Markup("<tr><td><code>{{{{ {} }}}}</code></td><td>{}</td></tr>")
        rows = [
            row.format(name, label) for name, label in self._get_placeholders().items()
        ]
        table = Markup("<table class='table table-sm mb-0'><tbody>%s</tbody></table>")
        return table % Markup().join(rows)
