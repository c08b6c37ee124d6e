"""Names are cut where they can still be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet_service.passes import shortening


@pytest.mark.parametrize(
    ("name", "limit", "expected"),
    [
        ("ООО «Маяк»", 22, "ООО «Маяк»"),
        ("Общество с ограниченной ответственностью «Маяк»", 22, "ООО «Маяк»"),
        ("ООО «Северо-Западная строительная компания»", 24, "ООО «Северо-Западная…»"),
        ("Lighthouse Trading Limited", 22, "Lighthouse Trading Ltd"),
        ("Baltic Construction and Engineering Ltd", 22, "Baltic Construction…"),
        ("Coffee machine for the office", 24, "Coffee machine…"),
        ("Кофемашина для вас и офиса", 18, "Кофемашина…"),
        ('OOO "Baltic Construction and Trade"', 22, 'OOO "Baltic…"'),
        ("Rindfleischetikettierungsgesellschaft", 12, "Rindfleisch…"),
    ],
)
def test_a_company_keeps_its_legal_form_and_its_first_words(
    name: str, limit: int, expected: str
):
    assert shortening.company(name, limit) == expected


@given(st.text(max_size=80), st.integers(min_value=4, max_value=40))
def test_nothing_becomes_longer_than_its_limit(text: str, limit: int):
    assert len(shortening.words(text, limit)) <= limit
    assert len(shortening.company(text, limit)) <= limit


def test_spaces_and_line_breaks_become_one_space():
    assert shortening.words("  a \n b  ", 10) == "a b"
