from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class MarketingStopRecord(models.TransientModel):
    """Contacts or leads asked not to be written to or called; or it was a mistake.

    A salesperson may stop, since the client tells it to him; only a marketer allows
    again.
    """

    _name = "marketing.stop.record"
    _inherit = ["marketing.persons.mixin"]
    _description = "Stop or Allow Advertising"

    operation = fields.Selection(
        [("stop", "Do not write or call"), ("allow", "Write and call again")],
        required=True,
        default="stop",
    )
    for_sms = fields.Boolean(default=True)
    reason = fields.Char(
        required=True,
        help="When and how the person said so.",
    )

    def action_apply(self):
        """Stop or allow the channels for the addresses of the contacts and leads."""
        self.ensure_one()
        self._check_rights()
        found = {
            channel: self._get_addresses(channel) for channel in self._get_channels()
        }
        if not any(found.values()):
            raise UserError(
                self.env._("There is no address or number for the chosen channels."),
            )
        stops = self.env["marketing.stop"]
        apply = stops._stop if self.operation == "stop" else stops._lift
        for channel, addresses in found.items():
            apply(channel, addresses, "employee", self.reason)
        self._log(found)
        return {"type": "ir.actions.act_window_close"}

    def _check_rights(self):
        self.partner_ids.check_access("read")
        self.lead_ids.check_access("read")
        is_marketer = self.env.user.has_group("sales_marketing.group_marketer")
        if self.operation == "allow" and not is_marketer:
            raise AccessError(
                self.env._("Only a marketer allows to write and call again."),
            )

    def _get_addresses(self, channel):
        # sudo: the numbers of a contact that may be read
        persons = [*self.partner_ids.sudo(), *self.lead_ids.sudo()]
        return [
            address
            for person in persons
            for address in person._get_marketing_addresses(channel)
        ]

    def _log(self, found):
        labels = dict(self._fields["operation"]._description_selection(self.env))
        channels = dict(
            self.env["marketing.stop"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        what = ", ".join(channels[channel] for channel in found if found[channel])
        body = f"{labels[self.operation]} ({what}): {self.reason}"
        for persons in (self.partner_ids, self.lead_ids):
            # sudo: the note is about what the user may do, on what he may read
            persons.sudo()._message_log_batch(
                bodies=dict.fromkeys(persons.ids, body),
                author_id=self.env.user.partner_id.id,
            )
