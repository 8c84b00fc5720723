"""Commands printed as barcodes: the one table for the sheet and for the screen.

Code 128, because every scanner reads it, also one without a camera. The codes follow
Odoo's own: ``OBT`` presses a button, ``OCD`` answers or corrects.
"""

from dataclasses import dataclass

from odoo.tools.translate import LazyTranslate

from . import labels

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Command:
    """
    :param code: what the barcode holds
    :param event: name of the event of the flow (``static/src/core/commands.js``)
    :param label: the word on the sheet, translated lazily
    :param group: key of ``GROUPS``
    :param icon: key of ``ICONS``
    """

    code: str
    event: str
    label: object
    group: str
    icon: str

    def get_code(self):
        return labels.plain_code(self.code)


GROUPS = {
    "document": _lt("Document"),
    "answer": _lt("Answers"),
    "quantity": _lt("Quantity"),
    "mode": _lt("Modes of work"),
}
COMMANDS = (
    Command(
        "OBTVALI",
        "validate",
        _lt("Validate"),
        "document",
        "check",
    ),
    Command(
        "OCDUNDO",
        "undo",
        _lt("Undo the last scan"),
        "document",
        "undo",
    ),
    Command("OBTPACK", "pack", _lt("Put in pack"), "document", "box"),
    Command("OBTPRINT", "print", _lt("Print the label"), "document", "printer"),
    Command("OCDBACK", "leave", _lt("Next document"), "document", "next"),
    Command("OCDYES", "yes", _lt("Yes"), "answer", "check"),
    Command("OCDNO", "no", _lt("No"), "answer", "cross"),
    Command(
        "OCDCANC",
        "cancel",
        _lt("Cancel the question"),
        "answer",
        "back",
    ),
    Command("OCDPLUS", "plus", _lt("One more"), "quantity", "plus"),
    Command("OCDMINUS", "minus", _lt("One less"), "quantity", "minus"),
    Command("OCDQ10", "quantity_10", _lt("Quantity 10"), "quantity", "ten"),
    Command("OBTCOUNT", "count", _lt("Count stock"), "mode", "list"),
    Command("OBTMOVE", "move", _lt("Move without a document"), "mode", "move"),
    Command("OBTSCRAP", "scrap", _lt("Scrap"), "mode", "bin"),
    Command("OBTTRAIN", "training", _lt("Training"), "mode", "cap"),
)
# other spellings that are understood too, and the code they stand for
ALIASES = {"OBTVALIDATE": "OBTVALI", "OBTUNDO": "OCDUNDO", "OCDCANCEL": "OCDCANC"}
# strokes on a square of 24 units
ICONS = {
    "check": "M3 13l6 6L21 5",
    "undo": "M9 4L4 9l5 5M4 9h10a6 6 0 0 1 0 12H8",
    "box": "M3 7l9-4 9 4v10l-9 4-9-4zM3 7l9 4 9-4M12 11v10",
    "printer": "M6 9V3h12v6M6 17H3V9h18v8h-3M6 14h12v7H6z",
    "next": "M3 12h17M13 5l7 7-7 7",
    "cross": "M4 4l16 16M20 4L4 20",
    "back": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M6 6l12 12",
    "plus": "M12 3v18M3 12h18",
    "minus": "M3 12h18",
    "ten": "M5 8l4-3v14M17 5a4 7 0 1 0 0 14a4 7 0 1 0 0-14",
    "list": "M4 6l1.5 1.5L8 4M4 12l1.5 1.5L8 10M4 18l1.5 1.5L8 16M11 6h10M11 12h10M11 18h10",
    "move": "M2 8h15M13 3l5 5-5 5M22 16H7M11 11l-5 5 5 5",
    "bin": "M4 6h16M9 6V3h6v3M6 6l1 15h10l1-15M10 10v7M14 10v7",
    "cap": "M1 9l11-5 11 5-11 5zM5 11v6c4 3 10 3 14 0v-6M23 9v7",
}


def get_events():
    """``{code: event}`` of all codes, aliases too: what the screen understands."""
    events = {command.code: command.event for command in COMMANDS}
    return events | {alias: events[code] for alias, code in ALIASES.items()}
