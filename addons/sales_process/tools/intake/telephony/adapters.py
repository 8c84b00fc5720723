"""The exchanges that are understood, by the kind of the record."""

import hmac

from . import generic, mango, megafon, mikopbx, uis, zadarma
from .event import from_json, to_json

ADAPTERS = {
    "mikopbx": mikopbx,
    "generic": generic,
    "mango": mango,
    "megafon": megafon,
    "zadarma": zadarma,
    "uis": uis,
}


def is_genuine(hook, settings):
    """Whether the message carries the secret of the exchange.

    An exchange without a signature may send its secret as the header X-Token.
    """
    adapter = ADAPTERS[settings.kind]
    if hasattr(adapter, "is_genuine"):
        return adapter.is_genuine(hook, settings)
    if not settings.secret:
        return True
    headers = {name.lower(): value for name, value in (hook.headers or {}).items()}
    given = str(headers.get("x-token", "")).encode("utf-8", "replace")
    return hmac.compare_digest(settings.secret.encode(), given)


def is_name_request(hook, settings):
    """Whether the exchange waits for the caller's name in the answer."""
    asks = getattr(ADAPTERS[settings.kind], "is_name_request", None)
    return bool(asks and asks(hook))


def read(hook, settings):
    """Return the `CallEvent`s of one message.

    :raises HookError: the message cannot be understood
    """
    events = ADAPTERS[settings.kind].read(hook, settings)
    # as they are kept: long values are cut, impossible ones are left out
    return [from_json(to_json(event)) for event in events]
