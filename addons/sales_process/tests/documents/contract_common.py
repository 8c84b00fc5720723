from .form_common import FormCommon
from .register_common import RegisterVerbs


class ContractCommon(RegisterVerbs, FormCommon):
    """A deal with an order, details of both sides, and its contract."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("ru_RU")
        cls.company = cls.env.company
        director = cls.env["res.partner"].create({"name": "Петров Пётр Петрович"})
        cls.company.write(
            {
                "city": "Тула",
                "l10n_ru_director_id": director.id,
                "l10n_ru_director_position": "Генеральный директор",
                "l10n_ru_director_genitive": "генерального директора Петрова Петра "
                "Петровича",
                "l10n_ru_acting_basis": "Устава",
            }
        )
        cls.client.write(
            {
                "l10n_ru_full_name": "Общество с ограниченной ответственностью "
                "«Ромашка»",
                "l10n_ru_signatory_name": "Орлова Анна Петровна",
                "l10n_ru_signatory_position": "Директор",
                "l10n_ru_acting_basis": "Устава",
            }
        )

    def setUp(self):
        super().setUp()
        self.deal = self._create_deal()
        self.order = self._create_quotation(self.deal, [(self.stocked, 2)])

    def _make_contract(self, order=None, user=None):
        order = (order or self.order).with_user(user or self.salesperson)
        order.action_make_contract()
        return order.contract_id

    def _create_contract(self, user=None, **values):
        return (
            self.env["sales.contract"]
            .with_user(user or self.salesperson)
            .create({"partner_id": self.client.id, "lead_id": self.deal.id, **values})
        )
