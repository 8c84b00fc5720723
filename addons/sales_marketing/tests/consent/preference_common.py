from ..common import MarketingCommon

ADDRESS = "kovalev@termomash.example"
NUMBER = "+74956001234"


class PreferenceCommon(MarketingCommon):
    """One contact and one lead with the same address, both with consents.

    They speak English, as the house does.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        language = cls.env["res.lang"]._activate_lang("en_US")
        cls.env.company.partner_id.lang = language.code
        cls.person = cls._create_person()
        cls.lead = cls._create_lead(email_from=ADDRESS)
        cls._consent(cls.lead)
        cls.person.lang = language.code
        cls.lead.lang_id = language
        cls.preferences = cls.env["marketing.preference"]
        cls.stops = cls.env["marketing.stop"]
        cls.token = cls.preferences._get_token(ADDRESS)

    def _is_mail_blocked(self, address=ADDRESS):
        return bool(self.stops._get_stopped("email", [address]))

    def assertAgreed(self, *channels, address=ADDRESS):
        """The owner of the address agrees to these channels and to no other."""
        self.env.invalidate_all()
        self.assertEqual(self.preferences._read(address).agreed, set(channels))
