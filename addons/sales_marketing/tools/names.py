"""First and last name out of one field, as Russian people write it."""

from functools import lru_cache

_PATRONYMICS = (
    "вич", "вна", "ична", "ильич", "кузьмич", "лукич", "фомич", "оглы", "кызы",
)  # fmt: skip
_SURNAMES = (
    "ов", "ова", "ев", "ева", "ёв", "ёва", "ин", "ина", "ын", "ына", "ский", "ская",
    "цкий", "цкая", "енко", "чук", "юк", "ян", "янц", "дзе", "швили", "ых", "их",
)  # fmt: skip
# Short first names that end like a surname
_FIRST_NAMES = frozenset((
    "лев", "яков", "марин", "карин", "ирина", "марина", "карина", "полина", "арина",
    "алина", "ангелина", "екатерина", "регина", "нина", "дина", "инна", "галина",
    "валентина", "кристина", "константин", "валентин", "мартин", "катерина", "василина",
    "ефросинья", "севастьян", "касьян", "демьян", "лукьян", "емельян", "марьян", "ян",
    "ульян", "вениамин", "альбина", "каролина", "капитолина", "антонина", "антонин",
    "сабина", "магдалина", "аделина", "эвелина", "фаина", "зина", "рина", "лина", "ева",
    "георгин", "ростислав",
))  # fmt: skip


def split_name(name):
    """Return ``(first, last)`` of a person; a patronymic goes with the first name.

    «Белова Анна Петровна», «Анна Петровна Белова», «Белова Анна» and «Анна Белова» all
    give («Анна», «Белова») with or without «Петровна». A single word is a first name.
    """
    words = (name or "").split()
    if len(words) < 2:
        return (words[0] if words else "", "")
    if len(words) == 2:
        return _split_two(*words)
    if _starts_with_surname(words):
        return " ".join(words[1:]), words[0]
    return " ".join(words[:-1]), words[-1]


def _split_two(one, other):
    if _is_patronymic(other):
        return f"{one} {other}", ""
    is_turned = _is_surname(one) and not _is_surname(other)
    return (other, one) if is_turned else (one, other)


def _starts_with_surname(words):
    if any(map(_is_patronymic, words[1:])):
        return not _is_patronymic(words[1])
    return _is_surname(words[0]) and not _is_surname(words[-1])


# words come again and again, whole names do not
@lru_cache(maxsize=8192)
def _is_patronymic(word):
    return len(word) > 4 and word.lower().endswith(_PATRONYMICS)


@lru_cache(maxsize=8192)
def _is_surname(word):
    word = word.lower()
    return word not in _FIRST_NAMES and word.endswith(_SURNAMES)
