"""Random codes for the GS1 parsers: right ones, nearly right ones, and noise."""

import random

CHARACTERS = {
    "N": "0123456789",
    "X": "ABCXYZabcxyz0123456789!\"%&'()*+,-./:;<=>?_",
    "Y": "ABCXYZ0123456789#-/",
    "Z": "ABCXYZabcxyz0123456789-_=",
}
GS = "\x1d"
PREFIXES = ["", "", "", "]C1", "]d2", "]Q3", "]e0", "]J1", "]E0", "]E4", "]A0", "]d1"]
SEPARATORS = [
    GS,
    GS,
    GS,
    "Alt029",
    "<GS>",
    "{FNC1}",
    "\\u001d",
    "\u241d",
    "|",
    "^",
    "~",
]
NOISE = (
    "0123456789()[]{}<>|#^~%/?=&:.\\+-_ ]Cd2EQ\x1d\x00\t\r\n\x0b\x0c\x1c\x1f\x85\xa0"
    "\u2028\ufeff\u241d\u0660ЖШыъАбвГ€\U0001f600"
)
LINKS = ("https://id.gs1.org", "http://example.com/a/b", "HTTPS://ID.GS1.ORG")
URNS = (
    "urn:epc:id:sgtin:4640126.099698.",
    "urn:epc:id:sscc:4640126.1234567890",
    "urn:epc:id:sgln:4640126.09969.",
    "urn:epc:tag:sgtin-96:3.4640126.099698.",
)


class Strings:
    """:param dict table: as of ``gs1_table.load()``"""

    def __init__(self, table, check_digit, seed):
        self._chance = random.Random(seed)
        self._table = table
        self._ais = list(table)
        self._check_digit = check_digit

    def make(self):
        kinds = (self._elements, self._bracketed, self._link, self._urn, self._noise)
        text = self._chance.choices(kinds, weights=(8, 3, 4, 1, 2))[0]()
        for _number in range(self._chance.choice((0, 0, 0, 1, 1, 2, 5))):
            text = self._mutate(text)
        return text

    def _pick(self, options):
        return self._chance.choice(options)

    def _some(self):
        often = ["01", "02", "10", "17", "21", "37", "3103", "00", "91", "93"]
        ais = often if self._chance.random() < 0.5 else self._ais
        return self._chance.choices(ais, k=self._chance.randint(1, 4))

    def _value(self, ai):
        parts = self._table[ai]["components"]
        return "".join(self._piece(part) for part in parts)

    def _piece(self, part):
        if part["optional"] and self._chance.random() < 0.5:
            return ""
        size = self._chance.randint(max(part["min"], 1), part["max"])
        text = "".join(self._chance.choices(CHARACTERS[part["cset"]], k=size))
        if {"yymmdd", "yymmd0"} & set(part["lints"]):
            day = self._chance.randint(0, 31)
            month = self._chance.randint(1, 12)
            text = f"{text[:2]}{month:02}{day:02}{text[6:]}"
        if "csum" in part["lints"] and self._chance.random() < 0.9:
            text = text[:-1] + self._check_digit(text[:-1])
        return text

    def _elements(self):
        text = ""
        for ai in self._some():
            text += ai + self._value(ai)
            if not self._table[ai]["fixed"] or self._chance.random() < 0.2:
                text += self._pick(SEPARATORS)
        return self._pick(PREFIXES) + text

    def _bracketed(self):
        return "".join(f"({ai}){self._value(ai)}" for ai in self._some())

    def _link(self):
        first, *more = self._some()
        pairs = [f"{ai}={self._value(ai)}" for ai in more]
        path = f"{self._pick(LINKS)}/{first}/{self._value(first)}"
        if pairs and self._chance.random() < 0.5:
            path += "/" + pairs.pop().replace("=", "/", 1)
        return path + ("?" + self._pick("&;").join(pairs) if pairs else "")

    def _urn(self):
        return self._pick(URNS) + self._value("21")

    def _noise(self):
        size = self._chance.randrange(30)
        if self._chance.random() < 0.3:
            return "".join(chr(self._chance.randrange(256)) for _number in range(size))
        return "".join(self._chance.choices(NOISE, k=size))

    def _mutate(self, text):
        at = self._chance.randrange(len(text) + 1)
        kind = self._chance.randrange(4)
        if kind == 0:
            return text[:at] + self._pick(NOISE) + text[at:]
        if kind == 1:
            return text[:at] + self._pick(NOISE) + text[at + 1 :]
        if kind == 2:
            return text[:at] + text[at + 1 :]
        return text[:at] + self._pick(PREFIXES + SEPARATORS) + text[at:]
