"""Amounts in Russian words by ``res.currency.amount_to_text``: in core, and ours.

Core's text is no Russian ("Две Тысячи Рубль"), but as much work: a number, and the
kopecks.
"""

import random


def setup(env, ours, count):
    env["res.lang"]._activate_lang("ru_RU")
    env.ref("base.RUB").active = True
    dice = random.Random(10_000)
    return {
        "amounts": [
            dice.randrange(10 ** dice.randint(1, 11)) / 100 for _ in range(count)
        ]
    }


def run(env, state):
    rouble = env.ref("base.RUB").with_context(lang="ru_RU")
    return [rouble.amount_to_text(amount) for amount in state["amounts"]]


def prove(env, texts):
    return {"texts": len(texts), "empty": texts.count("")}
