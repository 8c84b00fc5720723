from odoo import fields, models
from odoo.tools import SQL, json_default
from odoo.tools.json import scriptsafe as json

SECRETS = ("pin",)


class WarehouseBarcodeOperation(models.Model):
    """Each operation of the scanner with its answer: the proof that it ran once.

    1. ``_claim`` writes the row with the uuid given by the device; a uuid that is
       there already is not claimed and its stored answer is returned instead.
    2. Two workers with one uuid at the same moment: the second waits for the first
       and then gets a serialization failure, so the server repeats its request and
       finds the row.
    3. ``_keep`` stores the answer and what was changed, in the same transaction as
       the change itself.
    """

    _name = "warehouse.barcode.operation"
    _description = "Scanner Operation"
    _order = "id desc"
    _rec_name = "uuid"

    uuid = fields.Char(required=True, readonly=True)
    type = fields.Char(required=True, readonly=True)
    payload = fields.Json(readonly=True)
    answer = fields.Json(readonly=True)
    effect = fields.Json(readonly=True, help="What was changed, to be able to undo it.")
    is_ok = fields.Boolean(string="Accepted", readonly=True)
    is_undone = fields.Boolean(string="Undone", readonly=True)
    message_code = fields.Char(string="Message", readonly=True)
    picking_id = fields.Many2one(
        "stock.picking", ondelete="set null", readonly=True, index="btree_not_null"
    )
    res_model = fields.Char(
        string="Kind of document", readonly=True, help="Technical name of its model."
    )
    res_id = fields.Many2oneReference(
        string="Document number", model_field="res_model", readonly=True
    )
    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)

    _document_idx = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")
    _uuid_uniq = models.Constraint("unique(uuid)", "This operation is already there.")

    def _claim(self, values_list):
        """Write the rows of new operations, ``{uuid: row}``; those that exist are left.

        Plain SQL because the unique key has to decide without an error: an error would
        end the transaction with the other operations of the call in it.
        """
        if not values_list:
            return {}
        now = SQL("now() at time zone 'UTC'")
        rows = [
            SQL("(%s, %s, %s)", SQL(", ").join(values.values()), now, now)
            for values in values_list
        ]
        columns = SQL(", ").join(SQL.identifier(name) for name in values_list[0])
        claimed = self.env.execute_query(
            SQL(
                """
                INSERT INTO warehouse_barcode_operation
                            (%s, create_date, write_date)
                     VALUES %s
                ON CONFLICT (uuid) DO NOTHING
                  RETURNING uuid, id
                """,
                columns,
                SQL(", ").join(rows),
            )
        )
        return {uuid: self.browse(row_id) for uuid, row_id in claimed}

    def _prepare_values(self, operation, subject):
        payload = {key: value for key, value in operation.items() if key not in SECRETS}
        company = subject.company_id if subject else self.env.company
        model = subject._name if subject else None
        return {
            "res_model": model,
            "res_id": subject.id if subject else None,
            "picking_id": subject.id if model == "stock.picking" else None,
            "uuid": operation["uuid"],
            "type": operation["type"],
            "payload": json.dumps(payload, default=json_default),
            "user_id": self.env.uid,
            "company_id": company.id,
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
        }

    def _keep(self, answer, effect=None):
        # sudo: storekeepers may only read the operations
        self.sudo().write(
            {
                "answer": answer,
                "effect": effect or False,
                "is_ok": answer["ok"],
                "message_code": answer["message_code"],
            }
        )

    def _get_stored_answers(self, uuids):
        """Answers given before, ``{uuid: answer}``; somebody else's are not shown."""
        # sudo: the row rule hides foreign operations, but their uuids are taken
        rows = self.sudo().search_fetch(
            [("uuid", "in", uuids)], ["uuid", "user_id", "answer"]
        )
        return {row.uuid: row._get_stored_answer() for row in rows}

    def _get_stored_answer(self):
        if self.user_id.id == self.env.uid:
            return self.answer
        return {
            "uuid": self.uuid,
            "ok": False,
            "message_code": "uuid_taken",
            "params": {},
            "lines": [],
        }
