from odoo import models
from odoo.tools import format_datetime

from ...tools.documents.print_text import day_text


class EquipmentWorkAct(models.AbstractModel):
    """The act of works: the money page when works have prices, the technical page."""

    _name = "report.sales_process.equipment_work_act"
    _inherit = "sales.act.form"
    _description = "Printed Act of Works"
    _form_model = "equipment.work"

    def _get_client_lang(self, work):
        return work._get_act_language()

    def _prepare_form(self, work):
        # sudo: who may read the act prints all of it: prices, orders, serial numbers
        work = work.sudo()
        lang = self.env.lang or "en_US"
        return {
            "title": work._get_print_title("equipment_work_act"),
            "number": work.name,
            "day": work._get_act_day(),
            "kind": work.kind,
            "place": work.address_id.city or work.company_id.city or "",
            "basis": self._say_basis(work.order_id, work.lead_id, work.contract_id),
            **self._prepare_parties(work.company_id, work.partner_id),
            "money": work._get_act_money(),
            **self._prepare_works(work, lang),
            **self._prepare_findings(work, lang),
            **self._prepare_signature(work),
        }

    def _prepare_works(self, work, lang):
        """Where, when, who, with what; what was done."""
        days = [
            day_text(work.company_id._get_local_day(moment), lang)
            for moment in (work.date_started, work.date_done or work.date_planned)
            if moment
        ]
        return {
            "address": work.address_text or work.address_id.display_name or "",
            "dates": " – ".join(dict.fromkeys(days)),
            "engineer": work.engineer_id.name or "",
            "contact": work.contact_id.name or "",
            "equipment": [
                {"name": lot.product_id.display_name, "serial": lot.name}
                for lot in work.lot_ids
            ],
            "works": [
                {
                    "name": line.name,
                    "quantity": line._get_quantity_text(),
                    "unit": self._say_unit(line.uom_id),
                }
                for line in work.line_ids
            ],
        }

    def _prepare_findings(self, work, lang):
        """What was checked, measured and found."""
        answers = dict(
            self.env["equipment.work.check"]
            ._fields["answer"]
            ._description_selection(self.env)
        )
        return {
            "checks": [
                {
                    "name": check.name,
                    "serial": check.lot_id.name or "",
                    "answer": answers.get(check.answer, ""),
                    "note": check.note or "",
                }
                for check in work.check_ids
            ],
            "measures": [self._prepare_measure(one) for one in work.measure_ids],
            "defects": [
                {
                    "name": defect.name,
                    "serial": defect.lot_id.name or "",
                    "deadline": day_text(defect.deadline, lang),
                }
                for defect in work.defect_ids
            ],
            "trained": work.trained_people or "",
            "remark": work.remark or "",
            "warranty": day_text(work.warranty_start, lang),
        }

    def _prepare_measure(self, measure):
        return {
            "name": measure.name,
            "note": measure.note or "",
            "serial": measure.lot_id.name or "",
            "unit": measure.unit or "",
            "required": measure.required_text or "",
            "value": measure._get_value_text(),
            "is_ok": measure.is_ok,
            "is_filled": measure.is_filled,
        }

    def _prepare_signature(self, work):
        moment = work.signed_on
        return {
            "signature": work.signature,
            "signed_by": work.signed_by or "",
            "signed_on": format_datetime(self.env, moment) if moment else "",
            "hash": work.act_hash or "",
        }
