"""Stamps and rewards that time takes (S12, R14, R22, R23, R25, R26)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.services.till.test_due_work import forget_owed, owed
from tests.services.till.till import Till, line, local, rub
from wallet_service.services.errors import Conflict

TEN = {"mode": "item", "slots": 10, "reward_name": "A gift"}
HALF_YEAR = TEN | {"expiry_days": 180, "expiry_from": "last_stamp"}
SHORT = TEN | {"expiry_days": 10, "expiry_from": "first_stamp"}
BY_AMOUNT = {"mode": "amount", "per_amount": rub("10,000"), "slots": 10}


def items(till: Till, card: str, count: int, at: Any, **more: Any) -> Any:
    return till.buy(card, [line(1, str(100 * count), quantity=count)], at, **more)


def expired(till: Till, card: str, at: Any) -> list[tuple[str, int]]:
    entries = till.entries(card, at)
    return [(one.unit, one.amount) for one in entries if one.kind == "expire"]


@pytest.mark.parametrize("posted", [True, False])
def test_case_S12_half_a_year_from_the_last_stamp(till: Till, posted: bool) -> None:
    card = till.card_of("stamp", HALF_YEAR)
    items(till, card, 8, local(2, 1))
    items(till, card, 5, local(3, 1))
    assert till.stamps(card, local(8, 27, 23, 59)) == (3, 1)
    if posted:
        forget_owed(till)
        assert till.run_due(local(8, 27, 23, 59)) == 0
        assert till.run_due(local(8, 28, 0, 0)) == 1
        assert till.run_due(local(8, 28, 0, 0)) == 0
        assert owed(till) == {"card-changed": 1}
        assert expired(till, card, local(8, 28)) == [("stamps", -3)]
    assert till.stamps(card, local(8, 28, 0, 0)) == (0, 1)
    items(till, card, 2, local(8, 28))
    assert till.stamps(card, local(8, 28)) == (2, 1)
    assert expired(till, card, local(8, 28)) == [("stamps", -3)]
    assert till.findings() == []


def test_reading_R26_a_refund_that_takes_no_stamp_moves_no_day(till: Till) -> None:
    card = till.card_of("stamp", SHORT | {"minimum_amount": rub("100")})
    items(till, card, 1, local(3, 1))
    small = till.buy(card, "1", local(3, 2))
    till.refund(small, local(3, 3))
    assert till.stamps(card, local(3, 10, 23, 59)) == (1, 0)
    assert till.stamps(card, local(3, 11, 0, 0)) == (0, 0)


@pytest.mark.parametrize(
    ("start", "last"), [("first_stamp", (3, 10)), ("last_stamp", (3, 13))]
)
def test_reading_R26_days_count_from_occurred_at(
    till: Till, start: str, last: tuple[int, int]
) -> None:
    card = till.card_of("stamp", BY_AMOUNT | {"expiry_days": 10, "expiry_from": start})
    till.buy(card, "15,000", local(3, 4))
    till.buy(card, "10,000", local(3, 1), recorded_at=local(3, 5))
    assert till.stamps(card, local(*last, 23, 59))[0] == 2
    gone = local(*last) + timedelta(hours=12)
    assert till.stamps(card, gone)[0] == 0
    till.run_due(gone)
    assert expired(till, card, gone) == [("stamps", -2), ("carry", -rub("5,000"))]


def test_reading_R26_a_filled_card_starts_anew_with_the_surplus(till: Till) -> None:
    card = till.card_of("stamp", SHORT)
    items(till, card, 9, local(3, 1))
    items(till, card, 3, local(3, 8))
    assert till.stamps(card, local(3, 17, 23, 59)) == (2, 1)
    assert till.stamps(card, local(3, 18, 0, 0)) == (0, 1)


def test_reading_R26_milestones_expire_with_the_stamps(till: Till) -> None:
    card = till.card_of(
        "stamp", SHORT | {"milestones": [{"at": 2, "reward_name": "Coffee"}]}
    )
    assert items(till, card, 2, local(3, 1)).figures.rewards_issued == 1
    assert items(till, card, 2, local(3, 11, 0, 0)).figures.rewards_issued == 1
    assert till.stamps(card, local(3, 11)) == (2, 2)


def test_reading_R26_a_debt_stays(till: Till) -> None:
    card = till.card_of("stamp", SHORT)
    bought = items(till, card, 10, local(3, 1))
    till.redeem(card, local(3, 1))
    till.refund_lines(bought, local(3, 2))
    till.run_due(local(6, 1))
    items(till, card, 4, local(6, 1))
    assert till.stamps(card, local(6, 1)) == (0, 0)
    items(till, card, 7, local(6, 2))
    assert till.stamps(card, local(6, 2)) == (1, 0)


@pytest.mark.parametrize("posted", [True, False])
def test_reading_R14_expired_stamps_are_not_taken_again(
    till: Till, posted: bool
) -> None:
    rules = TEN | {"expiry_days": 5, "expiry_from": "first_stamp"}
    card = till.card_of("stamp", rules)
    bought = items(till, card, 12, local(3, 1))
    if posted:
        till.run_due(local(3, 9))
    first = till.refund(bought, local(3, 10), (1, "200"))
    assert (first.stamps_removed, first.rewards_cancelled) == (0, 0)
    second = till.refund(bought, local(3, 11), (1, "200"))
    assert (second.stamps_removed, second.rewards_cancelled) == (2, 1)
    # the card that was opened again is of 1 March, so its stamps are gone as well
    assert till.stamps(card, local(3, 11)) == (0, 0)
    till.run_due(local(3, 11))
    assert till.findings() == []


def test_reading_R14_an_expired_remainder_is_not_taken_again(till: Till) -> None:
    rules = BY_AMOUNT | {"expiry_days": 5, "expiry_from": "first_stamp"}
    card = till.card_of("stamp", rules)
    bought = till.buy(card, "15,000", local(3, 1))
    till.buy(card, "4,000", local(3, 10))
    till.refund(bought, local(3, 11))
    assert till.buy(card, "6,000", local(3, 12)).figures.stamps_added == 1


def test_reading_R14_a_purchase_that_came_too_late_opens_no_full_card(
    till: Till,
) -> None:
    """Its stamp and its remainder are of 1 March, so both are gone at once."""
    rules = BY_AMOUNT | {"slots": 5, "expiry_days": 9, "expiry_from": "first_stamp"}
    card = till.card_of("stamp", rules | {"carry_over": False})
    till.adjust(card, "stamps", 9, local(3, 26))
    late = till.buy(card, "15,000", local(3, 1), recorded_at=local(3, 26))
    assert late.figures.stamps_added == 1
    assert till.stamps(card, local(3, 26)) == (0, 1)
    till.cancel(late, local(3, 26))
    assert till.stamps(card, local(3, 26)) == (0, 1)
    assert till.buy(card, "5,000", local(3, 26)).figures.stamps_added == 0
    assert till.findings() == []


def test_reading_R14_corrected_stamps_expire_and_not_those_of_a_purchase(
    till: Till,
) -> None:
    rules = TEN | {"slots": 5, "expiry_days": 5, "expiry_from": "first_stamp"}
    card = till.card_of("stamp", rules)
    bought = items(till, card, 5, local(3, 1))
    till.adjust(card, "stamps", 2, local(3, 2))
    items(till, card, 1, local(3, 10))
    back = till.refund_lines(bought, local(3, 10))
    assert (back.stamps_removed, back.rewards_cancelled) == (5, 1)
    assert till.stamps(card, local(3, 10)) == (1, 0)
    assert till.findings() == []


def test_reading_R26_corrected_stamps_have_their_day(till: Till) -> None:
    card = till.card_of("stamp", SHORT)
    first = items(till, card, 1, local(3, 1))
    till.adjust(card, "stamps", 3, local(3, 5))
    till.refund(first, local(3, 6))
    assert till.stamps(card, local(3, 14, 23, 59)) == (3, 0)
    assert till.stamps(card, local(3, 15, 0, 0)) == (0, 0)


def test_reading_R26_a_refund_moves_the_days_of_what_is_left(till: Till) -> None:
    card = till.card_of("stamp", SHORT)
    first = items(till, card, 2, local(3, 1))
    items(till, card, 2, local(3, 5))
    till.refund(first, local(3, 6))
    assert till.stamps(card, local(3, 14, 23, 59)) == (2, 0)
    assert till.stamps(card, local(3, 15, 0, 0)) == (0, 0)


@pytest.mark.parametrize("posted", [True, False])
def test_a_reward_expires_by_the_clock(till: Till, posted: bool) -> None:
    card = till.card_of("stamp", TEN | {"reward_expiry_days": 30})
    items(till, card, 12, local(3, 1))
    reserved = till.reserve(card, local(3, 30, 23, 55))
    assert reserved.expires_at == local(3, 31, 0, 0)
    if posted:
        assert till.run_due(local(3, 31, 0, 0)) == 1
        assert till.run_due(local(3, 31, 0, 0)) == 0
        assert expired(till, card, local(3, 31)) == [("rewards", -1)]
    assert till.stamps(card, local(3, 31, 0, 0)) == (2, 0)
    assert [one.state for one in till.rewards(card, local(3, 31, 0, 0))] == ["expired"]
    with pytest.raises(Conflict) as lapsed:
        till.confirm(reserved.code, local(3, 31, 0, 0))
    assert lapsed.value.code == "redemption_lapsed"
    with pytest.raises(Conflict) as none_ready:
        till.reserve(card, local(3, 31, 0, 0))
    assert none_ready.value.code == "no_reward_ready"
    items(till, card, 1, local(3, 31))
    assert till.stamps(card, local(3, 31)) == (3, 0)
    assert till.findings() == []


def test_a_reward_that_ends_soon_is_told_once_a_week_before(till: Till) -> None:
    card = till.card_of("stamp", TEN | {"reward_expiry_days": 30})
    items(till, card, 10, local(3, 1))
    assert till.run_due(local(3, 24, 9, 59)) == 0
    assert till.run_due(local(3, 24, 10, 0)) == 1
    assert till.run_due(local(3, 24, 10, 1)) == 0
    news = till.news(card)
    assert (news["event"], news["until"]) == ("reward_expiring", "2026-03-30")
    assert news["text"] == "A gift"


def test_statement_R25_the_stamps_of_an_expired_reward_are_not_owed(till: Till) -> None:
    card = till.card_of("stamp", TEN | {"reward_expiry_days": 5})
    bought = items(till, card, 10, local(3, 1))
    back = till.refund_lines(bought, local(3, 20))
    assert back.rewards_cancelled == 0
    items(till, card, 1, local(3, 21))
    assert till.stamps(card, local(3, 21)) == (1, 0)
