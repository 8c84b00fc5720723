from odoo import models

from ...tools.documents.print_text import day_text


class CertificationRequest(models.AbstractModel):
    """The letter that asks a body to certify equipment (GOST R 8.568-2017)."""

    _name = "report.sales_process.certification_request"
    _inherit = "sales.printed.form"
    _description = "Certification Request"
    _form_model = "equipment.work"

    def _get_client_lang(self, work):
        """The letter goes to the body, not to the client."""
        return work.body_id.lang or work.company_id.partner_id.lang

    def _prepare_form(self, work):
        work._check_request()
        # sudo: who may read the work sends all of its letter
        work = work.sudo()
        lang = self.env.lang or "en_US"
        director = work.company_id._get_signatories()["director"]
        return {
            "title": work._get_request_title(),
            "number": work.request_no or "",
            "day": day_text(work.request_date, lang),
            "company": self._prepare_letterhead(work.company_id),
            "body": self._prepare_body(work),
            "kind": work.certification_type,
            "reason": work.repeat_reason or "",
            "program": work.program_no or "",
            "equipment": self._prepare_equipment(work),
            "characteristics": self._prepare_characteristics(work),
            "owner": work.partner_id.commercial_partner_id._get_form_name(),
            "address": self._say_place(work),
            "contact": self._say_person(work.contact_id),
            "dates": self._say_days(work, lang),
            "previous": self._prepare_previous(work.previous_id, lang),
            "signer": {"name": director["name"], "position": director["position"]},
            "performer": self._say_person(work.salesperson_id.partner_id),
        }

    def _prepare_letterhead(self, company):
        partner = company.partner_id
        phones = (partner.phone, partner.email, company.website)
        return {
            "logo": not company.uses_default_logo and company.logo_web,
            "name": partner._get_form_name(),
            "address": partner._get_form_address(),
            "numbers": self._say_numbers(partner),
            "contacts": ", ".join(filter(None, phones)),
        }

    def _say_numbers(self, partner):
        parts = [
            partner.vat and self.env._("INN %(inn)s", inn=partner.vat),
            partner.l10n_ru_kpp and self.env._("KPP %(kpp)s", kpp=partner.l10n_ru_kpp),
        ]
        return ", ".join(filter(None, parts))

    def _prepare_body(self, work):
        body = work.body_id.commercial_partner_id
        return {
            "position": body.l10n_ru_signatory_position or "",
            "person": body.l10n_ru_signatory_name or "",
            "name": body._get_form_name(),
            "address": body._get_form_address(),
            "accreditation": work.accreditation_no or "",
        }

    def _prepare_equipment(self, work):
        rows = []
        equipment = work.with_context(display_default_code=False)._get_equipment()
        for product, lots in equipment.items():
            names = lots.mapped("name") or [""]
            rows += [{"name": product.display_name, "serial": name} for name in names]
        return rows

    def _prepare_characteristics(self, work):
        return [
            {
                "name": measure.name,
                "serial": measure.lot_id.name or "",
                "unit": measure.unit or "",
                "required": measure.required_text or "",
            }
            for measure in work.measure_ids
        ]

    def _say_place(self, work):
        if work.place == "ours":
            company = work.company_id.partner_id
            return ", ".join((company._get_form_name(), company._get_form_address()))
        return work.address_text or work.address_id.display_name or ""

    def _say_person(self, partner):
        return ", ".join(
            filter(None, (partner.name, partner.phone, partner.email_normalized))
        )

    def _say_days(self, work, lang):
        start, end = work._get_request_days()
        if start and end and start != end:
            return self.env._(
                "from %(start)s to %(end)s",
                start=day_text(start, lang),
                end=day_text(end, lang),
            )
        if end and not start:
            return self.env._("until %(end)s", end=day_text(end, lang))
        return day_text(start, lang)

    def _prepare_previous(self, work, lang):
        """The certificate that runs out or is repeated."""
        number = work.certificate_no or work.protocol_no
        return {
            "number": number or "",
            "day": day_text(work.certificate_date or work.protocol_date, lang),
            "until": day_text(work.valid_until, lang),
        }
