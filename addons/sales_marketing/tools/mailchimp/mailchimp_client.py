"""One connection to Mailchimp's API. The key is sent in a header and kept nowhere."""

import json
from datetime import UTC, datetime

import requests
import urllib3

from .mailchimp_api import error_kind, parse_retry_after

# Seconds to connect and to answer. Mailchimp gives up after 120 s; Odoo ends a worker
# after 120 s as well, and then nobody would write down what has happened.
TIMEOUT = (10, 100)
ANSWER_LIMIT = 32 * 1024 * 1024  # bytes
DETAIL = 300
#: these pass by themselves: ask again later
PASSING = ("throttle", "server", "timeout", "unreachable")


class MailchimpError(Exception):
    """The API has not done what was asked.

    ``kind`` is ``key``, ``forbidden``, ``gone``, ``throttle``, ``server``, ``refused``
    (see ``error_kind``), ``timeout``, ``unreachable``, ``tls`` or ``broken``.
    ``retry_after`` are seconds or None.
    """

    def __init__(self, kind, title="", detail="", retry_after=None):
        super().__init__(kind)
        self.kind = kind
        self.title = str(title or "")[:DETAIL]
        self.detail = str(detail or "")[:DETAIL]
        self.retry_after = retry_after

    @property
    def is_passing(self):
        return self.kind in PASSING


class MailchimpClient:
    """Use as a context manager: one connection is kept open, never two at a time.

    :param str url: address of the API, without a slash at the end
    :param str key: API key
    """

    def __init__(self, url, key):
        self._url = url
        self._auth = ("odoo", key)

    def __enter__(self):
        self._session = requests.Session()
        return self

    def __exit__(self, *_error):
        self._session.close()

    def call(self, method, path, params=None, body=None):
        """The decoded answer, an empty dictionary when there is none.

        :param str path: begins with a slash; made of our own and checked parts only
        :raise MailchimpError: see there
        """
        try:
            response = self._session.request(
                method,
                self._url + path,
                params=params,
                json=body,
                auth=self._auth,
                timeout=TIMEOUT,
                allow_redirects=False,
                stream=True,
            )
        except requests.exceptions.SSLError as error:
            raise MailchimpError("tls") from error
        except requests.exceptions.Timeout as error:
            raise MailchimpError("timeout") from error
        except requests.exceptions.RequestException as error:
            raise MailchimpError("unreachable") from error
        return self._check(response)

    def _check(self, response):
        status, headers = response.status_code, response.headers
        answer = self._read(response)
        if 200 <= status < 300:
            if answer is None:
                raise MailchimpError("broken")
            return answer
        if status < 400:
            raise MailchimpError("broken")
        problem = answer or {}
        raise MailchimpError(
            error_kind(status, headers, problem),
            problem.get("title") or status,
            _detail(problem),
            parse_retry_after(headers.get("Retry-After"), datetime.now(UTC)),
        )

    @staticmethod
    def _read(response):
        """The JSON object; {} for an empty body, None when it is none or too long."""
        try:
            body = response.raw.read(ANSWER_LIMIT + 1, decode_content=True)
            if not body:
                return {}
            answer = json.loads(body) if len(body) <= ANSWER_LIMIT else None
        except urllib3.exceptions.TimeoutError as error:
            raise MailchimpError("timeout") from error
        except urllib3.exceptions.HTTPError as error:
            raise MailchimpError("unreachable") from error
        except (ValueError, RecursionError):
            return None
        finally:
            response.close()
        return answer if isinstance(answer, dict) else None


def _detail(problem):
    """The text of a problem, with its list of fields when there is one."""
    parts = [str(problem.get("detail") or "")]
    errors = problem.get("errors")
    for error in errors if isinstance(errors, list) else ():
        if isinstance(error, dict):
            parts.append(f"{error.get('field') or ''} {error.get('message') or ''}")
    return " · ".join(filter(None, (part.strip() for part in parts)))
