from odoo import models
from odoo.exceptions import UserError

from ..tools import labels_formats


class LabelLayoutMixin(models.AbstractModel):
    """Our formats in core's wizards for labels.

    Printed by itself on a validation, what cannot be printed is noted on the transfer and
    does not stop it.
    """

    _name = "warehouse.barcode.label.layout"
    _description = "Barcode Labels in the Wizards of Inventory"

    def _print_or_note(self, pickings, prepare_items):
        """
        :param pickings: the transfers whose labels these are
        :param prepare_items: gives what is printed, see ``warehouse.barcode.labels``
        """
        label_format, is_zpl = labels_formats.split(self.print_format)
        try:
            return self.env["warehouse.barcode.labels"]._get_report_action(
                prepare_items(), label_format, is_zpl
            )
        except UserError as error:
            if not self.env.context.get(labels_formats.AUTOPRINT):
                raise
            pickings._note_labels_not_printed(error)
            return False
