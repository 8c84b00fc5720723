"""The order in which the company comes to life."""

import contextlib
import gc
import logging
import time

from . import (
    activities,
    care,
    clients,
    company,
    deals,
    history,
    inquiries,
    invoices,
    marketing,
    papers,
    people,
    process,
    products,
    purchases,
    scanning,
    stock,
    telephony,
    works,
)
from .verify import verify
from .world import World

_logger = logging.getLogger(__name__)

# each part uses what the parts before it have put into the world
PARTS = (
    company.make,
    people.make,
    products.make,
    stock.make,
    clients.make,
    marketing.make_sources,
    deals.make,
    purchases.make,
    scanning.make,
    works.make,
    invoices.make,
    telephony.make,
    inquiries.make,
    telephony.call_back_old,
    telephony.miss_some,
    activities.make,
    marketing.make,
    history.make,
    process.make,
    papers.make,
    care.make,
)


def build(env):
    """Fill the database with the demo company and commit.

    :raises RuntimeError: when what was made is not what was meant.
    """
    world = World.of(env)
    with _lean_memory():
        for part in PARTS:
            _run(part, world)
    verify(world.env)
    env.cr.commit()


def _run(part, world):
    begun = time.monotonic()
    part(world)
    world.tidy()
    _logger.info("%s: %.1f s", part.__module__, time.monotonic() - begun)


@contextlib.contextmanager
def _lean_memory():
    """What is loaded already is not looked at by the garbage collector, so that
    ``World.tidy`` is quick."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
