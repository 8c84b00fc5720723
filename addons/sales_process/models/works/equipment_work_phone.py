from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

MAX_WORKS = 200
PHONE_FIELDS = ("remark", "trained_people")
CERTIFICATION_FIELDS = (
    "conditions",
    "result",
    "failure_reason",
    "protocol_no",
    "protocol_date",
    "certificate_no",
    "certificate_date",
    "remark",
)
OPEN_STATES = ("draft", "planned", "in_progress", "refused")


class EquipmentWork(models.Model):
    """Works as the phone of an engineer shows them: all of a work in one answer."""

    _inherit = "equipment.work"

    take_text = fields.Text(
        string="What to take",
        help="Tools, materials and papers that the engineer takes with him.",
    )

    @api.model
    def _prepare_programme(self, templates):
        values = super()._prepare_programme(templates)
        texts = [text for text in templates.mapped("take_text") if text]
        return (
            {**values, "take_text": "\n".join(dict.fromkeys(texts))}
            if texts
            else (values)
        )

    def action_open_phone(self):
        """The screen of the engineer with this work."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "target": "self",
            "url": f"/odoo/engineer-works/{self.id}",
        }

    # ---- loading -------------------------------------------------------------------

    @api.model
    def phone_load(self, work_ids=None):
        """Works with everything that belongs to them, in a constant number of queries.

        :param work_ids: ids of works; None: the own ones that are not over, and those
            that nobody has taken yet
        :return: dict of ``user`` (id), ``is_engineer`` and ``works``; works that the
            user may not read are not there
        """
        if work_ids is None:
            domain = self._get_phone_domain()
        else:
            numbers = [one for one in work_ids if isinstance(one, int)]
            domain = Domain("id", "in", numbers)
        works = self.search(domain, limit=MAX_WORKS)
        return {
            "user": self.env.uid,
            "is_engineer": self._is_engineer(),
            "works": works._prepare_phone_works(),
        }

    @api.model
    def _is_engineer(self):
        return self.env.user.has_group("sales_process.group_engineer")

    @api.model
    def _check_engineer(self):
        """
        :raises AccessError: the user does no works
        """
        if not self._is_engineer():
            raise AccessError(self.env._("Only engineers fill in works on a phone."))

    @api.model
    def _get_phone_domain(self):
        if not self._is_engineer():
            return Domain.FALSE
        own = Domain("engineer_id", "=", self.env.uid) & (
            Domain("state", "in", OPEN_STATES)
            | (Domain("state", "=", "done") & Domain("kind", "!=", "certification"))
        )
        free = Domain("engineer_id", "=", False) & Domain(
            "state", "in", ("draft", "planned")
        )
        return own | free

    def _prepare_phone_works(self):
        keys = self.env["equipment.work.operation"]._get_keys(self)
        names = {*PHONE_FIELDS, *CERTIFICATION_FIELDS, "kind", "state"}
        described = self.fields_get(names, ["string", "type", "selection"])
        # sudo: who may read the work sees the client, the equipment and the engineer
        heads = self.sudo()
        people = heads.partner_id | heads.address_id | heads.contact_id
        people.mapped("name")  # clients, places and contacts are read together
        return [
            {
                **head._prepare_phone_head(described),
                **head._prepare_phone_parts(keys),
                "fields": work._prepare_phone_fields(described),
                "can_edit": work._can_fill_in(),
            }
            for work, head in zip(self, heads, strict=True)
        ]

    def _can_fill_in(self):
        return self._is_engineer() and self._is_for_phone() and not self._is_over()

    def _prepare_phone_head(self, described):
        place, contact = self.address_id, self.contact_id
        is_open = self.state in OPEN_STATES
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "kind_label": dict(described["kind"]["selection"])[self.kind],
            "state": self.state,
            # all of them: the phone goes on without the server
            "state_labels": dict(described["state"]["selection"]),
            "engineer": self.engineer_id.id,
            "engineer_name": self.engineer_id.name or "",
            "date": fields.Datetime.to_string(self.date_planned) or "",
            "date_end": fields.Datetime.to_string(self.date_planned_end) or "",
            "client": self.partner_id.display_name,
            "address": self._get_address_line(place),
            "latitude": place.partner_latitude,
            "longitude": place.partner_longitude,
            "contact": contact.name or "",
            "phone": contact.phone or place.phone or self.partner_id.phone or "",
            "email": contact.email or self.partner_id.email or "",
            "take": self.take_text or "",
            "refusal": self.refusal_reason or "",
            "signed_by": self.signed_by or "",
            "problems": self._prepare_phone_problems() if is_open else [],
        }

    def _prepare_phone_problems(self):
        """What is missing to finish the work, with the step where it is put right."""
        by_step = {
            "fields": self._get_certification_problems(),
            "checks": self._get_check_problems(),
            "measures": self._get_measure_problems(),
            "defects": self._get_defect_problems(),
        }
        return [
            {"step": step, "text": text[:1].upper() + text[1:]}
            for step, texts in by_step.items()
            for text in texts
        ]

    def _prepare_phone_parts(self, keys):
        return {
            "equipment": [
                {"id": lot.id, "name": lot.name, "product": lot.product_id.display_name}
                for lot in self.lot_ids
            ],
            "lines": [
                {
                    "id": line.id,
                    "name": line.name,
                    "quantity": line._get_quantity_text(),
                    "unit": line.uom_id.name or "",
                }
                for line in self.line_ids
            ],
            "checks": [check._prepare_phone_part() for check in self.check_ids],
            "measures": [part._prepare_phone_part() for part in self.measure_ids],
            "defects": [
                {
                    **defect._prepare_phone_part(),
                    "key": keys.get(("defect_add", defect.id), ""),
                }
                for defect in self.defect_ids
            ],
            "photos": [
                {
                    "id": photo.id,
                    "name": photo.name,
                    "key": keys.get(("photo_add", photo.id), ""),
                }
                for photo in self.photo_ids
            ],
        }

    def _get_phone_fields(self):
        """Names of the fields that an engineer fills in on a phone, as on the form."""
        return CERTIFICATION_FIELDS if self.kind == "certification" else PHONE_FIELDS

    def _prepare_phone_fields(self, described):
        return [
            {
                "name": name,
                "label": described[name]["string"],
                "type": described[name]["type"],
                "options": described[name].get("selection") or [],
                "value": self._get_phone_value(self, name),
            }
            for name in self._get_phone_fields()
        ]


class EquipmentWorkPart(models.AbstractModel):
    _inherit = "equipment.work.part"

    def _prepare_phone_part(self):
        """The part as the phone shows it."""
        return {"id": self.id, "name": self.name, "lot": self.lot_id.id or ""}


class EquipmentWorkCheck(models.Model):
    _inherit = "equipment.work.check"

    def _prepare_phone_part(self):
        return {
            **super()._prepare_phone_part(),
            "answer": self.answer or "",
            "note": self.note or "",
        }


class EquipmentWorkMeasure(models.Model):
    _inherit = "equipment.work.measure"

    def _prepare_phone_part(self):
        low, high = self._get_limits()
        return {
            **super()._prepare_phone_part(),
            "unit": self.unit or "",
            "min": low,
            "max": high,
            "required_text": self.required_text or "",
            "is_required": self.is_required,
            "value": self.value if self.has_value else None,
            "text": self.value_text or "",
            "note": self.note or "",
        }


class EquipmentWorkDefect(models.Model):
    _inherit = "equipment.work.defect"

    def _prepare_phone_part(self):
        return {
            **super()._prepare_phone_part(),
            "deadline": fields.Date.to_string(self.deadline) or "",
            "state": self.state,
        }


class EquipmentWorkTemplate(models.Model):
    _inherit = "equipment.work.template"

    take_text = fields.Text(
        string="What to take",
        translate=True,
        help="Tools, materials and papers that the engineer takes with him.",
    )
