from odoo import api, models

from ...tools.documents.pages import row_height, split_pages
from ...tools.documents.print_text import day_text

# heights in mm: room for rows on the first page with nothing above, on the others;
# totals, a row of them, a picture
FIRST, REST = 200, 254
FOOT, TOTAL, PICTURE = 28, 4.3, 24


class CommercialOffer(models.AbstractModel):
    """Commercial offer of an order, from the parameters of its deal (R062)."""

    _name = "report.sales_process.commercial_offer"
    _inherit = "sales.goods.form"
    _description = "Printed Commercial Offer"
    _form_model = "sale.order"

    @api.model
    def _get_report_values(self, docids, data=None):
        orders = self.env["sale.order"].browse(docids)
        orders.check_access("read")
        orders._number_offers()
        return super()._get_report_values(docids, data)

    def _prepare_form(self, record):
        # sudo: accountants print offers whose deal they do not read
        deal = record.sudo().opportunity_id
        goods = self._prepare_goods(record)
        currency = goods["currency"]
        rows = self._describe(record, goods["rows"] + goods["options"])
        number, date = record.offer_number or record.name, record.offer_date
        lang = self.env.lang or "en_US"
        form = {
            **goods,
            "title": self.env._(
                "Commercial offer No. %(number)s of %(date)s",
                number=number,
                date=day_text(date, lang),
            ),
            "number": number,
            "date": date,
            "lang": lang,
            "is_approved": not record._get_approval_error(),
            "letterhead": self._prepare_letterhead(record.company_id),
            "addressee": self._prepare_addressee(record, deal),
            "intro": self._get_intro(record, deal),
            "parameters": self._prepare_parameters(deal),
            "questionnaire": self._get_questionnaire(deal),
            "words": self._get_words(goods["amount_total"], currency, lang),
            "currency_label": self._get_currency_label(currency),
            "has_vat": bool(goods["taxes"]),
            "has_pictures": any(row.get("picture") for row in rows),
            "has_lead_times": any(row.get("lead_time") for row in rows),
            "terms": record._get_offer_terms(),
            "appendices": self._get_appendix_names(record),
            "seller": self._prepare_seller(record),
            "signatory": self._prepare_signatory(record),
        }
        return {**form, "pages": self._split(form)}

    def _get_currency_label(self, currency):
        is_russian = (self.env.lang or "").startswith("ru")
        return "руб." if currency.name == "RUB" and is_russian else currency.name

    # ---- head --------------------------------------------------------------------------

    def _prepare_letterhead(self, company):
        partner = company.partner_id
        numbers = [
            (self.env._("INN"), partner.vat),
            (self.env._("KPP"), partner.l10n_ru_kpp),
            (self.env._("OGRN"), partner.company_registry),
        ]
        return {
            "logo": company.logo,
            "name": partner._get_form_name(),
            "numbers": ", ".join(f"{name} {value}" for name, value in numbers if value),
            "address": partner._get_form_address(),
            "contacts": ", ".join(
                filter(None, (company.phone, company.email, company.website))
            ),
        }

    @api.model
    def _prepare_addressee(self, order, deal):
        """Position, company, name: of the contact, else of the deal's contact."""
        partner = order.partner_id
        company = partner.commercial_partner_id
        is_person = partner != company
        name = partner.name if is_person else deal.contact_name
        position = partner.function if is_person else deal.function
        return {
            "position": position or "",
            "company": company._get_form_name() if company.is_company else "",
            "name": name or ("" if company.is_company else partner.name) or "",
        }

    def _get_intro(self, order, deal):
        own = order.offer_intro or order.company_id.offer_intro
        if own:
            return own
        area = deal.application_area_id.name
        if area:
            return self.env._(
                "In reply to your request we offer equipment for the application area "
                "“%(area)s”.",
                area=area,
            )
        return self.env._("In reply to your request we offer:")

    def _prepare_parameters(self, deal):
        """Block of source data: what the deal knows of the task of the client."""
        need = (deal.need or "").strip()
        values = [
            (self.env._("Application area"), deal.application_area_id.name),
            (
                self.env._("Equipment type"),
                ", ".join(deal.equipment_type_ids.mapped("name")),
            ),
            (
                self.env._("Processed materials"),
                ", ".join(deal.material_ids.mapped("name")),
            ),
            (self.env._("Needs"), need),
        ]
        return [value for value in values if value[1]]

    @api.model
    def _get_questionnaire(self, deal):
        """Answers of the questionnaire, where deals have one: (label, text)."""
        if not deal or not hasattr(deal, "_get_questionnaire_rows"):
            return []
        return [tuple(row)[:2] for row in deal._get_questionnaire_rows()]

    # ---- goods -------------------------------------------------------------------------

    def _describe(self, order, rows):
        """Add pictures, characteristics and lead times to the rows of goods."""
        times = {line.id: time for line, time in order._get_lead_times().items()}
        lines = {line.id: line for line in order.order_line}
        for row in rows:
            if row["kind"] != "line" or row["line_id"] not in lines:
                continue
            product = lines[row["line_id"]].product_id
            text = self._get_characteristics(product, row)
            row["description"] = "\n".join(filter(None, (row["description"], text)))
            row["lead_time"] = times[row["line_id"]].text
            row["picture"] = order.offer_picture and product.image_256
        return rows

    @api.model
    def _get_characteristics(self, product, row):
        """Attributes of the product with their values, unless the line names them."""
        told = f"{row['name']}\n{row['description']}"
        own = product.product_template_attribute_value_ids
        fixed = product.product_tmpl_id.valid_product_template_attribute_line_ids
        values = (
            own
            | fixed.filtered(
                lambda line: len(line.product_template_value_ids) == 1
            ).product_template_value_ids
        )
        texts = [f"{value.attribute_id.name}: {value.name}" for value in values]
        return "; ".join(
            text for text, value in zip(texts, values, strict=True)
            if text not in told and value.name not in told
        )  # fmt: skip

    # ---- foot --------------------------------------------------------------------------

    @api.model
    def _get_appendix_names(self, order):
        # sudo: the offer shows them, whoever prints it
        order = order.sudo()
        files = order.offer_document_ids.ir_attachment_id | order.offer_file_ids
        return files.mapped("name")

    @api.model
    def _prepare_seller(self, order):
        # sudo: the salesperson, for everybody who prints
        user = order.sudo().user_id
        return {
            "name": user.name or "",
            "position": user.function or "",
            "phone": user.phone or order.company_id.phone or "",
            "email": user.email or order.company_id.email or "",
        }

    @api.model
    def _prepare_signatory(self, order):
        # sudo: who signs, for everybody who prints
        company = order.company_id.sudo()
        director = company._get_signatories()["director"]
        is_signed = order.offer_signed
        return {
            "name": director["name"],
            "position": director["position"],
            "signature": is_signed and director["signature"],
            "stamp": is_signed and company.l10n_ru_stamp,
        }

    # ---- as it is drawn ----------------------------------------------------------------

    @api.model
    def _split(self, form):
        chars = 20 + 12 * (not form["has_pictures"])
        chars += 5 * (not form["has_discount"]) + 9 * (not form["has_lead_times"])
        heights = [self._get_height(row, chars) for row in form["rows"]]
        foot = FOOT + TOTAL * len(form["taxes"])
        first = max(FIRST - self._get_head(form), 40)
        return [
            [form["rows"][index] for index in page]
            for page in split_pages(heights, first, REST, foot)
        ]

    @api.model
    def _get_head(self, form):
        told = form["parameters"] + form["questionnaire"]
        rows = sum(row_height(text, 68, 4.2) for _label, text in told)
        return rows + row_height(form["intro"], 90, 4.8)

    @api.model
    def _get_height(self, row, chars):
        if row["kind"] != "line":
            return row_height(row["name"], 90, 4.2)
        below = row["description"]
        height = row_height(row["name"], chars, 3.9) + (
            row_height(below, chars * 1.3, 3.3, 0) if below else 0
        )
        return max(height, PICTURE if row.get("picture") else 0)
