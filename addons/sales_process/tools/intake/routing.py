"""Which department a request is for, by the words of its text."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class WordRule:
    """Words that tell of one thing (an equipment type) and its department."""

    key: int
    name: str
    team: int
    words: tuple


@dataclass(frozen=True)
class Route:
    """The department found: `team` is 0 when several fit equally or none does."""

    team: int = 0
    names: tuple = ()
    words: tuple = ()
    is_tie: bool = False


def split_words(text):
    """Return the key words written in a field, by lines or commas."""
    parts = re.split(r"[,;\n]", text or "")
    return tuple(word for part in parts if (word := " ".join(part.lower().split())))


def find_route(text, rules):
    """Return the `Route` whose words occur most in the text.

    A word is a beginning: "pump" finds "pumps"; a phrase of several beginnings must
    stand together and weighs as many points as it has words.
    """
    text = (text or "").lower().replace("ё", "е")
    points, found = {}, {}
    for rule in rules:
        words = [word for word in rule.words if _phrase(word).search(text)]
        if words and rule.team:
            weight = sum(len(word.split()) for word in words)
            points[rule.team] = points.get(rule.team, 0) + weight
            names, known = found.setdefault(rule.team, ([], []))
            names.append(rule.name)
            known.extend(words)
    if not points:
        return Route()
    best = max(points.values())
    teams = [team for team, value in points.items() if value == best]
    names = tuple(name for team in teams for name in found[team][0])
    words = tuple(word for team in teams for word in found[team][1])
    tie = len(teams) > 1
    return Route(0 if tie else teams[0], names, words, tie)


def _phrase(words):
    starts = [re.escape(word.replace("ё", "е")) for word in words.split()]
    return re.compile(r"(?<!\w)" + r"\w*[\s-]+".join(starts))
