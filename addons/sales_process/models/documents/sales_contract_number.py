from odoo import api, models

CODE = "sales.contract"


class SalesContract(models.Model):
    """Numbers: each company has its own row in each year."""

    _inherit = "sales.contract"

    @api.model
    def _get_next_number(self, company, day):
        """The next number that nobody has given by hand.

        :param company: whose contract it is
        :param day: date of the contract: its year counts
        """
        sequence = self._get_sequence(company)
        while True:
            number = sequence.next_by_id(sequence_date=day)
            taken = [
                ("company_id", "=", company.id),
                ("year", "=", day.year),
                ("name", "=", number),
            ]
            # sudo: contracts of all departments have numbers
            if not self.sudo().search_count(taken, limit=1):
                return number

    @api.model
    def _get_sequence(self, company):
        """The sequence of the company; made with its first contract."""
        # sudo: numbers are given to everybody
        sequences = self.env["ir.sequence"].sudo()
        own = sequences.search(
            [("code", "=", CODE), ("company_id", "=", company.id)], limit=1
        )
        return own or sequences.create(
            {
                "name": self.env._("Contracts: %(company)s", company=company.name),
                "code": CODE,
                "company_id": company.id,
                "use_date_range": True,
            }
        )
