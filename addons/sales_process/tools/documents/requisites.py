"""Russian company details: check digits and structure, without a database.

Sources: order of the Federal Tax Service on INN and KPP; for OGRN and OGRNIP order
165n of the Ministry of Finance; for accounts order 515 of the Bank of Russia of
08.09.1997; for OKPO the rules PR 50.1.024. Every function takes text as it must be
stored: without blanks (see `compact`), with ASCII digits only. ``str.isdigit`` is not
used: it accepts digits of other scripts.
"""

import re

from ..intake.requisites import has_inn_digits

ACCOUNT_WEIGHTS = (7, 1, 3)
KPP = re.compile(r"([0-9][1-9]|[1-9][0-9])[0-9]{2}[0-9A-Z]{2}[0-9]{3}")
BIC = re.compile(r"0[0-9]{8}")
# currencies of clearing have a letter in the sixth place, Russian or Latin
LETTERS = dict(zip("ABCEHKMPTX" + "АВСЕНКМРТХ", "0123456789" * 2, strict=True))
ACCOUNT = re.compile(rf"[0-9]{{5}}[0-9{''.join(LETTERS)}][0-9]{{14}}")
TREASURY = re.compile(r"03[0-9]{18}")
CORRESPONDENT = re.compile(r"(30101810|40102810)[0-9]{12}")
SPACES = re.compile(r"\s+")  # no-break ones as well


def compact(value):
    """The value without blanks of any kind."""
    return SPACES.sub("", value or "")


def is_inn(value):
    """INN of a company (10 digits) or of a person (12 digits) with right check digits.

    The region 00 does not exist, so such a number is never valid. Where one is only
    doubtful, `has_inn_digits` is asked.
    """
    return has_inn_digits(value) and not value.startswith("00")


def is_kpp(value):
    """KPP: 9 characters, the fifth and sixth may be capital Latin letters."""
    return bool(KPP.fullmatch(value or ""))


def is_ogrn(value):
    """OGRN of a company: 13 digits, the first is 1 or 5, with a right check digit."""
    return bool(re.fullmatch("[15][0-9]{12}", value or "")) and (
        value[12] == str(int(value[:12]) % 11 % 10)
    )


def is_ogrnip(value):
    """OGRNIP of an entrepreneur: 15 digits, the first is 3.

    The last digit is the low digit of the rest of the division by 13, which may be
    10, 11 or 12.
    """
    return bool(re.fullmatch("3[0-9]{14}", value or "")) and (
        value[14] == str(int(value[:14]) % 13 % 10)
    )


def is_bic(value):
    """BIC of a participant of Russian payments: 9 digits, the first is 0."""
    return bool(BIC.fullmatch(value or ""))


def is_okpo(value):
    """OKPO: 8 digits (companies) or 10 (entrepreneurs) with a right check digit."""
    if not re.fullmatch("[0-9]{8}|[0-9]{10}", value or "") or int(value) == 0:
        return False
    for shift in (0, 2):
        total = sum(
            int(char) * ((place + shift) % 10 + 1)
            for place, char in enumerate(value[:-1])
        )
        if total % 11 < 10:
            return value[-1] == str(total % 11)
    return value[-1] == "0"


def is_account(account, bic):
    """Settlement account that belongs to the bank with the BIC."""
    return find_account_problem(account, bic) in ("", "treasury")


def is_correspondent_account(account, bic):
    """Correspondent account that belongs to the bank with the BIC."""
    return not find_correspondent_problem(account, bic)


def find_account_problem(account, bic):
    """Why a settlement account is not sure to be right.

    :return: "" if it is; "treasury": accounts of the treasury (03…) have no key that
        could be checked; "structure": not 20 characters as prescribed;
        "correspondent": the account of a bank in the place of a client's;
        "no_bic": cannot be checked without the BIC; "key": wrong digit or other bank
    """
    if TREASURY.fullmatch(account or ""):
        return "treasury"
    if not ACCOUNT.fullmatch(account or ""):
        return "structure"
    if account.startswith("30101"):
        return "correspondent"
    if not is_bic(bic):
        return "no_bic"
    # institutions of the Bank of Russia itself are numbered by two other digits
    prefix = f"0{bic[4:6]}" if bic[6:] in ("000", "001", "002") else bic[6:]
    return "" if _has_key(prefix, account) else "key"


def find_correspondent_problem(account, bic):
    """Why the correspondent account of a bank is wrong.

    :return: "" if it is right; "structure", "no_bic" and "key" as for settlement
        accounts; "bank": its last three digits are not those of the BIC
    """
    if not CORRESPONDENT.fullmatch(account or ""):
        return "structure"
    if not is_bic(bic):
        return "no_bic"
    if account.startswith("301") and account[-3:] != bic[-3:]:
        return "bank"
    return "" if _has_key(f"0{bic[4:6]}", account) else "key"


def get_account_currency(account):
    """Numeric code of the currency of an account: "810" for roubles, else ""."""
    return account[5:8] if ACCOUNT.fullmatch(account or "") else ""


def _has_key(prefix, account):
    digits = f"{prefix}{account[:5]}{LETTERS.get(account[5], account[5])}{account[6:]}"
    total = sum(
        int(digit) * ACCOUNT_WEIGHTS[place % 3] % 10
        for place, digit in enumerate(digits)
    )
    return total % 10 == 0
