"""Tiers that time alone changes: the cards are told, exactly once (A5, A9, A11)."""

from __future__ import annotations

from typing import Any

import pytest

from tests import factories
from tests.services.till.test_due_work import changed_at, forget_owed, owed
from tests.services.till.till import ACTOR, Till, local, rub
from wallet_service.services.programs import programs, publishing

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


@pytest.mark.parametrize("rules", [HELD | {"hold": "within"}, ROLLING])
def test_a_purchase_before_the_worker_does_not_swallow_the_notice(
    till: Till, rules: dict[str, Any]
) -> None:
    card = till.card_of("accumulating", rules)
    till.buy(card, "1,000,000", local(1, 10))
    late = local(4, 10, 0, 5)
    till.buy(card, "1", late)
    till.refund(till.buy(card, "1", late), late)
    till.adjust(card, "turnover", 1, late)
    till.run_due(late)
    assert till.news(card)["event"] == "tier_changed"
    assert till.run_due(late) == 0


def test_turnover_that_a_person_added_ends_with_its_period(till: Till) -> None:
    card = till.card_of("accumulating", HELD | {"hold": "within"})
    till.adjust(card, "turnover", rub("1,000,000"), local(2, 10))
    assert till.run_due(local(4, 1)) == 1
    assert till.news(card)["event"] == "tier_changed"


def test_a_tier_in_grace_does_not_hide_the_end_of_a_period(till: Till) -> None:
    card = till.card_of("accumulating", HELD | {"grace_days": 14})
    till.buy(card, "1,000,000", local(2, 10))
    till.run_due(local(4, 20))
    till.buy(card, "100", local(4, 20))
    before = changed_at(till, card)
    assert till.run_due(local(7, 1)) == 1
    assert changed_at(till, card) > before


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


def publish(
    till: Till,
    program: str,
    at: Any,
    effective_at: Any,
    stamp_cards: Any = "finish",
    **rules: Any,
) -> None:
    """The next version of the program, published at one time, in force at another."""
    with till.database.writing(till.brand_id) as session:
        change = programs.ProgramChange(rules=rules)
        programs.change_program(
            session,
            program,
            change,
            templates=factories.TEMPLATES,
            actor=ACTOR,
            now=at,
        )
        publishing.publish_program(
            session,
            program,
            effective_at=effective_at,
            stamp_cards=stamp_cards,
            actor=ACTOR,
            now=at,
        )


def thresholds(*amounts: str) -> list[dict[str, Any]]:
    return [
        tier | {"from_turnover": rub(amount)}
        for tier, amount in zip(factories.TIERS, amounts, strict=False)
    ]


@pytest.mark.parametrize("hold", ["within", "qualify"])
def test_case_A18_a_stricter_version_lowers_tiers_at_the_periods_end(
    till: Till, hold: str
) -> None:
    rules = HELD | {"hold": hold}
    program = till.program("accumulating", rules)
    card = till.card(program)
    till.buy(card, "1,200,000", local(2, 10))
    stricter = rules | {"tiers": thresholds("2,000,000", "4,000,000", "6,000,000")}
    publish(till, program, local(2, 20), local(3, 1, 0), **stricter)
    assert till.buy(card, "1,000", local(3, 2)).figures.discount == rub("50")
    assert tier(till, card, local(3, 31, 23, 59)) == "Silver"
    assert tier(till, card, local(4, 1, 0, 0)) is None
    till.run_due(local(4, 1, 0, 1))
    assert till.news(card)["event"] == "tier_changed"


def test_case_A18_a_milder_version_raises_tiers_at_once(till: Till) -> None:
    program = till.program("accumulating", HELD)
    card = till.card(program)
    till.buy(card, "800,000", local(2, 10))
    milder = HELD | {"tiers": thresholds("500,000", "4,000,000", "6,000,000")}
    publish(till, program, local(2, 20), local(3, 1, 0), **milder)
    assert tier(till, card, local(2, 28, 23, 59)) is None
    assert tier(till, card, local(3, 1, 0, 0)) == "Silver"
    forget_owed(till)
    assert till.run_due(local(3, 1, 0, 1)) == 1
    assert till.run_due(local(3, 1, 0, 2)) == 0
    assert till.news(card)["event"] == "tier_changed"
    late = till.buy(card, "1,000", local(2, 25), recorded_at=local(3, 2))
    assert late.figures.discount == 0


def test_reading_R36_a_stricter_version_counts_at_once_without_an_end(
    till: Till,
) -> None:
    rules = HELD | {"period": "lifetime", "hold": "within"}
    program = till.program("accumulating", rules)
    card = till.card(program)
    till.buy(card, "1,200,000", local(2, 10))
    stricter = rules | {"tiers": thresholds("2,000,000", "4,000,000", "6,000,000")}
    publish(till, program, local(2, 20), local(3, 1, 0), **stricter)
    assert tier(till, card, local(3, 1, 0, 0)) is None


def test_pending_points_keep_their_dates_when_a_version_comes(till: Till) -> None:
    rules = {"rate_bp": 500, "hold_days": 14, "expiry": {"days": 180}}
    program = till.program("cashback", rules)
    card = till.card(program)
    till.buy(card, "1,000", local(3, 1))
    changed = {"rate_bp": 500, "hold_days": 60, "expiry": {"days": 30}}
    publish(till, program, local(3, 2), None, **changed)
    till.run_due(local(3, 15, 0, 0))
    assert till.points(card, local(3, 15, 0, 0)) == (rub("50"), 0, 0)
    assert till.points(card, local(9, 10, 23, 59)) == (rub("50"), 0, 0)
    assert till.points(card, local(9, 11, 0, 0)) == (0, 0, 0)


@pytest.mark.parametrize("opened", ["before", "after", "before, and moved meanwhile"])
def test_case_A18_who_bought_before_it_counts_is_told_when_it_does(
    till: Till, opened: str
) -> None:
    """The version was published before the card's first purchase, or after it."""
    program = till.program("accumulating", ROLLING)
    card = till.card(program)
    if opened != "after":
        till.buy(card, "1", local(1, 1))
    milder = ROLLING | {"tiers": thresholds("500,000", "3,000,000", "5,000,000")}
    publish(till, program, local(2, 20), local(4, 15, 0), **milder)
    till.buy(card, "800,000", local(2, 25))
    if opened != "before":
        # the first day's turnover leaves the window
        till.run_due(local(4, 2))
    assert till.run_due(local(4, 15)) >= 1
    assert till.news(card)["event"] == "tier_changed"
    assert tier(till, card, local(4, 15)) == "Silver"
