"""Which deals there are: department, client, goods, how far they have come, when."""

from dataclasses import dataclass, field
from itertools import cycle

from .clients import is_prospect
from .texts import read_json

KINDS = (
    "qualification",
    "selection",
    "production",
    "stock",
    "certification",
    "installation",
    "service",
    "closed",
)
# calendar days in a stage, from and to
STAYS = {
    "qualification": (1, 7),
    "selection": (4, 22),
    "production": (14, 62),
    "stock": (1, 7),
    "certification": (5, 34),
    "installation": (3, 19),
    "service": (2, 8),
}
# days since the last stage was entered: some deals are late in it
PRESENT = {
    "qualification": (0, 9),
    "selection": (1, 26),
    "production": (3, 50),
    "stock": (0, 9),
    "certification": (1, 30),
    "installation": (1, 17),
    "service": (0, 11),
    "closed": (1, 70),
}
# deals by the stage they have come to, in each department
COUNTS = {
    "qualification": (4, 3, 4),
    "selection": (8, 7, 7),
    "production": (6, 5, 6),
    "stock": (4, 3, 3),
    "certification": (3, 0, 5),
    "installation": (3, 3, 3),
    "service": (4, 3, 4),
    "closed": (6, 5, 5),
}
LOST_COUNTS = (5, 5, 5)
HALF_YEAR = 183
CERTIFIED = {"space_simulator", "climatic_chamber"}
NOT_INSTALLED = {"valve_fitting", "vacuum_gauge", "leak_detector", "oil_seal"}
# nothing of these is on stock at first
ORDERED = {
    "tmn",
    "roots",
    "screw",
    "post",
    "tvk",
    "climate",
    "cold",
    "shock",
    "vfurnace",
}
# months of work: such deals are still in production
LARGE = {"tvk", "vfurnace", "shock"}


@dataclass
class Plan:
    """One deal: what is asked, how far it comes, when it entered each stage."""

    number: int
    team: str
    user: str
    partner: object
    contact: object
    package: dict
    target: str
    is_lost: bool = False
    source: str = ""
    times: dict = field(default_factory=dict)  # kind of stage -> moment, naive UTC
    documents: dict = field(default_factory=dict)  # milestones of the documents
    lead: object = None

    def reaches(self, kind):
        return KINDS.index(self.target) >= KINDS.index(kind)

    @property
    def contract(self):
        return self.times.get("production")


def make_plans(world):
    """Return the plans in the order of their contracts (open ones at the end)."""
    plans = []
    for place, team in enumerate(world.teams):
        maker = _Maker(world, team)
        for target, counts in COUNTS.items():
            for _turn in range(counts[place]):
                plans.append(maker.make(len(plans), target))
        for turn in range(LOST_COUNTS[place]):
            target = "qualification" if turn % 3 == 0 else "selection"
            plans.append(maker.make(len(plans), target, is_lost=True))
    for plan in plans:
        _plan_times(world, plan)
    return sorted(plans, key=lambda plan: plan.contract or plan.times["qualification"])


class _Maker:
    """Deals out clients, salespeople, sources and packages of one department."""

    def __init__(self, world, team):
        self.world = world
        self.team = team
        partners = world.clients_of[team]
        numbers = {partner: world.clients.index(partner) for partner in partners}
        self.clients = cycle([p for p in partners if not is_prospect(numbers[p])])
        self.prospects = cycle([p for p in partners if is_prospect(numbers[p])])
        self.sellers = cycle(_get_sellers(world, team))
        self.sources = cycle(_spread_sources(world))
        packages = read_json("packages")[team]
        self.packages = {
            target: cycle([p for p in packages if _fits(p, target)])
            for target in COUNTS
        }

    def make(self, number, target, is_lost=False):
        partner = next(self.prospects if target == "qualification" else self.clients)
        return Plan(
            number=number,
            team=self.team,
            user=next(self.sellers),
            partner=partner,
            contact=self.world.contacts[partner.id][:1],
            package=next(self.packages[target]),
            target=target,
            is_lost=is_lost,
            source=next(self.sources),
        )


def _get_sellers(world, team):
    logins = [login for login in world.people if login.startswith(f"sales_{team}")]
    return [*logins, *logins, f"head_{team}"]


def _spread_sources(world):
    keys = list(world.sources)
    return [keys[turn * 5 % len(keys)] for turn in range(len(keys) * 3)]


def _fits(package, target):
    types = set(package["types"])
    keys = {key for key, _quantity in package["lines"]}
    if target == "certification":
        return bool(types & CERTIFIED)
    if target == "installation":
        return bool(types - NOT_INSTALLED)
    if target == "production":
        return bool(keys & ORDERED)
    if target in ("stock", "closed"):
        return not keys & LARGE
    if target == "service":
        return not keys & ORDERED
    return True


def _plan_times(world, plan):
    """Go back from the day when the present stage was entered."""
    rng = world.rng
    stages = [kind for kind in KINDS if plan.reaches(kind) and _applies(plan, kind)]
    days = rng.uniform(*PRESENT[plan.target])
    if plan.is_lost:
        days = rng.uniform(10, 120)
    ages = {plan.target: days}
    for kind in reversed(stages[:-1]):
        days = min(days + rng.uniform(*STAYS[kind]), HALF_YEAR)
        ages[kind] = days
    if "production" not in ages and plan.reaches("stock"):
        ages["production"] = ages["stock"]
    moments = {kind: world.moment(age) for kind, age in ages.items()}
    last = None
    for kind in KINDS:
        if kind in moments:
            last = plan.times[kind] = max(moments[kind], last or moments[kind])


def _applies(plan, kind):
    types = set(plan.package["types"])
    if kind == "production":
        return bool({key for key, _qty in plan.package["lines"]} & ORDERED)
    if kind == "certification":
        return bool(types & CERTIFIED)
    if kind == "installation":
        return bool(types - NOT_INSTALLED)
    return True
