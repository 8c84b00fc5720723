"""What runs inside an Odoo shell when a database is made."""

import logging

_logger = logging.getLogger(__name__)
LANGUAGE = "ru_RU"


def prepare(env, *, demo, russian):
    """Finish a fresh database; the caller commits.

    :param demo: fill the demo company of ``tools.demo_company``.
    :param russian: Russian as the language of the users and of new partners.
    """
    if russian:
        speak_russian(env)
    if demo:
        from tools.demo_company import build

        build(env)
    warm_assets(env)


def speak_russian(env):
    env["ir.default"].set("res.partner", "lang", LANGUAGE)
    users = env["res.users"].with_context(active_test=False).search([])
    users.partner_id.lang = LANGUAGE


def warm_assets(env):
    """Make the web client's bundles now, not at the first page.

    The one of the websocket is named by no template: it is made apart.
    """
    qweb = env["ir.qweb"]
    qweb._pregenerate_assets_bundles()
    qweb._get_asset_bundle("bus.websocket_worker_assets").js()
