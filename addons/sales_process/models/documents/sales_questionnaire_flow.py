from odoo import fields, models
from odoo.exceptions import UserError

from .sales_questionnaire import ANSWERED_STATES, OPEN_STATES

LOOK_THROUGH = "sales_process.mail_activity_type_questionnaire"


class SalesQuestionnaire(models.Model):
    """The life of a questionnaire: sent, filled in, accepted, opened again, outdated."""

    _inherit = "sales.questionnaire"

    # ---- actions -----------------------------------------------------------------

    def action_send(self):
        """Open a letter to the client with the link to the page that he fills in."""
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        self._portal_ensure_token()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mail.action_email_compose_message_wizard"
        )
        template = self.env.ref(
            "sales_process.mail_template_questionnaire", raise_if_not_found=False
        )
        return {
            **action,
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id if template else False,
                "default_composition_mode": "comment",
            },
        }

    def action_open_for_client(self):
        """The client may fill it in: his link is shown, to send it in a messenger."""
        self.check_access("write")
        self.lock_for_update()
        self._check_state("draft")
        self._open_for_client()
        return True

    def action_fill(self):
        """The salesperson has filled it in, with the client on the telephone.

        :raises UserError: naming all that is missing or cannot be read
        """
        self.check_access("write")
        for questionnaire in self:
            questionnaire._submit(self.env.user.name)
        return True

    def action_accept(self):
        """The salesperson has looked through the answers.

        A new version makes the one before it outdated.
        """
        self.check_access("write")
        self.lock_for_update()
        self._check_state("filled")
        # sudo: a state changes by its action only; the right to write is checked
        accepted = self.sudo()
        accepted.write({"state": "accepted", "accepted_by_id": self.env.uid})
        accepted.previous_id.filtered(lambda one: one.state != "outdated")._outdate()
        accepted._finish_task()
        return True

    def action_reopen(self):
        """Let the client change what he has sent; what he had sent stays beside it."""
        self.check_access("write")
        self.lock_for_update()
        self._check_state(*ANSWERED_STATES)
        questionnaires = self.sudo()  # a state changes by its action only
        for line in questionnaires.line_ids:
            line.sent_answer = line.answer
        questionnaires.write({"state": "sent", "accepted_by_id": False})
        questionnaires._finish_task()
        return True

    def action_outdate(self):
        """The answers do not count any more."""
        self.check_access("write")
        self.lock_for_update()
        self._check_state("draft", "sent", *ANSWERED_STATES)
        self.sudo()._outdate()  # a state changes by its action only
        return True

    def action_new_version(self):
        """A draft by the template of today, with the answers of this one."""
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()
        self._check_state(*ANSWERED_STATES)
        return self._make_new_version()._get_records_action()

    def action_preview(self):
        """The page of the client; who may change the answers fills them in there."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "target": "new",
            "url": self.get_portal_url(),
        }

    # ---- steps -------------------------------------------------------------------

    def _open_for_client(self):
        for questionnaire in self:
            questionnaire._portal_ensure_token()
        # sudo: a state changes by its action only
        self.sudo().write({"state": "sent", "date_sent": fields.Datetime.now()})

    def _message_post_after_hook(self, message, msg_vals):
        """A letter to the client sends the draft."""
        drafts = self.filtered(lambda one: one.state == "draft")
        if drafts and self.env["mail.thread"]._is_answer_to_client(message):
            drafts._open_for_client()
        return super()._message_post_after_hook(message, msg_vals)

    def _outdate(self):
        self.write({"state": "outdated"})
        self._finish_task()

    def _make_new_version(self):
        if not self.template_id:
            raise UserError(
                self.env._(
                    "The template of this questionnaire is deleted: make another "
                    "questionnaire from the deal."
                )
            )
        # sudo: which one it follows is written by this action only
        follower = self.sudo().create(
            {
                "lead_id": self.lead_id.id,
                "template_id": self.template_id.id,
                "partner_id": self.partner_id.id,
                "previous_id": self.id,
            }
        )
        follower._take_answers(self)
        return follower.with_env(self.env)

    def _submit(self, name, author=None):
        """Freeze the answers and give the salesperson a task; once.

        :param str name: who has filled it in
        :param author: ``res.partner``; the present user without it
        :raises UserError: naming all that is missing, or it is filled in already
        """
        self.ensure_one()
        self.lock_for_update()
        self._check_open()
        if not (name or "").strip():
            raise UserError(self.env._("Write who has filled it in."))
        problems = self._get_problems()
        if problems:
            raise UserError("\n".join(problems))
        # sudo: a state changes by its action only; the client comes by his link
        questionnaire = self.sudo()
        questionnaire.write(
            {
                "state": "filled",
                "version": self.version + 1,
                "date_sent": self.date_sent or fields.Datetime.now(),
                "date_filled": fields.Datetime.now(),
                "filled_by": name.strip(),
            }
        )
        questionnaire._tell_filled(author)

    def _get_problems(self):
        """What keeps the questionnaire from being sent, in words."""
        missing = [line for line in self._get_questions() if line._is_missing()]
        unread = self.line_ids.filtered("problem")
        problems = []
        if missing:
            problems.append(self.env._("Answer what is required:"))
            problems += [f"• {line.name}" for line in missing]
        if unread:
            problems.append(self.env._("Put right:"))
            problems += [f"• {line.name}: {line.problem}" for line in unread]
        return problems

    # ---- telling -----------------------------------------------------------------

    def _tell_filled(self, author):
        """A note with what has changed since the last time, and a task."""
        values = {"author_id": author.id} if author else {}
        self.message_post(
            body=self.env["ir.qweb"]._render(
                "sales_process.questionnaire_filled_note",
                {"questionnaire": self, "changed": self._get_changed()},
            ),
            **values,
        )
        self._finish_task()
        user = self._get_responsible()
        if user and user != self.env.user:
            self.activity_schedule(
                LOOK_THROUGH,
                user_id=user.id,
                summary=f"{self.partner_id.name or ''} {self.title or ''}".strip(),
            )

    def _get_changed(self):
        """The questions whose answers differ from those that were sent before."""
        if self.version < 2:
            return self.line_ids.browse()
        return self._get_questions().filtered(
            lambda line: (line.sent_answer or "") != (line.answer or "")
        )

    def _get_responsible(self):
        """Who looks through the answers: the salesperson of the deal, who stands in for
        him, else the head of the department."""
        return (
            self.lead_id.user_id._get_sales_stand_in()
            or self.lead_id.team_id._get_sales_leader()
        )

    def _finish_task(self):
        # sudo: the task may be somebody else's
        self.sudo().activity_feedback([LOOK_THROUGH])

    # ---- checks ------------------------------------------------------------------

    def _check_open(self):
        """
        :raises UserError: no more answers are taken
        """
        if self.filtered(lambda one: one.state not in OPEN_STATES):
            raise UserError(self._get_closed_text())

    def _get_closed_text(self):
        return self.env._(
            "The questionnaire has been sent and is not changed any more. Your manager "
            "can open it again."
        )

    def _check_state(self, *allowed):
        wrong = self.filtered(lambda one: one.state not in allowed)
        if wrong:
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                "\n".join(
                    self.env._(
                        "%(questionnaire)s: not possible in the state “%(state)s”.",
                        questionnaire=questionnaire.name,
                        state=states[questionnaire.state],
                    )
                    for questionnaire in wrong
                )
            )
