import re

import zxingcpp

from ..tools import gs1
from .common import ScannerCommon

READING_DPI = 300
ZPL_FIELD = re.compile(
    r"\^FO(?P<left>\d+),(?P<top>\d+)(?P<command>.*?)\^FH(?P<hex>.)\^FD(?P<data>.*?)\^FS",
    re.S,
)


def decode(image):
    """``[(symbology identifier, text)]`` of all codes of an image, from the top down."""
    found = zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain)
    found.sort(key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return [(code.symbology_identifier, code.text) for code in found]


def read_zpl(text):
    """What a printer of the text would put into its codes: ``[(command, content)]``.

    A small interpreter of its own: ^FH bytes, then the escapes of each symbol. FNC1
    comes out as ``<F>`` in the first position and as GS in others.
    """
    codes = []
    for field in ZPL_FIELD.finditer(text):
        command, data = field["command"], _unhex(field["data"], field["hex"])
        name = next((key for key in READERS if f"^{key}" in command), None)
        if name:
            codes.append((name, READERS[name](command, data)))
    return codes


def read_zpl_texts(text):
    return [
        _unhex(field["data"], field["hex"])
        for field in ZPL_FIELD.finditer(text)
        if "^A@" in field["command"]
    ]


def _unhex(data, sign):
    pieces = re.split(re.escape(sign) + r"([0-9A-F]{2})", data)
    raw = b"".join(
        bytes.fromhex(piece) if index % 2 else piece.encode()
        for index, piece in enumerate(pieces)
    )
    return raw.decode()


def _read_bx(command, data):
    """Escape character as the seventh parameter: 1 is FNC1, doubled it is itself."""
    parameters = command.partition("^BX")[2].split(",")
    quality, sign = parameters[2], parameters[6]
    assert quality == "200"
    words = re.findall(re.escape(sign) + r"(.)|([^" + re.escape(sign) + "])", data)
    return _mark_first(
        "".join(
            {"1": gs1.GS, sign: sign}[escape] if escape else char
            for escape, char in words
        )
    )


def _read_bc(command, data):
    """Mode A takes the data as it is; mode N has its invocation codes."""
    if command.endswith(",A"):
        return data
    assert data.startswith(">;>8"), data
    return _mark_first(gs1.GS + data[4:])


def _read_bq(_command, data):
    assert data.startswith("MA,"), data
    return data[3:]


def _read_ean(_command, data):
    return data


def _mark_first(text):
    return f"<F>{text[1:]}" if text.startswith(gs1.GS) else text


READERS = {
    "BX": _read_bx,
    "BC": _read_bc,
    "BQ": _read_bq,
    "BE": _read_ean,
    "B8": _read_ean,
}


class LabelCommon(ScannerCommon):
    """Things with codes: a product with GTIN, series of all spellings, a shelf, two
    packages, a receipt."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oil = cls._create_product(
            "Масло вакуумное ВМ-1С, канистра 5 л",
            barcode="4006381333931",
            use_expiration_date=True,
            default_code="VM-1S",
        )
        cls.pump = cls._create_product(
            "Насос 2НВР-5ДМ", "serial", barcode="4600000000107"
        )
        cls.gasket = cls._create_product("Прокладка")
        cls.filter = cls._create_product("Фильтр", "none", barcode="96385074")
        cls.labels = cls.env["warehouse.barcode.labels"].with_user(cls.storekeeper)

    def _print(self, kind, records, label_format="58x40", user=None, copies=None):
        """The PDF of the labels, as the storekeeper gets it from the action."""
        service = self.labels.with_user(user or self.storekeeper)
        action = service.get_print_action(kind, records.ids, copies, label_format)
        return self._render(action, user)

    def _render(self, action, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.storekeeper)
        content, kind = report.with_context(
            force_report_rendering=True
        )._render_qweb_pdf(
            action["report_name"], None, data=dict(action.get("data") or {})
        )
        self.assertEqual(kind, "pdf")
        return content

    def _scan(self, pdf):
        """Codes of each page of a PDF, seen as a scanner would."""
        import pypdfium2  # only the tests need it

        pages = pypdfium2.PdfDocument(pdf)
        return [
            decode(page.render(scale=READING_DPI / 72, grayscale=True).to_pil())
            for page in pages
        ]

    def _search(self, code):
        """(type, id) of everything that the scanner finds for a code."""
        found = self.service.search_code(code)
        return {(row["type"], row["id"]) for row in found["candidates"]}
