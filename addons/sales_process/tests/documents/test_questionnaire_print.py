from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..questionnaire_common import QuestionnaireCommon
from .form_common import FormCommon

FORM = "sales_process.questionnaire_form"
BLANK = "sales_process.questionnaire_blank"


@tagged("post_install", "-at_install")
class TestQuestionnairePrint(FormCommon, QuestionnaireCommon):
    """The questionnaire on paper: with answers, and to fill in by hand."""

    def setUp(self):
        super().setUp()
        self.questionnaire = self._make()
        self._fill(self.questionnaire, Temperature="-60 … 180", Flange="KF")

    def _get_rows(self, form):
        return {row["name"]: row for page in form["pages"] for row in page}

    def _prepare(self, report, record):
        return self.env[f"report.{report}"]._prepare_form(record)

    def test_what_the_filled_form_shows(self):
        form = self._prepare(FORM, self.questionnaire)

        rows = self._get_rows(form)
        self.assertEqual(rows["Vacuum"]["number"], 0)
        self.assertEqual(
            (
                rows["Pressure"]["number"],
                rows["Pressure"]["value"],
                rows["Pressure"]["unit"],
            ),
            (1, "5", "Pa"),
        )
        self.assertEqual(rows["Medium"]["number"], 7)
        self.assertEqual(rows["Flange"]["options"], [])
        self.assertEqual(form["client"], "Client")
        self.assertEqual(form["filled_by"], self.salesperson.name)
        self.assertTrue(form["date"])

    def test_the_empty_form_has_boxes_and_no_answers(self):
        form = self._prepare(BLANK, self.questionnaire)

        rows = self._get_rows(form)
        self.assertFalse(any(row["value"] for row in rows.values()))
        self.assertEqual(rows["Flange"]["options"], ["KF", "ISO-K"])
        self.assertEqual(rows["Oil-free"]["options"], ["Yes", "No"])
        self.assertEqual((form["filled_by"], form["date"]), ("", None))

    def test_the_pdf_of_several_questionnaires(self):
        both = self.questionnaire | self._make(self._create_deal())
        for report, words in ((FORM, "-60 … 180"), (BLANK, "are required")):
            with self.subTest(report=report):
                texts = self._get_page_texts(self._render_pdf(report, both))
                self.assertEqual(len(texts), 2)
                self.assertIn("Pump questions", texts[0])
                self.assertIn(words, texts[0])
                self.assertIn("Pressure", texts[1])

    def test_a_long_list_stands_on_pages_with_a_heading_each(self):
        template = self.env.ref("sales_process.questionnaire_space")
        name = "sales_process.questionnaire_template_form"

        texts = self._get_page_texts(self._render_pdf(name, template))

        form = self.env[f"report.{name}"]._prepare_form(template)
        self.assertEqual(len(texts), len(form["pages"]))
        self.assertGreater(len(texts), 1)
        questions = [row for page in form["pages"] for row in page if row["number"]]
        self.assertEqual(len(questions), template.question_count)
        for page, text in zip(form["pages"], texts, strict=True):
            self.assertIn(page[-1]["name"].split()[0], text)

    def test_a_template_prints_for_filling_in_by_hand(self):
        text = self._render_text(
            "sales_process.questionnaire_template_form", self.template, self.head
        )

        self.assertIn("Pump questions", text)
        self.assertIn("ISO-K", text)
        self.assertIn("Medium *", text)

    def test_the_form_speaks_the_language_of_the_questions(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.client.lang = "ru_RU"
        questionnaire = self._make(self._create_deal())
        self.client.lang = "en_US"

        docs = self.env[f"report.{FORM}"]._get_report_values(questionnaire.ids)["docs"]
        self.assertEqual(docs[0]["lang"], "ru_RU")

    def test_the_name_of_the_file(self):
        name = self.questionnaire._get_print_name("questionnaire")

        self.assertIn("Pump questions", name)
        self.assertTrue(name.endswith("Client"))
        self.assertNotIn("/", name)

    def test_who_may_not_read_it_does_not_print_it(self):
        for user in (self.colleague, self.engineer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._render_text(FORM, self.questionnaire, user)
