from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


def uninstall_hook(env):
    """Take away what holds personal data.

    Exports and campaigns go first, with their files and tasks: segments cannot be
    deleted before them, and the ORM leaves attachments of a dropped model behind.
    """
    for model in ("marketing.export", "marketing.call.campaign"):
        records = env[model].with_context(**{MODULE_UNINSTALL_FLAG: True})
        records.search([]).unlink()
