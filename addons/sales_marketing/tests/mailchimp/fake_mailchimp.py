"""A small HTTP server that behaves as Mailchimp's Marketing API is described."""

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

KEY = "0123456789abcdef0123456789abcdef-us21"
LIST = "a1b2c3d4e5"
NOW = "2026-03-10T09:00:00+00:00"


def name_of(email):
    return hashlib.md5(email.lower().encode()).hexdigest()


class FakeMailchimp:
    """One account with one audience.

    ``members``: address to its dictionary. ``answers``: list of ``(status, headers,
    body)`` that the next requests get instead of the true answer; None lets one
    through; ``("sleep", seconds)`` answers late. ``compliance``, ``fake``: addresses
    that are refused.
    """

    def __init__(self):
        self.lists = [{"id": LIST, "name": "Newsletter", "stats": {"member_count": 7}}]
        self.merge_fields = {"FNAME": "text", "LNAME": "text", "PHONE": "phone"}
        self.members = {}
        self.answers = []
        self.compliance = set()
        self.fake = set()
        self.seen = []
        self.lock = threading.Lock()

    # ---- what a test says ------------------------------------------------------------

    def add(self, email, status="subscribed", **values):
        self.members[email.lower()] = {
            "email_address": email,
            "status": status,
            "merge_fields": {},
            "tags": [],
            "last_changed": NOW,
            **values,
        }

    def paths(self, method):
        return [path for seen, path, _query, _body in self.seen if seen == method]

    def bodies(self, method):
        return [body for seen, _path, _query, body in self.seen if seen == method]

    # ---- what the server answers -----------------------------------------------------

    def answer(self, method, path, query, headers, body):
        expected = base64.b64encode(f"odoo:{KEY}".encode()).decode()
        if headers.get("Authorization") != f"Basic {expected}":
            return problem(401, "API Key Invalid", "Your API key may be invalid")
        with self.lock:
            self.seen.append((method, path, query, body))
            forced = self.answers.pop(0) if self.answers else None
        if forced and forced[0] == "sleep":
            time.sleep(forced[1])
        elif forced:
            return forced
        with self.lock:
            return self._route(method, path.strip("/").split("/"), query, body)

    def _route(self, method, parts, query, body):
        if parts == [""]:
            return ok({"account_name": "ООО «Печи»", "login_name": "pechi"})
        if parts == ["lists"]:
            return self._page("lists", self.lists, query)
        if parts[:2] != ["lists", self.lists[0]["id"] if self.lists else ""]:
            return problem(404, "Resource Not Found", "No such list")
        if len(parts) == 2 and method == "POST":
            return self._batch(body)
        if parts[2:] == ["merge-fields"]:
            fields = [{"tag": k, "type": v} for k, v in self.merge_fields.items()]
            return self._page("merge_fields", fields, query)
        if parts[2:] == ["members"]:
            return self._find(query)
        return self._member(method, parts[3], parts[4:], body)

    def _page(self, name, rows, query):
        start = int(query.get("offset", 0))
        page = rows[start : start + int(query.get("count", 10))]
        return ok({name: page, "total_items": len(rows)})

    def _find(self, query):
        rows = [
            row
            for row in self.members.values()
            if row["status"] == query["status"]
            and row["last_changed"] > query.get("since_last_changed", "")
        ]
        rows.sort(key=lambda row: row["last_changed"])
        return self._page("members", rows, query)

    def _batch(self, body):
        """Existing members are an error unless ``update_existing``; then their status
        is overwritten, which a good client never does."""
        result = {"new_members": [], "updated_members": [], "errors": []}
        for row in body["members"]:
            email = row["email_address"].lower()
            error = self._get_error(email)
            known = email in self.members
            if known and not body.get("update_existing"):
                text = f"{email} is already a list member, do you want to update?"
                error = ("ERROR_CONTACT_EXISTS", text)
            if error:
                code, text = error
                result["errors"].append(
                    {"email_address": email, "error": text, "error_code": code}
                )
                continue
            self.add(email, row["status"], merge_fields=row["merge_fields"])
            self.members[email]["tags"] = list(row["tags"])
            self.members[email]["opt_in"] = row.get("timestamp_opt")
            name = "updated_members" if known else "new_members"
            result[name].append({"email_address": email, "status": row["status"]})
        return ok({**result, "error_count": len(result["errors"])})

    def _get_error(self, email):
        if email in self.compliance:
            text = f"{email} is in a compliance state due to unsubscribe, bounce, or"
            return (
                "ERROR_GENERIC",
                f"{text} compliance review and cannot be subscribed.",
            )
        if email in self.fake:
            return "ERROR_GENERIC", "Please provide a valid email address."
        return None

    def _member(self, method, name, rest, body):
        found = next((m for m in self.members if name_of(m) == name), None)
        if rest == ["tags"]:
            return self._tags(found, body)
        if method == "PUT":
            return self._put(name, found, body)
        if not found:
            return problem(404, "Resource Not Found", "No such member")
        if method == "PATCH":
            self.members[found].update(body)
        return ok(self.members[found])

    def _put(self, name, found, body):
        email = body["email_address"].lower()
        assert name_of(email) == name
        error = self._get_error(email)
        if error:
            title = "Member In Compliance State"
            title = title if email in self.compliance else "Invalid Resource"
            return problem(400, title, error[1])
        if not found:
            self.add(email, body["status_if_new"])
        member = self.members[email]
        member["merge_fields"] = {**member["merge_fields"], **body["merge_fields"]}
        member["status"] = body.get("status") or member["status"]
        return ok(member)

    def _tags(self, found, body):
        if not found:
            return problem(404, "Resource Not Found", "No such member")
        tags = dict.fromkeys(self.members[found]["tags"])
        for tag in body["tags"]:
            if tag["status"] == "active":
                tags[tag["name"]] = None
            else:
                tags.pop(tag["name"], None)
        self.members[found]["tags"] = list(tags)
        return 204, {}, b""


def ok(values):
    return 200, {"Content-Type": "application/json"}, json.dumps(values).encode()


def problem(status, title, detail="", **headers):
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return (
        status,
        {"Content-Type": "application/problem+json", **names},
        json.dumps(body).encode(),
    )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _handle(self):
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = parts.path.removeprefix("/3.0")
        body = json.loads(raw) if raw else None
        status, headers, answer = self.server.fake.answer(
            self.command, path, query, self.headers, body
        )
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        try:
            self.wfile.write(answer)
        except OSError:
            self.close_connection = True  # the client has not waited

    do_GET = do_POST = do_PUT = do_PATCH = _handle

    def log_message(self, *_args):
        """Nothing is written."""


@contextmanager
def run_mailchimp():
    """Run the server; yields the ``FakeMailchimp`` with its ``address``."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.fake = FakeMailchimp()
    server.fake.address = f"http://127.0.0.1:{server.server_port}/3.0"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
