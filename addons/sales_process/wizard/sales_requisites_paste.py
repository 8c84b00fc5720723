from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

LEVELS = [
    ("new", "New"),
    ("same", "As Now"),
    ("differs", "Differs"),
    ("doubtful", "Doubtful"),
    ("wrong", "Wrong"),
]
REFUSED = ("inn", "kpp", "ogrn")  # wrong ones cannot be stored


class SalesRequisitesPaste(models.TransientModel):
    """Requisites as a client mails them, read and shown before anything is written.

    1. The text is read again at every change; each detail that was found is a row with
       the present value beside it.
    2. A right value for an empty field is ticked, one that differs from the present one
       or is doubtful waits for the person; a wrong INN, KPP or OGRN cannot be taken.
    3. Only ticked rows are written. The bank is the one with the BIC, made when there
       is none; banks belong to everyone, so nothing that one has is overwritten.
    4. For a person without a company the company of the text is made, the person
       becomes its contact.
    """

    _name = "sales.requisites.paste"
    _description = "Paste Requisites"

    partner_id = fields.Many2one("res.partner", required=True, string="Client")
    text = fields.Text(string="Requisites")
    line_ids = fields.One2many(
        "sales.requisites.paste.line",
        "paste_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    is_read = fields.Boolean(compute="_compute_is_read")
    makes_company = fields.Boolean(
        string="Make the Company",
        compute="_compute_makes_company",
        store=True,
        readonly=False,
        help="The card is one of a person: make the company of the text, with the "
        "person as its contact.",
    )
    can_make_company = fields.Boolean(compute="_compute_can_make_company")
    same_partner_id = fields.Many2one(
        "res.partner",
        string="Has These Details Already",
        compute="_compute_same_partner_id",
    )

    @api.depends("text", "partner_id", "makes_company")
    def _compute_line_ids(self):
        for wizard in self:
            rows = wizard._prepare_lines()
            wizard.line_ids = [fields.Command.clear()] + [
                fields.Command.create(row) for row in rows
            ]

    @api.depends("text")
    def _compute_is_read(self):
        for wizard in self:
            wizard.is_read = bool((wizard.text or "").strip())

    @api.depends("partner_id")
    def _compute_can_make_company(self):
        for wizard in self:
            partner = wizard.partner_id
            wizard.can_make_company = not (partner.is_company or partner.parent_id)

    @api.depends("text", "partner_id")
    def _compute_makes_company(self):
        for wizard in self:
            inn = wizard._read().get("inn")
            wizard.makes_company = bool(
                wizard.can_make_company and inn and len(inn.value) == 10
            )

    @api.depends("text", "partner_id")
    def _compute_same_partner_id(self):
        for wizard in self:
            found = wizard._read()
            inn = found.get("inn")
            probe = self.env["res.partner"].new(
                {
                    "vat": inn and not inn.problem and inn.value,
                    "l10n_ru_kpp": found["kpp"].value if "kpp" in found else False,
                    "country_id": self.env.ref("base.ru").id,
                }
            )
            same = probe._find_same_numbers().filtered(probe._may_be_same)
            same -= wizard.partner_id.commercial_partner_id
            # only a card that the user may see
            wizard.same_partner_id = same.sudo(False)._filtered_access("read")[:1]

    # ---- actions -----------------------------------------------------------------------

    @api.model
    def _open(self, partner):
        """Window that asks for the text.

        :raises AccessError: the user may not change the client
        """
        partner.check_access("write")
        self.check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Paste requisites"),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_partner_id": partner.id, "dialog_size": "extra-large"},
        }

    def action_apply(self):
        """Write what is ticked.

        :raises UserError: nothing is ticked, or a ticked number is wrong
        """
        self.ensure_one()
        details = self._get_details()
        ticked = self.line_ids.filtered("take").mapped("field")
        taken = {field: details[field] for field in ticked if field in details}
        if not taken:
            raise UserError(self.env._("Tick what is to be taken."))
        self._check_taken(taken)
        before = {field: self._get_present(field, details) for field in taken}
        company = self._get_target() or self._make_company(taken)
        company.write(self._prepare_values(taken))
        self._keep_account(company, taken)
        company._message_log(body=self._describe_change(taken, before))
        return {"type": "ir.actions.act_window_close"}

    def _check_taken(self, taken):
        for field in REFUSED:
            if field in taken and taken[field].problem:
                raise UserError(
                    self.env._(
                        "%(label)s %(number)s is wrong and cannot be taken: correct it "
                        "in the text.",
                        label=self._get_labels()[field],
                        number=taken[field].value,
                    )
                )

    def _get_target(self):
        """The company that is filled; empty when it has yet to be made."""
        self.partner_id.check_access("write")
        return self._get_present_company()

    def _describe_change(self, taken, before):
        rows = []
        for field, found in taken.items():
            label, old = self._get_labels()[field], self._show(field, before[field])
            new = self._show(field, found.value)
            if old and old != new:
                new = Markup("{} → {}").format(old, new)
            rows.append(Markup("{}: {}").format(label, new))
        title = self.env._("Requisites taken from a text of the client")
        return title + Markup("<br/>") + Markup("<br/>").join(rows)


class SalesRequisitesPasteLine(models.TransientModel):
    """One detail of the text."""

    _name = "sales.requisites.paste.line"
    _description = "Detail of Pasted Requisites"

    paste_id = fields.Many2one(
        "sales.requisites.paste", required=True, ondelete="cascade", index=True
    )
    field = fields.Char(required=True)
    name = fields.Char(string="Detail")
    value = fields.Char(string="Found")
    present = fields.Char(string="Now")
    level = fields.Selection(LEVELS, string="Check")
    note = fields.Char()
    can_take = fields.Boolean()
    take = fields.Boolean()
