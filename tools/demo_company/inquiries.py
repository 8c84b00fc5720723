"""Inquiries and calls of every channel, in every state; letters come as letters."""

from datetime import timedelta
from email.header import Header
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr

import pytz

from .texts import read_json
from .world import ZONE

MAILBOX = "inquiry@termovak.example"
CHANNELS = {
    "site": "form",
    "ads": "chat",
    "catalog": "email",
    "exhibition": "exhibition",
    "referral": "phone",
    "cold": "cold",
    "mailing": "email",
}
DUE_MINUTES = 35
FRESH_HOURS = 18


def make(world):
    _make_inquiries_of_deals(world)
    texts = read_json("inquiries")
    for number, letter in enumerate(texts["letters"]):
        _make_letter(world, number, *letter)
    for number, (text, subject) in enumerate(texts["known"]):
        _make_known_letter(world, number, text, subject)
    for number, row in enumerate(texts["others"]):
        _make_other(world, number, *row)
    _make_calls(world, texts)
    _set_due(world)


# what the deals began with


def _make_inquiries_of_deals(world):
    """Each deal began with an inquiry: sorted in time or late, answered."""
    plans = sorted(world.deals, key=lambda plan: plan.times["qualification"])
    seen = set()
    values = []
    for plan in plans:
        values.append(_prepare_past_inquiry(world, plan, plan.partner in seen))
        seen.add(plan.partner)
    world.env["sales.inquiry"].create(values)


def _prepare_past_inquiry(world, plan, is_known):
    begun = plan.times["qualification"]
    sorted_at = begun - timedelta(minutes=world.rng.randrange(5, 55))
    came = sorted_at - timedelta(hours=world.rng.choice((1, 2, 3, 4, 20, 44)))
    answered = begun + timedelta(hours=world.rng.uniform(0.2, 9))
    is_open = plan.target == "qualification" and not plan.is_lost
    return {
        "channel": CHANNELS[plan.source],
        "date": came,
        "subject": plan.package["name"],
        "body": plan.package["need"],
        "contact_name": plan.contact.name,
        "company_name": plan.partner.name,
        "email_from": plan.contact.email,
        "phone": plan.contact.phone,
        "city": plan.partner.city,
        "partner_id": plan.contact.id,
        "lead_id": plan.lead.id,
        "is_known_client": is_known,
        "is_lead_created": True,
        "is_partner_created": not is_known,
        "team_id": world.teams[plan.team].id,
        "team_suggestion_id": world.teams[plan.team].id,
        "user_id": world.people[plan.user].id,
        "date_assigned": sorted_at,
        "date_first_answer": min(answered, world.now),
        "state": "work" if is_open else "done",
        "source_id": world.sources[plan.source].id,
        "medium_id": world.media[plan.source].id,
    }


# letters


def _make_letter(world, number, channel, contact, company, text, subject, days, fate):
    make_text = {"form": _make_form, "chat": _make_chat, "email": _make_mail}[channel]
    phone = world.next_phone()
    letter = make_text(number, contact, company, text, subject, phone)
    letter["Date"] = _get_date(world, days)
    inquiry = _receive(world, letter)
    _decide(world, inquiry, fate)


def _get_date(world, days):
    """A letter of today came some minutes ago, so that it is never in the future."""
    moment = world.moment(days)
    if not days:
        moment = world.now - timedelta(minutes=world.rng.randrange(5, 200))
    return format_datetime(pytz.utc.localize(moment).astimezone(ZONE))


def _receive(world, letter):
    """:raises RuntimeError: the gateway made no inquiry of the letter."""
    threads = world.env(su=False)["mail.thread"]
    number = threads.message_process("sales.inquiry", letter.as_bytes())
    if not number:
        raise RuntimeError(f"No inquiry was made of the letter {letter['Subject']}")
    return world.env["sales.inquiry"].browse(number)


def _make_message(number, sender, subject, text):
    """:param tuple sender: name and address."""
    letter = MIMEText(text, "plain", "utf-8")
    letter["From"] = formataddr(sender)
    letter["To"] = MAILBOX
    letter["Subject"] = Header(subject, "utf-8")
    letter["Message-ID"] = f"<demo-{number}@letters.example>"
    return letter


def _make_form(number, contact, company, text, subject, phone):
    lines = (
        "Заполнена форма «Товар под заказ» на сайте termovak.example",
        "",
        f"Имя посетителя: {contact}",
        f"Телефон: {phone}",
        f"Email: form{number}@request.example",
        f"Название товара: {subject}",
        f"Название организации: {company}",
        f"Сообщение: {text}",
        f"Страница отправки: https://termovak.example/catalog/{number + 100}/",
    )
    title = f"Заполнена форма «Товар под заказ» ({8400 + number})"
    return _make_message(
        number, ("", "robot@termovak-site.example"), title, "\n".join(lines)
    )


def _make_chat(number, contact, company, text, _subject, phone):
    lines = (
        "Диалог завершён",
        "",
        "Канал: Сайт termovak.example",
        "Оператор: Елена Мостовая",
        f"Посетитель: {contact}",
        f"Телефон: {phone}",
        f"E-mail: chat{number}@request.example",
        f"Компания: {company}",
        f"Номер диалога: {7600 + number}",
        "",
        f"[14:02:11] Посетитель: {text}",
        "[14:03:40] Елена Мостовая: Здравствуйте! Передаю менеджеру.",
    )
    title = f"Диалог №{7600 + number} с посетителем {contact} на сайте"
    return _make_message(
        number, ("Jivo", "noreply@jivosite.example"), title, "\n".join(lines)
    )


def _make_mail(number, contact, company, text, subject, phone):
    signature = f"\nС уважением,\n{contact}\n{company}\nтел. {phone}\n"
    sender = (contact, f"client{number}@post{number}.example")
    return _make_message(number, sender, subject, text + signature)


def _make_known_letter(world, number, text, subject):
    """A client whom we know writes: to his history, and a task for his salesperson."""
    plans = [plan for plan in world.deals if plan.reaches("service")]
    plan = plans[number * 3 % len(plans)]
    contact = plan.contact
    letter = _make_message(
        100 + number,
        (contact.name, contact.email),
        subject,
        f"{text}\n\nС уважением,\n{contact.name}\n{plan.partner.name}\n{contact.phone}\n",
    )
    letter["Date"] = _get_date(world, number)
    inquiry = _receive(world, letter)
    if not inquiry.is_known_client:
        raise RuntimeError(f"{contact.name} is not recognised as a client")


# what becomes of them


def _decide(world, inquiry, fate):
    """Sort, assign, finish or reject, as the triage person does."""
    inquiry = inquiry.with_env(world.as_user("triage"))
    fate, _, reason = fate.partition(":")
    if fate == "rejected":
        reasons = inquiry.env["sales.inquiry.reject.reason"]
        inquiry._reject(reasons.browse(_ref(world, f"reject_reason_{reason}").id))
        return
    if fate in ("new", "late"):
        return
    if not inquiry.team_id:
        inquiry.team_id = list(world.teams.values())[inquiry.id % 3]
    inquiry.action_sort()
    if fate in ("work", "done"):
        inquiry.action_assign_suggested()
    if fate == "done":
        inquiry.action_done()


def _ref(world, name):
    return world.env.ref(f"sales_process.{name}")


def _make_other(world, number, channel, contact, company, text, days, fate, subject):
    """Written down by hand: exhibition, cold calls, visitors."""
    source = {"exhibition": "exhibition", "cold": "cold"}.get(channel, "referral")
    inquiry = world.as_user("triage")["sales.inquiry"].create(
        {
            "channel": channel,
            "date": world.moment(days),
            "subject": subject,
            "body": text,
            "contact_name": contact,
            "company_name": company,
            "phone": world.next_phone(),
            "email_from": f"contact{number}@hall{number}.example",
            "source_id": world.sources[source].id,
            "medium_id": world.media[source].id,
        }
    )
    inquiry._process_new()
    _decide(world, inquiry, fate)


# calls


def _make_calls(world, texts):
    calls = world.env["sales.call"]
    for number, row in enumerate(texts["calls"]):
        direction, state, contact, days, duration, text = row
        calls.register(
            {
                "provider": world.exchange.code,
                "webhook_id": world.exchange.id,
                "external_id": f"demo-in-{number}",
                "direction": direction,
                "state": state,
                "number": world.next_phone(),
                "date": world.moment(days),
                "duration": duration,
                "contact_name": contact,
                "text": text,
            }
        )
    for number, plan in enumerate(world.deals):
        if number % 2:
            calls.register(_prepare_call(world, number, plan, texts["call_notes"]))


def _prepare_call(world, number, plan, _notes):
    """Calls of known clients: in and out, answered and not."""
    states = ("answered", "answered", "answered", "missed", "answered", "busy")
    state = states[number // 2 % len(states)]
    user = world.people[plan.user]
    return {
        "provider": world.exchange.code,
        "webhook_id": world.exchange.id,
        "external_id": f"demo-{number}",
        "direction": ("out", "in", "out")[number // 2 % 3],
        "state": state,
        "number": plan.contact.phone,
        "extension": world.extensions.get(plan.user),
        "date": world.moment(number * 1.4 % 170),
        "duration": world.rng.randrange(40, 600) if state == "answered" else 0,
        "user_id": user.id,
    }


def _set_due(world):
    """The newest are in time and two are just before the hour of sorting, whatever
    the hour is when the company is made."""
    waiting = world.env["sales.inquiry"].search(
        [("state", "=", "new"), ("user_id", "=", False)], order="date desc", limit=6
    )
    waiting[:2].triage_deadline = world.now + timedelta(minutes=DUE_MINUTES)
    late = waiting[2:].filtered(lambda inquiry: inquiry.age_state != "new")
    late.triage_deadline = world.now + timedelta(hours=FRESH_HOURS)
