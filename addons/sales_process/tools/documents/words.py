"""Numbers and the words that stand after them, in Russian. No database."""


def plural(number, forms):
    """The form of a noun after a number: 1 лист, 2 листа, 5 листов.

    :param forms: after 1, after 2, after 5
    """
    tens, units = abs(int(number)) % 100, abs(int(number)) % 10
    if units == 1 and tens != 11:
        return forms[0]
    if units in (2, 3, 4) and tens not in (12, 13, 14):
        return forms[1]
    return forms[2]
