"""How a party of a Russian contract is named in its preamble. No database.

Names are not inflected by the program: the phrase in the genitive is typed once for
each company. Where it is missing, the preamble takes the neutral form with a colon.
"""

FEMALE_PATRONYMICS = ("вна", "чна", "кызы")


def is_woman(full_name):
    """Whether the patronymic of «Иванова Анна Петровна» is a woman's."""
    words = (full_name or "").lower().split()
    return len(words) > 2 and words[-1].endswith(FEMALE_PATRONYMICS)


def represented_by(name, position, genitive, basis):
    """«в лице …, действующего на основании …»; "" when nobody is named.

    :param name: surname, name, patronymic in the nominative
    :param position: in the nominative
    :param genitive: position and full name in the genitive, ready
    :param basis: in the genitive: «Устава», «доверенности № 5 от 01.02.2026»
    """
    woman = is_woman(name)
    if genitive:
        acting = "действующей" if woman else "действующего"
        return _join(f"в лице {genitive.strip()}", acting, basis)
    who = " ".join(filter(None, (_lower_first(position), (name or "").strip())))
    if not who:
        return ""
    return _join(f"в лице: {who}", "действующая" if woman else "действующий", basis)


def _join(who, acting, basis):
    return f"{who}, {acting} на основании {basis.strip()}" if basis else who


def _lower_first(text):
    """«Генеральный директор» inside a sentence; abbreviations stay."""
    text = (text or "").strip()
    if not text or text[1:2].isupper():
        return text
    return text[0].lower() + text[1:]


def named(inn):
    """«именуемое» of a company, «именуемый(-ая)» of an entrepreneur (INN of 12)."""
    return "именуемый(-ая)" if len(inn or "") == 12 else "именуемое"
