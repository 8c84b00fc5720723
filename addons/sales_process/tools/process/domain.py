"""Domains that users write: literals only, never evaluated as code."""

import ast

from odoo.fields import Domain


class DomainError(ValueError):
    """The text is no domain of the model; the message says why."""


def parse_domain(model, text):
    """Turn the text of a domain into a validated ``Domain``.

    :param model: recordset of the model that the domain is for
    :param str text: a literal list such as ``[("need", "!=", False)]``; an
        empty text means "every record"
    :raise DomainError: no literal, or a field that the model does not have
    """
    if not (text or "").strip():
        return Domain.TRUE
    try:
        domain = Domain(ast.literal_eval(text.strip()))
        domain.validate(model)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise DomainError(str(error)) from error
    return domain
