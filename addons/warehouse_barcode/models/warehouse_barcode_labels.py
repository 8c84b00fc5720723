from collections import defaultdict
from dataclasses import replace
from math import ceil

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools import labels, labels_zpl

MAX_LABELS = 1000
# kind of label: model of its records
KINDS = {
    "product": "product.product",
    "lot": "stock.lot",
    "location": "stock.location",
    "package": "stock.package",
    "picking": "stock.picking",
    "operation_type": "stock.picking.type",
    "move_line": "stock.move.line",
}
FORMATS = ("58x40", "100x50", "a4")
ZPL_FORMATS = ("58x40", "100x50")
FORMAT_PARAMETER = "warehouse_barcode.label_format"


class WarehouseBarcodeLabels(models.AbstractModel):
    """Labels whose scan finds the same record again (``tools/labels.py`` says how).

    Two public methods, for the scanner screen; the wizards use the private ones.

    ``get_print_action(kind, record_ids, copies=None, label_format=None)`` -> action of
    the PDF report. Kinds: product, lot, location, package, picking, operation_type,
    move_line (also a series that is not created yet) and receipt (all that came with
    these transfers: a label for each piece of a series, else of its product).
    Formats: 58x40, 100x50 (millimetres), a4 (3 x 8 on a sheet); without one the system
    parameter ``warehouse_barcode.label_format``, else 58x40.

    ``get_zpl(kind, record_ids, copies=None, label_format=None)`` -> text for a label
    printer of 203 dpi; formats 58x40 and 100x50.

    Copies: one without them; for a receipt as many as were received.

    Raises AccessError for others than storekeepers and for records that the user may
    not read, UserError for records without a code and more than 1000 labels.
    """

    _name = "warehouse.barcode.labels"
    _description = "Labels with Barcodes"

    @api.model
    def get_print_action(self, kind, record_ids, copies=None, label_format=None):
        self.env["warehouse.barcode"]._check_storekeeper()
        items = self._get_items(kind, record_ids, copies)
        return self._get_report_action(items, label_format or self._get_format())

    @api.model
    def get_zpl(self, kind, record_ids, copies=None, label_format=None):
        self.env["warehouse.barcode"]._check_storekeeper()
        items = self._get_items(kind, record_ids, copies)
        return self._render_zpl(items, label_format or self._get_format())

    def _get_format(self):
        # sudo: a system parameter, only compared with the known formats
        chosen = self.env["ir.config_parameter"].sudo().get_param(FORMAT_PARAMETER)
        return chosen if chosen in FORMATS else FORMATS[0]

    def _get_report_action(self, items, label_format, is_zpl=False):
        """The report of ``items``: what each label shows is read when it is printed."""
        self._prepare_labels(items)
        self._check_format(label_format, is_zpl)
        prefix = "zpl_" if is_zpl else ""
        # sudo: the description of a report; what it prints is read with own rights
        report = self.env.ref(
            f"warehouse_barcode.label_{prefix}{label_format}_report"
        ).sudo()
        data = {"label_format": label_format, "items": items}
        action = report.report_action(None, data=data, config=False)
        return action | {"close_on_report_download": True}

    def _render_zpl(self, items, label_format):
        self._check_format(label_format, is_zpl=True)
        return labels_zpl.render(self._prepare_labels(items), label_format)

    def _check_format(self, label_format, is_zpl):
        known = ZPL_FORMATS if is_zpl else FORMATS
        if label_format not in known:
            raise UserError(
                self.env._(
                    "There is no label format %(format)s. Choose one of: %(known)s.",
                    format=label_format,
                    known=", ".join(known),
                )
            )

    # items: [kind, id, copies], as they travel to the report and back; a series may have
    # a fourth: the pieces of the box that one label stands for

    def _get_items(self, kind, record_ids, copies=None):
        if copies is not None and type(copies) is not int:
            raise UserError(self.env._("The number of copies is a whole number."))
        if kind == "receipt":
            records = self._browse("picking", record_ids)
            return self._get_receipt_items(records.move_line_ids, copies)
        records = self._browse(kind, record_ids)
        return [[kind, record.id, copies or 1] for record in records]

    def _browse(self, kind, record_ids):
        """The records, which exist and which this user may read."""
        if kind not in KINDS:
            raise UserError(
                self.env._("There are no labels of kind %(kind)s.", kind=kind)
            )
        if not isinstance(record_ids, list | tuple) or not all(
            isinstance(record_id, int) for record_id in record_ids
        ):
            raise UserError(self.env._("Choose what to print labels for."))
        records = self.env[KINDS[kind]].browse(dict.fromkeys(record_ids)).exists()
        if not records:
            raise UserError(self.env._("Choose what to print labels for."))
        records.check_access("read")
        return records

    def _get_receipt_items(self, lines, copies=None):
        """A label for each piece: of the series, or of the product if it has a code."""
        items = []
        for line in self._get_printed_lines(lines):
            pieces = copies or self._get_pieces(line)
            if line.lot_id or line.lot_name:
                items.append(["move_line", line.id, pieces])
            elif line.product_id.barcode:
                items.append(["product", line.product_id.id, pieces])
        if not items:
            raise UserError(
                self.env._("Nothing here has a series or a barcode to print.")
            )
        return items

    def _get_printed_lines(self, lines):
        """What was received; before the first scan, what is expected."""
        picked = lines.filtered(lambda line: line.picked or line.state == "done")
        return (picked or lines).filtered("quantity")

    def _get_pieces(self, line):
        """Labels for a line: one for each piece; one when it is measured, not counted."""
        unit = self.env.ref("uom.product_uom_unit")
        if line.product_id.tracking == "serial":
            return 1
        if not line.product_id.uom_id._has_common_reference(unit):
            return 1
        return max(ceil(line.quantity_product_uom), 1)

    # what stands on the labels

    def _prepare_labels(self, items):
        """``tools.labels.Label`` for each item, in its order, with a constant number of
        queries."""
        total = sum(item[2] for item in items)
        if not 0 < total <= MAX_LABELS or any(item[2] < 1 for item in items):
            raise UserError(
                self.env._(
                    "Print between 1 and %(limit)s labels at once, not %(count)s.",
                    limit=MAX_LABELS,
                    count=total,
                )
            )
        records = self._get_records_of_items(items)
        missing, prepared = [], []
        for kind, record_id, copies, *count in items:
            record = records[kind].get(record_id)
            if record:
                label = self._prepare_label(kind, record, missing, *count)
                prepared.append(label and replace(label, copies=copies))
        self._check_codes(missing)
        return prepared

    def _get_records_of_items(self, items):
        ids = defaultdict(list)
        for kind, record_id, *_numbers in items:
            ids[kind].append(record_id)
        return {
            kind: {record.id: record for record in self._browse(kind, record_ids)}
            for kind, record_ids in ids.items()
        }

    def _prepare_label(self, kind, record, missing, count=None):
        try:
            return self._get_preparers()[kind](record, count)
        except ValueError:
            missing.append(record.display_name)
            return None

    def _check_codes(self, missing):
        if missing:
            raise UserError(
                self.env._(
                    "There is no code to print: %(names)s. Fill in the barcode first.",
                    names=", ".join(missing[:10]),
                )
            )

    def _get_preparers(self):
        """``{kind: method}``; a method gets (record, pieces in a box or nothing),
        returns a Label, and raises ValueError when the record has no code."""
        return {
            "product": self._prepare_product_label,
            "lot": self._prepare_lot_label,
            "move_line": self._prepare_line_label,
            "location": self._prepare_location_label,
            "package": self._prepare_package_label,
            "picking": self._prepare_picking_label,
            "operation_type": self._prepare_type_label,
        }

    def _prepare_product_label(self, product, _count):
        fields_of_label = self._keep(
            (self.env._("Article"), product.default_code),
        )
        return labels.Label(
            self._get_product_name(product),
            labels.product_code(product.barcode or ""),
            fields_of_label,
        )

    def _prepare_lot_label(self, lot, count):
        return self._prepare_series_label(
            lot.product_id, lot.name, lot.expiration_date, count
        )

    def _prepare_line_label(self, line, count):
        """A series that came in, created or still only named on the line."""
        lot = line.lot_id
        return self._prepare_series_label(
            line.product_id,
            lot.name or line.lot_name or "",
            lot.expiration_date or line.expiration_date,
            count,
        )

    def _prepare_series_label(self, product, name, moment, count):
        day = self._get_last_day(product, moment)
        is_serial = product.tracking == "serial"
        caption = self.env._("Serial number") if is_serial else self.env._("Series")
        code = labels.lot_code(name, product.tracking, product.barcode, day, count)
        return labels.Label(
            self._get_product_name(product),
            code,
            self._keep(
                (caption, name),
                (self.env._("Use before"), day and self._format_day(day)),
                (self.env._("Pieces"), code.get_value("30")),
            ),
        )

    def _prepare_location_label(self, location, _count):
        code = labels.plain_code(location.barcode or "")
        return labels.Label(location.name, code)

    def _prepare_package_label(self, package, _count):
        fields_of_label = self._keep(
            (self.env._("Package type"), package.package_type_id.name)
        )
        name = package.name or ""
        return labels.Label(name, labels.package_code(name), fields_of_label)

    def _prepare_picking_label(self, picking, _count):
        moment = picking.scheduled_date or fields.Datetime.now()
        day = fields.Datetime.context_timestamp(self, moment).date()
        fields_of_label = self._keep(
            (self.env._("Partner"), picking.partner_id.display_name),
            (self.env._("Date"), self._format_day(day)),
        )
        name = picking.name or ""
        return labels.Label(name, labels.plain_code(name), fields_of_label)

    def _prepare_type_label(self, picking_type, _count):
        fields_of_label = self._keep(
            (self.env._("Warehouse"), picking_type.warehouse_id.name)
        )
        code = labels.plain_code(picking_type.barcode or "")
        return labels.Label(picking_type.name, code, fields_of_label)

    def _get_product_name(self, product):
        return product.with_context(display_default_code=False).display_name

    def _get_last_day(self, product, moment):
        """The last good day of a series, in the time zone of the user."""
        if not product.use_expiration_date or not moment:
            return None
        return fields.Datetime.context_timestamp(self, moment).date()

    def _format_day(self, day):
        return format_date(self.env, day)

    def _keep(self, *pairs):
        """The fields that have a value."""
        return tuple((caption, value) for caption, value in pairs if value)
