"""What installing does to the database."""

from .tools.age_columns import add_age_columns


def pre_init_hook(env):
    """Add the age of quantities as empty columns: it is filled by one statement later."""
    add_age_columns(env.cr)


def post_init_hook(env):
    """Give the series and quantities that are already there their age."""
    env["stock.lot"]._init_first_in_date()
