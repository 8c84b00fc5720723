"""Domains that users write: literals only, never evaluated as code."""

import ast

from odoo.fields import Domain

SUBDOMAINS = ("any", "not any")


class DomainError(ValueError):
    """The text is no domain of the model; the message says why."""


def parse_domain(model, text):
    """Turn the text of a domain into a validated ``Domain``.

    :param model: recordset of the model that the domain is for
    :param str text: a literal list such as ``[("need", "!=", False)]``; an
        empty text means "every record"
    :raise DomainError: no literal, or a field that the model does not have
    """
    domain = read_domain(text)
    try:
        domain.validate(model)
    except (ValueError, TypeError, RecursionError) as error:
        raise DomainError(str(error)) from error
    return domain


def read_domain(text):
    """Turn a text into a ``Domain`` without looking at any model.

    :raise DomainError: no literal list of conditions
    """
    if not (text or "").strip():
        return Domain.TRUE
    try:
        return Domain(ast.literal_eval(text.strip()))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise DomainError(str(error)) from error


def field_paths(domain):
    """Yield the dotted field paths that a domain asks about."""
    for condition in domain.iter_conditions():
        path = condition.field_expr
        value = condition.value
        if condition.operator in SUBDOMAINS and not isinstance(value, str):
            for inner in field_paths(Domain(value)):
                yield f"{path}.{inner}"
        else:
            yield path
