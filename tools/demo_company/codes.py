"""Numbers with right check digits: INN, EAN-13, bank accounts. Nobody has them."""

INN_WEIGHTS = (2, 4, 10, 3, 5, 9, 4, 6, 8)
OGRN_LENGTH = 13
ACCOUNT_WEIGHTS = (7, 1, 3)


def inn(number):
    """INN of the tax office 9900: inspections of that number do not exist.

    :param int number: 1 to 99999, part of the nine digits.
    """
    body = f"9900{number:05}"
    total = sum(
        int(digit) * weight for digit, weight in zip(body, INN_WEIGHTS, strict=True)
    )
    return body + str(total % 11 % 10)


def kpp(number):
    """KPP of the tax office 9900: inspections of that number do not exist.

    :param int number: 1 to 999.
    """
    return f"990001{number:03}"


def ogrn(number):
    """OGRN of the region 00, thirteen digits with the check digit."""
    body = f"12600{number:07}"
    return body + str(int(body) % 11 % 10)


def okpo(number):
    """OKPO, eight digits: weights 1 to 7, then 3 to 9 when the rest is 10."""
    body = f"{number:07}"
    for shift in (1, 3):
        rest = (
            sum(int(digit) * (place + shift) for place, digit in enumerate(body)) % 11
        )
        if rest < 10:
            return body + str(rest)
    return body + "0"


def ean13(number):
    """In-store EAN-13 with the prefix 20 and a right check digit.

    :param int number: 0 to 9999999999.
    """
    body = f"20{number:010}"
    total = sum(
        int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body)
    )
    return body + str(-total % 10)


def account_number(bic, number):
    """Settlement account whose check digit fits the bank's BIC.

    Rule of the Bank of Russia: three last digits of the BIC before the account,
    weights 7, 1, 3, the sum ends in 0. Not for a BIC that ends in 000, 001 or 002.
    """
    body = f"407028100{number:011}"
    total = sum(
        int(digit) * ACCOUNT_WEIGHTS[place % 3]
        for place, digit in enumerate(bic[-3:] + body)
    )
    key = total * 3 % 10
    return f"{body[:8]}{key}{body[9:]}"
