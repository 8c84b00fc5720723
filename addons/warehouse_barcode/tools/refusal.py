"""The refusal of a scan: a code with parameters that the screen turns into words."""

from odoo.exceptions import UserError


class Refusal(UserError):
    """Raised where an operation is not accepted; nothing of it stays in the database.

    :param code: key of the message catalogue of the scanner screen
    :param params: values for the message, JSON ready
    """

    def __init__(self, code, /, **params):
        super().__init__(code)
        self.code = code
        self.params = params
