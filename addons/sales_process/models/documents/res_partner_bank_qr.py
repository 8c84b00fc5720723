import base64

from odoo import api, models
from odoo.tools.image import image_data_uri

from ...tools.documents.payment_qr import (
    Payee,
    PaymentQrError,
    count_kopecks,
    draw_qr,
    payment_text,
)
from ...tools.documents.requisites import compact

QR_METHOD = "ru_st00012"
# side of a code that is fetched by its address, as the frame offers too
URL_PIXELS = 300


class ResPartnerBank(models.Model):
    """The payment QR of Russian banks (GOST R 56042-2014) as a QR method of core.

    1. It fits roubles only, an account in roubles of a bank with BIC and correspondent
       account, and a company that wants it (``l10n_ru_payment_qr``).
    2. What is missing is said when somebody has chosen this method, else there is
       simply no code. A document with nothing left to pay has none, and no error.
    3. The picture is drawn by the library qrcode.
    """

    _inherit = "res.partner.bank"

    def _get_payment_qr(self, amount, purpose, currency=None):
        """Return the PNG of a QR by which the amount is paid to this account, or False.

        :param amount: in roubles
        :param purpose: of the payment, 160 characters at most are taken
        :param currency: of the amount, when it may be another one: then there is no QR
        """
        if self._find_payment_qr_problems(currency):
            return False
        try:
            text = payment_text(self._get_payee(), amount, purpose)
        except PaymentQrError:
            return False
        return draw_qr(text)

    # ------------------------------------------------------------ frame of core

    @api.model
    def _get_available_qr_methods(self):
        name = self.env._("Payment QR of Russian banks")
        return [*super()._get_available_qr_methods(), (QR_METHOD, name, 30)]

    def _get_error_messages_for_qr(self, qr_method, debtor_partner, currency):
        if qr_method != QR_METHOD:
            return super()._get_error_messages_for_qr(
                qr_method, debtor_partner, currency
            )
        return "\r\n".join(self._find_payment_qr_problems(currency)) or None

    def _check_for_qr_code_errors(self, qr_method, *args, **payment):
        if qr_method != QR_METHOD:
            return super()._check_for_qr_code_errors(qr_method, *args, **payment)
        try:
            self._get_qr_vals(qr_method, *args, **payment)
        except PaymentQrError as error:
            return "\r\n".join(self._get_payment_qr_texts(error.problems))
        return None

    def _get_qr_vals(
        self,
        qr_method,
        amount,
        currency,
        debtor_partner,
        free_communication,
        structured_communication,
    ):
        """The text of the code; None when there is nothing to pay."""
        if qr_method != QR_METHOD:
            return super()._get_qr_vals(
                qr_method,
                amount,
                currency,
                debtor_partner,
                free_communication,
                structured_communication,
            )
        if not count_kopecks(amount):
            return None
        purpose = free_communication or structured_communication
        return payment_text(self._get_payee(), amount, purpose)

    def _get_qr_code_generation_params(self, qr_method, *args, **payment):
        if qr_method != QR_METHOD:
            return super()._get_qr_code_generation_params(qr_method, *args, **payment)
        text = self._get_qr_vals(qr_method, *args, **payment)
        return text and {
            "barcode_type": "QR",
            "value": text,
            "width": URL_PIXELS,
            "height": URL_PIXELS,
            "barLevel": "M",
        }

    def _get_qr_code_base64(self, qr_method, *args, **payment):
        if qr_method != QR_METHOD:
            return super()._get_qr_code_base64(qr_method, *args, **payment)
        text = self._get_qr_vals(qr_method, *args, **payment)
        if not text:
            return None
        return image_data_uri(base64.b64encode(draw_qr(text)))

    # -------------------------------------------------------------- conditions

    def _find_payment_qr_problems(self, currency=None):
        """Why there can be no QR, in words for the user."""
        if not self:
            return [self.env._("Choose the bank account that is paid to.")]
        company = self._get_payee_company()
        if not company.l10n_ru_payment_qr:
            return [
                self.env._(
                    "The payment QR of Russian banks is switched off in the settings."
                )
            ]
        if currency and currency.name != "RUB":
            return [self.env._("The payment QR of Russian banks is for roubles only.")]
        return self._get_payment_qr_texts(self._get_payee().find_problems())

    def _get_payment_qr_texts(self, problems):
        texts = {
            "name": self.env._("Enter the name of the account holder."),
            "account": self.env._(
                "The account number must be 20 characters of a Russian bank."
            ),
            "currency": self.env._("The account is not in roubles."),
            "bank_name": self.env._("Choose the bank of the account."),
            "bic": self.env._("Enter the BIC of the bank, 9 digits."),
            "corr_account": self.env._(
                "Enter the correspondent account of the bank, 20 digits."
            ),
            "inn": self.env._("Correct the INN of the account holder."),
            "kpp": self.env._("Correct the KPP of the account holder."),
            "amount": self.env._("The amount is too large for a payment QR."),
            "separator": self.env._(
                "Names and purpose of the payment contain all signs that may part "
                "the fields of a payment QR: remove one of them."
            ),
        }
        return [texts[problem] for problem in problems]

    def _get_payee_company(self):
        """Our company that is paid; the present one when somebody else is."""
        # sudo: a client who looks at his invoice reads no companies
        holder = self.partner_id.commercial_partner_id.sudo()
        return holder.ref_company_ids[:1] or self.env.company

    def _get_payee(self):
        self.ensure_one()
        holder = self.partner_id.commercial_partner_id
        return Payee(
            name=self.acc_holder_name or holder.name,
            account=compact(self.acc_number),
            bank_name=self.bank_id.name,
            bic=compact(self.bank_id.bic),
            corr_account=compact(self.bank_id.l10n_ru_corr_acc),
            inn=compact(holder.vat),
            kpp=compact(holder.l10n_ru_kpp),
        )
