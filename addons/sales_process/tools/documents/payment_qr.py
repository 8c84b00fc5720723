"""The payment QR of Russian banks: GOST R 56042-2014, in UTF-8. No database.

``ST00012|Name=…|PersonalAcc=…|BankName=…|BIC=…|CorrespAcc=…|Sum=…|Purpose=…``: the
first five fields are obligatory, stand in this order, and take 300 bytes at most.
"""

import io
import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage

from .requisites import (
    find_account_problem,
    find_correspondent_problem,
    has_inn_digits,
    is_bic,
    is_kpp,
)

# the mark of the standard, its version, and the code of UTF-8
SERVICE = "ST00012"
# whatever occurs in no value may part the fields; the usual ones first
SEPARATORS = "|#;:^_~{}!$%&()*+,/@"
OBLIGATORY_BYTES = 300
# of a bank that has to be shortened so much is left: its BIC says which one it is
BANK_BYTES = 24
NAME_LENGTH, BANK_LENGTH, PURPOSE_LENGTH, SUM_LENGTH = 160, 45, 160, 18
ACCOUNT = re.compile("[1-9][0-9]{4}[0-9ABCEHKMPTX][0-9]{14}")
# accounts that are right, or cannot be compared without a BIC
FITTING = ("", "no_bic")
ROUBLE_CODES = ("810", "643")
# institutions of the Bank of Russia have no correspondent account
NO_CORRESPONDENT = "0"
OF_BANK_OF_RUSSIA = ("000", "001", "002")
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")


class PaymentQrError(ValueError):
    """No QR can be made of the data.

    :ivar problems: what is wrong: names of fields of `Payee`, "currency" (the account
        is not in roubles), "amount", "separator" (the texts contain every sign that
        may part fields)
    """

    def __init__(self, problems):
        self.problems = problems
        super().__init__(f"No payment QR: {', '.join(problems)}")


@dataclass(frozen=True)
class Payee:
    """Who is paid. ``kpp`` is left out for an entrepreneur, who has none."""

    name: str
    account: str
    bank_name: str
    bic: str
    corr_account: str
    inn: str = ""
    kpp: str = ""

    def find_problems(self):
        """Names of the fields that are missing or wrong, in their order."""
        checks = {
            "name": _clean(self.name),
            "account": self._has_right_account(),
            "currency": (self.account or "")[5:8] in ROUBLE_CODES,
            "bank_name": _clean(self.bank_name),
            "bic": is_bic(self.bic),
            "corr_account": self._has_right_correspondent(),
            "inn": not self.inn or has_inn_digits(self.inn),
            "kpp": not self.kpp or is_kpp(self.kpp),
        }
        if not checks["account"]:
            del checks["currency"]
        return [name for name, right in checks.items() if not right]

    def _has_right_account(self):
        """Of the form of the standard, with a key that fits the bank."""
        problem = find_account_problem(self.account, self.bic)
        return bool(ACCOUNT.fullmatch(self.account or "")) and problem in FITTING

    def _has_right_correspondent(self):
        if self._get_correspondent() == NO_CORRESPONDENT:
            return not self.corr_account
        return find_correspondent_problem(self.corr_account, self.bic) in FITTING

    def _get_correspondent(self):
        if not self.corr_account and (self.bic or "")[6:] in OF_BANK_OF_RUSSIA:
            return NO_CORRESPONDENT
        return self.corr_account

    def _get_obligatory(self):
        """The obligatory fields; too long a bank is shortened, then a name."""
        fields = {
            "Name": _cut(_clean(self.name), NAME_LENGTH),
            "PersonalAcc": self.account,
            "BankName": _cut(_clean(self.bank_name), BANK_LENGTH),
            "BIC": self.bic,
            "CorrespAcc": self._get_correspondent(),
        }
        for key, least in (("BankName", BANK_BYTES), ("Name", 1)):
            excess = len(_join(fields, "|").encode()) - OBLIGATORY_BYTES
            if excess > 0:
                size = len(fields[key].encode())
                fields[key] = _cut_bytes(fields[key], max(size - excess, least))
        return fields


def count_kopecks(amount):
    """A sum in roubles as kopecks, half up; 0 for what is no positive number."""
    try:
        number = Decimal(str(amount))
        kopecks = (number * 100).to_integral_value(ROUND_HALF_UP)
    except InvalidOperation:
        return 0
    return max(int(kopecks), 0) if number.is_finite() else 0


def payment_fields(payee, amount, purpose=""):
    """Return the fields in the order of the standard, as they are written.

    :param amount: in roubles
    :param purpose: what is paid for; left out when empty, cut after 160 characters
    :raises PaymentQrError: something is missing or wrong
    """
    kopecks = str(count_kopecks(amount))
    problems = payee.find_problems()
    if kopecks == "0" or len(kopecks) > SUM_LENGTH:
        problems.append("amount")
    if problems:
        raise PaymentQrError(problems)
    more = {
        "Sum": kopecks,
        "Purpose": _cut(_clean(purpose), PURPOSE_LENGTH),
        "PayeeINN": payee.inn,
        "KPP": payee.kpp if len(payee.inn or "") != 12 else "",
    }
    filled = {key: value for key, value in more.items() if value}
    return payee._get_obligatory() | filled


def payment_text(payee, amount, purpose=""):
    """Return what a QR of a payment says.

    :raises PaymentQrError: something is missing or wrong
    """
    fields = payment_fields(payee, amount, purpose)
    separator = _choose_separator("".join(fields.values()))
    return f"{SERVICE}{separator}{_join(fields, separator)}"


def draw_qr(text, module=4, border=4):
    """Return the PNG of a QR code of a text in UTF-8.

    Correction of errors of 15 percent, as in payment codes: a fold or a stamp spoils
    nothing.

    :param module: pixels of one square
    :param border: squares of white around; four is the least that scanners ask for
    """
    code = qrcode.QRCode(
        error_correction=ERROR_CORRECT_M, box_size=module, border=border
    )
    code.add_data(text.encode())
    picture = io.BytesIO()
    code.make_image(image_factory=PilImage).save(picture, "PNG")
    return picture.getvalue()


def _clean(text):
    """One line without signs that cannot be printed."""
    return " ".join(
        UNPRINTABLE.sub(" ", unicodedata.normalize("NFC", text or "")).split()
    )


def _cut(text, length):
    return text[:length].rstrip()


def _cut_bytes(text, size):
    """As much of a text as takes so many bytes, no character in part."""
    return text.encode()[:size].decode(errors="ignore").rstrip()


def _join(fields, separator):
    return separator.join(f"{key}={value}" for key, value in fields.items())


def _choose_separator(values):
    for sign in SEPARATORS:
        if sign not in values:
            return sign
    raise PaymentQrError(["separator"])
