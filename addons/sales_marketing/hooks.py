from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


def uninstall_hook(env):
    """Take away what holds personal data.

    Exports and campaigns go first, with their files and tasks: segments cannot be
    deleted before them, and the ORM leaves attachments of a dropped model behind, as
    those of the documents that prove a consent. The blacklists of the database stay.
    """
    for model in (
        "marketing.export.memory",
        "marketing.export",
        "marketing.call.campaign",
        "marketing.consent",
        "marketing.import",
        "marketing.mailchimp.sync",
    ):
        records = env[model].with_context(**{MODULE_UNINSTALL_FLAG: True})
        records.search([]).unlink()
