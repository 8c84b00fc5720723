"""Answers of a questionnaire as people type them: read, checked, written alike.

No database here. A number may have a comma or a full stop, spaces between thousands, a
power of ten ("1,3·10⁻⁵", "5e-7", "10^-3"), and the unit that is asked for behind it. What
cannot be read raises `AnswerError`, whose code the caller puts into words.
"""

from dataclasses import dataclass
from datetime import date

from .answer_numbers import format_number, read_number, split_range
from .answer_words import KINDS_WITH_OPTIONS, read_day, read_flag, read_options

MAX_TEXT = 4000  # characters of a text
MAX_SHORT = 400  # of any other answer


@dataclass(frozen=True)
class Question:
    """What is asked, and how the language of the client writes it."""

    kind: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    options: tuple[str, ...] = ()
    point: str = ","
    date_format: str = "%d.%m.%Y"
    yes: str = "Yes"
    no: str = "No"


@dataclass(frozen=True)
class Answer:
    """What was answered; ``text`` is what people see, empty: not answered."""

    text: str = ""
    number: float | None = None
    number_to: float | None = None
    day: date | None = None
    flag: bool | None = None


class AnswerError(ValueError):
    """The answer cannot be read.

    Codes: ``long`` (limit), ``number``, ``unit`` (unit), ``limits`` (minimum, maximum),
    ``range``, ``order``, ``choice``, ``boolean``, ``date``.
    """

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params


def clean(raw):
    """Text without what a database or a screen cannot show, without blank ends."""
    text = str(raw or "").replace("\x00", "").replace("\r\n", "\n")
    return text.strip()


def read_answer(question, raw):
    """
    :param Question question: what is asked
    :param str raw: what was typed
    :raises AnswerError: it cannot be read
    """
    text = clean(raw)
    if not text:
        return Answer()
    limit = MAX_TEXT if question.kind in ("text", "choices") else MAX_SHORT
    if len(text) > limit:
        raise AnswerError("long", limit=limit)
    return READERS[question.kind](question, text)


def _read_text(question, text):
    return Answer(text=text)


def _read_number(question, text):
    number = _read_one(question, text)
    _check_limits(question, number)
    return Answer(text=format_number(number, question.point), number=float(number))


def _read_range(question, text):
    found = split_range(text, question.point, question.unit)
    if found is None:
        raise AnswerError("range")
    first, last = found
    if first > last:
        raise AnswerError("order")
    _check_limits(question, first)
    _check_limits(question, last)
    return Answer(
        text=RANGE_SIGN.join(format_number(end, question.point) for end in found),
        number=float(first),
        number_to=float(last),
    )


def _read_one(question, text):
    number = read_number(text, question.point, question.unit)
    if number is None:
        begins_with_digit = text.lstrip("-+−– ")[:1].isdigit()
        if begins_with_digit and question.unit and any(map(str.isalpha, text)):
            raise AnswerError("unit", unit=question.unit)
        raise AnswerError("number")
    return number


def _check_limits(question, number):
    low, high = question.minimum, question.maximum
    if (low is not None and float(number) < low) or (
        high is not None and float(number) > high
    ):
        raise AnswerError("limits", minimum=low, maximum=high)


def _read_options(question, text):
    chosen = read_options(text, question.options, question.kind)
    if chosen is None:
        raise AnswerError("choice")
    return Answer(text=OPTION_SIGN.join(chosen))


def _read_flag(question, text):
    flag = read_flag(text, question.yes, question.no)
    if flag is None:
        raise AnswerError("boolean")
    return Answer(text=question.yes if flag else question.no, flag=flag)


def _read_day(question, text):
    day = read_day(text, question.date_format)
    if day is None:
        raise AnswerError("date")
    return Answer(text=day.strftime(question.date_format), day=day)


RANGE_SIGN = " … "
OPTION_SIGN = "; "
READERS = {
    "text": _read_text,
    "number": _read_number,
    "range": _read_range,
    **dict.fromkeys(KINDS_WITH_OPTIONS, _read_options),
    "boolean": _read_flag,
    "date": _read_day,
}
