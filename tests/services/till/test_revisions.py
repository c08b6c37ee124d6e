"""R1: a purchase that names the revision of its preview, when the card has moved on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests import factories
from tests.services.till.till import Till, line, local, rub
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, Invalid

COLLEAGUE = Actor("user", "user_anna")
TIERED = {"tiers": factories.TIERS, "grace_days": 0, "hold": "within"}
STAMPS = {"mode": "item", "slots": 10, "reward_name": "A gift"}
# kind, rules, what happened before the preview, and between it and the purchase
EQUAL: dict[str, tuple[str, dict[str, Any], list[str], list[str]]] = {
    "discount": ("discount", {"rate_bp": 700}, [], ["500"]),
    "same tier": ("accumulating", TIERED, ["1,100,000"], ["500,000"]),
    "cashback": ("cashback", {"rate_bp": 300}, ["100"], ["500", "700"]),
    "stamps": ("stamp", STAMPS, ["100"], ["100", "100"]),
}
DIFFERENT: dict[str, tuple[str, dict[str, Any], list[str], list[str]]] = {
    "next tier": ("accumulating", TIERED, ["900,000"], ["100,000"]),
    "tier of cashback": (
        "cashback",
        {"rate_bp": 100, "tiers": factories.TIERS},
        ["900,000"],
        ["100,000"],
    ),
    "last stamp": ("stamp", STAMPS, ["100"] * 8, ["100"]),
}


@pytest.mark.parametrize("case", EQUAL)
def test_stale_and_equal_is_done(till: Till, case: str) -> None:
    kind, rules, before, between = EQUAL[case]
    card = till.card_of(kind, rules)
    for amount in before:
        till.buy(card, amount, local(3, 1))
    shown = till.preview(card, "1,000", local(3, 10))
    for amount in between:
        till.buy(card, amount, local(3, 9))
    bought = till.buy(card, "1,000", local(3, 10), revision=shown.card.revision)
    assert (bought.figures, bought.lines) == (shown.figures, shown.lines)


MILESTONES = [{"at": 1, "reward_name": "Tea"}, {"at": 3, "reward_name": "Cake"}]
LASTING = STAMPS | {
    "slots": 5,
    "milestones": MILESTONES,
    "carry_over": False,
    "expiry_days": 9,
    "expiry_from": "first_stamp",
}
# stamps of 1 March; what else is bought on 13 March: stamps and how many days back
TAKEN_BY_TIME: dict[str, tuple[int, list[tuple[int, int]]]] = {
    "what came too late is gone": (0, [(1, 12)]),
    "what came too late takes the card along": (2, [(1, 12)]),
    "a milestone of the card that is gone": (1, [(1, 0)]),
    "two milestones of the card that is gone": (4, [(1, 0)]),
    "a new card in between": (3, [(1, 12), (1, 0)]),
    "a full card in between": (4, [(5, 0)]),
    "full cards and late stamps": (0, [(5, 0), (6, 12), (6, 0)]),
}


@pytest.mark.parametrize("mine", [1, 2])
@pytest.mark.parametrize("case", TAKEN_BY_TIME)
def test_reading_R1_stamps_that_time_took_were_gone_before(
    till: Till, case: str, mine: int
) -> None:
    """Refused if and only if a fresh preview shows another outcome."""
    stamps, between = TAKEN_BY_TIME[case]
    card, now = till.card_of("stamp", LASTING), local(3, 13)
    if stamps:
        till.buy(card, [line(1, "100", quantity=stamps)], local(3, 1))
    wanted = [line(1, "100", quantity=mine)]
    shown = till.preview(card, wanted, now)
    for count, days in between:
        then = now - timedelta(days=days)
        goods = [line(1, "100", quantity=count)]
        till.buy(card, goods, then, recorded_at=now)
    fresh = till.preview(card, wanted, now)
    is_equal = (fresh.figures, fresh.lines) == (shown.figures, shown.lines)
    try:
        till.buy(card, wanted, now, revision=shown.card.revision)
        done = True
    except Conflict:
        done = False
    assert done == is_equal
    assert till.findings() == []


def test_reading_R1_a_gift_that_a_refund_took_is_given_again(till: Till) -> None:
    card = till.card_of("stamp", STAMPS | {"milestones": MILESTONES})
    first = till.buy(card, [line(1, "100", quantity=3)], local(3, 1))
    shown = till.preview(card, "100", local(3, 2))
    till.refund(first, local(3, 2))
    with pytest.raises(Conflict) as refused:
        till.buy(card, "100", local(3, 2), revision=shown.card.revision)
    assert refused.value.code == "card_changed"


def test_reading_R1_another_rate_with_the_same_sums_is_equal(till: Till) -> None:
    card = till.card_of("accumulating", TIERED)
    shown = till.preview(card, "0.01", local(3, 10))
    till.buy(card, "1,000,000", local(3, 9))
    bought = till.buy(card, "0.01", local(3, 10), revision=shown.card.revision)
    assert bought.figures == shown.figures
    assert [one.rate_bp for one in bought.lines] == [500]


@pytest.mark.parametrize("case", DIFFERENT)
def test_stale_and_different_is_refused_with_a_fresh_preview(
    till: Till, case: str
) -> None:
    kind, rules, before, between = DIFFERENT[case]
    card = till.card_of(kind, rules)
    for amount in before:
        till.buy(card, amount, local(3, 1))
    shown = till.preview(card, "1,000", local(3, 10))
    for amount in between:
        till.buy(card, amount, local(3, 9), actor=COLLEAGUE)
    with pytest.raises(Conflict) as refused:
        till.buy(card, "1,000", local(3, 10), revision=shown.card.revision)
    assert refused.value.code == "card_changed"
    assert refused.value.extra["changed"] == {
        "at": local(3, 9).isoformat(),
        "by": str(COLLEAGUE),
    }
    fresh = refused.value.extra["preview"]
    assert fresh.figures != shown.figures
    again = till.buy(card, "1,000", local(3, 10), revision=fresh.card.revision)
    assert again.figures == fresh.figures
    assert till.findings() == []


def test_without_a_revision_the_present_state_counts(till: Till) -> None:
    card = till.card_of("accumulating", TIERED)
    till.buy(card, "1,000,000", local(3, 1))
    assert till.buy(card, "1,000", local(3, 10)).figures.discount == rub("50")


def test_a_refund_in_between_that_lowers_the_tier_is_a_change(till: Till) -> None:
    card = till.card_of("accumulating", TIERED)
    bought = till.buy(card, "1,000,000", local(3, 1))
    shown = till.preview(card, "1,000", local(3, 10))
    till.refund(bought, local(3, 9))
    with pytest.raises(Conflict, match="changed since the preview"):
        till.buy(card, "1,000", local(3, 10), revision=shown.card.revision)


def test_a_purchase_and_its_refund_in_between_are_no_change(till: Till) -> None:
    card = till.card_of("accumulating", TIERED)
    till.buy(card, "900,000", local(3, 1))
    shown = till.preview(card, "1,000", local(3, 10))
    bought = till.buy(card, "200,000", local(3, 8))
    till.refund(bought, local(3, 9))
    done = till.buy(card, "1,000", local(3, 10), revision=shown.card.revision)
    assert done.figures == shown.figures


@pytest.mark.parametrize("stamps_before", [8, 9])
def test_changes_of_the_card_alone_are_not_taken_for_entries(
    till: Till, stamps_before: int
) -> None:
    """A purchase without a stamp and a freeze raise the revision, and nothing else."""
    rules = STAMPS | {"minimum_amount": rub("100")}
    card = till.card_of("stamp", rules)
    for _ in range(stamps_before):
        till.buy(card, "100", local(3, 1))
    shown = till.preview(card, "1,000", local(3, 10))
    before = shown.card.revision
    assert till.buy(card, "99", local(3, 8)).card.revision == before + 1
    till.freeze(card, local(3, 9))
    till.unfreeze(card, local(3, 9))
    assert till.answer(card, local(3, 9)).revision == before + 3
    done = till.buy(card, "1,000", local(3, 10), revision=before)
    assert done.figures == shown.figures
    assert done.figures.rewards_issued == stamps_before - 8


def test_a_colleague_with_another_card_of_the_company_changes_the_pool(
    till: Till,
) -> None:
    program = till.program("accumulating", TIERED)
    company = till.company()
    anna, boris = (till.card(program, till.member(company)) for _ in range(2))
    till.buy(anna, "900,000", local(3, 1))
    shown = till.preview(anna, "1,000", local(3, 10))
    till.buy(boris, "200,000", local(3, 9), actor=COLLEAGUE)
    with pytest.raises(Conflict) as refused:
        till.buy(anna, "1,000", local(3, 10), revision=shown.card.revision)
    assert refused.value.extra["changed"]["by"] == str(COLLEAGUE)
    assert refused.value.extra["preview"].figures.discount == rub("50")


def test_case_C15_two_tills_spend_three_thousand_of_four(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 0})
    till.credit(card, "4,000", local(3, 1))
    shown = till.preview(card, "5,000", local(3, 10), points="3,000")
    till.buy(card, "5,000", local(3, 10), points="3,000", revision=shown.card.revision)
    with pytest.raises(Conflict) as changed:
        till.buy(
            card, "5,000", local(3, 10), points="3,000", revision=shown.card.revision
        )
    assert changed.value.code == "card_changed"
    assert changed.value.extra["maximum"] == rub("1,000")
    assert changed.value.extra["preview"].figures.points_spent == rub("1,000")
    with pytest.raises(Invalid) as refused:
        till.buy(card, "5,000", local(3, 10), points="3,000")
    assert refused.value.code == "too_many_points"
    assert refused.value.extra["maximum"] == rub("1,000")
    assert till.points(card, local(3, 10)) == (rub("1,000"), 0, 0)


def test_a_frozen_card_is_refused_as_such_whatever_its_revision(till: Till) -> None:
    card = till.card_of("discount", {"rate_bp": 700})
    shown = till.preview(card, "1,000", local(3, 10))
    till.freeze(card, local(3, 10))
    with pytest.raises(Conflict) as refused:
        till.buy(card, "1,000", local(3, 10), revision=shown.card.revision)
    assert refused.value.code == "card_not_active"


def test_a_revision_that_never_was_counts_as_changed(till: Till) -> None:
    card = till.card_of("discount", {"rate_bp": 700})
    with pytest.raises(Conflict) as refused:
        till.buy(card, "1,000", local(3, 10), revision=99)
    assert refused.value.code == "card_changed"


def test_the_revision_answered_is_the_one_that_the_news_bear(till: Till) -> None:
    card = till.card_of("discount", {"rate_bp": 700})
    first = till.buy(card, "1,000", local(3, 10))
    second = till.buy(card, "1,000", local(3, 10))
    assert second.card.revision == first.card.revision + 1
    assert till.news(card)["revision"] == second.card.revision
    till.refund(second, local(3, 11), (1, "10"))
    assert till.news(card)["revision"] == second.card.revision + 1
