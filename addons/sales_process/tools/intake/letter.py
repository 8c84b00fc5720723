"""What one letter tells: the pure part of taking an inquiry in.

`read_letter(letter, template, own)` -> `Reading`. A template is a `TemplateRule`:
the record `sales.inquiry.template` without the database.
"""

from dataclasses import replace
from fnmatch import fnmatchcase

from .labels import has_label
from .letter_person import read_handwritten
from .letter_robot import read_robot
from .letter_types import Letter, OwnData, Reading, TemplateRule

_MASK_LIMIT = 500
_TEXT_LIMIT = 100_000  # characters that are read; the raw letter is kept whole


def matches(rule, letter):
    """Whether a letter is of the template's kind: all that is given must fit."""
    checks = []
    if rule.sender_masks:
        checks.append(_fits(letter.sender_email, rule.sender_masks))
    if rule.subject_masks:
        checks.append(_fits(letter.subject, rule.subject_masks))
    if rule.body_labels:
        checks.append(all(has_label(letter.text, label) for label in rule.body_labels))
    return all(checks)


def read_letter(letter, rule, own):
    """Return the `Reading` of a letter by the rules of its template."""
    letter = replace(letter, text=letter.text[:_TEXT_LIMIT])
    if rule.sender_is_client:
        return read_handwritten(letter, rule, own)
    return read_robot(letter, rule, own)


def _fits(value, masks):
    value = (value or "").casefold()[:_MASK_LIMIT]
    return any(fnmatchcase(value, mask.casefold()) for mask in masks)


__all__ = [
    "Letter",
    "OwnData",
    "Reading",
    "TemplateRule",
    "matches",
    "read_letter",
]
