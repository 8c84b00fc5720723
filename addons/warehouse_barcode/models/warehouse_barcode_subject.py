from odoo import api, fields, models

CLOSED = ("done", "cancel")


class WarehouseBarcodeSubject(models.AbstractModel):
    """What a document must tell the scanner to be worked on its screen.

    Inherited by transfers and manufacturing orders; a batch is wrapped into
    ``tools.batch_subject``. A model of another addon joins by inheriting this, by giving
    its flow, and by its key in ``warehouse.barcode.start._get_subject_keys``.
    """

    _name = "warehouse.barcode.subject"
    _description = "Document Worked by Scanning"

    can_scan = fields.Boolean(compute="_compute_can_scan")

    @api.depends("state")
    def _compute_can_scan(self):
        for subject in self:
            subject.can_scan = bool(
                subject._get_scanner_flow() and subject._get_scanner_state() == "open"
            )

    def action_open_scanner(self):
        """Open this document on the scanner screen."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "warehouse_barcode.scanner_action"
        )
        action["params"] = self._get_scanner_ref()
        return action

    def _get_scanner_ref(self):
        """``{key: id}``: how an operation names this document."""
        keys = self.env["warehouse.barcode.start"]._get_subject_keys()
        key = next(key for key, model in keys.items() if model == self._name)
        return {key: self.id}

    def _get_scanner_flow(self):
        """Name of the flow of the scanner that works this document, or False."""
        return False

    def _get_scanner_type(self):
        """The operation type, which says how newer series are watched."""
        return self.picking_type_id

    def _get_scanner_state(self):
        """One of ``draft``, ``open``, ``done`` and ``cancel``."""
        self.ensure_one()
        return self.state if self.state in ("draft", *CLOSED) else "open"

    def _get_scanner_moves(self):
        """The moves that are still to be worked, in the order in which scans fill them."""
        return self.move_ids.filtered(lambda move: move.state not in CLOSED)

    def _get_scanner_source(self):
        """The place under which the goods are taken."""
        return self._get_scanner_moves().location_id[:1]

    def _watches_age(self):
        """Whether the order of the series matters: where goods leave the stock."""
        self.ensure_one()
        return True

    def _get_scanner_partner(self):
        return self.env["res.partner"]

    def _get_scanner_pickings(self):
        """The transfers in it: permissions for a newer series are kept by transfer."""
        return self.env["stock.picking"]

    def _get_scanner_origin(self):
        return self.origin or ""
