"""Reads a letter that says why another one was not delivered (RFC 3464)."""

import re

# RFC 3463: bad destination (5.1.x) and a mailbox that is switched off (5.2.1)
_NO_SUCH_MAILBOX = re.compile(r"5\.(?:1\.\d{1,3}|2\.1)\b")


def is_hard_bounce(message):
    """Whether the letter says that the address does not exist.

    A full mailbox, a refusal as spam or a server that is away are no such thing.

    :param email.message.Message message: the letter that has come back
    """
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload() if part.is_multipart() else ():
            if _NO_SUCH_MAILBOX.match((block.get("Status") or "").strip()):
                return True
    return False
