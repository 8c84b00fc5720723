import json
from pathlib import Path

from odoo.tests.common import TransactionCase, new_test_user

DATA = Path(__file__).parent / "data"


def read_eml(name):
    """The bytes of a sample letter of tests/data/eml."""
    return (DATA / "eml" / name).read_bytes()


def read_expected():
    """What is to be found in each sample letter."""
    return json.loads((DATA / "eml" / "expected.json").read_text(encoding="utf-8"))


class SalesProcessCommon(TransactionCase):
    """Three departments and their people; letters, calls, leads.

    =============  ==========================  =====================================
    name           group                       works in
    =============  ==========================  =====================================
    head           head of department          High vacuum, leader
    seller         salesperson                 High vacuum
    colleague      salesperson                 High vacuum
    other_head     head of department          Thermal equipment, leader
    other_seller   salesperson                 Thermal equipment
    triage         triage                      sorts every inquiry
    director       director                    all departments
    storekeeper    internal user               nothing of the process
    =============  ==========================  =====================================

    The industrial department has neither a leader nor members. No letters leave.
    Everybody and the company speak English.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # messages are compared with the source texts, whatever the database speaks
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env.company.partner_id.lang = "en_US"
        cls.vacuum = cls.env.ref("sales_process.team_high_vacuum")
        cls.industrial = cls.env.ref("sales_process.team_industrial")
        cls.thermal = cls.env.ref("sales_process.team_thermal")
        cls._set_up_people()
        # only the person of this class sorts: people of the database stay out
        cls.env.ref("sales_process.group_triage").user_ids = cls.triage
        cls.vacuum.write({"user_id": cls.head.id})
        cls.thermal.write({"user_id": cls.other_head.id})
        cls.industrial.write({"user_id": False})
        cls._add_member(cls.vacuum, cls.head, cls.seller, cls.colleague)
        cls._add_member(cls.thermal, cls.other_head, cls.other_seller)
        cls.Inquiry = cls.env["sales.inquiry"]
        cls.Failure = cls.env["sales.inquiry.failure"]
        cls.Call = cls.env["sales.call"]

    @classmethod
    def _set_up_people(cls):
        cls.head = cls._create_user("head", "sales_process.group_head")
        cls.seller = cls._create_user("seller", "sales_process.group_salesperson")
        cls.colleague = cls._create_user("colleague", "sales_process.group_salesperson")
        cls.other_head = cls._create_user("other_head", "sales_process.group_head")
        cls.other_seller = cls._create_user(
            "other_seller", "sales_process.group_salesperson"
        )
        cls.triage = cls._create_user("triage", "sales_process.group_triage")
        cls.director = cls._create_user("director", "sales_process.group_director")
        cls.storekeeper = cls._create_user("storekeeper", "base.group_user")

    # ---- factories ---------------------------------------------------------------

    @classmethod
    def _create_user(cls, name, group):
        return new_test_user(
            cls.env,
            login=f"sp_{name}",
            name=name.replace("_", " ").title(),
            email=f"{name}@own-company.example",
            groups=group,
            lang="en_US",
        )

    @classmethod
    def _add_member(cls, team, *users):
        cls.env["crm.team.member"].create(
            [{"crm_team_id": team.id, "user_id": user.id} for user in users]
        )

    @classmethod
    def _create_client(cls, **values):
        """A company that is a client already."""
        return cls.env["res.partner"].create(
            {
                "name": "Client",
                "is_company": True,
                "client_state": "client",
                **values,
            }
        )

    @classmethod
    def _create_lead(cls, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "team_id": cls.vacuum.id,
                "user_id": False,
                **values,
            }
        )

    @classmethod
    def _create_inquiry(cls, **values):
        """An inquiry that has gone the whole way of a new one."""
        inquiry = cls.env["sales.inquiry"].create(
            {
                "channel": "manual",
                "subject": "Request",
                "body": "Please send an offer.",
                **values,
            }
        )
        inquiry._process_new()
        return inquiry

    # ---- verbs -------------------------------------------------------------------

    @classmethod
    def _process_eml(cls, name):
        """Take a sample letter in; return its inquiry, empty when there is none."""
        return cls._process_mail(read_eml(name))

    @classmethod
    def _process_mail(cls, raw):
        """Take raw bytes in as the mail server of the mailbox does."""
        known = cls.env["sales.inquiry"].search([])
        cls.env["mail.thread"].message_process("sales.inquiry", raw)
        return cls.env["sales.inquiry"].search([]) - known

    @classmethod
    def _make_mail(cls, **headers):
        """A plain letter; `text` is its body, other keywords are headers."""
        text = headers.pop("text", "We need a vacuum pump.")
        values = {
            "From": "Ivan <ivan@new-client.example>",
            "To": "sales@own-company.example",
            "Subject": "Request",
            "Message-ID": "<test-1@new-client.example>",
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Transfer-Encoding": "8bit",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        head = "\r\n".join(
            f"{name}: {value}" for name, value in values.items() if value
        )
        return f"{head}\r\n\r\n{text}\r\n".encode()

    @classmethod
    def _lose(cls, lead):
        """The deal is lost, with all that has to be said about it."""
        reason = cls.env["crm.lost.reason"].create({"name": "Price"})
        lead.action_set_lost(
            lost_reason_id=reason.id,
            competitor_id=cls.env.ref("sales_process.competitor_none").id,
        )

    # ---- asserts -----------------------------------------------------------------

    def assertTask(self, record, xmlid, user):
        """Exactly one open task of a kind, for this user."""
        tasks = record.activity_ids.filtered(
            lambda task: task.activity_type_id == self.env.ref(f"sales_process.{xmlid}")
        )
        self.assertEqual(tasks.user_id, user)
        self.assertEqual(len(tasks), len(user))

    def assertNoFailure(self):
        failures = self.Failure.search([("state", "=", "new")])
        self.assertFalse(failures, failures.mapped("error"))
