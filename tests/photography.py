"""Taking pictures of screens for the guides, and of printed pages.

``PICTURES=1 make test ARGS="-k Pictures"`` writes them to ``docs/pictures``; an ordinary
run only looks whether the screen is there.
"""

import base64
import io
import json
import os
from pathlib import Path
from unittest.mock import patch

from PIL import Image

from odoo.tests.common import ChromeBrowser

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
MIN_SHADES = 30
"""An empty page has fewer."""
COLORS = 128
TIMEOUT = 120

# what the steps of a picture may call; every step waits until it can be done
STEPS = """
    const wait = (ms) => new Promise((done) => setTimeout(done, ms));
    async function find(selector, text = "") {
        for (let i = 0; i < 200; i++) {
            const all = [...document.querySelectorAll(selector)];
            const found = all.find((one) => one.textContent.includes(text));
            if (found) {
                return found;
            }
            await wait(50);
        }
        throw new Error(`not on the screen: ${selector} ${text}`);
    }
    async function click(selector, text) {
        (await find(selector, text)).click();
    }
    async function fill(selector, text) {
        const field = await find(selector);
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    async function scan(code) {
        for (const key of [...code, "Enter"]) {
            const init = { key, code: key === "Enter" ? key : "", bubbles: true };
            for (const type of ["keydown", "keyup"]) {
                document.body.dispatchEvent(new KeyboardEvent(type, init));
            }
        }
        await wait(400);
    }
    async function cut(path) {
        const { open, send } = XMLHttpRequest.prototype;
        XMLHttpRequest.prototype.open = function (method, url, ...more) {
            this.isCut = url.includes(path);
            return open.call(this, method, url, ...more);
        };
        XMLHttpRequest.prototype.send = function (body) {
            if (this.isCut) {
                setTimeout(() => this.dispatchEvent(new Event("error")), 10);
            } else {
                send.call(this, body);
            }
        };
    }
"""
END = """
    await wait(1500);
    const error = document.querySelector(".o_error_dialog");
    if (error) {
        throw new Error(error.innerText);
    }
"""


class Photography:
    """For an ``HttpCase``."""

    def _photograph(self, name, url, ready, user, size="1366x900", steps=()):
        """Open ``url`` as ``user`` and take a picture of what the steps lead to.

        :param ready: JavaScript that is true when the page is there
        :param steps: ``(function of STEPS, arguments...)``
        """
        shots = []
        stop = ChromeBrowser.stop

        def photograph_and_stop(browser):
            answer = browser._websocket_request("Page.captureScreenshot", timeout=20)
            shots.append(base64.b64decode(answer["data"]))
            return stop(browser)

        with (
            patch.object(type(self), "browser_size", size),
            patch.object(ChromeBrowser, "stop", photograph_and_stop),
        ):
            code = self._get_script(steps)
            self.browser_js(url, code, ready, login=user.login, timeout=TIMEOUT)
        picture = Image.open(io.BytesIO(shots[0]))
        self.assertEqual(picture.width, int(size.split("x")[0]))
        self._keep_picture(name, picture)

    def _get_script(self, steps):
        calls = "\n".join(
            f"await {function}({', '.join(json.dumps(word) for word in words)});"
            for function, *words in steps
        )
        return f"""
            (async () => {{ {STEPS} {calls} {END} }})().then(
                () => console.log("test successful"),
                (error) => console.error(error.message)
            );
        """

    def _keep_page(self, name, pdf, width, height=None):
        """The first page of a PDF, or the upper part of it."""
        import pypdfium2  # only the tests need it

        page = pypdfium2.PdfDocument(pdf)[0]
        picture = page.render(scale=width / page.get_width()).to_pil()
        self._keep_picture(name, picture.crop((0, 0, width, height or picture.height)))

    def _keep_picture(self, name, picture):
        shades = picture.convert("L").getcolors(256)
        self.assertGreater(len(shades), MIN_SHADES, "an empty page has few shades")
        if os.environ.get("PICTURES"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            small = picture.convert("RGB").quantize(COLORS)
            small.save(PICTURES / f"{name}.png", optimize=True)
