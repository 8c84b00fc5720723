from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .sales_handover_line import KINDS

REASONS = [
    ("nobody", "Nobody is responsible"),
    ("archived", "The responsible has left"),
    ("portal", "The responsible is no employee"),
    ("absent", "Absent, and nobody stands in"),
]
NUMBERS = {"client": 1, "deal": 2, "inquiry": 3, "task": 4}


class SalesOrphan(models.Model):
    """Clients, deals, inquiries and tasks that nobody looks after (R013, R124).

    The responsible is archived, empty, no employee, or absent without a deputy. An
    inquiry without a responsible counts when its hour of sorting has passed, a
    client when the process knows him as a client.

    A query, not a table: who is absent is asked at that moment.
    """

    _name = "sales.orphan"
    _description = "Document without a Responsible"
    _auto = False
    _order = "kind, date, id"
    _rec_name = "name"
    _depends = {
        "crm.lead": ["active", "expected_revenue", "name", "stage_id", "user_id"],
        "mail.activity": ["active", "res_name", "summary", "user_id"],
        "res.partner": ["active", "client_state", "complete_name", "user_id"],
        "res.users": ["active", "share"],
        "sales.inquiry": ["state", "triage_deadline", "user_id"],
    }

    kind = fields.Selection(KINDS, readonly=True)
    res_id = fields.Integer(readonly=True)
    name = fields.Char(string="Document", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    team_id = fields.Many2one("crm.team", string="Department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    reason = fields.Selection(REASONS, readonly=True)
    amount = fields.Float(string="Expected Revenue", readonly=True)
    date = fields.Date(string="Created on", readonly=True)

    # ---- query -------------------------------------------------------------------

    @property
    def _table_query(self):
        parts = (getattr(self, f"_select_{kind}")() for kind in NUMBERS)
        rows = SQL(" UNION ALL ").join(parts)
        return SQL(
            """
            SELECT item.id, item.kind, item.res_id, item.name, item.partner_id,
                   COALESCE(item.team_id, member.crm_team_id) AS team_id,
                   item.company_id, item.user_id, item.amount, item.date,
                   CASE WHEN item.user_id IS NULL THEN 'nobody'
                        WHEN owner.share THEN 'portal'
                        WHEN owner.active IS NOT TRUE THEN 'archived'
                        ELSE 'absent' END AS reason
              FROM (%(rows)s) item
         LEFT JOIN res_users owner ON owner.id = item.user_id
         LEFT JOIN LATERAL (%(member)s) member ON TRUE
             WHERE item.user_id IS NULL OR owner.share OR owner.active IS NOT TRUE
                OR item.user_id IN %(absent)s
            """,
            rows=rows,
            member=self._select_member(),
            absent=tuple(self._get_absent_ids()) or (0,),
        )

    @api.model
    def _get_absent_ids(self):
        """Users who are away and for whom nobody stands in."""
        # sudo: whether a colleague is here is asked for everybody
        users = self.env["res.users"].sudo()
        away = users.search(
            [
                "|",
                ("sales_absent_until", ">=", fields.Date.today()),
                ("out_of_office_from", "!=", False),
            ]
        )
        return away.filtered(lambda user: not user._get_sales_stand_in()).ids

    def _select_member(self):
        """The department in which the responsible works or worked."""
        return SQL(
            """
            SELECT m.crm_team_id FROM crm_team_member m
              JOIN crm_team t ON t.id = m.crm_team_id AND t.is_department
             WHERE m.user_id = item.user_id ORDER BY m.active DESC, m.id DESC LIMIT 1
            """
        )

    def _select_row(self, kind, name, partner, team, company, amount):
        """The columns that all the parts have; the table is named `doc`."""
        return SQL(
            """
            SELECT doc.id::bigint * 8 + %(number)s AS id, %(kind)s AS kind,
                   doc.id AS res_id, %(name)s AS name, %(partner)s AS partner_id,
                   %(team)s AS team_id, %(company)s AS company_id, doc.user_id,
                   %(amount)s AS amount, doc.create_date::date AS date
            """,
            number=NUMBERS[kind],
            kind=kind,
            name=name,
            partner=partner,
            team=team,
            company=company,
            amount=amount,
        )

    def _select_client(self):
        row = self._select_row(
            "client",
            SQL("doc.complete_name"),
            SQL("doc.id"),
            SQL("deal.team_id"),
            SQL("doc.company_id"),
            SQL("0.0"),
        )
        return SQL(
            """%s FROM res_partner doc
          LEFT JOIN LATERAL (
                SELECT l.team_id FROM crm_lead l
                 WHERE l.partner_id = doc.id AND l.is_department
                 ORDER BY l.id DESC LIMIT 1) deal ON doc.user_id IS NULL
              WHERE doc.active AND doc.parent_id IS NULL
                AND (doc.client_state = 'client'
                     OR doc.client_state = 'prospect' AND doc.user_id IS NOT NULL)""",
            row,
        )

    def _select_deal(self):
        row = self._select_row(
            "deal",
            SQL("doc.name"),
            SQL("doc.partner_id"),
            SQL("doc.team_id"),
            SQL("doc.company_id"),
            SQL("doc.expected_revenue::double precision"),
        )
        return SQL(
            """%s FROM crm_lead doc JOIN crm_stage stage ON stage.id = doc.stage_id
              WHERE doc.active AND doc.is_department AND stage.kind != 'closed'""",
            row,
        )

    def _select_inquiry(self):
        row = self._select_row(
            "inquiry",
            SQL("concat_ws(' · ', doc.name, doc.subject)"),
            SQL("doc.partner_id"),
            SQL("doc.team_id"),
            SQL("NULL::integer"),
            SQL("0.0"),
        )
        return SQL(
            """%s FROM sales_inquiry doc
              WHERE doc.state IN ('new', 'sorted', 'work')
                AND (doc.user_id IS NOT NULL OR doc.state = 'work'
                     OR doc.triage_deadline < now() AT TIME ZONE 'UTC')""",
            row,
        )

    def _select_task(self):
        row = self._select_row(
            "task",
            SQL("concat_ws(' · ', doc.summary, doc.res_name)"),
            SQL("COALESCE(lead.partner_id, inquiry.partner_id)"),
            SQL("COALESCE(lead.team_id, inquiry.team_id)"),
            SQL("lead.company_id"),
            SQL("0.0"),
        )
        return SQL(
            """%s FROM mail_activity doc
          LEFT JOIN crm_lead lead
                 ON doc.res_model = 'crm.lead' AND lead.id = doc.res_id
          LEFT JOIN sales_inquiry inquiry
                 ON doc.res_model = 'sales.inquiry' AND inquiry.id = doc.res_id
              WHERE doc.active AND doc.res_model IS NOT NULL""",
            row,
        )

    # ---- actions -----------------------------------------------------------------

    def action_hand_over(self):
        """Begin a hand-over of the chosen documents.

        :raises UserError: nothing is chosen
        """
        if not self:
            raise UserError(self.env._("Choose what is to be handed over."))
        handover = self.env["sales.handover"]._create_chosen(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "sales.handover",
            "res_id": handover.id,
            "views": [[False, "form"]],
        }

    def action_open(self):
        """Open the document."""
        self.ensure_one()
        return self.env["sales.handover"]._open_document(self.kind, self.res_id)
