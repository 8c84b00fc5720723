"""What the parts share: the environment, chance, the clock, who and what is there."""

import gc
import random
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import pytz

from odoo import fields

SEED = 20260401
ZONE = pytz.timezone("Europe/Moscow")
LANGUAGE = "ru_RU"
DAY_BEGINS, DAY_ENDS = 9, 18
# no letters are sent, no "created" lines are written; tracking stays, it is history
QUIET = {
    "lang": LANGUAGE,
    "tz": ZONE.zone,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notify_force_send": False,
    "mail_activity_quick_update": True,
    "mail_auto_subscribe_no_notify": True,
    "no_reset_password": True,
}


@dataclass
class World:
    env: object
    rng: random.Random
    now: datetime
    people: dict = field(default_factory=dict)
    teams: dict = field(default_factory=dict)
    products: dict = field(default_factory=dict)
    shelves: object = None
    clients: list = field(default_factory=list)
    clients_of: dict = field(default_factory=dict)
    contacts: dict = field(default_factory=dict)
    sources: dict = field(default_factory=dict)
    deals: list = field(default_factory=list)
    media: dict = field(default_factory=dict)
    lost_reasons: object = None
    competitors: object = None
    serials: int = 0
    pin: str = ""
    phones: object = None
    exchange: object = None
    extensions: dict = field(default_factory=dict)

    @classmethod
    def of(cls, env):
        quiet = env(user=env.ref("base.user_admin").id, context=QUIET, su=True)
        return cls(
            env=quiet,
            rng=random.Random(SEED),
            now=fields.Datetime.now(),
            phones=iter(range(100, 10000)),
        )

    @property
    def today(self):
        return pytz.utc.localize(self.now).astimezone(ZONE).date()

    @property
    def company(self):
        return self.env.company

    def as_user(self, login):
        """The environment of a person of the company, with his rights only."""
        return self.env(user=self.people[login].id, su=False)

    def next_phone(self):
        """The next number of the range +7 999 000-xx-xx, which is not in use."""
        number = f"{next(self.phones):04}"
        return f"+7 999 000-{number[:2]}-{number[2:]}"

    def moment(self, days_ago, hour=None):
        """A working moment so many days ago (negative: ahead), naive UTC."""
        day = self.today - timedelta(days=int(days_ago))
        while day.weekday() > 4:
            day -= timedelta(days=1)
        hour = self.rng.uniform(DAY_BEGINS, DAY_ENDS - 0.5) if hour is None else hour
        clock = time(int(hour), int(hour % 1 * 60), self.rng.randrange(60))
        moment = self.to_utc(datetime.combine(day, clock))
        return min(moment, self.now) if days_ago >= 0 else moment

    def settle(self):
        """Write the messages of tracked changes, as the end of a request does."""
        self.env.cr.flush()

    def tidy(self):
        """Forget the environments that nobody uses: each is looked at by Odoo at
        every change of context, so they must not pile up."""
        self.settle()
        gc.collect()

    @staticmethod
    def to_utc(local):
        return ZONE.localize(local).astimezone(pytz.utc).replace(tzinfo=None)
