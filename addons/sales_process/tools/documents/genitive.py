"""Position and full name in the genitive, when the library pytrovich is installed.

It is no dependency: the ready phrase is typed once for each client. Positions are few
and are taken from a table; an unknown one stays as it is, for the person to correct.
"""

import importlib.util
import re

WORDS = {
    "генеральный": "генерального",
    "исполнительный": "исполнительного",
    "коммерческий": "коммерческого",
    "технический": "технического",
    "финансовый": "финансового",
    "главный": "главного",
    "первый": "первого",
    "временный": "временного",
    "управляющий": "управляющего",
    "исполняющий": "исполняющего",
    "индивидуальный": "индивидуального",
    "директор": "директора",
    "президент": "президента",
    "вице-президент": "вице-президента",
    "руководитель": "руководителя",
    "начальник": "начальника",
    "заместитель": "заместителя",
    "председатель": "председателя",
    "предприниматель": "предпринимателя",
    "ректор": "ректора",
    "проректор": "проректора",
    "инженер": "инженера",
    "врач": "врача",
}


def can_suggest():
    """Whether the library is installed."""
    try:
        return bool(importlib.util.find_spec("pytrovich"))
    except (ImportError, ValueError):
        return False


def suggest_genitive(position, name):
    """«генерального директора Иванова Ивана Ивановича».

    :param position: nominative; only its leading words are inflected: what follows
        them is in the genitive already («директор по развитию», «начальник отдела»)
    :param name: surname, name, patronymic in the nominative
    :return: "" without the library, or when the name has not three words
    """
    words = (name or "").split()
    if len(words) != 3 or not can_suggest():
        return ""
    return " ".join(filter(None, [_inflect_position(position), _inflect_name(words)]))


def _inflect_position(position):
    words = (position or "").split()
    for place, word in enumerate(words):
        if word.lower() not in WORDS:
            break
        words[place] = WORDS[word.lower()]
    return re.sub(r"\s+", " ", " ".join(words))


def _inflect_name(words):
    from pytrovich.detector import PetrovichGenderDetector
    from pytrovich.enums import Case, NamePart
    from pytrovich.maker import PetrovichDeclinationMaker

    surname, first, patronymic = words
    gender = PetrovichGenderDetector().detect(firstname=first, middlename=patronymic)
    maker = PetrovichDeclinationMaker()
    parts = (
        (NamePart.LASTNAME, surname),
        (NamePart.FIRSTNAME, first),
        (NamePart.MIDDLENAME, patronymic),
    )
    return " ".join(
        maker.make(part, gender, Case.GENITIVE, word) for part, word in parts
    )
