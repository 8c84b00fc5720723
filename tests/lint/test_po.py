"""Every ru.po is complete and says the same as its source, also in placeholders."""

import re
from pathlib import Path

import polib
import pytest

PROJECT = Path(__file__).resolve().parents[2]
ADDONS = sorted(path.parent for path in PROJECT.glob("addons/*/__manifest__.py"))
PERCENT = re.compile(r"%(?:\(\w+\))?[-+ 0#]*\d*(?:\.\d+)?[sdifrgx%]")
BRACES = re.compile(r"\{\{.*?\}\}|\{\w*\}|\$\{\w+\}")
MARKUP = re.compile(r"<[^>]+>|&\w+;|https?://\S+")
WORD = re.compile(r"[A-Za-z]{2,}")
CYRILLIC = re.compile("[А-Яа-яЁё№]")
# written alike in both languages: codes, units, names of standards and services
SAME_IN_RUSSIAN = """
Alt, API, BIC, BIK, CoMagic, Contact Form 7, CSV, DataMatrix, DN, E-mail, EAN, EAN-13,
Enter, Esc, Excel, FEFO, FIFO, FNAME, GS1, GTIN, HTML, ID, INN, JivoSite, JSON, klimat,
KPP, Mailchimp, Mango Office, Message-ID, MFA, MikoPBX, Odoo, odoo, OGRN, OKPO, PDF, QR,
robot, ROI, SSCC, SWIFT, Telegram, Tilda, UIS, URL, UTM, Uuid, UUID, Webhook, WhatsApp,
Wi-Fi, XLSX, XML, Zadarma, ZPL
""".replace("\n", " ").split(", ")


def entries(addon):
    path = addon / "i18n/ru.po"
    assert path.is_file(), f"{addon.name} has no i18n/ru.po"
    return polib.pofile(str(path))


def placeholders(text):
    """Return the placeholders of a text, sorted: their order may differ."""
    return sorted(PERCENT.findall(text)) + sorted(BRACES.findall(text))


def is_code(entry):
    """Whether all places of a text are the names of printed files: expressions that
    Odoo exports as texts."""
    return bool(entry.occurrences) and all(
        "print_report_name" in place for place, _line in entry.occurrences
    )


def has_words(text):
    """Whether a text holds words to translate: not codes, tags, placeholders."""
    for pattern in (MARKUP, PERCENT, BRACES):
        text = pattern.sub(" ", text)
    for name in sorted(SAME_IN_RUSSIAN, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(name.strip())}\b", " ", text)
    return bool(WORD.search(text))


def name(path):
    return path.name


@pytest.mark.parametrize("addon", ADDONS, ids=name)
def test_everything_is_translated(addon):
    po = entries(addon)

    assert not [entry.msgid for entry in po.untranslated_entries()]
    assert not [entry.msgid for entry in po.fuzzy_entries()]
    assert not [entry.msgid for entry in po.obsolete_entries()]


@pytest.mark.parametrize("addon", ADDONS, ids=name)
def test_placeholders_are_kept(addon):
    different = [
        (entry.msgid, entry.msgstr)
        for entry in entries(addon)
        if entry.msgstr and placeholders(entry.msgid) != placeholders(entry.msgstr)
    ]

    assert not different


@pytest.mark.parametrize("addon", ADDONS, ids=name)
def test_translations_are_russian(addon):
    foreign = [
        (entry.msgid, entry.msgstr)
        for entry in entries(addon)
        if has_words(entry.msgid)
        and not CYRILLIC.search(entry.msgstr)
        and not is_code(entry)
    ]

    assert not foreign


def test_placeholders_of_all_kinds_are_seen():
    assert placeholders("%(n)s of %s, 5%% {name} ${x}") == [
        "%%",
        "%(n)s",
        "%s",
        "${x}",
        "{name}",
    ]
    assert placeholders("100% sure") == ["% s"]  # a lone percent is a trap in Python


def test_codes_need_no_translation():
    assert not has_words("GS1 <b>%(code)s</b> 10 {x}")
    assert has_words("GS1 code")
