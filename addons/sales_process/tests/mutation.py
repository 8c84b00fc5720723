"""Random damage of sample messages; the same seed gives the same damage."""

import copy

JUNK = (
    None, True, False, 0, -1, 10**40, 1.5, 1e300, "", " ", "0", "текст", "a\0b", "\ud800",
    "<script>alert(1)</script>", "' OR 1=1 --", "x" * 5000, [], {}, [None], [[]], {"": None},
    {"id": 1}, [{"id": "1"}], float("nan"), float("inf"), 1763463731, "1763463731000",
)  # fmt: skip


def mutate(random, sample, times=3):
    """Return a copy of a JSON value with some of its parts damaged.

    :param random: a seeded `random.Random`
    """
    value = copy.deepcopy(sample)
    for _time in range(random.randint(1, times)):
        value = _damage(random, value)
    return value


def _damage(random, value):
    places = list(_places(value))
    if not places or random.random() < 0.02:
        return copy.deepcopy(random.choice(JUNK))
    holder, key = random.choice(places)
    kind = random.choice(("junk", "delete", "swap", "wrap", "double"))
    if kind == "delete":
        del holder[key]
    elif kind == "wrap":
        holder[key] = random.choice(([holder[key]], {"0": holder[key]}))
    elif kind == "double":
        holder[key] = [holder[key], copy.deepcopy(holder[key])]
    elif kind == "swap":
        other, name = random.choice(places)
        holder[key] = copy.deepcopy(other[name])
    else:
        holder[key] = copy.deepcopy(random.choice(JUNK))
    return value


def _places(value):
    """All (container, key) pairs inside a value."""
    keys = []
    if isinstance(value, dict):
        keys = list(value)
    elif isinstance(value, list):
        keys = range(len(value))
    for key in keys:
        yield value, key
        yield from _places(value[key])
