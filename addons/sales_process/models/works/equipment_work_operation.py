import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import SQL, json_default
from odoo.tools.json import scriptsafe as json

KINDS = [
    ("check", "Check"),
    ("measure", "Measurement"),
    ("defect_add", "New defect"),
    ("defect_edit", "Changed defect"),
    ("defect_remove", "Removed defect"),
    ("photo_add", "New photo"),
    ("photo_remove", "Removed photo"),
    ("field", "Field of the work"),
    ("start", "Start"),
    ("done", "Works are done"),
]
OPERATION_KINDS = frozenset(dict(KINDS))
UUID = re.compile(r"[0-9a-fA-F-]{8,64}")
MAX_ID = 2**31 - 1
KEEP_DAYS = 90
OVER_STATES = ("signed", "cancelled")


class PhoneConflict(UserError):
    """What the phone sends does not fit what is there: a person decides.

    :param str code: for the screen: foreign, closed, gone, changed, missing, broken
    :param dict more: what the screen shows with it, for example ``theirs``
    """

    def __init__(self, message, code, **more):
        super().__init__(message)
        self.code = code
        self.more = more


class EquipmentWorkOperation(models.Model):
    """One thing that an engineer did on his phone: the proof that it was done once.

    1. The phone gives each operation a uuid and keeps it until it is answered, so the
       same operation may come twice: after a lost answer, or from two tabs.
    2. ``_claim`` writes the row of a new uuid. A uuid that is there already is not
       applied again: its first answer is repeated. Two calls at the same moment: the
       second waits for the first, cannot be serialised, is repeated by the server and
       finds the row.
    3. What does not fit (signed meanwhile, somebody else's, changed by somebody) is
       answered as a conflict and changes nothing; the person at the phone decides.
    4. A work that is being changed at this moment is answered "busy": nothing is kept,
       the phone tries again.
    """

    _name = "equipment.work.operation"
    _description = "Operation of an Engineer's Phone"
    _order = "id desc"
    _rec_name = "uuid"

    uuid = fields.Char(required=True, readonly=True)
    work_id = fields.Many2one(
        "equipment.work", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    payload = fields.Json(readonly=True, help="What was sent, without pictures.")
    result = fields.Json(readonly=True)
    res_id = fields.Integer(
        string="Record", readonly=True, help="The defect or the photo that was added."
    )
    date = fields.Datetime(readonly=True, index=True)

    _uuid_uniq = models.Constraint("unique(uuid)", "This operation is already there.")

    # ---- applying ------------------------------------------------------------------

    @api.model
    def _apply(self, operation):
        """Apply an operation once.

        :param dict operation: ``uuid, work, kind, target, field, value, seen, at, user``
        :return: dict with ``uuid``, ``status`` (done, conflict, busy, user), and for a
            conflict ``code``, ``message`` and maybe ``theirs``
        """
        if not self._is_well_formed(operation):
            uuid = operation.get("uuid") if isinstance(operation, dict) else None
            text = self.env._("The server does not understand this operation.")
            return self._name_conflict(uuid, PhoneConflict(text, "broken"))
        if operation.get("user", self.env.uid) != self.env.uid:
            # the page was opened by somebody else: it stays on his phone
            return {"uuid": operation["uuid"], "status": "user"}
        try:
            with self.env.cr.savepoint():
                return self._apply_once(operation)
        except LockError:
            return {"uuid": operation["uuid"], "status": "busy"}

    @api.model
    def _is_well_formed(self, operation):
        if not isinstance(operation, dict):
            return False
        uuid, work = operation.get("uuid"), operation.get("work")
        return (
            isinstance(uuid, str)
            and bool(UUID.fullmatch(uuid))
            and isinstance(work, int)
            and 0 < work <= MAX_ID
            and operation.get("kind") in OPERATION_KINDS
        )

    @api.model
    def _apply_once(self, operation):
        row = self._claim(self._prepare_claim(operation))
        if not row:
            return self._repeat(operation["uuid"])
        result = row._run(operation)
        row._keep(result)
        return result

    def _run(self, operation):
        """Do it; what is refused has changed nothing."""
        work = self.env["equipment.work"].browse(operation["work"])
        try:
            with self.env.cr.savepoint():
                work._check_phone_operation()
                done = getattr(work, f"_phone_{operation['kind']}")(operation) or {}
                return {"uuid": operation["uuid"], "status": "done", **done}
        except LockError:
            raise
        except PhoneConflict as conflict:
            return self._name_conflict(operation["uuid"], conflict)
        except AccessError as error:
            conflict = PhoneConflict(str(error), "foreign")
            return self._name_conflict(operation["uuid"], conflict)
        except UserError as error:
            conflict = PhoneConflict(str(error), "refused")
            return self._name_conflict(operation["uuid"], conflict)

    @api.model
    def _name_conflict(self, uuid, conflict):
        return {
            "uuid": uuid,
            "status": "conflict",
            "code": conflict.code,
            "message": str(conflict),
            **conflict.more,
        }

    # ---- the row -------------------------------------------------------------------

    @api.model
    def _prepare_claim(self, operation):
        payload = {key: operation.get(key) for key in ("target", "field", "at", "seen")}
        value = operation.get("value")
        if isinstance(value, dict):
            value = {key: item for key, item in value.items() if key != "data"}
        text = json.dumps({**payload, "value": value}, default=json_default)
        work = self.env["equipment.work"].browse(operation["work"]).exists()
        return {
            "uuid": operation["uuid"],
            "work_id": work.id or None,
            "user_id": self.env.uid,
            "kind": operation["kind"],
            # what a database cannot keep, and what nobody reads
            "payload": text.replace("\\u0000", "") if len(text) <= 20_000 else "{}",
            "date": fields.Datetime.now(),
        }

    @api.model
    def _claim(self, values):
        """Write the row of a new operation; nothing is returned when it exists.

        Plain SQL because the unique key has to decide without an error: an error would
        end the transaction with the other operations of the call in it.
        """
        values = {**values, "create_uid": self.env.uid, "write_uid": self.env.uid}
        columns = SQL(", ").join(SQL.identifier(name) for name in values)
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO equipment_work_operation (%s, create_date, write_date)
                     VALUES (%s, now() at time zone 'UTC', now() at time zone 'UTC')
                ON CONFLICT (uuid) DO NOTHING
                  RETURNING id
                """,
                columns,
                SQL(", ").join(values.values()),
            )
        )
        return self.browse(rows[0][0] if rows else None)

    def _keep(self, result):
        # sudo: engineers only read the operations
        self.sudo().write({"result": result, "res_id": result.get("id", 0)})

    @api.model
    def _repeat(self, uuid):
        """The answer that was given; a uuid of somebody else tells nothing."""
        # sudo: the row rule hides others' operations, but their uuids are taken
        row = self.sudo().search([("uuid", "=", uuid)])
        if row.user_id == self.env.user:
            return row.result
        text = self.env._("The server does not understand this operation.")
        return self._name_conflict(uuid, PhoneConflict(text, "broken"))

    @api.model
    def _get_added(self, work, uuid, kind):
        """Id of what an earlier operation of the work has added, or 0."""
        # sudo: as above, whoever has added it
        row = self.sudo().search(
            [("uuid", "=", uuid), ("work_id", "=", work.id), ("kind", "=", kind)]
        )
        return row.res_id

    @api.model
    def _get_keys(self, works):
        """uuids of the operations that have added something: (kind, id) -> uuid."""
        # sudo: what a colleague has added is in the work as well
        rows = self.sudo().search_fetch(
            [
                ("work_id", "in", works.ids),
                ("kind", "in", ("defect_add", "photo_add")),
                ("res_id", "!=", 0),
            ],
            ["kind", "res_id", "uuid"],
        )
        return {(row.kind, row.res_id): row.uuid for row in rows}

    @api.autovacuum
    def _gc_operations(self):
        """Old operations of works that are over: nothing can be applied to them again.

        Those of open works stay, so that a phone that was off for months does not add
        a defect a second time.
        """
        before = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        domain = [
            ("date", "<", before),
            "|",
            ("work_id", "=", False),
            ("work_id.state", "in", OVER_STATES),
        ]
        self.search(domain, limit=10_000).unlink()
