from odoo import models

SUBTYPE = "sales_process.mail_subtype_team_inquiry"


class SalesInquiry(models.Model):
    """Followers of a department may hear of each new inquiry (R012)."""

    _inherit = "sales.inquiry"

    def _process_new(self):
        result = super()._process_new()
        for team, inquiries in self.grouped("team_id").items():
            if team:
                inquiries._tell_followers(team)
        return result

    def _tell_followers(self, team):
        """Tell those who follow the department and have switched this on.

        Whoever has a task about the inquiry knows of it already.
        """
        # sudo: followers of a team are not readable to everybody
        followers = self.env["mail.followers"].sudo()
        subtype = self.env["ir.model.data"]._xmlid_to_res_id(SUBTYPE)
        partners = followers.search(
            [
                ("res_model", "=", "crm.team"),
                ("res_id", "=", team.id),
                ("subtype_ids", "in", [subtype]),
            ]
        ).partner_id
        for inquiry in self if partners else ():
            # sudo: the tasks are somebody else's
            told = inquiry.sudo().activity_ids.user_id.partner_id
            inquiry.message_notify(
                partner_ids=(partners - told).ids,
                subject=self.env._("New inquiry: %(name)s", name=inquiry.display_name),
                body=(inquiry.body or "")[:500],
            )
