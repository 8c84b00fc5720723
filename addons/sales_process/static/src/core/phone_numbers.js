/**
 * Telephone numbers as people in Russia write them, for links that are clicked.
 *
 * The same rules as tools/intake/phones.py; both are tested on tests/data/phones.csv.
 * The server has the last word: it understands the number again before it dials.
 */

const SPACES = /[\u00a0\u2007\u2009\u202f\t]/g;
const DASHES = /[\u2010\u2011\u2012\u2013\u2014\u2212]/g;
const EXT_WORD = "(?:доб(?:авочный)?|внутр(?:енний)?|вн|доп|ext(?:ension)?|#)";
const EXT = new RegExp(`[\\s,;(]*${EXT_WORD}\\.?\\s*:?\\s*(\\d[\\d\\- ]{0,7})\\)?`, "i");
// a comma ends a number unless an extension follows it
const SPLIT = new RegExp(`[;|/\\n\\r]|,(?!\\s*${EXT_WORD})|(?<=\\s)(?:или|и|or|and)(?=\\s)`, "i");
const CODE = /\((\d{3,5})\)/;
const NATIONAL = /^[3-9]\d{9}$/;

/**
 * @typedef {Object} PhoneNumber
 * @property {string} e164 for example +74951234567
 * @property {string} extension digits, empty when there is none
 * @property {string} href address of the link (RFC 3966)
 */

/**
 * The numbers of one field that can be trusted, in the order in which they are written.
 *
 * @param {string} text
 * @returns {PhoneNumber[]}
 */
export function phoneNumbers(text) {
    const clean = (text || "").replace(SPACES, " ").replace(DASHES, "-");
    const found = [];
    let area = "";
    for (const piece of clean.split(SPLIT)) {
        const number = parseOne(piece, area);
        if (number) {
            area = number.e164.startsWith("+7") ? number.area || area : area;
            found.push(number);
        }
    }
    return found.map(({ e164, extension }) => ({
        e164,
        extension,
        href: `tel:${e164}${extension ? `;ext=${extension}` : ""}`,
    }));
}

/** The address of the first number; digits only when there is no number to trust. */
export function phoneHref(text) {
    const [first] = phoneNumbers(text);
    return first ? first.href : `tel:${(text || "").replace(/(?!^\+)\D/g, "")}`;
}

/** For people: +7 495 123-45-67, with the extension. Other countries as they are. */
export function formatNumber({ e164, extension }) {
    const russian = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(e164);
    const text = russian ? `+7 ${russian[1]} ${russian.slice(2).join("-")}` : e164;
    return extension ? `${text}, ${extension}` : text;
}

function parseOne(piece, area) {
    const found = EXT.exec(piece);
    const rest = found
        ? piece.slice(0, found.index) + piece.slice(found.index + found[0].length)
        : piece;
    const digits = rest.replace(/\D/g, "");
    const e164 = digits.length < 5 ? "" : toE164(rest, digits, area);
    if (!e164) {
        return null;
    }
    const code = CODE.exec(rest);
    return {
        e164,
        extension: found ? found[1].replace(/\D/g, "") : "",
        area: code ? code[1] : "",
    };
}

function toE164(text, digits, area) {
    const start = text.search(/[+\d(]/);
    const written = text.slice(start);
    const size = digits.length;
    if (written.startsWith("+")) {
        // "+8 (495)": typed for 8
        return /^\+\s?8\D/.test(written) && size === 11
            ? russian(digits.slice(1))
            : international(digits);
    }
    if (digits.startsWith("810") && size > 11) {
        return international(digits.slice(3));
    }
    if (digits.startsWith("00") && size > 10) {
        return international(digits.slice(2));
    }
    if (size === 11 && /^[78]/.test(digits)) {
        return russian(digits.slice(1));
    }
    if (size === 10) {
        // "8 495 123-45-6": a digit is missing
        return /^[78][\s(-]/.test(written) ? "" : russian(digits);
    }
    if (size > 11) {
        return international(digits);
    }
    return size <= 7 && area && area.length + size === 10 ? russian(area + digits) : "";
}

function russian(national) {
    return NATIONAL.test(national) ? `+7${national}` : "";
}

function international(digits) {
    if (digits.startsWith("7")) {
        return russian(digits.slice(1));
    }
    return digits.length >= 8 && digits.length <= 15 ? `+${digits}` : "";
}
