from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..questionnaire_common import QuestionnaireCommon


@tagged("post_install", "-at_install")
class TestQuestionnaire(QuestionnaireCommon):
    """A questionnaire is asked, answered, accepted; what was answered is kept."""

    def setUp(self):
        super().setUp()
        self.questionnaire = self._make()

    # ---- the questions -------------------------------------------------------------

    def test_the_questions_are_those_of_the_template(self):
        template, lines = self.template, self.questionnaire.line_ids

        self.assertEqual(lines.mapped("name"), template.line_ids.mapped("name"))
        self.assertEqual(lines.mapped("kind"), template.line_ids.mapped("kind"))
        self.assertEqual(self.questionnaire.question_count, 7)
        self.assertTrue(self.questionnaire.name.startswith("Q/"))
        self.assertIn("Pump questions", self.questionnaire.display_name)

    def test_later_changes_of_the_template_change_nothing(self):
        line = self.template.line_ids[1]
        line.write({"name": "Other", "unit": "bar", "value_max": 1})
        self.template.line_ids[2].unlink()
        self.template.name = "Renamed"

        asked = self._get_line(self.questionnaire, "Pressure")
        self.assertEqual((asked.unit, asked.value_max), ("Pa", 100000))
        self.assertTrue(self._get_line(self.questionnaire, "Temperature"))
        self.assertEqual(self.questionnaire.title, "Pump questions")

    def test_a_deleted_template_leaves_the_questionnaire(self):
        self.template.unlink()

        self.assertEqual(self.questionnaire.title, "Pump questions")
        self.assertEqual(len(self.questionnaire.line_ids), 9)
        self._fill(self.questionnaire)
        self.assertRefused(["deleted"], self.questionnaire.action_new_version)

    def test_the_client_is_asked_in_his_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.template.with_context(lang="ru_RU").name = "Вопросы о насосе"
        self.template.line_ids[1].with_context(lang="ru_RU").write(
            {"name": "Давление", "unit": "Па"}
        )
        self.client.lang = "ru_RU"

        questionnaire = self._make(self._create_deal())
        pressure = self._get_line(questionnaire, "Давление")
        pressure.answer = "1.50 Па"

        self.assertEqual(questionnaire.title, "Вопросы о насосе")
        self.assertEqual((pressure.unit, pressure.answer), ("Па", "1,5"))
        self._get_line(questionnaire, "Oil-free").answer = "no"
        self.assertEqual(self._get_line(questionnaire, "Oil-free").answer, "Нет")

    def test_a_template_without_questions_asks_nothing(self):
        empty = self._create_template("Empty")
        values = {"lead_id": self.questionnaire.lead_id.id, "template_id": empty.id}
        for vals, word in (
            (values, "no questions"),
            ({**values, "template_id": False}, "Choose"),
        ):
            with self.subTest(word=word):
                self.assertRefused([word], self.env["sales.questionnaire"].create, vals)

    # ---- the answers ---------------------------------------------------------------

    def test_answers_are_kept_in_one_form_with_their_values(self):
        for name, raw, shown, field, value in (
            ("Pressure", "1.5e-3 Pa", "0.0015", "value_number", 0.0015),
            ("Temperature", "-60-180", "-60 … 180", "value_to", 180),
            ("Flange", "iso-k", "ISO-K", "value_number", 0),
            ("Hazards", "heat; dust", "Dust; Heat", "value_number", 0),
            ("Oil-free", "да", "Yes", "value_flag", True),
            ("Wanted", "2026-12-31", "12/31/2026", "value_date", date(2026, 12, 31)),
            ("Medium", " air ", "air", "value_flag", False),
        ):
            with self.subTest(name=name):
                line = self._get_line(self.questionnaire, name)
                line.answer = raw
                self.assertEqual(line.answer, shown)
                self.assertEqual(line[field], value)
                self.assertFalse(line.problem)

    def test_what_cannot_be_read_stays_and_is_explained(self):
        for name, raw, words in (
            ("Pressure", "low", "Write a number"),
            ("Pressure", "5 mbar", "in Pa"),
            ("Pressure", "200000", "From 0 to 100000 Pa"),
            ("Temperature", "10", "from and to"),
            ("Temperature", "20 … 10", "not larger"),
            ("Flange", "CF", "Choose"),
            ("Oil-free", "maybe", "yes or no"),
            ("Wanted", "soon", "31.12.2026"),
        ):
            with self.subTest(name=name, raw=raw):
                line = self._get_line(self.questionnaire, name)
                line.answer = raw
                self.assertEqual(line.answer, raw)
                self.assertIn(words, line.problem)
                self.assertFalse(line.value_number)

    def test_a_text_that_is_too_long_is_explained(self):
        line = self._get_line(self.questionnaire, "Medium")
        line.answer = "x" * 10000

        self.assertIn("4000", line.problem)
        self.assertEqual(len(line.answer), 4001)

    def test_one_limit_is_said_alone(self):
        line = self._get_line(self.questionnaire, "Pressure")
        self.assertEqual(line._get_limits_text(), "From 0 to 100000 Pa")
        line.sudo().write({"has_max": False})
        self.assertEqual(line._get_limits_text(), "")
        line.sudo().value_min = -5.5
        self.assertEqual(line._get_limits_text(), "At least -5.5 Pa")
        line.sudo().write({"has_max": True, "has_min": False})
        self.assertEqual(line._get_limits_text(), "At most 100000 Pa")
        line.sudo().write({"has_max": False})
        self.assertEqual(line._get_limits_text(), "")

    def test_progress(self):
        self.assertEqual(self.questionnaire.progress, 0)
        self._answer(self.questionnaire, Pressure="5", Medium="air")
        self.assertEqual(self.questionnaire.answer_count, 2)
        self.assertEqual(round(self.questionnaire.progress), 29)
        progress = self.questionnaire._get_progress()
        self.assertTrue(progress["ready"])
        self.assertIn("2 of 7", progress["text"])

    def test_the_salesperson_writes_answers_in_the_form(self):
        with Form(self.questionnaire.with_user(self.salesperson)) as form:
            for index in range(len(form.line_ids)):
                with form.line_ids.edit(index) as line:
                    if line.name == "Pressure":
                        line.answer = "7,5"

        self.assertEqual(self._get_line(self.questionnaire, "Pressure").answer, "7.5")

    # ---- the states ----------------------------------------------------------------

    def test_a_letter_to_the_client_sends_the_draft(self):
        questionnaire = self.questionnaire
        action = questionnaire.action_send()
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.salesperson)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(questionnaire.state, "draft")

        composer._action_send_mail()

        self.assertEqual(questionnaire.state, "sent")
        self.assertTrue(questionnaire.date_sent)
        message = questionnaire.message_ids.filtered("partner_ids")
        self.assertIn(self.client, message.partner_ids)
        self.assertIn(questionnaire.access_token, message.body)
        self.assertIn("Pump questions", message.subject)

    def test_a_note_sends_nothing(self):
        self.questionnaire.message_post(body="Ask about the oil")

        self.assertEqual(self.questionnaire.state, "draft")

    def test_the_link_can_be_given_by_hand(self):
        self.assertFalse(self.questionnaire.portal_link)
        self.questionnaire.action_open_for_client()

        self.assertEqual(self.questionnaire.state, "sent")
        self.assertIn(self.questionnaire.access_token, self.questionnaire.portal_link)
        self.assertRefused(
            ["With the client"], self.questionnaire.action_open_for_client
        )
        self.assertIn(
            f"/my/questionnaires/{self.questionnaire.id}",
            self.questionnaire.action_preview()["url"],
        )

    def test_what_is_missing_or_wrong_is_named_all_at_once(self):
        self._answer(self.questionnaire, Temperature="warm")

        self.assertRefused(
            ["Pressure", "Medium", "Temperature", "from and to"],
            self.questionnaire.action_fill,
        )
        self.assertEqual(self.questionnaire.state, "draft")

    def test_zero_is_an_answer(self):
        self._fill(self.questionnaire, Pressure="0")

        self.assertEqual(self.questionnaire.state, "filled")

    def test_filled_in_answers_are_frozen(self):
        self._fill(self.questionnaire)
        questionnaire = self.questionnaire

        self.assertEqual(questionnaire.filled_by, self.salesperson.name)
        self.assertEqual(questionnaire.version, 1)
        with self.assertRaises(UserError), self.cr.savepoint():
            self._answer(questionnaire, Pressure="6")
        self.assertRefused(["Open it again"], questionnaire.write, {"file_ids": []})
        self.assertRefused(["manager"], questionnaire.action_fill)
        self.assertRefused(["manager"], questionnaire.action_send)

    def test_opened_again_it_tells_what_has_changed(self):
        questionnaire = self._fill(self.questionnaire)
        questionnaire.action_accept()
        questionnaire.action_reopen()
        self.assertEqual(questionnaire.state, "sent")
        self.assertFalse(questionnaire.accepted_by_id)

        self._answer(questionnaire, Pressure="6")
        self._get_line(questionnaire, "Oil-free").answer = "yes"
        questionnaire.action_fill()

        self.assertEqual(questionnaire.version, 2)
        self.assertEqual(
            questionnaire._get_changed().mapped("name"), ["Pressure", "Oil-free"]
        )
        self.assertEqual(self._get_line(questionnaire, "Pressure").sent_answer, "5")
        note = questionnaire.message_ids.sorted("id")[-1].body
        self.assertIn("Pressure", note)
        self.assertNotIn("Medium", note)

    def test_accepting(self):
        self.assertRefused(["Draft"], self.questionnaire.action_accept)
        self._fill(self.questionnaire)
        self.questionnaire.action_accept()

        self.assertEqual(self.questionnaire.state, "accepted")
        self.assertEqual(self.questionnaire.accepted_by_id, self.salesperson)

    def test_a_new_version_makes_the_old_one_outdated_when_accepted(self):
        old = self._fill(self.questionnaire)
        action = old.action_new_version()
        new = self.env["sales.questionnaire"].browse(action["res_id"])

        self.assertEqual((new.state, new.previous_id), ("draft", old))
        self.assertEqual(self._get_line(new, "Pressure").answer, "5")
        self.assertEqual(old.state, "filled")

        new = new.with_user(self.salesperson)
        new.action_fill()
        new.action_accept()
        self.assertEqual(old.state, "outdated")

    def test_outdated(self):
        self.questionnaire.action_outdate()

        self.assertEqual(self.questionnaire.state, "outdated")
        for action in ("action_outdate", "action_accept", "action_reopen"):
            with self.subTest(action=action):
                self.assertRefused(["Outdated"], getattr(self.questionnaire, action))
        self.assertRefused(["manager"], self.questionnaire.action_fill)

    def test_only_drafts_are_deleted(self):
        other = self._make(self._create_deal())
        other.action_open_for_client()
        self.assertRefused(["outdated"], other.unlink)

        self.questionnaire.unlink()
        self.assertFalse(self.questionnaire.exists())

    # ---- the task ------------------------------------------------------------------

    def _get_task(self, questionnaire=None):
        kind = self.env.ref("sales_process.mail_activity_type_questionnaire")
        questionnaire = questionnaire or self.questionnaire
        return questionnaire.sudo().activity_ids.filtered(
            lambda task: task.activity_type_id == kind
        )

    def test_the_salesperson_gets_one_task(self):
        self._answer(self.questionnaire, Pressure="5", Medium="air")
        self.questionnaire.with_user(self.head).action_fill()

        self.assertEqual(self._get_task().user_id, self.salesperson)
        self.questionnaire.action_accept()
        self.assertFalse(self._get_task())

    def test_what_one_has_filled_in_oneself_is_no_task(self):
        self._fill(self.questionnaire)

        self.assertFalse(self._get_task())

    def test_without_a_salesperson_the_head_gets_the_task(self):
        self._answer(self.questionnaire, Pressure="5", Medium="air")
        self.questionnaire.lead_id.sudo().user_id = False
        self.env.invalidate_all()
        self.questionnaire.sudo()._submit("Ivan", self.client)

        self.assertEqual(self._get_task().user_id, self.head)

    # ---- answers of an earlier questionnaire ---------------------------------------

    def test_answers_are_taken_over_from_an_earlier_one(self):
        self._fill(self.questionnaire, Flange="KF", Temperature="1 … 2")
        later = self._make(self._create_deal())
        self._answer(later, Pressure="9")
        later.line_ids.filtered(
            lambda line: line.name == "Temperature"
        ).sudo().unit = "K"
        self.assertTrue(later.has_source)

        later.source_id = self.questionnaire
        action = later.action_take_answers()

        self.assertIn("2", action["params"]["message"])
        self.assertEqual(self._get_line(later, "Pressure").answer, "9")
        self.assertEqual(self._get_line(later, "Flange").answer, "KF")
        self.assertFalse(self._get_line(later, "Temperature").answer)
        self.assertRefused(["Nothing to take"], later.action_take_answers)

    def test_the_same_words_of_another_template_are_the_same_question(self):
        self._fill(self.questionnaire)
        other = self._create_template(
            "Other",
            self.chamber,
            [
                {"kind": "number", "name": "pressure", "unit": "Pa"},
                {"kind": "text", "name": "Flange"},
            ],
        )
        later = self._make(self._create_deal(self.chamber))
        self.assertEqual(later.template_id, other)

        later.source_id = self.questionnaire
        later.action_take_answers()

        self.assertEqual(later.line_ids.mapped("answer"), ["5", False])

    def test_answers_of_another_client_are_not_taken(self):
        stranger = self._create_client(name="Rival", vat="7728168971")
        deal = self._create_deal(partner_id=stranger.id)
        foreign = self._fill(self._make(deal))

        self.questionnaire.source_id = foreign
        self.assertRefused(["same client"], self.questionnaire.action_take_answers)
        self.questionnaire.source_id = False
        self.assertRefused(["Choose"], self.questionnaire.action_take_answers)
        self.assertFalse(self.questionnaire.has_source)

    # ---- what is written by hand ---------------------------------------------------

    def test_states_and_questions_change_by_buttons_only(self):
        questionnaire = self.questionnaire.with_user(self.salesperson)
        for values in ({"state": "filled"}, {"filled_by": "I"}, {"access_token": "1"}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                questionnaire.write(values)
        other = self._create_deal()
        for values in ({"lead_id": other.id}, {"template_id": False}):
            with self.subTest(values=values), self.assertRaises(UserError):
                questionnaire.write(values)
        with self.assertRaises(AccessError):
            questionnaire.line_ids[1].write({"name": "Other"})
        with self.assertRaises(AccessError):
            questionnaire.create(
                {
                    "lead_id": other.id,
                    "template_id": self.template.id,
                    "state": "accepted",
                }
            )

    def test_the_client_of_a_sent_questionnaire_stays(self):
        self.questionnaire.action_open_for_client()

        other = self._create_client(name="Other", vat="7728168971")
        self.assertRefused(
            ["stays his"], self.questionnaire.write, {"partner_id": other.id}
        )
        self.questionnaire.lead_id.partner_id = other
        self.assertEqual(self.questionnaire.partner_id, self.client)

    def test_the_client_of_a_draft_follows_the_deal(self):
        other = self._create_client(name="Other", vat="7728168971")
        self.questionnaire.lead_id.partner_id = other

        self.assertEqual(self.questionnaire.partner_id, other)
