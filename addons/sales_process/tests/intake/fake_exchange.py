"""A small HTTP server that behaves as the descriptions of the exchanges say."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

KEY = "0f" * 32


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self._handle(b"")

    def do_POST(self):
        self._handle(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _handle(self, body):
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.seen.append((self.command, parts.path, query, body))
        status, headers, answer = self.server.behave(self, parts.path, query, body)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args):
        """Nothing is written."""


@contextmanager
def run_exchange(behave):
    """Run the server; `behave(handler, path, query, body)` -> (status, headers, bytes).

    :return: the server: `address`, and `seen`, the list of requests
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.behave, server.seen = behave, []
    server.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answer_json(values, status=200):
    return status, {"Content-Type": "application/json"}, json.dumps(values).encode()


class FakeMiko:
    """Call records of a MikoPBX: pages by `idFrom`, Bearer key, recordings."""

    def __init__(self, records, is_inclusive=True):
        self.records = records
        self.is_inclusive = is_inclusive

    def __call__(self, handler, path, query, _body):
        if path.endswith("cdr:playback"):
            return 200, {"Content-Type": "audio/webm"}, b"SOUND"
        if handler.headers.get("Authorization") != f"Bearer {KEY}":
            return answer_json({"result": False, "messages": {}}, 401)
        first = int(query.get("idFrom", 0))
        rows = [
            row
            for row in self.records
            if (row["id"] >= first if self.is_inclusive else row["id"] > first)
            and query.get("linkedid", row["linkedid"]) == row["linkedid"]
        ]
        page = rows[: int(query["limit"])]
        pagination = {"total": len(rows), "hasMore": len(page) < len(rows)}
        return answer_json(
            {"result": True, "data": {"records": page, "pagination": pagination}}
        )
