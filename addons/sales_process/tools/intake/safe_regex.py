"""Regular expressions written by users, run so that none can hang a worker.

Python's matcher cannot be interrupted. Two guards: patterns with a repeat inside a
repeat are refused when saved, and every run happens in a child process that is
killed after `TIME_LIMIT` seconds. Text longer than `TEXT_LIMIT` is cut.
"""

import json
import re
import subprocess
import sys

PATTERN_LIMIT = 300  # characters of a pattern
TEXT_LIMIT = 20_000  # characters of a message
TIME_LIMIT = 1.0  # seconds for all patterns of one message

_CHILD = """
import json, re, sys
job = json.load(sys.stdin)
found = {}
for key, pattern in job["patterns"].items():
    match = re.search(pattern, job["text"], re.IGNORECASE | re.MULTILINE)
    if match:
        found[key] = match.group(1) if match.re.groups else match.group()
json.dump(found, sys.stdout)
"""


# why a pattern is refused; the model says it in the language of the user
TOO_LONG = "too_long"
INVALID = "invalid"
NESTED_REPEAT = "nested_repeat"
# what happened to patterns that were run
PATTERN_TIMEOUT = "timeout"
PATTERN_FAILED = "failed"


class UnsafePatternError(ValueError):
    """The pattern is wrong, too long, or may run without end.

    `code` is one of the constants above; `position` (from 0) of the mistake, if known.
    """

    def __init__(self, code, position=None):
        super().__init__(code)
        self.code = code
        self.position = position


class PatternError(Exception):
    """The patterns found nothing because they could not be run to their end."""

    code = PATTERN_FAILED


class PatternTimeoutError(PatternError):
    """The patterns did not finish within the time limit."""

    code = PATTERN_TIMEOUT


def check_pattern(pattern):
    """Raise `UnsafePatternError` unless the pattern may be saved."""
    if len(pattern) > PATTERN_LIMIT:
        raise UnsafePatternError(TOO_LONG)
    try:
        tree = re._parser.parse(pattern)
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        position = getattr(error, "pos", None)
        raise UnsafePatternError(INVALID, position) from error
    if _has_nested_repeat(tree):
        raise UnsafePatternError(NESTED_REPEAT)


def search_all(patterns, text, time_limit=TIME_LIMIT):
    """Return {key: found text} for the patterns that match.

    The first group is taken, or the whole match when there is no group.

    :param patterns: {key: pattern}
    :raises PatternTimeoutError: the time limit was reached
    :raises PatternError: the run ended with an error (out of memory, for example)
    """
    if not patterns:
        return {}
    job = json.dumps({"patterns": patterns, "text": text[:TEXT_LIMIT]})
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _CHILD],
            input=job.encode(),
            capture_output=True,
            timeout=time_limit,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise PatternTimeoutError from error
    except subprocess.CalledProcessError as error:
        raise PatternError from error
    return {key: value or "" for key, value in json.loads(done.stdout).items()}


def _has_nested_repeat(tree, inside=False):
    """Whether an unbounded repeat holds another one, as in `(a+)+`."""
    for operator, argument in tree:
        repeats = str(operator) in ("MAX_REPEAT", "MIN_REPEAT")
        unbounded = repeats and argument[1] == re._parser.MAXREPEAT
        if unbounded and inside:
            return True
        for child in _children(argument):
            if _has_nested_repeat(child, inside or unbounded):
                return True
    return False


def _children(argument):
    """Sub-patterns hidden in one node of the parse tree."""
    if isinstance(argument, re._parser.SubPattern):
        return [argument]
    if isinstance(argument, (tuple, list)):
        return [child for item in argument for child in _children(item)]
    return []
