import hashlib
import io
import zipfile
from datetime import UTC, date, datetime
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ...tools.mailchimp import mailchimp_departure
from ...tools.mailchimp.mailchimp_api import (
    base_url,
    data_centre,
    error_kind,
    fingerprint,
    key_hint,
    member_body,
    member_hash,
    member_values,
    opt_in_time,
    parse_retry_after,
    parse_time,
    refusal_reason,
    retry_delay,
)
from ...tools.mailchimp.mailchimp_departure import (
    Departure,
    DepartureError,
    read_departures,
)
from ...tools.segment.contact import Contact
from .fake_mailchimp import KEY

HEADERS = (
    '"Email Address","First Name",UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,'
    "UNSUB_REASON,UNSUB_REASON_OTHER,MEMBER_RATING,OPTIN_TIME,LAST_CHANGED,LEID,EUID\n"
)


def make_zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


@tagged("post_install", "-at_install")
class TestMailchimpApi(BaseCase):
    def test_key_and_data_centre(self):
        self.assertEqual(data_centre(KEY), "us21")
        self.assertEqual(base_url("us21"), "https://us21.api.mailchimp.com/3.0")
        self.assertEqual(key_hint(KEY), "…cdef-us21")
        for key in (
            "",
            None,
            "abc",
            "0123456789abcdef",
            f"{KEY}.evil.example",
            " -us1",
        ):
            with self.subTest(key=key):
                self.assertEqual(data_centre(key), "")
                self.assertEqual(key_hint(key), "")

    def test_hash_of_a_member_is_that_of_the_sample(self):
        expected = hashlib.md5(b"andreeva@tochpribor.example").hexdigest()
        self.assertEqual(member_hash("Andreeva@tochpribor.example"), expected)

    def test_values_are_those_of_the_file(self):
        contact = Contact(
            "res.partner",
            1,
            "Ковалёв Игорь",
            company="Ж" * 200,
            position="=1+1",
            email="K@x.example",
            phones=("+74956001234",),
            language="ru_RU",
        )
        mapping = {
            "FNAME": "first_name",
            "LNAME": "last_name",
            "COMPANY": "company",
            "PHONE": "phone",
            "POST": "position",
            "MANAGER": "salesperson",
        }

        values = member_values(contact, mapping)

        fields = values["merge_fields"]
        self.assertEqual((fields["FNAME"], fields["LNAME"]), ("Игорь", "Ковалёв"))
        self.assertEqual(fields["COMPANY"], "Ж" * 127)
        self.assertEqual(fields["PHONE"], "+74956001234")
        self.assertEqual(fields["POST"], "'=1+1")
        self.assertEqual(values["language"], "ru")
        self.assertNotIn("MANAGER", member_body(values, wipe=False)["merge_fields"])
        self.assertEqual(member_body(values, wipe=True)["merge_fields"]["MANAGER"], "")

    def test_fingerprint_knows_values_and_not_their_order(self):
        self.assertEqual(fingerprint({"a": 1, "b": 2}), fingerprint({"b": 2, "a": 1}))
        self.assertNotEqual(fingerprint({"a": 1}), fingerprint({"a": 2}))

    def test_opt_in_is_never_in_the_future(self):
        today = date(2026, 3, 10)
        for day, expected in (
            (date(2025, 10, 2), "2025-10-02T00:00:00+00:00"),
            (today, None),
            (date(2026, 3, 11), None),
            (None, None),
        ):
            with self.subTest(day=day):
                self.assertEqual(opt_in_time(day, today), expected)

    def test_waiting_doubles_and_honours_the_server(self):
        delays = [retry_delay(failures) for failures in range(1, 9)]
        self.assertEqual(delays, [60, 120, 240, 480, 960, 1920, 3600, 3600])
        self.assertEqual(retry_delay(1, 500), 500)
        self.assertEqual(retry_delay(5, 3), 960)
        self.assertEqual(retry_delay(1, 10**9), 6 * 3600)

    def test_retry_after(self):
        now = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
        for text, expected in (
            ("30", 30),
            (" 7 ", 7),
            ("Tue, 10 Mar 2026 09:02:00 GMT", 120),
            ("Tue, 10 Mar 2026 08:00:00 GMT", 0),
            ("soon", None),
            ("-5", None),
            ("", None),
            (None, None),
        ):
            with self.subTest(text=text):
                self.assertEqual(parse_retry_after(text, now), expected)

    def test_what_an_error_means(self):
        json = {"title": "Forbidden", "detail": "No"}
        for status, headers, problem, expected in (
            (429, {}, {}, "throttle"),
            (403, {}, {}, "throttle"),
            (403, {"Retry-After": "5"}, json, "throttle"),
            (403, {}, {"title": "Too Many Requests"}, "throttle"),
            (403, {}, json, "forbidden"),
            (401, {}, json, "key"),
            (404, {}, json, "gone"),
            (400, {}, json, "refused"),
            (500, {}, {}, "server"),
            (503, {}, {}, "server"),
        ):
            with self.subTest(status=status, problem=problem):
                self.assertEqual(error_kind(status, headers, problem), expected)

    def test_why_a_member_is_refused(self):
        for title, detail, expected in (
            (
                "Member In Compliance State",
                "a@x is in a compliance state",
                "compliance",
            ),
            ("", "a@x was permanently deleted and cannot be re-imported", "compliance"),
            ("", "Please provide a valid email address.", "invalid"),
            ("", "a@x looks fake or invalid", "invalid"),
            (
                "Invalid Resource",
                "has signed up to a lot of lists very recently",
                "other",
            ),
        ):
            with self.subTest(detail=detail):
                self.assertEqual(refusal_reason(title, detail), expected)

    def test_times(self):
        for text, expected in (
            ("2025-10-02 09:00:05", datetime(2025, 10, 2, 9, 0, 5)),
            ("2025-10-02T12:00:00+03:00", datetime(2025, 10, 2, 9, 0)),
            ("2025-10-02", datetime(2025, 10, 2)),
            ("0001-01-01T00:00:00+14:00", None),
            ("yesterday", None),
            ("", None),
            (None, None),
        ):
            with self.subTest(text=text):
                self.assertEqual(parse_time(text), expected)


@tagged("post_install", "-at_install")
class TestDepartures(BaseCase):
    def _code(self, *args):
        with self.assertRaises(DepartureError) as caught:
            read_departures(*args)
        return caught.exception.code

    def test_zip_of_mailchimp(self):
        left = HEADERS + (
            'A@x.example,Anna,"2025-11-02 10:00:00","Spring sale",77,'
            '"No longer interested",,2,"2020-01-01 00:00:00","2025-11-03 00:00:00",1,2\n'
        )
        content = make_zip(
            {
                "subscribed_email_audience_export_1.csv": "Email Address\nz@x.example\n",
                "unsubscribed_email_audience_export_1.csv": left,
                "nonsubscribed_email_audience_export_1.csv": "Email Address\ny@x\n",
                "cleaned_email_audience_export_1.csv": (
                    "Email Address,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE\n"
                    "b@x.example,2025-12-01 08:00:00,Autumn\nbroken,,\n"
                ),
                "__MACOSX/._unsubscribed.csv": "junk",
                "readme.html": "<p>",
            }
        )

        found = read_departures("audience.zip", content)

        self.assertEqual(
            found.rows,
            [
                Departure(
                    "a@x.example",
                    "unsubscribed",
                    datetime(2025, 11, 2, 10),
                    "No longer interested",
                    "Spring sale",
                ),
                Departure(
                    "b@x.example", "cleaned", datetime(2025, 12, 1, 8), "", "Autumn"
                ),
            ],
        )
        self.assertEqual(len(found.skipped_files), 2)
        self.assertEqual(
            found.problems, [("cleaned_email_audience_export_1.csv", 3, "broken")]
        )

    def test_single_file_is_known_by_name_columns_or_choice(self):
        row = "Email Address,Name\na@x.example,A\n"
        cleaned = "Email Address,CLEAN_TIME\na@x.example,\n"
        for name, text, kind, expected in (
            ("unsubscribed_1.csv", row, "", "unsubscribed"),
            ("list.csv", cleaned, "", "cleaned"),
            ("list.csv", HEADERS + "a@x.example" + "," * 11, "", "unsubscribed"),
            ("list.csv", row, "cleaned", "cleaned"),
        ):
            with self.subTest(name=name, kind=kind):
                found = read_departures(name, text.encode(), kind)
                self.assertEqual([d.kind for d in found.rows], [expected])

    def test_time_of_the_last_change_when_there_is_no_other(self):
        text = "Email Address,LAST_CHANGED\na@x.example,2025-11-03 00:00:00\n"
        found = read_departures("cleaned_1.csv", text.encode())
        self.assertEqual(found.rows[0].date, datetime(2025, 11, 3))

    def test_what_cannot_be_used(self):
        row = "Email Address,Name\na@x.example,A\n"
        for name, content, code in (
            ("list.csv", row.encode(), "no_kind"),
            ("subscribed_1.csv", row.encode(), "no_kind"),
            ("unsubscribed_1.csv", b"Name,City\nA,B\n", "no_email"),
            ("a.zip", make_zip({"subscribed_1.csv": row}), "no_file"),
            ("a.zip", make_zip({"x.txt.exe": row}), "no_file"),
            ("a.zip", b"PK\x03\x04 not a zip", "zip_broken"),
            ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
        ):
            with self.subTest(name=name, code=code):
                self.assertEqual(self._code(name, content), code)

    def test_zip_bomb_is_refused(self):
        bomb = make_zip({"unsubscribed_1.csv": "a" * 5_000_000})
        many = make_zip({f"unsubscribed_{n}.csv": "" for n in range(60)})
        with patch.object(mailchimp_departure, "MAX_UNPACKED", 1_000_000):
            self.assertEqual(self._code("a.zip", bomb), "zip_large")
        self.assertEqual(self._code("a.zip", many), "zip_large")
        with patch.object(mailchimp_departure, "MAX_ZIP", 100):
            self.assertEqual(self._code("a.zip", bomb), "zip_large")
        self.assertEqual(
            read_departures("a.zip", make_zip({"cleaned_1.csv": ""})).rows, []
        )
