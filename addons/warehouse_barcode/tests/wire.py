"""The network between the devices of a test and its server, which can fail."""

import select
import socket
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

#: what a fault does to a request: see ``Wire.fail``
FAULTS = ("cut", "lose", "bad_gateway", "page", "hang")
#: these belong to one connection, not to the request
HOP_BY_HOP = ("connection", "keep-alive", "transfer-encoding", "content-length")
PAGE = b"<!DOCTYPE html><html><body>Please log in to the network</body></html>"


class Wire(ThreadingHTTPServer):
    """A proxy in front of the test server. It is real for everything in the browser:
    for the page, for its service worker, for requests that are repeated by themselves.

    :param int port: of the server
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port):
        super().__init__(("127.0.0.1", 0), Handler)
        self.port = port
        self._lock = Lock()
        self.mend()
        self._thread = Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def mend(self):
        """As on the first day."""
        self.is_cut = False
        self.seen = []
        self._faults = []

    def stop(self):
        self.is_cut = True
        self.shutdown()
        self.server_close()
        self._thread.join(5)

    def fail(self, path, fault, times=1, seconds=0.0):
        """Let the next requests to a path fail.

        - ``cut``: the connection breaks before the server hears of it;
        - ``lose``: the server answers, nobody gets the answer;
        - ``bad_gateway``: HTTP 502 of a server that is being started;
        - ``page``: an HTML page of somebody on the way, with status 200;
        - ``hang``: the server answers, the answer comes after ``seconds``.
        """
        assert fault in FAULTS, fault
        with self._lock:
            self._faults += [(path, fault, seconds)] * times

    def take_fault(self, path):
        """The fault that this request gets, with its seconds."""
        with self._lock:
            if self.is_cut:
                return "cut", 0
            for index, (part, fault, seconds) in enumerate(self._faults):
                if part in path:
                    del self._faults[index]
                    return fault, seconds
        return None, 0

    def count(self, path):
        """How many requests to a path have reached the server."""
        return sum(path in one for one in self.seen)

    @property
    def has_faults(self):
        return bool(self._faults)

    def handle_error(self, request, client_address):
        """Browsers leave in the middle: that is no error of a test."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else None
        fault, seconds = self.server.take_fault(self.path)
        if fault == "cut":
            return self._break()
        if self.headers.get("Upgrade"):
            return self._connect_through()
        if fault == "bad_gateway":
            return self._answer(502, [("Content-Type", "text/html")], PAGE)
        if fault == "page":
            return self._answer(200, [("Content-Type", "text/html")], PAGE)
        try:
            status, headers, answer = self._ask_server(body)
        except (OSError, HTTPException):
            return self._break()
        time.sleep(seconds)
        if fault == "lose" or self.server.is_cut:
            return self._break()
        return self._answer(status, headers, answer)

    do_POST = do_GET
    do_HEAD = do_GET

    def _ask_server(self, body):
        server = HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            server.request(self.command, self.path, body, dict(self.headers))
            self.server.seen.append(self.path)
            answer = server.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            server.close()

    def _connect_through(self):
        """A websocket: bytes in both directions, until the network is cut."""
        words = [f"{self.command} {self.path} {self.request_version}"]
        words += [f"{name}: {value}" for name, value in self.headers.items()]
        with socket.create_connection(("127.0.0.1", self.server.port)) as server:
            server.sendall("\r\n".join([*words, "", ""]).encode())
            ends = {server: self.connection, self.connection: server}
            while not self.server.is_cut and self._pump(ends):
                pass
        self._break()

    def _pump(self, ends):
        ready, _writable, _broken = select.select(list(ends), [], [], 0.1)
        for end in ready:
            data = end.recv(65536)
            if not data:
                return False
            ends[end].sendall(data)
        return True

    def _answer(self, status, headers, body):
        """One request a connection: the browser repeats none by itself."""
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        if self.command != "HEAD":
            self.wfile.write(body)

    def _break(self):
        self.close_connection = True
        with suppress(OSError):  # the browser has left before
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *args):
        """Nothing is written to the output of the tests."""
