"""A browser with several tabs and several people, driven over the DevTools protocol."""

import itertools
import json
import time
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread

import websocket

SHIFTED = dict(
    zip('~!@#$%^&*()_+{}|:"<>?', "`1234567890-=[]\\;',./", strict=True),
)
CODES = {
    "`": "Backquote",
    "-": "Minus",
    "=": "Equal",
    "[": "BracketLeft",
    "]": "BracketRight",
    "\\": "Backslash",
    ";": "Semicolon",
    "'": "Quote",
    ",": "Comma",
    ".": "Period",
    "/": "Slash",
    " ": "Space",
}
#: the keys that scanners send after a code
FINAL = {
    "Enter": {"key": "Enter", "code": "Enter", "text": "\r"},
    "Tab": {"key": "Tab", "code": "Tab"},
}
KEY_NUMBERS = {"Enter": 13, "Tab": 9}
STORED = "indexeddb,local_storage,service_workers,cache_storage"
#: scripts that a page starts with: long waits of the scanner, made short (milliseconds)
HURRY = """
{
    const waits = { 3000: 250, 20000: %(patience)s };
    const setTimeout = window.setTimeout;
    window.setTimeout = (work, delay, ...more) =>
        setTimeout(work, waits[delay] ?? delay, ...more);
}
"""


class Gone(Exception):
    """The page has left, or its script has failed."""


class DevTools:
    """One connection to the whole browser.

    :param str url: of its debugger
    """

    def __init__(self, url):
        self._socket = websocket.create_connection(
            url, enable_multithread=True, suppress_origin=True
        )
        self._numbers = itertools.count(1)
        self._answers = {}
        self._thread = Thread(target=self._receive, daemon=True)
        self._thread.start()

    def close(self):
        self._socket.close()
        self._thread.join(5)

    def _receive(self):
        while True:
            try:
                message = json.loads(self._socket.recv())
            except (OSError, ValueError, websocket.WebSocketException):
                return
            answer = self._answers.pop(message.get("id"), None)
            if answer and "error" in message:
                answer.set_exception(Gone(message["error"]["message"]))
            elif answer:
                answer.set_result(message["result"])

    def send(self, method, session=None, **params):
        """Send a command; its answer comes later."""
        number = next(self._numbers)
        answer = self._answers[number] = Future()
        command = {"id": number, "method": method, "params": params}
        self._socket.send(
            json.dumps(command | ({"sessionId": session} if session else {}))
        )
        return answer

    def call(self, method, session=None, **params):
        return self.send(method, session, **params).result(30)

    def open_person(self):
        """A device of its own: nothing is shared with the others. The first device has
        the files of the web client from test to test; it is named by nothing."""
        context = self.call("Target.createBrowserContext")["browserContextId"]
        return {"browserContextId": context}

    def forget(self, url):
        """Clear the first device of all but those files."""
        tab = Tab(self, {})
        tab.call("Storage.clearDataForOrigin", origin=url, storageTypes=STORED)
        tab.close()
        self.call("Storage.clearCookies")


class Tab:
    """A tab of a person's device, 360 pixels wide."""

    def __init__(self, devtools, person, patience=20000):
        self._devtools = devtools
        self.person = person
        target = devtools.call("Target.createTarget", url="about:blank", **person)
        self._target = target["targetId"]
        attached = devtools.call(
            "Target.attachToTarget", targetId=self._target, flatten=True
        )
        self._session = attached["sessionId"]
        self.call("Page.enable")
        self.call("Runtime.enable")
        self.call("Emulation.setFocusEmulationEnabled", enabled=True)
        screen = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", **screen)
        self.prepare(HURRY % {"patience": patience})

    def call(self, method, **params):
        return self._devtools.call(method, self._session, **params)

    def prepare(self, script):
        """A script that runs before those of every page."""
        self.call("Page.addScriptToEvaluateOnNewDocument", source=script)

    def go(self, url):
        self.call("Page.navigate", url=url)

    def reload(self):
        self.run("window.isOldPage = true")
        self.call("Page.reload")
        self.wait("!window.isOldPage")

    def kill(self):
        """The device has no more memory: no handler of the page is called."""
        self._devtools.send("Page.crash", self._session)
        time.sleep(0.2)
        self.close()

    def close(self):
        with suppress(Gone):  # killed before
            self._devtools.call("Target.closeTarget", targetId=self._target)

    def run(self, script):
        """The value of an expression; promises are waited for."""
        answer = self.call(
            "Runtime.evaluate",
            expression=script,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in answer:
            raise Gone(str(answer["exceptionDetails"])[:1000])
        return answer["result"].get("value")

    def wait(self, script, seconds=30):
        """Wait until an expression holds, and return its value.

        :raises AssertionError: it never did; with what the screen shows
        """
        end = time.monotonic() + seconds
        value = None
        while time.monotonic() < end:
            try:
                value = self.run(script)
            except Gone as gone:
                value = None
                reason = gone
            else:
                reason = ""
            if value:
                return value
            time.sleep(0.05)
        shown = self.run("document.body.innerText")
        raise AssertionError(f"Never: {script} ({reason}). The screen: {shown[:1500]}")

    def wait_for(self, selector, seconds=30):
        return self.wait(f"!!document.querySelector({selector!r})", seconds)

    def count(self, selector):
        return self.run(f"document.querySelectorAll({selector!r}).length")

    def text(self, selector):
        return self.run(f"document.querySelector({selector!r})?.innerText ?? ''")

    def click(self, selector):
        self.wait_for(selector)
        self.run(f"document.querySelector({selector!r}).click()")

    # ---- The wedge scanner -------------------------------------------------------------

    def scan(self, code, final="Enter", gap=0):
        """Keys of a scanner on the US layout; all of them have arrived on return.

        :param float gap: seconds between two keys; as fast as can be when none
        """
        keys = [prepare_key(char) for char in code] + ([FINAL[final]] if final else [])
        answers = []
        for key in keys:
            answers += self._press(key)
            time.sleep(gap)
        for answer in answers:
            answer.result(60)

    def _press(self, key):
        number = KEY_NUMBERS.get(key["key"], 0)
        for kind in ("keyDown", "keyUp"):
            event = {**key, "type": kind, "windowsVirtualKeyCode": number}
            if kind == "keyUp":
                event.pop("text", None)
            yield self._devtools.send("Input.dispatchKeyEvent", self._session, **event)


def prepare_key(char):
    plain = SHIFTED.get(char, char.lower())
    key = {"key": char, "text": char, "code": _code_of(plain)}
    return key | {"modifiers": 8} if plain != char else key


def _code_of(char):
    if char.isascii() and char.isalpha():
        return f"Key{char.upper()}"
    return f"Digit{char}" if char.isdigit() else CODES[char]
