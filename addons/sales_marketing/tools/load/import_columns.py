"""Which column of a loaded table is which field, guessed by its header.

Headers of 1C, of exports of other CRMs and of lists kept by hand, in Russian and
English. A header that is not known is left to the person.
"""

import hashlib
import re

#: field -> headers, the most usual first; compared by ``header_key``
CONTACT_HEADERS = {
    "company": (
        "Компания", "Организация", "Контрагент", "Наименование", "Название",
        "Название компании", "Название организации", "Наименование организации",
        "Наименование контрагента", "Наименование компании", "Предприятие", "Клиент",
        "Юридическое лицо", "Фирма", "Заказчик", "Company", "Company name",
        "Organization", "Organisation", "Account", "Account name", "Customer",
        "Employer", "Partner",
    ),
    "inn": ("ИНН", "ИНН организации", "ИНН контрагента", "ИНН/КПП", "INN", "VAT",
            "Tax ID", "TIN", "VAT number"),
    "kpp": ("КПП", "КПП организации", "KPP"),
    "name": (
        "Контакт", "Контактное лицо", "ФИО", "Ф.И.О.", "Имя Фамилия", "Фамилия Имя",
        "ФИО контакта", "ФИО контактного лица", "Представитель", "Контактные лица",
        "Contact", "Contact name", "Contact person", "Full name", "Name", "Person",
    ),
    "first_name": ("Имя", "First name", "Given name", "Имя отчество"),
    "last_name": ("Фамилия", "Last name", "Surname", "Family name"),
    "middle_name": ("Отчество", "Middle name", "Patronymic"),
    "position": ("Должность", "Должность контакта", "Роль", "Position", "Job position",
                 "Job title", "Title", "Post", "Function"),
    "email": ("E-mail", "Email", "Почта", "Электронная почта", "Эл. почта",
              "Адрес электронной почты", "Мейл", "Имейл", "Email address", "Mail",
              "E-mail контакта", "Рабочий e-mail"),
    "phone": ("Телефон", "Телефоны", "Тел.", "Тел", "Контактный телефон",
              "Рабочий телефон", "Номер телефона", "Phone", "Phone number",
              "Telephone", "Work phone", "Телефон 1"),
    "other_phone": ("Второй телефон", "Телефон 2", "Мобильный", "Мобильный телефон",
                    "Моб. телефон", "Моб.", "Доп. телефон", "Дополнительный телефон",
                    "Другие телефоны", "Mobile", "Mobile phone", "Second phone",
                    "Other phone", "Other phones", "Cell"),
    "city": ("Город", "Населенный пункт", "City", "Town"),
    "region": ("Регион", "Область", "Субъект РФ", "Регион РФ", "Край", "Region",
               "State", "Province"),
    "zip": ("Индекс", "Почтовый индекс", "Zip", "Postal code", "Postcode"),
    "address": ("Адрес", "Фактический адрес", "Почтовый адрес", "Юридический адрес",
                "Адрес доставки", "Address", "Street"),
    "website": ("Сайт", "Веб-сайт", "Вебсайт", "WWW", "Site", "Website", "Web site",
                "URL"),
    "tags": ("Теги", "Тег", "Метки", "Метка", "Ярлыки", "Группа", "Категория", "Tags",
             "Tag", "Labels", "Category"),
    "source": ("Источник", "Откуда", "Источник контакта", "Рекламный источник",
               "Откуда узнали", "Source", "Lead source"),
    "salesperson": ("Менеджер", "Ответственный", "Основной менеджер", "Продавец",
                    "Ответственный менеджер", "Salesperson", "Manager", "Owner",
                    "Responsible", "Assigned to"),
    "comment": ("Комментарий", "Примечание", "Комментарии", "Примечания", "Заметки",
                "Описание", "Дополнительная информация", "Comment", "Comments", "Note",
                "Notes", "Description", "Remarks"),
    "consent_date": ("Дата согласия", "Согласие дата", "Согласие от",
                     "Дата согласия на рекламу", "Consent date", "Opt-in date",
                     "OPTIN_TIME"),
    "consent_basis": ("Основание согласия", "Согласие: основание", "Основание",
                      "Основание обработки",
                      "Consent basis", "Lawful basis", "Basis"),
    "consent_source": ("Источник согласия", "Чем подтверждено согласие",
                       "Откуда согласие", "Согласие", "Consent source", "Consent",
                       "Согласие: чем подтверждено", "Consent: what proves it",
                       "Where the consent is from"),
    "equipment_type": ("Тип оборудования", "Оборудование", "Интерес", "Продукт",
                       "Equipment type", "Equipment", "Interest", "Product"),
    "application_area": ("Область применения", "Отрасль", "Сфера деятельности",
                         "Сфера", "Application area", "Industry", "Application"),
}  # fmt: skip

EXPENSE_HEADERS = {
    "date": ("Дата", "Дата расхода", "Дата оплаты", "Дата платежа", "День", "Date",
             "Day", "Payment date"),
    "amount": ("Сумма", "Расход", "Сумма расхода", "Стоимость", "Сумма без НДС",
               "Расход без НДС", "Затраты", "Бюджет", "Amount", "Sum", "Cost",
               "Expense", "Spend", "Total"),
    "currency": ("Валюта", "Currency"),
    "source": ("Источник", "Рекламный источник", "Площадка", "Source", "utm_source"),
    "medium": ("Канал", "Тип трафика", "Средство", "Medium", "Channel", "utm_medium"),
    "campaign": ("Кампания", "Рекламная кампания", "Название кампании", "Campaign",
                 "utm_campaign", "Campaign name"),
    "team": ("Отдел", "Подразделение", "Department", "Team", "Sales team"),
    "name": ("За что", "Назначение", "На что", "Описание", "Наименование", "Статья",
             "Назначение платежа", "What for", "Description", "Purpose", "Name"),
    "date_from": ("С", "Период с", "Начало", "Начало периода", "Дата начала", "From",
                  "Start", "Period from", "Start date"),
    "date_to": ("По", "Период по", "Конец", "Конец периода", "Окончание",
                "Дата окончания", "To", "End", "Period to", "End date"),
    "note": ("Комментарий", "Примечание", "Документ", "Номер счета", "Счет", "Note",
             "Comment", "Document", "Invoice"),
}  # fmt: skip

HEADERS = {"contact": CONTACT_HEADERS, "expense": EXPENSE_HEADERS}
HEADER_SEARCH_ROWS = 30
_NOT_A_WORD = re.compile(r"[^\w/]+")


def header_key(text):
    """Header without case, punctuation and the difference of ё and е."""
    words = _NOT_A_WORD.sub(" ", (text or "").casefold().replace("ё", "е"))
    return " ".join(words.replace("_", " ").split())


_KNOWN = {
    kind: {
        header_key(header): name
        for name, headers in table.items()
        for header in headers
    }
    for kind, table in HEADERS.items()
}


def guess_field(kind, header):
    """Field of one header, or an empty string."""
    return _KNOWN[kind].get(header_key(header), "")


def guess_columns(kind, headers):
    """Field of each header; a field is given to the first of its columns only.

    :param str kind: ``contact`` or ``expense``
    """
    given, fields = set(), []
    for header in headers:
        name = guess_field(kind, header)
        fields.append("" if name in given else name)
        given.add(name)
    return fields


def find_header_row(kind, rows):
    """Number of the row that has most known headers, or None.

    Reports begin with a title and a few lines of parameters.

    :param rows: pairs of number and cells
    """
    best, found = 1, None
    for count, (number, cells) in enumerate(rows):
        if count >= HEADER_SEARCH_ROWS:
            break
        known = len({guess_field(kind, cell) for cell in cells if cell} - {""})
        if known > best:
            best, found = known, number
    return found


def headers_key(headers):
    """One short text for a set of headers, whatever their order and case."""
    text = "\n".join(sorted(filter(None, map(header_key, headers))))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
