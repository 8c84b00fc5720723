import base64
from uuid import uuid4

from odoo.fields import Command

from .work_common import WorkCommon, make_picture

PICTURE = base64.b64encode(make_picture("JPEG")).decode()


class PhoneCommon(WorkCommon):
    """Works of an engineer, and operations as his phone sends them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_engineer = cls.engineer.copy({"login": "t_engineer_2"})
        cls.lot = cls._create_lot()

    @classmethod
    def _create_phone_work(cls, **values):
        """A planned work with two checks, two measurements and a serial number."""
        work = cls._create_work(
            **{
                "lot_ids": [Command.set(cls.lot.ids)],
                "check_ids": [
                    Command.create({"name": "Vacuum", "lot_id": cls.lot.id}),
                    Command.create({"name": "Water"}),
                ],
                "measure_ids": [
                    Command.create(
                        {"name": "Pressure", "has_max": True, "value_max": 5}
                    ),
                    Command.create({"name": "Surface", "is_required": False}),
                ],
                **values,
            }
        )
        if work.engineer_id:
            work.action_plan()
        return work

    @classmethod
    def _make_operation(cls, work, kind, **values):
        if isinstance(values.get("target"), cls.env.registry["base"]):
            values["target"] = values["target"].id
        return {"uuid": str(uuid4()), "work": work.id, "kind": kind, **values}

    def _apply(self, *operations, user=None):
        """Send the operations; the answers as one list."""
        works = self.env["equipment.work"].with_user(user or self.engineer)
        return works.phone_apply(list(operations))["results"]

    def _send(self, work, kind, user=None, **values):
        """Send one operation; its answer."""
        operation = self._make_operation(work, kind, **values)
        return self._apply(operation, user=user)[0]

    def assertDone(self, result):
        self.assertEqual(result["status"], "done", result)

    def assertConflict(self, result, code, words=""):
        self.assertEqual(result["status"], "conflict", result)
        self.assertEqual(result["code"], code)
        self.assertIn(words, result["message"])
