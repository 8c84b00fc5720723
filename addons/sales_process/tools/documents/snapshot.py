"""A form as it was, kept as JSON: dates and pictures come back as they were."""

import base64
from datetime import date, datetime
from decimal import Decimal


def freeze(value):
    """A value of a form that JSON can keep."""
    if isinstance(value, dict):
        return {key: freeze(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [freeze(item) for item in value]
    if isinstance(value, datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, Decimal):
        return float(value)
    return str(value) if isinstance(value, str) else value


THAWED = {
    "$date": date.fromisoformat,
    "$datetime": datetime.fromisoformat,
    "$bytes": base64.b64decode,
}


def thaw(value):
    """What ``freeze`` has kept."""
    if isinstance(value, list):
        return [thaw(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((key, item),) = value.items()
        if key in THAWED:
            return THAWED[key](item)
    return {key: thaw(item) for key, item in value.items()}
