import importlib.util
import io
import os
import subprocess
import sys
import tempfile
import threading
import xmlrpc.client
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch
from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer

from odoo.tests import HttpCase, tagged
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME, BaseCase
from odoo.tools import mute_logger

from ..common import SalesProcessCommon, read_eml

SCRIPT = Path(__file__).parents[2] / "tools" / "mailgate" / "inquiry_mailgate.py"
SECRET = "very-secret-key"


def run_gate(raw, *arguments, **settings):
    """Run the script as a mail server does; return its finished process."""
    environ = {
        f"INQUIRY_MAILGATE_{name.upper()}": str(value)
        for name, value in settings.items()
    }
    # the C locale of a mail server: nothing may be read as text
    environ.update({"LC_ALL": "C", "PATH": os.environ["PATH"], "PYTHONUTF8": "0"})
    return subprocess.run(
        [sys.executable, "-I", str(SCRIPT), *arguments],
        input=raw,
        env=environ,
        capture_output=True,
        timeout=60,
        check=False,
    )


class Handler(SimpleXMLRPCRequestHandler):
    rpc_paths = ("/xmlrpc/2/common", "/xmlrpc/2/object")


class FakeOdoo:
    """An XML-RPC server that keeps what it is given."""

    def __init__(self, fault=None, uid=7):
        self.calls = []
        self.fault = fault
        self.uid = uid
        self.server = SimpleXMLRPCServer(
            ("127.0.0.1", 0), Handler, logRequests=False, allow_none=True
        )
        self.server.register_function(self.authenticate)
        self.server.register_function(self.execute_kw)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    @property
    def settings(self):
        return {
            "url": f"http://127.0.0.1:{self.server.server_address[1]}",
            "database": "erp",
            "login": "gate",
            "api_key": SECRET,
        }

    def authenticate(self, database, login, key, _environ):
        return self.uid if key == SECRET else False

    def execute_kw(self, database, uid, key, model, method, arguments):
        if self.fault:
            raise self.fault
        self.calls.append((model, method, arguments[0], arguments[1].data))
        return 1

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@tagged("post_install", "-at_install")
class TestMailgateScript(BaseCase):
    """The exit code tells the mail server whether to keep the letter."""

    def _assert_failed(self, done, code):
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertTrue(done.stderr)
        self.assertNotIn(SECRET.encode(), done.stdout + done.stderr)

    def test_every_byte_arrives(self):
        for name in ("13_form_php_raw_headers_bad_charset.eml", "12_cut_png.eml"):
            with self.subTest(name), FakeOdoo() as odoo:
                done = run_gate(read_eml(name), **odoo.settings)

                self.assertEqual((done.returncode, done.stderr), (0, b""))
                expected = ("mail.thread", "message_process", "sales.inquiry")
                self.assertEqual(odoo.calls, [(*expected, read_eml(name))])

    def test_settings_of_a_file(self):
        with FakeOdoo() as odoo:
            path = Path(self.enterContext(tempfile.TemporaryDirectory())) / "gate.ini"
            lines = [f"{name} = {value}" for name, value in odoo.settings.items()]
            path.write_text("\n".join(["[odoo]", *lines, "model = other"]))

            done = run_gate(b"a: b\n\nc", "-c", str(path))

            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertEqual(odoo.calls[0][2], "other")

    def test_a_server_that_is_down(self):
        with FakeOdoo() as odoo:
            settings = odoo.settings
        self._assert_failed(run_gate(b"x", **settings), os.EX_TEMPFAIL)

    def test_an_error_of_the_server(self):
        fault = xmlrpc.client.Fault(1, f"Traceback\n  {SECRET}\nValueError: no route")
        with FakeOdoo(fault) as odoo:
            self._assert_failed(run_gate(b"x", **odoo.settings), os.EX_TEMPFAIL)

    def test_a_server_that_is_no_odoo(self):
        with FakeOdoo() as odoo:
            settings = {**odoo.settings, "url": f"{odoo.settings['url']}/elsewhere"}
            self._assert_failed(run_gate(b"x", **settings), os.EX_TEMPFAIL)

    def test_a_wrong_key(self):
        with FakeOdoo() as odoo:
            settings = {**odoo.settings, "api_key": "wrong-key-of-somebody"}
            done = run_gate(b"x", **settings)

            self._assert_failed(done, os.EX_NOPERM)
            self.assertNotIn(b"wrong-key", done.stderr)
            self.assertFalse(odoo.calls)

    def test_no_right(self):
        with FakeOdoo(xmlrpc.client.Fault(3, "Access Denied")) as odoo:
            self._assert_failed(run_gate(b"x", **odoo.settings), os.EX_NOPERM)

    def test_wrong_settings(self):
        cases = {
            "nothing": ([], {}),
            "no file": (["-c", "/does/not/exist"], {}),
            "no scheme": (
                [],
                {"url": "erp", "database": "d", "login": "l", "api_key": SECRET},
            ),
        }
        for name, (arguments, settings) in cases.items():
            with self.subTest(name):
                done = run_gate(b"x", *arguments, **settings)
                self._assert_failed(done, os.EX_CONFIG)


@tagged("post_install", "-at_install")
class TestMailgateServer(SalesProcessCommon, HttpCase):
    """The script and the real gateway."""

    def _run_inside(self, raw, **settings):
        """Run the script in this process, known to the test server by a cookie."""
        spec = importlib.util.spec_from_file_location("inquiry_mailgate", SCRIPT)
        gate = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(gate)
        send_headers = gate.Transport.send_headers
        cookie = ("Cookie", f"{TEST_CURSOR_COOKIE_NAME}={self.http_request_key}")

        def send_with_cookie(transport, connection, headers):
            send_headers(transport, connection, [*headers, cookie])

        environ = {
            f"INQUIRY_MAILGATE_{name.upper()}": value
            for name, value in settings.items()
        }
        with (
            patch.object(gate.Transport, "send_headers", send_with_cookie),
            patch.object(gate.sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw))),
            patch.object(gate.sys, "stderr", io.StringIO()) as output,
            patch.dict(os.environ, environ),
            self.allow_requests(all_requests=True),
        ):
            code = gate.main([])
        return code, output.getvalue()

    def test_a_letter_becomes_an_inquiry(self):
        gate = self._create_user("gate", "base.group_user")
        gate.password = SECRET
        settings = {
            "url": self.base_url(),
            "database": self.env.cr.dbname,
            "login": gate.login,
        }
        raw = read_eml("13_form_php_raw_headers_bad_charset.eml")
        self.http_request_key = self.canonical_tag

        with mute_logger("odoo.addons.base.models.res_users"):
            code, _output = self._run_inside(raw, **settings, api_key="wrong")
        self.assertEqual(code, os.EX_NOPERM)

        self.assertEqual(self._run_inside(raw, **settings, api_key=SECRET), (0, ""))
        inquiry = self.Inquiry.search([("contact_name", "=", "Игорь")])
        self.assertEqual(inquiry.subject, "Заявка с сайта")
