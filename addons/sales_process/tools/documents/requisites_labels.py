"""Where the words stand that name the details in a block of requisites.

A text is cut into parts: a label («Р/с №») and what follows it up to the next label.
The labels are those of company cards and letters; each has a kind. Kinds that nobody
asks for (`skip`) end the part before them.
"""

import re
from dataclasses import dataclass

_COUNT = r"сч(?:[её]т[а-яё]*|\.)?"  # счёт, счет, сч.
_FORMAL = r"(?:фирменное\s+)?(?:наименование|название)"
_OF_WHOM = (
    r"(?:\s+(?:организации|предприятия|юр\w*\.?\s*лица|контрагента|компании|фирмы"
    r"|общества|получателя|клиента|учреждения))?(?:\s*\([^)\n]{0,60}\))?"
)
_COLON = r"(?=\s*[:\t\n–—-])"  # a common word is a label only when it is set off
_KINDS = r"(?:\s*(?:[/,]|и)\s*(?:факт\w*|почт\w*|юр\w*)\.?)*"

# the longest of those that begin at the same place wins, then the first
_LABELS = (
    ("inn_kpp", r"ИНН\s*[/\\|]\s*КПП"),
    ("skip", r"(?:ИНН|КПП|ОГРН|ОКПО|адрес|местонахождение|город)\s+банка"),
    ("inn", r"ИНН(?:\s+(?:организации|контрагента|получателя|юр\w*\.?\s*лица))?|INN"),
    ("kpp", r"КПП(?:\s+(?:организации|получателя))?|KPP"),
    (
        "ogrn_date",
        r"дат[аы]\s+(?:присвоения|гос\w*\.?\s*регистрации|регистрации"
        r"|внесения)[^\n:\d]{0,60}",
    ),
    ("ogrn", r"ОГРН(?:\s*[/\\]\s*ОГРНИП|ИП)?|OGRN"),
    ("okpo", r"(?:код\s+)?(?:по\s+)?ОКПО"),
    (
        "skip",
        r"(?:код\w*\s+)?(?:по\s+)?(?:ОКВЭД\d?|ОКАТО|ОКТМО|ОКОГУ|ОКФС|ОКОПФ"
        r"|ОКДП)(?:[\s-]*2)?",
    ),
    (
        "skip",
        r"(?:рег\w*\.?\s*(?:номер|№)\s*(?:в\s+)?)?(?:ПФР|ФСС|СФР)(?!\w)"
        r"|лицензи\w+|паспорт\w*",
    ),
    ("skip", r"(?:система|режим)\s+налогообложения|код\s+отрасли"),
    ("skip", r"лиц(?:евой|\.)\s*сч\w*|л\s*/\s*сч?(?!\w)"),
    ("corr", rf"корр?(?:еспондентск\w+)?[\s./\\-]*{_COUNT}"),
    ("corr", r"корр?\s*[./\\]\s*с|к\s*[/\\.]\s*с(?:ч(?:[её]т\w*)?)?"),
    ("corr", r"(?:единый\s+казначейск\w+\s+сч[её]т|ЕКС(?!\w))"),
    ("account", rf"рас+ч\w*[\s./\\-]*{_COUNT}|казначейск\w+\s+сч[её]т"),
    ("account", r"р\s*[/\\.]\s*с(?:ч(?:[её]т\w*)?)?"),
    (
        "account",
        r"(?:номер|№)\s+(?:банк\w+\s+)?сч[её]та|(?:банк\w+\s+)?сч(?:[её]т"
        r"|\.)\s*(?:№|N(?!\w)|:)",
    ),
    ("bic", r"БИК(?:\s+банка)?|BIC|BIK"),
    ("swift", r"S\.?W\.?I\.?F\.?T\.?(?:[\s-]*(?:code|код))?"),
    (
        "bank",
        r"(?:полное\s+)?(?:наименование"
        r"|название)\s+(?:учреждения\s+)?банка(?:\s+получателя)?",
    ),
    (
        "bank",
        rf"банк(?:\s+получателя)?{_COLON}|банк\s+получателя"
        r"|обслуживающий\s+банк|в\s+банке",
    ),
    ("legal", rf"юр(?:ид\w*)?\.?{_KINDS}\s*адрес(?:\s+организации)?"),
    (
        "legal",
        r"адрес\s*\(?\s*(?:юр\w*\.?|регистрации|места?\s*нахождения|(?:по"
        r"|в\s+соответствии\s+с|из)\s+ЕГРЮЛ)(?:\s*(?:юр\w*\.?\s*лица"
        r"|организации))?\s*\)?",
    ),
    ("legal", r"место\s*нахождени\w+(?:\s+(?:юр\w*\.?\s*лица|организации|общества))?"),
    ("postal", rf"(?:почт\w*|факт\w*)\.?{_KINDS}\s*адрес"),
    (
        "postal",
        r"адрес\s*\(?\s*(?:почт\w*|факт\w*|для\s+(?:корреспонденции|писем"
        r"|почты|почтовых\s+отправлений))\.?\s*\)?",
    ),
    (
        "delivery",
        r"адрес\s+(?:доставки|поставки|грузополучателя|склада|отгрузки)"
        r"|грузополучатель",
    ),
    ("address", rf"адрес{_COLON}"),
    (
        "email",
        r"(?:адрес\s+)?(?:e-?mail|эл(?:ектронн\w+|\.)\s*(?:почт\w*|адрес\w*)"
        rf"|эл/почта)|почта{_COLON}",
    ),
    (
        "phone",
        r"(?:конт\w*\.?\s*)?тел(?:ефон\w*|\.|(?!\w))(?:\s*[/,]\s*факс\w*)?"
        r"|факс\w*|моб(?:ильн\w+|\.)?(?:\s*тел\w*\.?)?(?!\w)|phone|tel(?!\w)",
    ),
    ("site", r"(?:веб-?|интернет-?)?сайт\w*|web(?:-?site)?"),
    ("accountant", r"(?:главн\w+|гл\.?)\s*бухгалтер\w*"),
    ("person", r"Ф\.?\s*И\.?\s*О\.?(?:\s+(?:руководителя|директора|подписанта))?"),
    (
        "position",
        r"должность(?:\s+(?:руководителя|подписанта"
        r"|лица,?\s+подпис\w+\s+\w+))?",
    ),
    (
        "director",
        r"(?:(?:ген(?:еральн\w+|\.)|исполнительн\w+|коммерческ\w+|техническ\w+"
        r"|финансов\w+|управляющ\w+|зам(?:естител\w+|\.)|врио"
        r"|и\.\s?о\.)\s*)*директор\w*(?:\s+по\s+\w+)?",
    ),
    (
        "director",
        r"(?:и\.\s?о\.\s*)?(?:руководител\w+|президент\w*|ректор\w*"
        r"|начальник\w*|председател\w+(?:\s+правления)?|главн\w+\s+врач\w*"
        r"|управляющ(?:ий|его))(?:\s+(?:организации|предприятия|компании))?",
    ),
    (
        "basis",
        r"(?:действ\w*[.,]?\s+)?на\s+осн(?:овани\w+|\.)"
        r"|по(?=\s+доверенности\s)|основани\w+\s+(?:полномочий|подписи"
        r"|действия|права\s+подписи)|основание(?=\s*:)",
    ),
    ("represented", r"в\s+лице"),
    (
        "contact",
        r"контакт\w*\s+лицо|ответственн\w+\s+(?:лицо|исполнитель)|менеджер\w*"
        rf"|исполнитель{_COLON}",
    ),
    ("full_name", rf"полное\s+{_FORMAL}{_OF_WHOM}"),
    ("short_name", rf"(?:сокращ[её]нн\w*|краткое|сокр\.?)\s+{_FORMAL}{_OF_WHOM}"),
    ("name", rf"{_FORMAL}{_OF_WHOM}{_COLON}"),
    (
        "name",
        r"(?:организация|контрагент|покупатель|заказчик|получатель|плательщик"
        rf"|клиент|компания|фирма|предприятие|поставщик)(?:\s+платежа)?{_COLON}",
    ),
    (
        "sign",
        r"с\s+уважением|best\s+regards|kind\s+regards|м\.\s?п\.|(?<=\n)--(?=\s*\n)",
    ),
    (
        "skip",
        r"(?:(?:банковские|платежные|платёжные"
        r"|наши)[ ]+)?реквизиты(?:[ ]+(?:банка|для[ ]+\w+|организации|предприятия"
        r"|компании))?|карточка[ ]+(?:\w+[ ]+)?(?:предприятия|контрагента"
        r"|организации|клиента|компании|партн[её]ра)",
    ),
)
_COMPILED = [
    (
        kind,
        re.compile(
            rf"(?<![А-Яа-яЁёA-Za-z@])(?<!\.(?=[a-z]))(?:{pattern})(?![а-яёa-z])", re.I
        ),
    )
    for kind, pattern in _LABELS
]


@dataclass(frozen=True)
class Part:
    """A label with what follows it: ``text[label_end:end]``."""

    kind: str
    start: int
    label_end: int
    end: int


def cut_into_parts(text):
    """The parts of a text in its order; what stands before the first label is `head`."""
    labels = []
    for start, end, kind in sorted(_find_labels(text), key=_by_place):
        if not labels or start >= labels[-1][1]:
            labels.append((start, end, kind))
    labels = [(0, 0, "head"), *labels]
    ends = [start for start, *_ in labels[1:]] + [len(text)]
    return [
        Part(kind, start, label_end, end)
        for (start, label_end, kind), end in zip(labels, ends, strict=True)
    ]


def _find_labels(text):
    for kind, pattern in _COMPILED:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), kind


def _by_place(label):
    start, end, _kind = label
    return start, -end
