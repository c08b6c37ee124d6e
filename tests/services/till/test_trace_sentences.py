"""Every step and reason of a trace has words in both languages, with its figures."""

from __future__ import annotations

import pytest

from wallet_service.cards import trace
from wallet_service.cards.outcome import Step
from wallet_service.services.till import trace_sentences, trace_words


def test_the_words_are_those_of_the_rules():
    assert trace_words.STEPS.keys() == trace.STEPS.keys()
    assert trace_words.REASONS.keys() == trace.REASONS.keys()
    assert trace.STEPS.keys() >= trace_words.COUNTS


@pytest.mark.parametrize("name", trace.STEPS)
def test_a_step_is_told_in_both_languages(name):
    told = trace_sentences.explain([Step(name, 700, 700, 300, "tier")], "RUB")
    [english], [russian] = told["en"], told["ru"]
    assert english.endswith("(the rate of the tier).")
    assert russian.endswith("(ставка уровня).")
    assert "{" not in english + russian
    assert english.isascii() or "₽" in english
    amount = "300" if name in trace_words.COUNTS else "3"
    least = "7" if "minimum" in name and name.endswith("minimum") else amount
    assert least in english
    assert least in russian


def test_a_discount_is_read_out_with_its_figures():
    steps = [
        Step("gross", result=1_234_567),
        Step("card_discount", 1_234_567, 700, 86_420, "card_rate"),
        Step("payable", 1_234_567, result=1_148_147),
    ]
    assert trace_sentences.explain(steps, "EUR") == {
        "en": [
            "The purchase comes to €12,345.67.",
            "Discount: 7\u00a0% of €12,345.67 is €864.20 (the card's own rate).",
            "To pay: €11,481.47.",
        ],
        "ru": [
            "Сумма покупки 12\u00a0345,67\u00a0€.",
            "Скидка: 7\u00a0% от 12\u00a0345,67\u00a0€ — это 864,20\u00a0€ "
            "(ставка карты).",
            "К оплате: 11\u00a0481,47\u00a0€.",
        ],
    }
