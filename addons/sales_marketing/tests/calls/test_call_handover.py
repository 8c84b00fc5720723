from odoo.tests import tagged

from .call_common import CallCommon


@tagged("post_install", "-at_install")
class TestCallHandover(CallCommon):
    """What a salesperson or a marketer leaves behind goes to others (R013)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls._create_user("director", "sales_process.group_director")
        cls._create_clients("MOW", "MOW", user_id=cls.salesperson.id)

    def _create_handover(self, leaver, target, **values):
        handover = (
            self.env["sales.handover"]
            .with_user(self.director)
            .create(
                {
                    "user_id": leaver.id,
                    "target_ids": [(6, 0, target.ids)],
                    "take_clients": False,
                    **values,
                },
            )
        )
        handover.action_prepare()
        return handover

    def test_open_calls_and_their_tasks_move(self):
        campaign = self._start_calls()
        done, left = campaign.line_ids
        done.with_user(self.salesperson).result = "not_interested"
        handover = self._create_handover(self.salesperson, self.other)

        handover.action_hand_over()

        self.assertEqual(left.user_id, self.other)
        self.assertEqual(left.activity_ids.user_id, self.other)
        self.assertEqual(done.user_id, self.salesperson)
        self.assertFalse(handover.line_ids.filtered("problem"))

    def test_task_goes_with_its_call_also_without_tasks(self):
        line = self._start_calls().line_ids[0]
        handover = self._create_handover(self.salesperson, self.other, take_tasks=False)

        handover.action_hand_over()

        self.assertEqual(line.activity_ids.user_id, self.other)

    def test_undo_gives_the_calls_back(self):
        line = self._start_calls().line_ids[0]
        handover = self._create_handover(self.salesperson, self.other)
        handover.action_hand_over()

        handover.action_undo()

        self.assertEqual(line.user_id, self.salesperson)
        self.assertEqual(line.activity_ids.user_id, self.salesperson)

    def test_calls_stay_when_they_are_not_taken(self):
        line = self._start_calls().line_ids[0]
        handover = self._create_handover(self.salesperson, self.other, take_calls=False)

        self.assertNotIn("call", handover.line_ids.mapped("kind"))
        self.assertEqual(line.user_id, self.salesperson)

    def test_new_salesperson_works_the_calls(self):
        self._start_calls(hour_from=0, hour_to=24)
        self._create_handover(self.salesperson, self.other).action_hand_over()

        self.assertTrue(self._open(self.other, any_time=True)["card"])
        self.assertFalse(self._open(any_time=True)["card"])

    def test_campaigns_and_segments_of_a_marketer(self):
        successor = self._create_user("successor", "sales_marketing.group_marketer")
        running = self._start_calls()
        done = self._start_calls(not_called_days=0)
        done.action_finish()
        handover = self._create_handover(self.marketer, successor)

        handover.action_hand_over()

        self.assertEqual(running.manager_id, successor)
        self.assertEqual(running.segment_id.user_id, successor)
        self.assertEqual(done.manager_id, self.marketer)

    def test_campaigns_do_not_go_to_a_salesperson(self):
        running = self._start_calls()
        handover = self._create_handover(self.marketer, self.other)

        line = handover.line_ids.filtered(
            lambda line: line.kind == "campaign" and line.res_id == running.id,
        )

        self.assertTrue(line)
        self.assertFalse(line.new_user_id)

    def test_reassigned_call_takes_its_task_along(self):
        line = self._start_calls().line_ids[0]

        line.with_user(self.marketer).user_id = self.other

        self.assertEqual(line.activity_ids.user_id, self.other)
