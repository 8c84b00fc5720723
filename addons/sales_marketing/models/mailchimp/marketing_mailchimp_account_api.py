from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.mailchimp.mailchimp_api import base_url, data_centre
from ...tools.mailchimp.mailchimp_client import MailchimpClient, MailchimpError

PAGE = 500
URL_PARAMETER = "sales_marketing.mailchimp_url"


class MarketingMailchimpAccount(models.Model):
    """The account asks Mailchimp who it is and what audiences there are."""

    _inherit = "marketing.mailchimp.account"

    def action_test(self):
        """Ask Mailchimp, and write down what it says: owner, audiences, fields."""
        self.ensure_one()
        self.check_access("write")
        try:
            with self._open_client() as client:
                self._read_account(client)
        except MailchimpError as error:
            self.write(
                {
                    "connected_as": False,
                    "test_date": fields.Datetime.now(),
                    "test_error": self._get_error_text(error),
                },
            )
        return True

    def _open_client(self):
        """Connection to the API with the key of the account.

        :raise UserError: there is no key
        """
        self.ensure_one()
        key = self.sudo().api_key  # sudo: read by the program, shown to nobody
        if not key:
            raise UserError(
                self.env._("Enter the API key of “%(name)s” first.", name=self.name),
            )
        return MailchimpClient(self._get_url(key), key)

    @api.model
    def _get_url(self, key):
        """Address of the API; the system parameter names a proxy or a test server."""
        # sudo: an address, which only administrators may change
        url = self.env["ir.config_parameter"].sudo().get_param(URL_PARAMETER)
        if url and urlsplit(url).scheme in ("http", "https"):
            return url.rstrip("/")
        return base_url(data_centre(key))

    def _get_list_path(self):
        return f"/lists/{self.audience_id.key}"

    def _read_account(self, client):
        root = client.call("GET", "/", {"fields": "account_name,login_name,email"})
        names = (root.get("account_name"), root.get("login_name") or root.get("email"))
        self._keep_audiences(self._read_pages(client, "/lists", "lists"))
        if self.audience_id:
            path = f"{self._get_list_path()}/merge-fields"
            found = self._read_pages(client, path, "merge_fields")
            types = {row.get("tag"): row.get("type") for row in found}
            self.field_ids._note_audience(types)
        self.write(
            {
                "connected_as": " · ".join(filter(None, names)) or self.name,
                "test_date": fields.Datetime.now(),
                "test_error": False,
            },
        )

    @api.model
    def _read_pages(self, client, path, name):
        rows, total = [], 1
        while len(rows) < total:
            answer = client.call("GET", path, {"count": PAGE, "offset": len(rows)})
            page = answer.get(name) or []
            if not page:
                break
            rows += page
            total = answer.get("total_items") or len(rows)
        return rows

    def _keep_audiences(self, rows):
        """Make the list of audiences equal to Mailchimp's; a chosen one stays."""
        known = {audience.key: audience for audience in self.audience_ids}
        rows = {row["id"]: row for row in rows if _is_plain(row.get("id"))}
        for key, row in rows.items():
            values = {
                "name": row.get("name") or key,
                "member_count": (row.get("stats") or {}).get("member_count") or 0,
            }
            if key in known:
                known[key].write(values)
            else:
                self.audience_ids.create({**values, "account_id": self.id, "key": key})
        gone = self.audience_ids.filtered(lambda audience: audience.key not in rows)
        (gone - self.audience_id).unlink()
        if not self.audience_id and len(self.audience_ids) == 1:
            self.audience_id = self.audience_ids

    @api.model
    def _get_error_text(self, error):
        """What went wrong with a request and what to do, in words."""
        texts = {
            "key": self.env._(
                "Mailchimp does not accept the API key. Make a new one in Mailchimp "
                "(Profile, Extras, API keys) and enter it here.",
            ),
            "forbidden": self.env._(
                "The owner of the API key may not do this in Mailchimp, or the "
                "account is suspended: %(detail)s",
                detail=error.detail or error.title,
            ),
            "gone": self.env._(
                "Mailchimp has no such audience any more. Test the connection and "
                "choose another one.",
            ),
            "throttle": self.env._("Mailchimp asks to wait: too many requests."),
            "server": self.env._(
                "Mailchimp has a trouble of its own (%(code)s).",
                code=error.title,
            ),
            "timeout": self.env._("Mailchimp does not answer in time."),
            "unreachable": self.env._(
                "Mailchimp cannot be reached. Check that the server has access to "
                "the internet.",
            ),
            "tls": self.env._("The certificate of Mailchimp's address is not valid."),
            "broken": self.env._(
                "The answer of Mailchimp cannot be read. A proxy may have changed it.",
            ),
        }
        refused = self.env._(
            "Mailchimp refuses: %(title)s. %(detail)s",
            title=error.title,
            detail=error.detail,
        )
        return texts.get(error.kind, refused)


def _is_plain(key):
    """An id goes into paths: nothing but letters and digits."""
    return isinstance(key, str) and key.isascii() and key.isalnum()
