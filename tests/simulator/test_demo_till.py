"""What a visitor types at the demonstration's till."""

from __future__ import annotations

import pytest

from wallet_service.cards import trace
from wallet_service.simulator import demo_texts, demo_till


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12345.67", 1_234_567),
        ("12 345,67", 1_234_567),
        ("12\u00a0345,67", 1_234_567),
        ("12,345.67", 1_234_567),
        ("12,345", 1_234_500),
        ("12,5", 1_250),
        ("100", 10_000),
        (" 0.05 ", 5),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, amount):
    assert demo_till.parse_amount(text) == amount


@pytest.mark.parametrize(
    "text", ["", "-5", "1.234", "12.345,67", "abc", "1e5", "1.2.3"]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(demo_till.AmountUnreadable):
        demo_till.parse_amount(text)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_step_and_reason_of_the_rules_has_words(language):
    for name in trace.STEPS:
        assert demo_texts.step(name, language) != name
    for name in trace.REASONS:
        assert demo_texts.reason(name, language) not in {"", name}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_is_noted_of_a_step_belongs_to_a_step_of_the_rules(language):
    noted = [name for name in trace.STEPS if demo_texts.note(name, language)]
    assert {"gross", "payable", "turnover"} <= set(noted)
    assert demo_texts.note("unknown", language) == ""


def test_both_languages_of_the_page_have_the_same_words():
    assert demo_texts.page("en").keys() == demo_texts.page("ru").keys()
