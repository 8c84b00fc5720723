from odoo import models
from odoo.exceptions import UserError

from ...tools.documents.answers import OPTION_SIGN, RANGE_SIGN


class SalesQuestionnaire(models.Model):
    """Answers that come from the page of the client: nothing of them is trusted."""

    _inherit = "sales.questionnaire"

    def _save_answer(self, line_id, raw):
        """Keep one answer.

        :param raw: text, or the list of texts of a range or of several options
        :return: dict of ``answer``, ``problem`` and ``progress``
        :raises UserError: no more answers are taken, or there is no such question
        """
        self.ensure_one()
        self.lock_for_update()
        self._check_open()
        line = self._get_questions().filtered(lambda one: one.id == line_id)
        if not line:
            raise UserError(self.env._("This question is not there any more."))
        line.answer = line._join_sent(raw if isinstance(raw, list) else [raw])
        return {
            "answer": line.answer or "",
            "problem": line.problem or "",
            "progress": self._get_progress(),
        }

    def _save_form(self, form):
        """Keep all answers of a form; what is not in it stays as it is.

        :param form: of ``werkzeug``: names ``a_<id>``, for a range two of them
        :raises UserError: no more answers are taken
        """
        self.ensure_one()
        self.lock_for_update()
        self._check_open()
        for line in self._get_questions():
            sent = form.getlist(line._get_input_name())
            if not sent:
                continue
            answer = line._join_sent(sent)
            if answer != (line.answer or ""):
                line.answer = answer

    def _get_progress(self):
        """How far the client is, in numbers and in words."""
        missing = sum(line._is_missing() for line in self._get_questions())
        unread = len(self.line_ids.filtered("problem"))
        if missing:
            text = self.env._(
                "Answered %(answered)s of %(questions)s, required left: %(missing)s",
                answered=self.answer_count,
                questions=self.question_count,
                missing=missing,
            )
        else:
            text = self.env._(
                "Answered %(answered)s of %(questions)s, all required are there",
                answered=self.answer_count,
                questions=self.question_count,
            )
        return {
            "percent": round(self.progress),
            "text": text,
            "ready": not (missing or unread),
        }


class SalesQuestionnaireLine(models.Model):
    _inherit = "sales.questionnaire.line"

    def _get_input_name(self):
        return f"a_{self.id}"

    def _join_sent(self, values):
        """One text of what the inputs of a question have sent."""
        texts = [value for value in values if isinstance(value, str)]
        if self.kind == "range":
            ends = [text.strip() for text in texts[:2]]
            return RANGE_SIGN.join(ends).strip() if any(ends) else ""
        given = [text for text in texts if text.strip()]
        return OPTION_SIGN.join(given) if self.kind == "choices" else "".join(given[:1])
