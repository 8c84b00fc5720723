"""The CSV and the workbook made of it, against core's workbook of the same contacts."""

from .marketing_export import export_core, export_ours, prove, setup_partners

__all__ = ["prove", "run", "setup"]


def setup(env, ours):
    return setup_partners(env, ours)


def run(env, state):
    if not state["ours"]:
        return export_core(env)
    return export_ours(env, state["segment"], is_workbook=True)
