import re

from odoo.exceptions import LockError
from odoo.tests import HttpCase, new_test_user, tagged

from ...models.documents import sales_questionnaire_files as files
from ..questionnaire_common import QuestionnaireCommon

FOREVER = 10**6


@tagged("post_install", "-at_install")
class TestQuestionnairePortal(HttpCase, QuestionnaireCommon):
    """The page of the client: fill in, attach, send; nothing for anybody else."""

    def setUp(self):
        super().setUp()
        self.questionnaire = self._make().sudo()
        self.questionnaire.action_open_for_client()
        self.token = self.questionnaire.access_token
        self.path = f"/my/questionnaires/{self.questionnaire.id}"
        self.url = f"{self.path}?access_token={self.token}"

    def _log_in_as(self, login, **values):
        user = new_test_user(
            self.env, login, "base.group_portal", password=login, lang="en_US"
        )
        user.partner_id.write({"email": f"{login}@c.example", **values})
        self.authenticate(login, login)
        return user

    def _log_in_employee(self, login, group):
        user = new_test_user(self.env, login, group, password=login, lang="en_US")
        self.authenticate(login, login)
        return user

    def _get_answer(self, name):
        self.env.invalidate_all()
        return self._get_line(self.questionnaire, name).answer

    def _get_state(self):
        self.env.invalidate_all()
        return self.questionnaire.state

    def _save(self, name, answer, token=None, **values):
        line = self._get_line(self.questionnaire, name)
        return self.make_jsonrpc_request(
            f"{self.path}/save",
            {
                "line_id": line.id,
                "answer": answer,
                "access_token": self.token if token is None else token,
                **values,
            },
        )

    def _get_csrf(self):
        page = self.url_open(self.url).text
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        return found[1] if found else "none"

    def _post(self, suffix, csrf=None, files=None, **values):
        data = {
            "csrf_token": self._get_csrf() if csrf is None else csrf,
            "access_token": self.token,
            **values,
        }
        return self.url_open(f"{self.path}{suffix}", data=data, files=files)

    def _send(self, name="Ivan Petrov, engineer", **values):
        return self._post("/send", name=name, **values)

    def _name(self, name):
        return self._get_line(self.questionnaire, name)._get_input_name()

    def _attach(self, name="plan.pdf", content=b"%PDF-1.4 plan", **values):
        return self._post("/file", files={"file": (name, content)}, **values)

    # ---- reading -------------------------------------------------------------------

    def test_the_page_asks_all_questions(self):
        page = self.url_open(self.url)

        self.assertEqual(page.status_code, 200)
        for line in self.questionnaire.line_ids:
            with self.subTest(line=line.name):
                self.assertIn(line.name, page.text)
        for words in ("From 0 to 100000 Pa", "ISO-K", "Heat", self._name("Wanted")):
            with self.subTest(words=words):
                self.assertIn(words, page.text)

    def test_the_client_finds_it_in_his_list(self):
        self._log_in_as("t_contact", parent_id=self.client.id)

        self.assertIn(self.questionnaire.name, self.url_open("/my/questionnaires").text)
        self.assertIn("/my/questionnaires", self.url_open("/my/home").text)
        self.assertIn("Pressure", self.url_open(self.path).text)

    def test_the_page_speaks_the_language_of_the_questions(self):
        self._speak_russian()
        self.questionnaire.lang = "ru_RU"

        answer = self._save("Pressure", "low")

        self.assertNotIn("Write a number", answer["problem"])
        self.assertEqual(self._save("Pressure", "1.5")["answer"], "1,5")

    # ---- saving --------------------------------------------------------------------

    def test_each_answer_is_saved(self):
        for name, sent, kept in (
            ("Pressure", "1,5", "1.5"),
            ("Temperature", ["-60", "180"], "-60 … 180"),
            ("Temperature", ["", ""], False),
            ("Flange", "KF", "KF"),
            ("Hazards", ["Dust", "Heat"], "Dust; Heat"),
            ("Hazards", [], False),
            ("Oil-free", "no", "No"),
            ("Wanted", "2026-12-31", "12/31/2026"),
            ("Medium", "<b>air</b>", "<b>air</b>"),
        ):
            with self.subTest(name=name, sent=sent):
                answer = self._save(name, sent)
                self.assertEqual(answer["answer"], kept or "")
                self.assertEqual(answer["problem"], "")
                self.assertEqual(self._get_answer(name), kept)
        self.assertIn("&lt;b&gt;air", self.url_open(self.url).text)
        self.assertEqual(self._get_state(), "sent")

    def test_a_bad_answer_is_kept_and_explained(self):
        for name, sent in (("Pressure", "low"), ("Temperature", ["1", ""])):
            with self.subTest(name=name):
                answer = self._save(name, sent)
                self.assertTrue(answer["problem"])
                self.assertFalse(answer["progress"]["ready"])
                self.assertIn(answer["problem"], self.url_open(self.url).text)

    def test_odd_things_that_a_page_does_not_send(self):
        for answer in (None, 5, {"a": 1}, [1, None], ["x", {"y": 2}]):
            with self.subTest(answer=answer):
                self._save("Medium", answer)
                self.assertIn(self._get_answer("Medium"), (False, "x"))
        for line_id in (None, "1", FOREVER, [1], self.questionnaire.line_ids[0].id):
            with self.subTest(line_id=line_id):
                answer = self._save("Medium", "y", line_id=line_id)
                self.assertIn("closed", answer)

    def test_an_answer_that_is_too_large_is_refused(self):
        self._save("Medium", "x" * 5000)
        self.assertEqual(len(self._get_answer("Medium")), 4001)

        line = self._get_line(self.questionnaire, "Flange")
        params = {"line_id": line.id, "answer": "KF" + " " * 70000}
        answer = self.url_open(
            f"{self.path}/save",
            json={"params": {**params, "access_token": self.token}},
        )
        self.assertIn("error", answer.json())
        self.assertFalse(self._get_answer("Flange"))

    def test_the_line_of_another_questionnaire_is_not_written(self):
        other = self._make(self._create_deal())
        foreign = self._get_line(other, "Medium")

        self.assertIn("closed", self._save("Medium", "y", line_id=foreign.id))
        self.assertFalse(foreign.answer)

    # ---- sending -------------------------------------------------------------------

    def test_the_whole_form_without_scripts(self):
        page = self._send(
            **{
                self._name("Pressure"): "5",
                self._name("Temperature"): ["1", "2"],
                self._name("Hazards"): ["", "Dust", "Acid"],
                self._name("Oil-free"): ["", "yes"],
                self._name("Medium"): "air",
            }
        )

        self.assertIn("Thank you", page.text)
        self.assertEqual(self._get_state(), "filled")
        self.assertEqual(self.questionnaire.filled_by, "Ivan Petrov, engineer")
        self.assertEqual(self._get_answer("Temperature"), "1 … 2")
        self.assertEqual(self._get_answer("Hazards"), "Dust; Acid")
        self.assertEqual(self._get_answer("Oil-free"), "Yes")
        self.assertNotIn("<textarea", page.text)
        task = self.questionnaire.activity_ids
        self.assertEqual(task.user_id, self.salesperson)

    def test_a_draft_is_kept(self):
        page = self._send(draft="1", **{self._name("Pressure"): "low"})

        self.assertIn("go on later", page.text)
        self.assertEqual(self._get_answer("Pressure"), "low")
        self.assertEqual(self._get_state(), "sent")

    def test_what_is_missing_is_named_and_nothing_is_lost(self):
        page = self._send(**{self._name("Pressure"): "low", self._name("Flange"): "KF"})

        self.assertIn("Not sent yet", page.text)
        self.assertIn("Medium", page.text)
        self.assertIn("Write a number", page.text)
        self.assertIn("Ivan Petrov", page.text)
        self.assertEqual(self._get_answer("Flange"), "KF")
        self.assertEqual(self._get_state(), "sent")

    def test_somebody_has_to_send_it(self):
        self._save("Pressure", "5")
        self._save("Medium", "air")

        self.assertIn("who has filled it in", self._send(name="  ").text)
        self.assertEqual(self._get_state(), "sent")

    def test_a_sent_one_is_not_changed(self):
        csrf = self._get_csrf()
        self._save("Pressure", "5")
        self._save("Medium", "air")
        self._send(csrf=csrf)
        self.assertEqual(self._get_state(), "filled")

        self.assertIn("closed", self._save("Pressure", "6"))
        for page in (
            self._send(csrf=csrf, **{self._name("Pressure"): "6"}),
            self._attach(csrf=csrf),
        ):
            self.assertIn("not changed any more", page.text)
        self.assertEqual(self._get_answer("Pressure"), "5")
        self.assertEqual(self.questionnaire.version, 1)
        self.assertEqual(len(self.questionnaire.activity_ids), 1)

        self.questionnaire.action_reopen()
        self.assertEqual(self._save("Pressure", "6")["answer"], "6")

    def test_two_at_once_wait_for_each_other(self):
        csrf = self._get_csrf()

        def lock_for_update(records, **options):
            raise LockError("locked")

        self.patch(type(self.questionnaire), "lock_for_update", lock_for_update)
        self.assertEqual(self._save("Medium", "air"), {"busy": True})
        for suffix in ("/send", "/file/1/remove"):
            with self.subTest(suffix=suffix):
                page = self._post(suffix, csrf=csrf, name="Ivan")
                self.assertIn("once more", page.text)
        self.assertEqual(self._get_state(), "sent")

    def test_answers_cannot_be_posted_from_another_site(self):
        for suffix in ("/send", "/file", "/file/1/remove"):
            with self.subTest(suffix=suffix):
                self.assertEqual(self._post(suffix, csrf="wrong").status_code, 400)
        self.assertEqual(self._get_state(), "sent")

    # ---- files ---------------------------------------------------------------------

    def test_a_file_is_attached_read_and_removed(self):
        page = self._attach("Чертёж.pdf")
        self.assertIn("Чертёж.pdf", page.text)
        self.env.invalidate_all()
        file = self.questionnaire.file_ids
        self.assertEqual(file.raw, b"%PDF-1.4 plan")
        self.assertEqual(
            (file.res_model, file.res_id),
            (self.questionnaire._name, self.questionnaire.id),
        )

        answer = self.url_open(f"{self.path}/file/{file.id}?access_token={self.token}")
        self.assertEqual(answer.content, b"%PDF-1.4 plan")
        self.assertIn("attachment", answer.headers["Content-Disposition"])

        self._post(f"/file/{file.id}/remove")
        self.env.invalidate_all()
        self.assertFalse(self.questionnaire.file_ids)
        self.assertFalse(file.exists())

    def test_files_that_are_not_taken(self):
        self.patch(files, "MAX_FILE_MB", 1)
        for name, content, words in (
            ("empty.pdf", b"", "is empty"),
            ("large.pdf", b"x" * (1024 * 1024 + 1), "larger than 1 MB"),
            ("virus.exe", b"MZ", "is a program"),
            ("hidden.pdf", b"MZ", "is a program"),
            ("n" * 250 + ".pdf", b"%PDF", "too long"),
        ):
            with self.subTest(name=name[:20]):
                self.assertIn(words, self._attach(name, content).text)
        self.assertIn("Choose a file", self._post("/file").text)
        self.patch(files, "MAX_FILES", 1)
        self._attach()
        self.assertIn("At most 1", self._attach("second.pdf").text)
        self.env.invalidate_all()
        self.assertEqual(len(self.questionnaire.file_ids), 1)

    def test_a_page_in_a_file_is_not_shown_by_the_browser(self):
        self._attach("page.html", b"<html><script>alert(1)</script></html>")
        self.env.invalidate_all()
        file = self.questionnaire.file_ids

        answer = self.url_open(f"{self.path}/file/{file.id}?access_token={self.token}")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertNotIn("html", answer.headers["Content-Type"])

    def test_other_files_are_no_files_of_the_questionnaire(self):
        secret = self.env["ir.attachment"].create(
            {
                "name": "secret.pdf",
                "raw": b"%PDF secret",
                "res_model": self.questionnaire._name,
                "res_id": self.questionnaire.id,
            }
        )
        for file_id in (secret.id, secret.id + FOREVER):
            with self.subTest(file=file_id):
                url = f"{self.path}/file/{file_id}?access_token={self.token}"
                self.assertEqual(self.url_open(url).status_code, 404)
                self._post(f"/file/{file_id}/remove")
        self.assertTrue(secret.exists())

    def test_the_print(self):
        answer = self.url_open(f"{self.path}/pdf?access_token={self.token}")

        self.assertEqual(answer.status_code, 200)
        self.assertIn("attachment", answer.headers["Content-Disposition"])

    # ---- strangers -----------------------------------------------------------------

    def test_a_wrong_token_and_an_unknown_one_look_the_same(self):
        draft = self._make(self._create_deal()).sudo()
        draft._portal_ensure_token()
        for suffix in ("", "/pdf", "/file/1"):
            for url in (
                f"{self.path}{suffix}?access_token=wrong",
                f"/my/questionnaires/{FOREVER}{suffix}?access_token={self.token}",
                f"/my/questionnaires/{draft.id}{suffix}?access_token={draft.access_token}",
            ):
                with self.subTest(url=url):
                    page = self.url_open(url)
                    self.assertEqual(page.status_code, 404)
                    self.assertNotIn("Pump questions", page.text)

    def test_a_stranger_writes_nothing(self):
        csrf = self._get_csrf()
        for token in ("wrong", "", None):
            with self.subTest(token=token):
                self.assertIn("closed", self._save("Medium", "y", access_token=token))
        for suffix in ("/send", "/file", "/file/1/remove"):
            with self.subTest(suffix=suffix):
                answer = self._post(suffix, csrf=csrf, access_token="wrong")
                self.assertEqual(answer.status_code, 404)
        self.assertFalse(self._get_answer("Medium"))
        self.assertEqual(self._get_state(), "sent")

    def test_who_is_not_logged_in_is_asked_to_log_in(self):
        for path in (self.path, f"/my/questionnaires/{FOREVER}"):
            with self.subTest(path=path):
                self.assertIn("/web/login", self.url_open(path).url)

    def test_another_client_does_not_see_it(self):
        rival = self._create_client(name="Rival", vat="7728168971")
        self._log_in_as("t_rival", parent_id=rival.id)

        self.assertNotIn(
            self.questionnaire.name, self.url_open("/my/questionnaires").text
        )
        for suffix in ("", "/pdf", "/file/1"):
            with self.subTest(suffix=suffix):
                self.assertEqual(self.url_open(self.path + suffix).status_code, 404)
        self.assertIn("closed", self._save("Medium", "y", token=""))
        self.assertFalse(self._get_answer("Medium"))

    # ---- employees -----------------------------------------------------------------

    def test_who_only_reads_looks_at_it_and_fills_in_nothing(self):
        self._log_in_employee("t_reader", "sales_process.group_accountant")

        page = self.url_open(self.path).text
        self.assertIn("Pump questions", page)
        self.assertNotIn("<textarea", page)
        self.assertIn("closed", self._save("Medium", "y"))
        self.assertFalse(self._get_answer("Medium"))

    def test_the_salesperson_fills_it_in_on_the_page(self):
        seller = self._log_in_employee("t_seller", "sales_process.group_salesperson")
        self.questionnaire.lead_id.user_id = seller

        self.assertEqual(self._save("Medium", "air", token="")["answer"], "air")
        self.assertEqual(self._get_answer("Medium"), "air")

    def test_employees_without_rights_do_not_see_it(self):
        self._log_in_employee("t_nobody", "base.group_user")

        self.assertEqual(self.url_open(self.path).status_code, 404)
