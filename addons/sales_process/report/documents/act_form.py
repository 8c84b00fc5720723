from odoo import api, models

from ...tools.documents.tax_rows import tax_rows

FEMININE = ("овны", "евны", "ичны", "овна", "евна", "ична")


class SalesActForm(models.AbstractModel):
    """What both acts of completed works show: parties, basis, rows, totals (R098).

    Requisites of a primary document: law 402-FZ, art. 9 part 2.
    """

    _name = "sales.act.form"
    _inherit = "sales.basis.form"
    _description = "Form of an Act"

    @api.model
    def _add_totals(self, rows, currency):
        """The money page: its rows, their sums, the sums of each rate of VAT.

        :param rows: dicts with ``quantity``, ``rate``, ``base``, ``tax``, ``total``
        """
        digits = currency.decimal_places
        for row in rows:
            # after the discount and without VAT, so that it times the quantity fits
            row["price"] = round(row["base"] / (row["quantity"] or 1), digits)
        sums = {
            name: round(sum(row[name] for row in rows), digits)
            for name in ("base", "tax", "total")
        }
        return {
            "rows": rows,
            "rates": tax_rows(rows, digits),
            "currency": currency,
            **sums,
        }

    def _prepare_parties(self, company, client):
        """Both sides: their line of details, who acts for them, who signs."""
        director = company._get_signatories()["director"]
        client = client.commercial_partner_id
        return {
            "contractor": self._prepare_party(company.partner_id, **director),
            "customer": self._prepare_party(
                client,
                name=client.l10n_ru_signatory_name,
                position=client.l10n_ru_signatory_position,
                genitive=client.l10n_ru_signatory_genitive,
                basis=client.l10n_ru_acting_basis,
            ),
        }

    def _prepare_party(self, partner, name, position, genitive, basis, **others):
        return {
            "line": partner._get_party_line(),
            "acting": self._say_who_acts(name, position, genitive, basis),
            "name": name or "",
            "position": position or "",
        }

    def _say_who_acts(self, name, position, genitive, basis):
        """«в лице … действующего на основании …»; without a name a line to fill in."""
        nominative = " ".join(filter(None, (position, name)))
        if not (genitive or nominative):
            return self.env._(
                "represented by ____________________________, acting on the basis of "
                "____________________"
            )
        if not genitive:
            return self._say_in_nominative(nominative, basis)
        if not basis:
            return self.env._("represented by %(person)s", person=genitive)
        if genitive.endswith(FEMININE):
            return self.env._(
                "represented by %(person)s, who acts (she) on the basis of %(basis)s",
                person=genitive,
                basis=basis,
            )
        return self.env._(
            "represented by %(person)s, acting on the basis of %(basis)s",
            person=genitive,
            basis=basis,
        )

    def _say_in_nominative(self, person, basis):
        """Nobody has typed the genitive phrase: the words do without it."""
        if not basis:
            return self.env._("represented by: %(person)s", person=person)
        return self.env._(
            "represented by: %(person)s, basis of the powers: %(basis)s",
            person=person,
            basis=basis,
        )
