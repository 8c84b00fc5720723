from odoo.fields import Command


def set_up_russian_company(company):
    """A Russian company with its account and who signs, as printed forms need it."""
    env = company.env
    russia = env.ref("base.ru").id
    bank = env["res.bank"].create(
        {
            "name": "ПАО СБЕРБАНК",
            "city": "Москва",
            "bic": "044525225",
            "l10n_ru_corr_acc": "30101810400000000225",
            "country": russia,
        }
    )
    director, accountant = env["res.partner"].create(
        [{"name": "Иванов Иван Иванович"}, {"name": "Петрова Анна Сергеевна"}]
    )
    partner = company.partner_id
    partner.bank_ids.unlink()
    account = {"acc_number": "40702810938000000001", "bank_id": bank.id}
    partner.write(
        {
            "name": "ООО «Вакуум»",
            "country_id": russia,
            "vat": "7736050003",
            "l10n_ru_kpp": "773601001",
            "zip": "117997",
            "city": "Москва",
            "street": "ул. Вавилова, 19",
            "phone": "+7 495 000-00-00",
            "bank_ids": [Command.create(account)],
        }
    )
    company.write(
        {
            "l10n_ru_director_id": director.id,
            "l10n_ru_director_position": "Генеральный директор",
            "l10n_ru_accountant_id": accountant.id,
        }
    )
