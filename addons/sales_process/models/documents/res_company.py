from odoo import api, fields, models

INSIDE = "base.group_user"


class ResCompany(models.Model):
    """Who signs for the own company, and what is printed on its forms (R054).

    Signatures and stamp are pictures for the commercial offer and the invoice for
    payment only: these are no primary documents. UPD, acts and waybills never show
    them.
    """

    _inherit = "res.company"

    l10n_ru_is_russian = fields.Boolean(
        string="Russian", compute="_compute_l10n_ru_is_russian"
    )
    l10n_ru_kpp = fields.Char(related="partner_id.l10n_ru_kpp", readonly=False)
    l10n_ru_okpo = fields.Char(related="partner_id.l10n_ru_okpo", readonly=False)
    l10n_ru_ogrnip_date = fields.Date(
        related="partner_id.l10n_ru_ogrnip_date", readonly=False
    )
    l10n_ru_full_name = fields.Char(
        related="partner_id.l10n_ru_full_name", readonly=False
    )
    l10n_ru_legal_address = fields.Text(
        related="partner_id.l10n_ru_legal_address", readonly=False
    )
    l10n_ru_requisites_warning = fields.Text(
        related="partner_id.requisites_warning", string="Doubtful Details"
    )
    l10n_ru_director_id = fields.Many2one("res.partner", string="Director")
    l10n_ru_director_position = fields.Char(string="Position of the Director")
    l10n_ru_director_genitive = fields.Char(
        string="Represented By",
        help="Position and full name in the genitive, as the preamble of a contract "
        "needs them.",
    )
    l10n_ru_accountant_id = fields.Many2one("res.partner", string="Chief Accountant")
    l10n_ru_acting_basis = fields.Char(
        string="Acting on the Basis of",
        help="In the genitive: the charter, or the power of attorney with its number "
        "and date.",
    )
    l10n_ru_vat_payer = fields.Boolean(
        string="VAT Payer",
        default=True,
        help="Off: the company is on a special tax regime; its transfer documents have "
        "the status 2.",
    )
    l10n_ru_director_signature = fields.Image(
        string="Signature of the Director", max_width=800, max_height=400, groups=INSIDE
    )
    l10n_ru_accountant_signature = fields.Image(
        string="Signature of the Chief Accountant",
        max_width=800,
        max_height=400,
        groups=INSIDE,
    )
    l10n_ru_stamp = fields.Image(
        string="Stamp", max_width=800, max_height=800, groups=INSIDE
    )

    @api.depends("country_id")
    def _compute_l10n_ru_is_russian(self):
        for company in self:
            company.l10n_ru_is_russian = company.country_id.code == "RU"

    def _get_signatories(self):
        """Who signs the printed forms for this company.

        :return: {"director": {...}, "accountant": {...}}, each with ``name`` (full,
            nominative), ``position``, ``genitive`` (ready phrase for preambles),
            ``basis`` and ``signature`` (picture in base64 or False); texts are "" when
            they are not filled in, so a form shows an empty line
        """
        self.ensure_one()
        # sudo: who prints may not read the persons; a client prints on the portal
        company = self.sudo()
        director, accountant = (
            company.l10n_ru_director_id,
            company.l10n_ru_accountant_id,
        )
        return {
            "director": {
                "name": director.name or "",
                "position": company.l10n_ru_director_position
                or director.function
                or "",
                "genitive": company.l10n_ru_director_genitive or "",
                "basis": company.l10n_ru_acting_basis or "",
                "signature": company.l10n_ru_director_signature,
            },
            "accountant": {
                "name": accountant.name or "",
                "position": accountant.function or self.env._("Chief Accountant"),
                "genitive": "",
                "basis": "",
                "signature": company.l10n_ru_accountant_signature,
            },
        }
