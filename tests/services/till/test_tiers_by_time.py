"""Tiers that time alone changes: the cards are told, exactly once (A5, A9, A11)."""

from __future__ import annotations

from typing import Any

import pytest

from tests import factories
from tests.services.till.test_due_work import changed_at, forget_owed, owed
from tests.services.till.till import Till, local, rub

HELD: dict[str, Any] = {"tiers": factories.TIERS, "hold": "qualify", "grace_days": 0}
ROLLING: dict[str, Any] = {
    "tiers": factories.TIERS,
    "period": "rolling",
    "rolling_days": 90,
}


def tier(till: Till, card: str, at: Any) -> str | None:
    return till.standing(card, at).tier


def test_case_A5_the_end_of_a_held_tier_is_told_in_the_morning(till: Till) -> None:
    card = till.card_of("accumulating", HELD)
    till.buy(card, "3,000,000", local(2, 10))
    bought = till.news(card)
    forget_owed(till)
    assert till.run_due(local(4, 1, 0, 1)) == 1
    assert owed(till) == {"card-changed": 1}
    assert till.news(card) == bought
    forget_owed(till)
    assert till.run_due(local(6, 30, 23, 59)) == 0
    assert till.run_due(local(7, 1, 0, 1)) == 1
    assert till.run_due(local(7, 1, 0, 2)) == 0
    assert till.news(card)["event"] == "tier_changed"
    assert till.news(card) != bought
    assert tier(till, card, local(7, 1, 0, 1)) is None
    assert owed(till) == {"card-changed": 1}


@pytest.mark.parametrize("grace_days", [0, 14])
def test_case_A9_grace_ends_by_itself(till: Till, grace_days: int) -> None:
    card = till.card_of("accumulating", HELD | {"grace_days": grace_days})
    till.buy(card, "3,000,000", local(2, 10))
    till.run_due(local(4, 1))
    till.buy(card, "1,000,000", local(4, 10))
    till.run_due(local(7, 1, 0, 1))
    graced = tier(till, card, local(7, 1, 0, 1))
    assert graced == ("Gold" if grace_days else None)
    assert till.run_due(local(7, 15, 0, 1)) == (1 if grace_days else 0)
    assert tier(till, card, local(7, 15, 0, 1)) is None


def test_case_A11_a_window_moves_by_itself(till: Till) -> None:
    card = till.card_of("accumulating", ROLLING)
    till.buy(card, "600,000", local(1, 10))
    till.buy(card, "500,000", local(2, 9))
    before = changed_at(till, card)
    assert till.run_due(local(4, 9, 23, 59)) == 0
    assert till.run_due(local(4, 10, 0, 0)) == 1
    assert till.standing(card, local(4, 10, 0, 0)).turnover == rub("500,000")
    assert till.news(card)["event"] == "tier_changed"
    assert changed_at(till, card) > before
    assert till.run_due(local(6, 1)) == 1
    assert till.run_due(local(12, 1)) == 0


def test_a_company_ages_with_all_of_its_cards(till: Till) -> None:
    program = till.program("accumulating", HELD)
    company = till.company()
    buyer, other = (till.card(program, till.member(company)) for _ in range(2))
    till.buy(buyer, "1,000,000", local(2, 10))
    forget_owed(till)
    assert till.run_due(local(4, 1)) == 1
    assert owed(till) == {"account-aged": 1}
    assert tier(till, other, local(4, 1)) == "Silver"


def test_points_that_end_soon_are_told_once_a_week_before(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 500, "expiry": {"days": 30}})
    till.buy(card, "1,000", local(3, 1))
    forget_owed(till)
    assert till.run_due(local(3, 24, 9, 59)) == 0
    assert till.run_due(local(3, 24, 10, 0)) == 1
    assert till.run_due(local(3, 24, 10, 1)) == 0
    news = till.news(card)
    assert (news["event"], news["until"]) == ("points_expiring", "2026-03-30")
    assert news["effects"] == [{"unit": "points", "amount": -rub("50")}]
    assert owed(till) == {"card-changed": 1}
    assert till.run_due(local(3, 31)) == 1
    assert till.news(card)["event"] == "points_expiring"
    assert till.findings() == []


def test_a_notice_survives_the_purchase_that_comes_before_the_worker(
    till: Till,
) -> None:
    card = till.card_of("cashback", {"rate_bp": 500, "expiry": {"days": 30}})
    till.buy(card, "1,000", local(3, 1))
    till.buy(card, "1,000", local(3, 24, 11))
    assert till.run_due(local(3, 24, 12)) == 1
    assert till.news(card)["event"] == "points_expiring"


def test_what_has_gone_already_is_not_announced(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 500, "expiry": {"days": 30}})
    till.buy(card, "1,000", local(3, 1))
    till.run_due(local(5, 1))
    assert till.news(card)["event"] == "purchase"
    assert till.points(card, local(5, 1)) == (0, 0, 0)
