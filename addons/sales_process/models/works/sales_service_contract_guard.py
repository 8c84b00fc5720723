from odoo import Command, api, models
from odoo.exceptions import AccessError, UserError

# only actions change them
FLOW_FIELDS = frozenset({"state", "cancel_reason", "previous_id", "date_told"})
# what a contract was: not changed when it is over
SUBJECT_FIELDS = frozenset(
    {
        "address_id",
        "company_id",
        "currency_id",
        "date_end",
        "date_first",
        "date_start",
        "lead_id",
        "lot_ids",
        "name",
        "order_id",
        "partner_id",
        "period_months",
        "price",
    }
)


class SalesServiceContract(models.Model):
    """What is written by whom: by the user, by the buttons only, or not any more."""

    _inherit = "sales.service.contract"

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create([self._prepare_new_values(v) for v in vals_list])
        contracts._own_files()
        return contracts

    def write(self, vals):
        self._check_may_write(vals)
        result = super().write(vals)
        if "file_ids" in vals:
            self._own_files()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if self.filtered(lambda contract: contract.state != "draft"):
            raise UserError(
                self.env._("A contract that has begun stays: cancel it instead.")
            )

    def _prepare_new_values(self, vals):
        """Number the contract; defaults of the context do not start it.

        :raises AccessError: the contract would be born active or ended
        """
        begun = {
            name
            for name in FLOW_FIELDS & vals.keys()
            if vals[name] not in ("draft", False)
        }
        if begun and not self.env.su:
            raise AccessError(self.env._("A service contract begins as a draft."))
        values = {**dict.fromkeys(FLOW_FIELDS, False), "state": "draft", **vals}
        if (values.get("name") or "/") == "/":
            values["name"] = self._get_next_number(values.get("company_id"))
        return values

    @api.model
    def _get_next_number(self, company_id):
        """The next number that nobody has given by hand."""
        company_id = company_id or self.env.company.id
        # sudo: numbers are given to everybody; contracts of all departments have them
        sequence = self.env["ir.sequence"].sudo().with_company(company_id)
        while True:
            number = sequence.next_by_code(self._name) or "/"
            taken = [("company_id", "=", company_id), ("name", "=", number)]
            if number == "/" or not self.sudo().search_count(taken, limit=1):
                return number

    def _check_may_write(self, vals):
        """
        :raises AccessError: a state is written past its action
        :raises UserError: the contract is over
        """
        if self.env.su:
            return
        if FLOW_FIELDS & vals.keys():
            raise AccessError(
                self.env._("The state of a service contract changes by its buttons.")
            )
        over = self.filtered(lambda contract: contract.state in ("ended", "cancelled"))
        if over and SUBJECT_FIELDS & vals.keys():
            raise UserError(
                self.env._(
                    "%(contracts)s is over and cannot be changed: prolong it instead.",
                    contracts=", ".join(over.mapped("name")),
                )
            )

    def _own_files(self):
        """Files that were uploaded before the contract was saved belong to it."""
        for contract in self:
            # sudo: only files of nobody that the user himself has just uploaded
            free = contract.file_ids.sudo().filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            )
            if free:
                free.write({"res_model": self._name, "res_id": contract.id})

    def _join_lead(self, lead):
        """Leads are merged: their contracts belong to the one that stays."""
        # sudo: contracts that are over move too, whoever merges
        self.sudo().write({"lead_id": lead.id})

    def _prepare_copied_lots(self):
        return [Command.set(self.lot_ids.ids)]
