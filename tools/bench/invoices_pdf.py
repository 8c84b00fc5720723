"""Printing payment invoices of many orders in one go, against one by one."""

from .invoice_pdf import prove, run, setup_own

__all__ = ["prove", "run", "setup"]


def setup(env, ours, **parameters):
    return setup_own(env, ours, **parameters)
