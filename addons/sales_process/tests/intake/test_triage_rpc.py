from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from ..triage_common import TriageCommon


@tagged("post_install", "-at_install")
class TestTriageRpc(HttpCase, TriageCommon):
    """Another department's inquiries stay closed on every way in from outside."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secret = cls._create_inquiry(
            subject="Secret of the thermal department",
            email_from="secret@secret.example",
            team_id=cls.thermal.id,
        )
        cls.own = cls._create_inquiry(
            subject="Own", email_from="own@own.example", team_id=cls.vacuum.id
        )
        allowed = cls.env.ref("base.group_allow_export")
        (cls.head | cls.seller).write({"group_ids": [(4, allowed.id)]})
        cls.lead = cls.secret.lead_id

    def _call(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )

    def _refused(self, model, method, *args, **kwargs):
        with (
            mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"),
            self.assertRaises(JsonRpcException) as refusal,
        ):
            self._call(model, method, *args, **kwargs)
        self.assertNotIn("Secret", str(refusal.exception))

    def _get_attempts(self):
        ids = self.secret.ids
        person = self.seller.id
        return {
            "read": (ids, ["subject"]),
            "web_read": (ids,),
            "export_data": (ids, ["subject", "body"]),
            "write": (ids, {"team_id": self.vacuum.id}),
            "unlink": (ids,),
            "copy": (ids,),
            "message_post": (ids,),
            "triage_board_data": (ids,),
            "triage_assign": (ids, person),
            "triage_reject": (ids, self.reason.id),
            "triage_set_team": (ids, self.vacuum.id),
            "triage_take": (ids,),
            "triage_undo": (ids,),
            "action_undo_triage": (ids,),
            "action_assign_suggested": (ids,),
            "action_take": (ids,),
            "action_sort": (ids,),
            "action_done": (ids,),
            "action_repeat_order": (ids,),
            "action_merge_duplicates": (ids,),
            "action_choose_candidate": (ids, 1),
            "action_accept_partner_suggestion": (ids,),
            "get_formview_action": None,
        }

    def test_no_method_leaks_or_changes(self):
        for user in (self.seller, self.head):
            self.authenticate(user.login, user.login)
            for method, args in self._get_attempts().items():
                if args is None:
                    continue
                kwargs = (
                    {"specification": {"subject": {}}} if method == "web_read" else {}
                )
                if method == "message_post":
                    kwargs = {"body": "x"}
                with self.subTest(user=user.name, method=method):
                    self._refused("sales.inquiry", method, *args, **kwargs)
        self.secret.invalidate_recordset()
        self.assertEqual(self.secret.state, "new")
        self.assertEqual(self.secret.team_id, self.thermal)

    def test_a_mixed_set_is_refused_as_a_whole(self):
        self.authenticate(self.head.login, self.head.login)
        ids = (self.own | self.secret).ids
        self._refused("sales.inquiry", "triage_assign", ids, self.seller.id)
        self._refused("sales.inquiry", "triage_board_data", ids)
        self.own.invalidate_recordset()
        self.assertFalse(self.own.user_id)

    def test_searches_find_nothing(self):
        self.authenticate(self.head.login, self.head.login)
        domain = [("subject", "ilike", "secret")]
        self.assertEqual(self._call("sales.inquiry", "search", domain), [])
        self.assertEqual(self._call("sales.inquiry", "search_count", domain), 0)
        self.assertEqual(self._call("sales.inquiry", "name_search", "Secret"), [])
        groups = self._call(
            "sales.inquiry", "web_read_group", domain, ["team_id"], ["__count"]
        )
        self.assertEqual(groups["length"], 0)
        self.assertEqual(
            self._call(
                "sales.inquiry.report",
                "search_count",
                [("inquiry_id", "=", self.secret.id)],
            ),
            0,
        )

    def test_wizards_do_not_open_what_is_closed(self):
        self.authenticate(self.head.login, self.head.login)
        for model in ("sales.inquiry.assign", "sales.inquiry.reject"):
            values = {"inquiry_ids": [(6, 0, self.secret.ids)]}
            if model == "sales.inquiry.reject":
                values["reason_id"] = self.reason.id
            else:
                values["user_id"] = self.seller.id
            method = "action_reject" if "reason_id" in values else "action_assign"
            with self.subTest(model):
                self._refused_wizard(model, values, method)
        self.secret.invalidate_recordset()
        self.assertEqual(self.secret.state, "new")

    def _refused_wizard(self, model, values, method):
        with (
            mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"),
            self.assertRaises(JsonRpcException),
        ):
            wizard = self._call(model, "create", values)
            self._call(model, method, [wizard])

    def test_the_call_of_a_colleague_is_not_taken_by_the_voice_form(self):
        call = self.Call.create(
            {"number": "+79990001122", "user_id": self.other_seller.id}
        )
        self.authenticate(self.seller.login, self.seller.login)
        values = {"call_id": call.id, "number": "1", "text": "X"}
        self._refused_wizard("sales.inquiry.phone", values, "action_create")
        call.invalidate_recordset()
        self.assertFalse(call.inquiry_id)

    def test_a_salesperson_may_not_use_the_board_of_heads(self):
        self.authenticate(self.seller.login, self.seller.login)
        ids = self.own.ids
        self._refused("sales.inquiry", "triage_assign", ids, self.seller.id)
        self._refused("sales.inquiry", "triage_reject", ids, self.reason.id)
        self._refused("sales.inquiry", "triage_set_team", ids, self.thermal.id)
        self._refused("sales.inquiry", "triage_undo", ids)

    def test_a_storekeeper_gets_nothing(self):
        self.authenticate(self.storekeeper.login, self.storekeeper.login)
        for method, args in self._get_attempts().items():
            if args is not None and method not in ("web_read", "message_post"):
                with self.subTest(method):
                    self._refused("sales.inquiry", method, *args)
        self._refused("sales.inquiry.report", "search", [])
        self._refused("sales.inquiry.phone", "create", {"number": "1", "text": "x"})
