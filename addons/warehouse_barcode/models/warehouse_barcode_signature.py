from odoo import fields, models

from ..tools.refusal import Refusal


class WarehouseBarcodeSignature(models.AbstractModel):
    """Who answers for a newer series that is taken before an older one."""

    _name = "warehouse.barcode.signature"
    _description = "Scanner: Permission for a Newer Series"

    def _get_deviation_domain(self, subject):
        """Permissions given in this document."""
        pickings = subject._get_scanner_pickings()
        if pickings:
            return [("picking_id", "in", pickings.ids)]
        return [("production_id", "=", subject.id)]

    def _get_signature(self, operation, work):
        """Who answers for the newer series; a block needs an age manager.

        He is the user himself, or is chosen and gives his PIN (``manager_id`` and
        ``pin``), or shows the badge with his PIN (``pin`` alone).
        """
        if work.type.age_control != "block" or self._is_age_manager(self.env.user):
            return self.env.user
        manager_id, pin = operation.get("manager_id"), self._read_text(operation, "pin")
        managers = self._get_managers(work.subject.company_id)
        if manager_id:
            managers = managers.filtered(lambda manager: manager.id == manager_id)
        if not managers or not (manager_id or pin):
            raise Refusal("manager_needed")
        self._check_attempts()
        manager = next((one for one in managers if one._is_scanner_pin(pin)), None)
        if not manager:
            raise Refusal("wrong_pin", manager=managers.name if manager_id else "")
        return manager

    def _get_managers(self, company):
        """Who may sign in this company; there are few of them, each with a PIN."""
        group = self.env.ref("warehouse_barcode.group_age_manager")
        # sudo: a storekeeper may not read the groups and PINs of other users
        return group.sudo().all_user_ids.filtered(
            lambda user: (
                user.active and user.scanner_pin_hash and company in user.company_ids
            )
        )

    def _is_age_manager(self, user):
        return user.has_group("warehouse_barcode.group_age_manager")

    def _check_attempts(self):
        """At most five wrong PINs in five minutes from one user."""
        since = fields.Datetime.subtract(fields.Datetime.now(), minutes=5)
        wrong = self.env["warehouse.barcode.operation"].search_count(
            [
                ("user_id", "=", self.env.uid),
                ("message_code", "=", "wrong_pin"),
                ("create_date", ">", since),
            ]
        )
        if wrong >= 5:
            raise Refusal("too_many_attempts")

    def _log_deviation(self, facts, older, reason, allowed_by):
        # sudo: nobody may write this log by hand
        self.env["stock.age.deviation"].sudo().create(
            self._prepare_deviation_values(facts, older, reason, allowed_by)
        )

    def _prepare_deviation_values(self, facts, older, reason, allowed_by):
        work, lot = facts["work"], facts["lot"]
        spots = facts["spots"]
        spot = next((spot for spot in spots if spot.free > 0), spots[0])
        move = facts["moves"][:1]
        return {
            "picking_id": move.picking_id.id,
            "production_id": move.raw_material_production_id.id,
            "user_id": self.env.uid,
            "allowed_by_id": allowed_by.id,
            "age_control": work.type.age_control,
            "reason": reason,
            "product_id": facts["product"].id,
            "lot_id": lot.id,
            "lot_first_in_date": lot.first_in_date,
            "lot_expiration_date": lot.expiration_date,
            "older_lot_id": older.id,
            "older_first_in_date": older.first_in_date,
            "older_expiration_date": older.expiration_date,
            "quantity": facts["quantity"],
            "picking_type_id": work.type.id,
            "location_id": spot.place.location_id,
            "company_id": work.subject.company_id.id,
        }
