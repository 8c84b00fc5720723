from . import models
from . import wizard


def post_init_hook(env):
    """Give the series that are already there their age, from their own history."""
    env["stock.lot"]._init_first_in_date()
