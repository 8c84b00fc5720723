from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [("open", "Recall going on"), ("closed", "Recall closed")]


class SalesRecall(models.Model):
    """A recall: which clients have a part of these lots, and who has told them (R105).

    1. Lots and the reason are named; *Search* finds all that contains them (see
       `stock.lot._get_uses`) and freezes what it found as lines.
    2. *Search again* adds what is new and marks what is there no longer; nothing that
       people have noted is lost.
    3. *Make tasks*: one task per client for his salesperson; each line gets a note who
       has told the client, and when.
    4. Closed when every client is told; the reason can be seen for ever.
    """

    _name = "sales.recall"
    _description = "Recall"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default="/"
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="open", copy=False, tracking=True
    )
    reason = fields.Text(
        required=True, help="What is wrong with the lots and what the client is to do."
    )
    lot_ids = fields.Many2many(
        "stock.lot",
        string="Lots",
        required=True,
        help="Lots and serial numbers of parts or of finished goods.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    date_searched = fields.Datetime(string="Searched", readonly=True, copy=False)
    date_closed = fields.Date(string="Closed On", readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    line_ids = fields.One2many("sales.recall.line", "recall_id", copy=False)
    # named by the rule of salespeople: a rule by `line_ids` would put the lines of others
    # into the cache, where the form of a salesperson finds them
    salesperson_ids = fields.Many2many(
        "res.users",
        compute="_compute_salesperson_ids",
        store=True,
        string="Salespeople",
    )
    line_count = fields.Integer(
        string="Found", compute="_compute_counts", compute_sudo=True
    )
    client_count = fields.Integer(
        string="Clients", compute="_compute_counts", compute_sudo=True
    )
    untold_count = fields.Integer(
        string="Clients to Tell", compute="_compute_counts", compute_sudo=True
    )

    @api.depends("line_ids.salesperson_id")
    def _compute_salesperson_ids(self):
        for recall in self:
            recall.salesperson_ids = recall.line_ids.salesperson_id

    @api.depends("line_ids.client_id", "line_ids.is_told", "line_ids.must_tell")
    def _compute_counts(self):
        # grouped, not by `line_ids`: that would be read past the rules for the user
        groups = self.env["sales.recall.line"]._read_group(
            [("recall_id", "in", self.ids)],
            ["recall_id", "client_id", "must_tell", "is_told"],
            ["__count"],
        )
        for recall in self:
            own = [group[1:] for group in groups if group[0] == recall]
            asked = {client for client, must, _told, _count in own if must}
            untold = {client for client, must, told, _c in own if must and not told}
            recall.line_count = sum(group[-1] for group in own)
            recall.client_count = len(asked)
            recall.untold_count = len(untold)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                vals["name"] = self.env["ir.sequence"].next_by_code("sales.recall")
        return super().create(vals_list)

    def write(self, vals):
        if {"lot_ids", "reason", "date", "company_id"} & vals.keys():
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_told(self):
        if self.line_ids.filtered("is_told"):
            raise UserError(
                self.env._("Clients have been told already: close the recall instead.")
            )

    # ---- actions -------------------------------------------------------------------

    def action_search(self):
        """Find all that contains the lots; what is found already stays as it is.

        :raises UserError: the recall is closed or names no lots
        """
        for recall in self:
            recall.check_access("write")
            recall._check_open()
            if not recall.lot_ids:
                raise UserError(self.env._("Name the lots to search for first."))
            recall.lock_for_update()
            recall._search_uses()
        return True

    def action_close(self):
        """:raises UserError: somebody has not been told yet"""
        self.check_access("write")
        self._check_open()
        for recall in self.filtered("untold_count"):
            names = recall.line_ids.filtered("must_tell")._get_untold().client_id
            raise UserError(
                self.env._(
                    "%(recall)s: tell these clients first: %(clients)s",
                    recall=recall.name,
                    clients=", ".join(names.mapped("display_name")),
                )
            )
        self.write({"state": "closed", "date_closed": fields.Date.context_today(self)})
        return True

    def action_reopen(self):
        self.write({"state": "open", "date_closed": False})
        return True

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_recall_line_action"
        )
        return {**action, "domain": [("recall_id", "=", self.id)], "context": {}}

    # ---- private -------------------------------------------------------------------

    def _check_open(self):
        closed = self.filtered(lambda recall: recall.state == "closed")
        if closed:
            raise UserError(
                self.env._(
                    "%(recalls)s: closed. Open it again to go on.",
                    recalls=", ".join(closed.mapped("name")),
                )
            )

    def _search_uses(self):
        self.ensure_one()
        lots = self.lot_ids.with_context(allowed_company_ids=self.company_id.ids)
        rows = {row["key"]: row for row in lots._get_uses()}
        known = self.line_ids.grouped("key")
        # sudo: what is found is written by the search, not by people
        lines = self.env["sales.recall.line"].sudo()
        quiet = {
            "mail_create_nolog": True,
            "mail_create_nosubscribe": True,
            "tracking_disable": True,
        }
        new = lines.with_context(**quiet).create(
            [
                self._prepare_line_values(row)
                for key, row in rows.items()
                if key not in known
            ]
        )
        found = lines.union(*(line for key, line in known.items() if key in rows))
        gone = self.line_ids.sudo() - new - found
        gone.filtered(lambda line: not line.is_gone).is_gone = True
        found.filtered("is_gone").is_gone = False
        self.date_searched = fields.Datetime.now()
        self._message_log(
            body=self.env._(
                "Searched: new lines: %(new)s, there no longer: %(gone)s",
                new=len(new),
                gone=len(gone),
            )
        )

    def _prepare_line_values(self, row):
        return {
            "recall_id": self.id,
            "key": row["key"],
            "where": row["where"],
            "lot_id": row["lot_id"],
            "product_id": row["product_id"],
            "quantity": row["quantity"],
            "source_lot_ids": [(6, 0, row["source_ids"])],
            "path": row["path"],
            "partner_id": row.get("partner_id"),
            "picking_id": row.get("picking_id"),
            "order_id": row.get("order_id"),
            "location_id": row.get("location_id"),
            "production_id": row.get("production_id"),
            "document": row.get("document"),
            "date": row.get("date"),
        }
