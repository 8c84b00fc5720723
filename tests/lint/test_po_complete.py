"""Every term that Odoo itself would export for an addon is in its ru.po."""

from pathlib import Path

import polib
import pytest

import odoo.modules.registry
from odoo.tools import config
from odoo.tools.translate import TranslationModuleReader

PROJECT = Path(__file__).resolve().parents[2]
ADDONS = sorted(path.parent for path in PROJECT.glob("addons/*/__manifest__.py"))


def exported_terms(addon):
    database = config["db_name"][0]
    registry = odoo.modules.registry.Registry(database)
    with registry.cursor(readonly=True) as cr:
        rows = list(TranslationModuleReader(cr, modules=[addon]))
    return {source for _module, _type, _name, _id, source, *_rest in rows}


@pytest.mark.parametrize("addon", ADDONS, ids=lambda path: path.name)
def test_every_exported_term_is_there(addon):
    known = {entry.msgid for entry in polib.pofile(str(addon / "i18n/ru.po"))}

    missing = sorted(term for term in exported_terms(addon.name) if term not in known)

    assert not missing, f"{len(missing)} terms are not in {addon.name}/i18n/ru.po"
