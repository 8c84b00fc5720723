from odoo.tests import BaseCase, tagged

from ...tools.intake import jivo
from ...tools.intake.utm import find_utm
from ..common import read_eml
from .chat_common import ChatCommon

MARKS = "utm_source=Yandex&utm_medium=cpc&utm_campaign=nasos_vvn"
PAGE = f"https://vakuum-tehnika.example/catalog/?{MARKS}#form"
FORM = (
    "Имя посетителя: Николай\nТелефон: +7 (343) 278-90-11\n"
    "Email: snab@uralgeofizika.example\nСообщение: Нужен затвор\n"
    f"Страница отправки: {PAGE}\n"
)


@tagged("post_install", "-at_install")
class TestUtm(BaseCase):
    def test_marks(self):
        expected = {"source": "Yandex", "medium": "cpc", "campaign": "nasos_vvn"}
        for text in (
            PAGE,
            f"see <{PAGE}>",
            PAGE.replace("&", "&amp;"),
            "utm_source: Yandex\nutm_medium: cpc\nutm_campaign: nasos_vvn",
        ):
            with self.subTest(text=text):
                self.assertEqual(find_utm(text), expected)

    def test_the_first_text_with_marks_wins(self):
        self.assertEqual(
            find_utm("", "utm_source=a", "utm_source=b&utm_medium=c"), {"source": "a"}
        )
        self.assertEqual(find_utm("", None, "no marks"), {})

    def test_places_that_were_not_filled_in_are_no_marks(self):
        self.assertEqual(
            find_utm("utm_source=vk&utm_campaign={campaign_id}"), {"source": "vk"}
        )
        self.assertEqual(find_utm("utm_source=%7Bsource%7D"), {})

    def test_coded_letters(self):
        text = "utm_campaign=%D0%9F%D0%B5%D1%87%D0%B8+%D0%B2%D0%B5%D1%81%D0%BD%D0%B0"

        self.assertEqual(find_utm(text), {"campaign": "Печи весна"})

    def test_chat_without_marks_takes_those_of_its_page(self):
        event = jivo.parse(
            {"event_name": "chat_finished", "page": {"url": PAGE}, "session": {}}
        )
        told = jivo.parse(
            {
                "event_name": "chat_finished",
                "page": {"url": PAGE},
                "session": {"utm": "source=vk|medium=post"},
            }
        )

        self.assertEqual((event.source, event.campaign), ("Yandex", "nasos_vvn"))
        self.assertEqual((told.source, told.medium, told.campaign), ("vk", "post", ""))


@tagged("post_install", "-at_install")
class TestOrigin(ChatCommon):
    """From the first word of the client to the order: form, chat, letter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a name that the pattern "nasos_vvn" of core's search would match
        cls.near = cls.env["utm.campaign"].create({"name": "nasos-vvn"})
        cls.known = cls.env["utm.source"].search(
            [("name", "=ilike", "yandex")], limit=1
        ) or cls.env["utm.source"].create({"name": "yandex"})

    def _get_origin(self, record):
        return [
            record.source_id.name, record.medium_id.name, record.campaign_id.name
        ]  # fmt: skip

    def _order(self, lead):
        """The quotation that a salesperson makes of the deal.

        Of no department: what a deal must have is tested elsewhere.
        """
        lead.write({"type": "opportunity", "user_id": self.seller.id, "team_id": False})
        action = lead.with_user(self.seller).action_new_quotation()
        return (
            self.env["sale.order"]
            .with_user(self.seller)
            .with_context(**action["context"])
            .create({})
        )

    def assertWholeWay(self, inquiry, origin):
        self.assertEqual(self._get_origin(inquiry), origin)
        self.assertEqual(self._get_origin(inquiry.lead_id), origin)
        self.assertEqual(self._get_origin(self._order(inquiry.lead_id)), origin)

    def test_form_with_marks_in_the_address_of_its_page(self):
        mail = self._make_mail(
            From="robot@vakuum-tehnika.example", Subject="Заполнена форма", text=FORM
        )

        inquiry = self._process_mail(mail)

        self.assertEqual(inquiry.page_url, PAGE)
        self.assertWholeWay(inquiry, [self.known.name, "cpc", "nasos_vvn"])
        self.assertEqual(inquiry.source_id, self.known)
        self.assertNotEqual(inquiry.campaign_id, self.near)

    def test_form_with_marks_in_labels(self):
        text = "Request details:\nName: Timur\nEmail: timur@kazopt.example\n"
        text += f"comment: pump\n{MARKS.replace('&', chr(10)).replace('=', ': ')}\n"

        inquiry = self._process_mail(
            self._make_mail(From="Tilda <noreply@tilda.ws>", text=text)
        )

        self.assertWholeWay(inquiry, [self.known.name, "cpc", "nasos_vvn"])

    def test_letter_takes_the_source_of_its_template(self):
        # the sample with the source named by the chat service's letter
        inquiry = self._process_mail(read_eml("01_jivo_chat_transcript.eml"))

        self.assertTrue(inquiry.source_id)
        self.assertWholeWay(inquiry, self._get_origin(inquiry))

    def test_chat(self):
        self._report(self._sample("chat_finished"))

        self.assertWholeWay(self._chats(), [self.known.name, "cpc", self.near.name])

    def test_call_to_an_advertised_number(self):
        number = {"number": "74957770011", "source_id": self.known.id}
        self.jivo.write({"number_ids": [(0, 0, number)]})
        call = self.env["sales.call"].register(
            {
                "provider": "test",
                "external_id": "origin-1",
                "webhook_id": self.jivo.id,
                "direction": "in",
                "state": "answered",
                "number": "+79990001122",
                "source_id": self.known.id,
            }
        )

        self.assertEqual(call.inquiry_id.lead_id.source_id, self.known)

    def test_lead_without_a_source_takes_that_of_the_next_inquiry(self):
        lead = self._create_lead(
            type="lead", email_from="snab@uralgeofizika.example", partner_id=False
        )
        mail = self._make_mail(From="robot@vakuum-tehnika.example", text=FORM)

        inquiry = self._process_mail(mail)

        self.assertEqual(inquiry.lead_id, lead)
        self.assertEqual(self._get_origin(lead), [self.known.name, "cpc", "nasos_vvn"])

    def test_deal_of_a_client_takes_it_too(self):
        client = self._create_client(email="snab@uralgeofizika.example")
        deal = self._create_lead(partner_id=client.id, medium_id=False)
        mail = self._make_mail(From="robot@vakuum-tehnika.example", text=FORM)

        inquiry = self._process_mail(mail)

        self.assertEqual(inquiry.lead_id, deal)
        self.assertEqual(deal.source_id, self.known)

    def test_a_source_is_never_overwritten(self):
        fair = self.env["utm.source"].create({"name": "Fair"})
        lead = self._create_lead(
            type="lead",
            email_from="snab@uralgeofizika.example",
            partner_id=False,
            source_id=fair.id,
        )
        mail = self._make_mail(From="robot@vakuum-tehnika.example", text=FORM)

        self._process_mail(mail)

        self.assertEqual(self._get_origin(lead), ["Fair", False, False])

    def test_won_deals_keep_what_they_have(self):
        won = self.env["crm.stage"].create({"name": "Won", "is_won": True})
        lead = self._create_lead(team_id=False, stage_id=won.id)

        self._create_inquiry(lead_id=lead.id, source_id=self.known.id)

        self.assertFalse(lead.source_id)

    def test_a_source_named_later_reaches_the_lead(self):
        inquiry = self._create_inquiry(email_from="a@new.example", contact_name="A")

        inquiry.source_id = self.known

        self.assertEqual(inquiry.lead_id.source_id, self.known)

    def test_no_doubles_of_labels(self):
        names = ("YANDEX", "yandex", " Yandex ")

        found = {self.Inquiry._find_label("utm.source", name) for name in names}

        self.assertEqual(found, {self.known})
        percent = self.Inquiry._find_label("utm.source", "%")
        self.assertEqual(percent.name, "%")
