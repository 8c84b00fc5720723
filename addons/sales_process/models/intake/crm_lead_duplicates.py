from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CrmLead(models.Model):
    """Other open leads and deals of the same client, and merging them (R014).

    Found by the company of the client, by the exact e-mail and by the last ten digits
    of every number, in a constant number of queries backed by indexes.
    """

    _name = "crm.lead"
    _inherit = ["crm.lead", "sales.duplicates.mixin"]

    open_duplicate_ids = fields.Many2many(
        "crm.lead", string="Other Open Deals", compute="_compute_open_duplicates"
    )
    open_duplicate_count = fields.Integer(compute="_compute_open_duplicates")
    hidden_duplicate_count = fields.Integer(
        compute="_compute_open_duplicates",
        help="Open leads and deals of this client that others work with.",
    )

    @api.depends_context("uid")
    @api.depends("partner_id", "email_normalized", "phone_keys", "won_status")
    def _compute_open_duplicates(self):
        pending = self.filtered(
            lambda lead: lead.is_department and lead.won_status == "pending"
        )
        found = self._find_open_duplicates(
            [lead._get_duplicate_keys() for lead in pending]
        )
        self._show_duplicates(dict(zip(pending, found, strict=True)))

    def _get_duplicate_keys(self):
        return {
            "own": self._origin.ids,
            "email": self.email_normalized or "",
            "phones": (self.phone_keys or "").split(),
            "company": self.partner_id.commercial_partner_id.id or 0,
        }

    @api.model
    def _find_open_duplicates(self, items):
        """Return the ids of open leads and deals that share a key, for each item.

        :param list items: dictionaries of own (ids left out), email (normalized),
            phones (last ten digits) and company (id of the commercial partner)
        """
        rows = self._search_duplicate_keys(items) if items else []
        by_key = {}
        for lead_id, kind, key in rows:
            by_key.setdefault((kind, key), set()).add(lead_id)
        result = []
        for item in items:
            keys = [("email", item["email"]), ("company", str(item["company"]))]
            keys += [("phone", tail) for tail in item["phones"]]
            ids = set().union(*(by_key.get(key, ()) for key in keys))
            result.append(sorted(ids - set(item["own"])))
        return result

    @api.model
    def _search_duplicate_keys(self, items):
        """Return rows (lead, kind, key) of open leads with one of the keys."""
        own = self.env.companies.partner_id.ids
        emails = sorted({item["email"] for item in items} - {""})
        tails = sorted({tail for item in items for tail in item["phones"]})
        companies = sorted({item["company"] for item in items} - {0, *own})
        parts = []
        if emails:
            parts.append(self._sql_duplicate_emails(emails))
        if tails:
            parts.append(self._sql_duplicate_phones(tails))
        if companies:
            parts.append(self._sql_duplicate_companies(companies))
        if not parts:
            return []
        self.flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        return self.env.execute_query(SQL(" UNION ALL ").join(parts))

    @api.model
    def _sql_duplicate_open(self):
        return SQL(
            "l.active AND l.won_status = 'pending'"
            " AND (l.company_id IS NULL OR l.company_id = ANY(%s))",
            self.env.companies.ids,
        )

    @api.model
    def _sql_duplicate_emails(self, emails):
        return SQL(
            "SELECT l.id, 'email', l.email_normalized FROM crm_lead l"
            " WHERE l.email_normalized = ANY(%s) AND %s",
            emails,
            self._sql_duplicate_open(),
        )

    @api.model
    def _sql_duplicate_phones(self, tails):
        return SQL(
            "SELECT l.id, 'phone', k.tail FROM crm_lead l,"
            " unnest(string_to_array(l.phone_keys, ' ')) AS k(tail)"
            " WHERE l.phone_keys IS NOT NULL"
            " AND string_to_array(l.phone_keys, ' ') && %s"
            " AND k.tail = ANY(%s) AND %s",
            tails,
            tails,
            self._sql_duplicate_open(),
        )

    @api.model
    def _sql_duplicate_companies(self, companies):
        return SQL(
            "SELECT l.id, 'company', p.commercial_partner_id::text"
            " FROM res_partner p JOIN crm_lead l ON l.partner_id = p.id"
            " WHERE p.commercial_partner_id = ANY(%s) AND %s",
            companies,
            self._sql_duplicate_open(),
        )

    # ---- merging -----------------------------------------------------------------

    def action_merge_duplicates(self):
        """Merge this lead with the other open ones of the same client at one click.

        Different clients are asked about first.

        :raises UserError: nothing that the user may merge
        """
        self.ensure_one()
        leads = (self | self.open_duplicate_ids)._filter_mergeable()
        if self not in leads or len(leads) < 2:
            raise UserError(
                self.env._(
                    "There is nothing that you may merge: the other deals are worked "
                    "on by colleagues. Ask the head of the department."
                )
            )
        if leads._is_several_clients():
            return leads._ask_merge()
        return leads._merge_same_client()._get_repeat_action()

    def _filter_mergeable(self):
        """A salesperson merges his own ones; a head those of the department."""
        writable = self._filtered_access("write")
        if self.env["sales.inquiry"]._may_sort():
            return writable
        return writable.filtered(lambda lead: lead.user_id == self.env.user)

    def _is_several_clients(self):
        # sudo: only whether the companies differ
        return len(self.sudo().partner_id.commercial_partner_id) > 1

    def _ask_merge(self, inquiry=None):
        """Open the question whether these different clients are one."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_lead_merge_action"
        )
        context = {
            "default_lead_ids": self.ids,
            "default_inquiry_id": inquiry.id if inquiry else False,
        }
        return {**action, "context": context}

    def _merge_same_client(self):
        """Merge and return the lead that stays.

        The user has been found to be allowed to write on each of them.
        """
        # sudo: orders, calls and works of the leads move along, though who merges may
        # not see them
        merged = self.sudo()._merge_opportunity(max_length=0)
        return merged.with_env(self.env)
