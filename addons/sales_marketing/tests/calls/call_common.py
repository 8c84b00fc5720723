from datetime import datetime

from odoo import fields

from ..common import MarketingCommon

#: Tuesday, noon in Moscow: hours of calls from Kaliningrad to Yekaterinburg
NOON = datetime(2026, 3, 10, 9)


class CallCommon(MarketingCommon):
    """A campaign of calls and the screen of its callers.

    ``salesperson`` and ``other`` call; clients sit where ``_create_clients`` says.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lines = cls.env["marketing.call.campaign.line"]

    @classmethod
    def _create_clients(cls, *regions, **values):
        """A person per region (code of ``res.country.state`` of Russia)."""
        country = cls.env.ref("base.ru")
        states = {state.code: state for state in country.state_ids}
        persons = cls.env["res.partner"]
        for number, region in enumerate(regions):
            persons += cls._create_person(
                f"Client {number} of {region}",
                email=f"client{number}@{region.lower()}.example",
                country_id=country.id,
                state_id=states[region].id if region else False,
                phone=f"+7 903 123-45-{number:02}",
                **values,
            )
        return persons

    @classmethod
    def _create_campaign(cls, distribution="one", users=None, **values):
        users = users or cls.salesperson
        values = {
            "name": "Spring",
            "segment_id": cls._create_segment().id,
            "distribution": distribution,
            "user_ids": [fields.Command.set(users.ids)],
            **values,
        }
        return cls.env["marketing.call.campaign"].with_user(cls.marketer).create(values)

    @classmethod
    def _start_calls(cls, distribution="one", users=None, **values):
        campaign = cls._create_campaign(distribution, users, **values)
        campaign.action_start()
        return campaign

    def _open(self, user=None, **view):
        return self.lines.with_user(user or self.salesperson).worklist_open(**view)

    def _enter(self, card, result, user=None, view=None, **values):
        values = {
            "key": f"key-{card['id']}-{card['attempts']}",
            "attempts": card["attempts"],
            "result": result,
            **values,
        }
        lines = self.lines.with_user(user or self.salesperson)
        return lines.worklist_result(card["id"], values, view or {})

    def _undo(self, undo, user=None):
        lines = self.lines.with_user(user or self.salesperson)
        return lines.worklist_undo(undo["id"], undo["key"], {})

    def _get_line(self, card):
        return self.lines.browse(card["id"])
