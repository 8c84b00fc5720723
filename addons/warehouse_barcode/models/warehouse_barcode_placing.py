from odoo import models

from ..tools.refusal import Refusal

SCANS = ("receipt_scan", "delivery_scan", "allow_newer", "package_scan")
PLACINGS = ("set_destination", "put_in_pack")


class WarehouseBarcodePlacing(models.AbstractModel):
    """Where scanned goods go: to a shelf, and into a package.

    ``set_destination`` puts the goods of the named scans (``targets``, their uuids) on a
    shelf; ``put_in_pack`` puts all scanned goods that are in no package yet, or those of
    the named scans, into a new package or into that of a scanned name.
    """

    _name = "warehouse.barcode.placing"
    _inherit = ["warehouse.barcode.flow"]
    _description = "Scanner: Shelves and Packages"

    def _set_destination(self, operation, work):
        self._check_document(work, "receipt", "transfer")
        target = self._read_target(operation, work)
        if not target:
            raise Refusal("wrong_place", document=work.subject.name)
        rows = self._get_rows(operation, work)
        moved = self._change(rows, work, {"target": target})
        if not moved:
            raise Refusal("nothing_scanned", document=work.subject.name)
        summary = {"location_dest_id": target, "targets": rows.mapped("uuid")}
        effect = {"moved": moved, "summary": summary}
        location = self.env["stock.location"].browse(target)
        return "placed", {"location": location.display_name}, effect

    def _put_in_pack(self, operation, work):
        self._check_document(work, "receipt", "delivery", "transfer")
        loose = self._get_loose(operation, work)
        if not loose:
            raise Refusal("nothing_to_pack", document=work.subject.name)
        groups = self._group_by_document(loose, work)
        package_id = self._read_package(operation)
        if package_id and len(groups) > 1:
            names = ", ".join(sorted(picking.name or "" for picking in groups))
            raise Refusal("pack_one_document", documents=names)
        values, packages = [], []
        for lines in groups.values():
            into = package_id or self._create_package()
            packages.append(into)
            for line in lines:
                values.append((line, "into", line.into))
                line.into = into
        names = ", ".join(self.env["stock.package"].browse(packages).mapped("name"))
        summary = {"package_name": names, "quantity": len(loose)}
        if isinstance(operation.get("targets"), list):
            summary["targets"] = operation["targets"]
        params = {"package": names, "lines": len(loose)}
        return "packed", params, {"values": values, "summary": summary}

    def _get_in_hand(self, subject):
        """Uuids of the user's scans since the last of them were put down."""
        domain = self.env["warehouse.barcode.undo"]._get_undoable_domain(subject)
        domain += [("type", "in", SCANS + PLACINGS)]
        rows = self.env["warehouse.barcode.operation"].search_fetch(
            domain, ["uuid", "type"], order="id"
        )
        held = []
        for row in rows:
            if row.type in SCANS:
                held.append(row.uuid)
                continue
            targets = set(row.effect["summary"].get("targets") or held)
            held = [uuid for uuid in held if uuid not in targets]
        return held

    def _get_loose(self, operation, work):
        """Scanned goods that are in no package yet: all, or those of the named scans."""
        loose = [line for line in self._get_picked(work) if not line.into]
        if not isinstance(operation.get("targets"), list):
            return loose
        ids = {
            portion["line_id"]
            for row in self._get_rows(operation, work)
            for portion in row.effect["portions"]
        }
        return [line for line in loose if line.id in ids]

    def _group_by_document(self, lines, work):
        """A package holds goods of one transfer, also where several are picked at once."""
        groups = {}
        for line in lines:
            picking = work.moves.browse(line.move_id).picking_id
            groups.setdefault(picking, []).append(line)
        return groups

    def _create_package(self):
        return self.env["stock.package"].create({}).id

    def _get_picked(self, work):
        return [line for line in work.ledger.lines if line.picked]

    def _get_rows(self, operation, work):
        """The scans that are named, or all that are in the document: by this user."""
        domain = self.env["warehouse.barcode.undo"]._get_undoable_domain(work.subject)
        domain += [("type", "in", SCANS)]
        targets = operation.get("targets")
        if isinstance(targets, list):
            domain += [("uuid", "in", [str(uuid) for uuid in targets])]
        return self.env["warehouse.barcode.operation"].search(domain, order="id")

    def _change(self, rows, work, values):
        """Give the goods of some scans other values; remember what they had."""
        before = []
        for row in rows:
            for index, portion in enumerate(row.effect["portions"]):
                line = work.ledger.find(portion["line_id"])
                if not line or line.quantity < portion["quantity"]:
                    continue
                old = {name: getattr(line, name) for name in values}
                now = work.ledger.move(line, portion["quantity"], **values)
                before.append({"uuid": row.uuid, "portion": index, "values": old})
                self._follow(row, index, now, work)
        return before

    def _follow(self, row, index, line, work):
        """A scan is undone where its goods are now: its record follows them."""

        def note():
            effect = dict(row.effect)
            portions = [dict(portion) for portion in effect["portions"]]
            portions[index]["line_id"] = line.id
            # sudo: storekeepers may only read the operations
            row.sudo().effect = effect | {"portions": portions}

        work.after.append(note)

    def _undo_moved(self, row, work):
        uuids = [moved["uuid"] for moved in row.effect["moved"]]
        scans = self.env["warehouse.barcode.operation"].search([("uuid", "in", uuids)])
        by_uuid = {scan.uuid: scan for scan in scans if not scan.is_undone}
        for moved in row.effect["moved"]:
            scan = by_uuid.get(moved["uuid"])
            if not scan:
                continue
            portion = scan.effect["portions"][moved["portion"]]
            line = work.ledger.find(portion["line_id"])
            if not line or line.quantity < portion["quantity"]:
                raise Refusal("nothing_to_undo")
            now = work.ledger.move(line, portion["quantity"], **moved["values"])
            self._follow(scan, moved["portion"], now, work)
