import binascii
from base64 import b64decode
from datetime import timedelta
from math import isclose, isfinite

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .equipment_work_operation import MAX_ID, PhoneConflict

MAX_OPERATIONS = 100
MAX_TEXT = 10_000
MAX_NAME = 500
MAX_PHOTO = 5 * 1024 * 1024  # bytes: the phone makes pictures smaller before it sends
MAX_LATE = timedelta(days=30)
ANSWERS = ("yes", "no", "n_a")
# what a phone may write: name on the phone -> field
CHECK_FIELDS = {"answer": "answer", "note": "note"}
MEASURE_FIELDS = {"value": "value", "text": "value_text", "note": "note"}
DEFECT_FIELDS = {"name": "name", "deadline": "deadline", "lot": "lot_id"}


class EquipmentWork(models.Model):
    """What an engineer did on his phone is done here: see equipment.work.operation.

    Every method ``_phone_<kind>`` gets the operation and says what it has added. An
    operation that changes a value carries the value that was seen (``seen``): when
    somebody has changed it meanwhile, the person at the phone decides.
    """

    _inherit = "equipment.work"

    @api.model
    def phone_apply(self, operations):
        """Apply operations of a phone in their order, each of them once.

        :param list operations: see ``equipment.work.operation._apply``
        :return: dict of ``results``, one for each operation, and ``works``, as they
            are now (see ``phone_load``)
        :raises UserError: too many at once
        """
        self._check_engineer()
        if not isinstance(operations, list) or len(operations) > MAX_OPERATIONS:
            raise UserError(self.env._("Too many operations at once."))
        rows = self.env["equipment.work.operation"]
        results = [rows._apply(operation) for operation in operations]
        work_ids = [
            operation["work"]
            for operation in operations
            if rows._is_well_formed(operation)
        ]
        works = self.phone_load(work_ids)["works"] if work_ids else []
        return {"results": results, "works": works}

    def _check_phone_operation(self):
        """
        :raises PhoneConflict: the work is gone, somebody else's or over
        :raises LockError: somebody changes it at this moment
        """
        if not self.exists():
            raise PhoneConflict(self.env._("The work does not exist any more."), "gone")
        if not self._is_for_phone():
            raise PhoneConflict(
                self.env._("This work belongs to somebody else."), "foreign"
            )
        self.lock_for_update(allow_referencing=True)
        if self._is_over():
            state = dict(self._fields["state"]._description_selection(self.env))
            raise PhoneConflict(
                self.env._(
                    "%(work)s cannot be changed any more: %(state)s.",
                    work=self.name,
                    state=state[self.state],
                ),
                "closed",
            )

    def _is_for_phone(self):
        """Whether the user fills it in on his phone: his own work, or a free one."""
        # sudo: who does the work; to others no more than that is told
        engineer = self.sudo().engineer_id
        return engineer <= self.env.user and self.has_access("write")

    def _is_over(self):
        return self.state in ("signed", "cancelled") or (
            self.kind == "certification" and self.state == "done"
        )

    # ---- operations ----------------------------------------------------------------

    def _phone_start(self, operation):
        """The work begins when the button was pressed, not when the phone was online."""
        if self.state in ("in_progress", "done"):
            return
        if not self.engineer_id:
            self.engineer_id = self.env.user
        if not self.date_started:
            self.date_started = self._read_moment(operation.get("at"))
        self.action_start()

    def _phone_done(self, operation):
        if self.state == "done":
            return
        if not self.engineer_id:
            self.engineer_id = self.env.user
        self.action_done()

    def _phone_check(self, operation):
        part = self._find_phone_part(self.check_ids, operation)
        name = self._read_field(operation, CHECK_FIELDS)
        value = operation.get("value") or ""
        if name == "answer" and value not in ("", *ANSWERS):
            self._refuse_broken()
        if name == "note":
            value = self._read_text(value, MAX_NAME)
        self._phone_write(part, name, value, operation)

    def _phone_measure(self, operation):
        part = self._find_phone_part(self.measure_ids, operation)
        name = self._read_field(operation, MEASURE_FIELDS)
        value = operation.get("value")
        value = (
            self._read_number(value)
            if name == "value"
            else self._read_text(value, MAX_NAME)
        )
        self._phone_write(part, name, value, operation)

    def _phone_defect_add(self, operation):
        value = operation.get("value")
        if not isinstance(value, dict):
            self._refuse_broken()
        values = {
            DEFECT_FIELDS[key]: self._read_defect(key, item)
            for key, item in value.items()
            if key in DEFECT_FIELDS
        }
        if not values.get("name"):
            self._refuse_broken()
        defect = self.env["equipment.work.defect"].create(
            {**values, "work_id": self.id}
        )
        return {"id": defect.id}

    def _phone_defect_edit(self, operation):
        part = self._find_phone_part(self.defect_ids, operation, "defect_add")
        name = self._read_field(operation, DEFECT_FIELDS)
        value = self._read_defect(operation["field"], operation.get("value"))
        if name == "name" and not value:
            raise UserError(self.env._("Write what is not in order."))
        self._phone_write(part, name, value, operation)

    def _phone_defect_remove(self, operation):
        part = self._find_phone_part(
            self.defect_ids, operation, "defect_add", must_exist=False
        )
        part.unlink()

    def _phone_photo_add(self, operation):
        value = operation.get("value")
        if not isinstance(value, dict):
            self._refuse_broken()
        name = self._read_text(value.get("name"), MAX_NAME) or "photo.jpg"
        return {"id": self._add_photo(name, self._read_picture(value.get("data"))).id}

    def _phone_photo_remove(self, operation):
        photo = self._find_phone_part(
            self.photo_ids, operation, "photo_add", must_exist=False
        )
        if photo:
            self.write({"photo_ids": [Command.unlink(photo.id)]})
            photo.unlink()

    def _phone_field(self, operation):
        name = operation.get("field")
        if name not in self._get_phone_fields():
            self._refuse_broken()
        value = operation.get("value")
        field = self._fields[name]
        if field.type == "date":
            value = self._read_date(value)
        elif field.type == "selection":
            value = value or ""
            if value not in ("", *field.get_values(self.env)):
                self._refuse_broken()
        else:
            value = self._read_text(value, MAX_TEXT)
        self._phone_write(self, name, value, operation)

    # ---- reading what was sent -----------------------------------------------------

    def _refuse_broken(self):
        raise PhoneConflict(
            self.env._("The server does not understand this operation."), "broken"
        )

    def _read_field(self, operation, names):
        name = operation.get("field")
        if not isinstance(name, str) or name not in names:
            self._refuse_broken()
        return names[name]

    def _read_text(self, value, limit):
        if value is None or value is False:
            return ""
        if not isinstance(value, str):
            self._refuse_broken()
        value = value.replace("\x00", "").strip()
        if len(value) > limit:
            raise UserError(
                self.env._("Not longer than %(count)s characters.", count=limit)
            )
        return value

    def _read_number(self, value):
        if value is None or value is False:
            return None
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not isfinite(value) or abs(value) > 1e30:
            self._refuse_broken()
        return float(value)

    def _read_date(self, value):
        try:
            day = fields.Date.to_date(value or False)
        except (TypeError, ValueError):
            self._refuse_broken()
        return fields.Date.to_string(day) if day else ""

    def _read_moment(self, value):
        """When it was done by the clock of the phone, within reason."""
        now = fields.Datetime.now()
        try:
            moment = fields.Datetime.to_datetime(value[:19].replace("T", " "))
        except (TypeError, ValueError):
            return now
        return moment if moment and now - MAX_LATE <= moment <= now else now

    def _read_defect(self, key, value):
        if key == "name":
            return self._read_text(value, MAX_NAME)
        if key == "deadline":
            return self._read_date(value)
        lots = self.lot_ids.ids
        if value and (not isinstance(value, int) or value not in lots):
            self._refuse_broken()
        return value or ""

    def _read_picture(self, data):
        if not isinstance(data, str):
            self._refuse_broken()
        if len(data) * 3 / 4 > MAX_PHOTO:
            raise UserError(
                self.env._(
                    "The photo is larger than %(size)s MB.", size=MAX_PHOTO // 1024**2
                )
            )
        try:
            return b64decode(data, validate=True)
        except (binascii.Error, ValueError):
            self._refuse_broken()

    def _find_phone_part(self, parts, operation, added_by=None, must_exist=True):
        """The part of this work that is meant, by its id or by what has added it.

        :raises PhoneConflict: there is none
        """
        target = operation.get("target")
        if isinstance(target, str) and added_by:
            target = self.env["equipment.work.operation"]._get_added(
                self, target, added_by
            )
        is_id = isinstance(target, int) and 0 <= target <= MAX_ID
        part = parts.filtered(lambda one: is_id and one.id == target)
        if not part and must_exist:
            raise PhoneConflict(
                self.env._("Somebody has removed it from the work."), "gone"
            )
        return part

    # ---- writing -------------------------------------------------------------------

    def _phone_write(self, part, name, value, operation):
        """Write one value, when it is still the one that was seen.

        :raises PhoneConflict: somebody has written another one meanwhile
        """
        current = self._get_phone_value(part, name)
        if self._is_same(current, value):
            return
        if not self._is_same(current, operation.get("seen")):
            raise PhoneConflict(
                self.env._("It was changed meanwhile."),
                "changed",
                theirs=current,
                # sudo: the name of a colleague
                who=part.sudo().write_uid.name,
            )
        part.write({name: False if value in ("", None) else value})

    @api.model
    def _get_phone_value(self, part, name):
        """A value as the phone knows it: empty is "", a measurement not made None."""
        if name == "value":
            return part.value if part.has_value else None
        value = part[name]
        kind = part._fields[name].type
        if kind == "many2one":
            return value.id or ""
        if kind == "date":
            return fields.Date.to_string(value) if value else ""
        return value or ""

    @api.model
    def _is_same(self, one, other):
        numbers = [
            item
            for item in (one, other)
            if isinstance(item, int | float) and not isinstance(item, bool)
        ]
        if len(numbers) == 2:
            return isclose(*numbers, rel_tol=1e-9)
        empty = ("", None, False)
        return (
            not numbers
            and (one in empty) == (other in empty)
            and (one in empty or one == other)
        )
