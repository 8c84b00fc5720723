from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.mailchimp.mailchimp_api import data_centre, key_hint
from ...tools.segment.mailchimp import clean_tag

STATES = [("off", "Off"), ("on", "On")]
NEW_STATUSES = [
    ("subscribed", "Subscribed at once: we hold the consent"),
    ("pending", "Asked by Mailchimp to confirm by e-mail"),
]
TAG_MODES = [
    ("tag", "Only segments with a Mailchimp tag"),
    ("name", "Every segment: its tag, else its name"),
]
MANAGER = "sales_marketing.group_mailchimp_manager"


class MarketingMailchimpAccount(models.Model):
    """An audience of Mailchimp that segments are sent to. Nothing goes before "on".

    1. The API key is entered once; nobody reads it again, only its end is shown.
    2. *Test the connection* asks who the key belongs to and lists the audiences.
    3. *Switch on* needs an audience and the notice to Roskomnadzor: Mailchimp keeps
       personal data in the USA (152-FZ, article 12, parts 3 and 10). The data base in
       Russia stays the first one (article 18, part 5): Mailchimp gets a copy.
    4. What was sent about whom is remembered (``marketing.mailchimp.member``), so a
       record stays with its audience.
    """

    _name = "marketing.mailchimp.account"
    _description = "Mailchimp Account"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, default="Mailchimp")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        index="btree_not_null",
    )
    state = fields.Selection(
        STATES,
        string="Exchange",
        default="off",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    api_key = fields.Char(copy=False, groups=fields.NO_ACCESS)
    new_api_key = fields.Char(
        string="API key",
        compute="_compute_new_api_key",
        inverse="_inverse_new_api_key",
        groups=MANAGER,
        copy=False,
        help="In Mailchimp: Profile, Extras, API keys. It is stored and not shown "
        "again; a new one takes its place.",
    )
    api_key_hint = fields.Char(
        string="Key in use",
        compute="_compute_api_key_hint",
        compute_sudo=True,
    )
    transfer_notice = fields.Char(
        string="Notice to Roskomnadzor",
        copy=False,
        tracking=True,
        help="Number and date of the notice of cross-border transfer of personal data "
        "(152-FZ, article 12, part 3). Without it the exchange is not switched on.",
    )
    audience_ids = fields.One2many(
        "marketing.mailchimp.audience",
        "account_id",
        string="Audiences",
    )
    audience_id = fields.Many2one(
        "marketing.mailchimp.audience",
        domain="[('account_id', '=', id)]",
        copy=False,
        tracking=True,
        ondelete="restrict",
    )
    connected_as = fields.Char(readonly=True, copy=False)
    test_date = fields.Datetime(string="Tested on", readonly=True, copy=False)
    test_error = fields.Char(string="Test", readonly=True, copy=False)
    new_status = fields.Selection(
        NEW_STATUSES,
        string="New contacts are",
        required=True,
        default="subscribed",
        help="Only for contacts that the audience does not have. The status of others "
        "is never changed: who has unsubscribed stays so.",
    )
    common_tag = fields.Char(
        default="odoo",
        help="Every contact that comes from here gets this tag. Empty: none.",
    )
    tag_mode = fields.Selection(
        TAG_MODES,
        string="Tags of segments",
        required=True,
        default="tag",
        help="A contact that leaves a segment loses its tag. Tags that were set in "
        "Mailchimp itself are left alone.",
    )
    field_ids = fields.One2many(
        "marketing.mailchimp.field",
        "account_id",
        string="Merge fields",
        copy=True,
        default=lambda self: self._default_field_ids(),
    )
    has_field_problem = fields.Boolean(compute="_compute_has_field_problem")
    member_count = fields.Integer(
        string="Contacts sent",
        compute="_compute_member_count",
    )

    @api.model
    def _default_field_ids(self):
        pairs = (
            ("FNAME", "first_name"),
            ("LNAME", "last_name"),
            ("COMPANY", "company"),
            ("PHONE", "phone"),
        )
        return [
            fields.Command.create({"tag": tag, "source": source, "sequence": number})
            for number, (tag, source) in enumerate(pairs)
        ]

    def _compute_new_api_key(self):
        self.new_api_key = False

    def _inverse_new_api_key(self):
        for account in self.filtered("new_api_key"):
            key = account.new_api_key.strip()
            if not data_centre(key):
                raise ValidationError(
                    self.env._(
                        "This is no API key of Mailchimp. It looks like "
                        "0123456789abcdef0123456789abcdef-us21: copy it whole, with "
                        "the data centre at the end.",
                    ),
                )
            # sudo: the key is written by those who may and read by nobody
            account.sudo().write(
                {"api_key": key, "connected_as": False, "test_error": False},
            )

    @api.depends("api_key")
    def _compute_api_key_hint(self):
        for account in self:
            account.api_key_hint = key_hint(account.api_key)

    @api.depends("field_ids.state")
    def _compute_has_field_problem(self):
        for account in self:
            states = account.field_ids.mapped("state")
            account.has_field_problem = bool({"missing", "phone"} & set(states))

    def _compute_member_count(self):
        counts = dict(
            self.env["marketing.mailchimp.member"]._read_group(
                [("account_id", "in", self.ids)],
                ["account_id"],
                ["__count"],
            ),
        )
        for account in self:
            account.member_count = counts.get(account._origin, 0)

    @api.constrains("state", "audience_id", "transfer_notice")
    def _check_may_be_on(self):
        for account in self.sudo().filtered(lambda account: account.state == "on"):
            if not (account.api_key and account.audience_id):
                raise ValidationError(
                    self.env._(
                        "Enter the API key, test the connection and choose the "
                        "audience first.",
                    ),
                )
            if not (account.transfer_notice or "").strip():
                raise ValidationError(
                    self.env._(
                        "Enter the notice to Roskomnadzor: Mailchimp keeps the "
                        "contacts in the USA, and transfer abroad without a notice is "
                        "against the law (152-FZ, article 12).",
                    ),
                )

    @api.constrains("audience_id")
    def _check_audience(self):
        for account in self:
            audience = account.audience_id
            if audience and audience.account_id != account:
                raise ValidationError(
                    self.env._("This audience belongs to another account."),
                )

    def write(self, vals):
        if "audience_id" in vals:
            self._check_audience_may_change(vals["audience_id"])
        return super().write(vals)

    def _check_audience_may_change(self, audience_id):
        for account in self:
            is_other = account.audience_id and account.audience_id.id != audience_id
            if is_other and account.member_count:
                raise UserError(
                    self.env._(
                        "Contacts were sent to this audience already. Make another "
                        "account record for another audience.",
                    ),
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(account.member_count for account in self):
            raise UserError(
                self.env._(
                    "Contacts were sent through this account: archive it. The record "
                    "shows which personal data went abroad.",
                ),
            )

    def action_switch_on(self):
        """Allow contacts to be sent; what it takes is checked on the record."""
        self.write({"state": "on"})
        return True

    def action_switch_off(self):
        """Send nothing more. Runs under way stop where they are."""
        self.write({"state": "off"})
        return True

    def action_open_members(self):
        """Open what was sent about whom."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_marketing.marketing_mailchimp_member_action",
        )
        return {**action, "domain": [("account_id", "=", self.id)]}

    def _get_tags(self, segment):
        """Tags of a member of ``segment``; of an empty one, the common tag alone."""
        names = [self.common_tag]
        if segment:
            names.append(
                segment.tag or (segment.name if self.tag_mode == "name" else ""),
            )
        return list(dict.fromkeys(filter(None, map(clean_tag, names))))
