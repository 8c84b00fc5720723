from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo import api

# Russian literals: the payment invoice is a Russian document, whoever prints it
NOTE = (
    "Внимание! Оплата данного счёта означает согласие с условиями поставки товара. "
    "Уведомление об оплате обязательно, в противном случае не гарантируется наличие "
    "товара на складе. Товар отпускается по факту прихода денег на расчётный счёт "
    "поставщика, при наличии доверенности и паспорта."
)
CONTRACT_TERMS = """\
1. Предмет. Поставщик обязуется передать в собственность Покупателя товар (выполнить работы), названный в таблице настоящего счёта-договора, а Покупатель обязуется принять и оплатить его.
2. Заключение договора. Счёт-договор является офертой (ст. 435 ГК РФ). Оплата счёта-договора полностью или частично в срок, указанный в нём, означает принятие всех его условий (п. 3 ст. 438 ГК РФ).
3. Цена и оплата. Цена включает тару, упаковку и маркировку. Днём оплаты считается день поступления денег на расчётный счёт Поставщика. НДС исчисляется по ставке, действующей на дату отгрузки.
4. Поставка. Срок поставки исчисляется с рабочего дня, следующего за днём оплаты. Допускается досрочная поставка и поставка частями.
5. Переход права. Право собственности и риск случайной гибели переходят к Покупателю в момент передачи товара Покупателю или первому перевозчику, по подписании универсального передаточного документа или товарной накладной.
6. Качество и гарантия. Качество соответствует техническим условиям изготовителя. Приёмка по количеству и комплектности производится при передаче, по качеству – в течение 10 рабочих дней.
7. Ответственность. За просрочку поставки или оплаты сторона, нарушившая срок, уплачивает 0,1 % стоимости непоставленного (неоплаченного) товара за каждый день, но не более 10 % этой стоимости.
8. Споры рассматривает арбитражный суд по месту нахождения Поставщика после претензионного порядка; срок ответа на претензию – 15 рабочих дней.
9. Договор действует до полного исполнения сторонами обязательств. Не предусмотренное им регулирует законодательство Российской Федерации. Копии, переданные по электронной почте, имеют силу до обмена оригиналами."""


class ResCompany(models.Model):
    """What the printed forms of a company say by default; orders may differ."""

    _inherit = "res.company"

    offer_intro = fields.Text(
        string="Introduction of Offers",
        translate=True,
        help="Empty: a sentence that names the application area of the deal.",
    )
    offer_picture = fields.Boolean(string="Pictures in Offers", default=True)
    offer_signed = fields.Boolean(
        string="Signature and Stamp on Offers",
        help="The images of the director's signature and of the stamp are printed.",
    )
    payment_invoice_signed = fields.Boolean(
        string="Signature and Stamp on Payment Invoices",
        help="The images of the signatures and of the stamp are printed.",
    )
    payment_invoice_days = fields.Integer(
        string="Days to Pay an Invoice",
        default=5,
        help="Calendar days from its date. 0: no such line is printed.",
    )
    payment_invoice_reserve_days = fields.Integer(
        string="Days of Reserve",
        help="How long the goods are kept for the client. 0: no such line is printed.",
    )
    payment_invoice_own_number = fields.Boolean(
        string="Payment Invoices Have Their Own Numbers",
        help="Off: the digits of the order: 152, and 152/1, 152/2 for parts.",
    )
    payment_invoice_note = fields.Text(
        string="Note Above the Payment Invoice", default=NOTE
    )
    invoice_contract_terms = fields.Text(
        string="Terms of the Invoice-Contract", default=CONTRACT_TERMS
    )

    @api.constrains("payment_invoice_days", "payment_invoice_reserve_days")
    def _check_payment_invoice_days(self):
        for company in self:
            days = company.payment_invoice_days, company.payment_invoice_reserve_days
            if min(days) < 0:
                raise ValidationError(
                    self.env._("Days of a payment invoice are zero or more.")
                )
