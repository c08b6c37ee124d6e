"""Stamp cards in hand when a version begins: finished, or counted anew (S13)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.till.test_due_work import forget_owed, owed
from tests.services.till.test_expiry_of_stamps import TEN, items
from tests.services.till.test_tiers_by_time import publish
from tests.services.till.till import Till, local
from wallet_service.services.errors import Conflict, Invalid

EIGHT = TEN | {"slots": 8}
BEGINS = local(3, 3, 0)


def convert(till: Till, program: str, rules: dict[str, Any], at: Any = BEGINS) -> None:
    publish(till, program, local(3, 2), at, "convert", **rules)


def shown(till: Till, card: str, at: Any) -> tuple[int, int, int | None]:
    """Stamps on the card, how many fill it, and rewards that are ready."""
    standing = till.standing(card, at)
    assert standing.stamps is not None
    return standing.stamps.count, standing.stamps.of, standing.rewards


@pytest.mark.parametrize("posted", [True, False])
def test_case_S13_a_converted_card_is_counted_by_its_new_slots(
    till: Till, posted: bool
) -> None:
    program = till.program("stamp", TEN)
    card = till.card(program)
    items(till, card, 9, local(3, 1))
    convert(till, program, EIGHT)
    forget_owed(till)
    assert shown(till, card, local(3, 2, 23, 59)) == (9, 10, 0)
    if posted:
        assert till.run_due(BEGINS) == 1
        assert till.run_due(BEGINS) == 0
        assert owed(till)["card-changed"] == 1
        [reward] = till.rewards(card, BEGINS)
        assert (reward.state, reward.issued_at) == ("issued", BEGINS)
    assert shown(till, card, BEGINS) == (1, 8, 1)
    assert items(till, card, 7, local(3, 4)).figures.rewards_issued == 1
    assert shown(till, card, local(3, 4)) == (0, 8, 2)
    assert till.findings() == []


@pytest.mark.parametrize(
    ("rules", "had", "expected"),
    [
        (TEN | {"slots": 4}, 9, (1, 4, 2)),
        (TEN | {"slots": 4, "carry_over": False}, 9, (0, 4, 1)),
        (TEN | {"slots": 20}, 9, (9, 20, 0)),
        (EIGHT | {"milestones": [{"at": 3, "reward_name": "Tea"}]}, 5, (5, 8, 1)),
        (EIGHT | {"milestones": [{"at": 3, "reward_name": "Tea"}]}, 9, (1, 8, 2)),
        (EIGHT | {"expiry_days": 5, "expiry_from": "first_stamp"}, 9, (1, 8, 1)),
        (EIGHT | {"reward_expiry_days": 1}, 9, (1, 8, 1)),
    ],
)
def test_case_S13_converting_gives_what_the_new_card_gives(
    till: Till, rules: dict[str, Any], had: int, expected: tuple[int, int, int]
) -> None:
    program = till.program("stamp", TEN)
    card, posted = till.card(program), till.card(program)
    for one in (card, posted):
        items(till, one, had, local(3, 1))
    convert(till, program, rules)
    assert shown(till, card, BEGINS) == expected
    till.run_due(BEGINS)
    assert shown(till, posted, BEGINS) == expected
    for at in (local(3, 3), local(3, 20)):
        bought = [items(till, one, 1, at).figures for one in (card, posted)]
        assert bought[0] == bought[1]
        assert shown(till, card, at) == shown(till, posted, at)
    assert till.findings() == []


def test_case_S13_nobody_needs_to_post_before_a_till_asks(till: Till) -> None:
    """What began and ended since is told as if somebody had been there."""
    rules = EIGHT | {
        "expiry_days": 5,
        "expiry_from": "first_stamp",
        "reward_expiry_days": 10,
    }
    program = till.program("stamp", TEN)
    card = till.card(program)
    items(till, card, 9, local(3, 1))
    convert(till, program, rules)
    assert shown(till, card, local(3, 7, 23)) == (1, 8, 1)
    assert shown(till, card, local(3, 8, 0)) == (0, 8, 1)
    assert shown(till, card, local(3, 13, 0)) == (0, 8, 0)
    items(till, card, 1, local(3, 13))
    assert shown(till, card, local(3, 13)) == (1, 8, 0)
    assert [one.state for one in till.rewards(card, local(3, 13))] == ["expired"]
    assert till.findings() == []


def test_case_S13_a_card_begun_after_publishing_is_converted_too(till: Till) -> None:
    program = till.program("stamp", TEN)
    convert(till, program, EIGHT)
    card = till.card(program)
    items(till, card, 9, local(3, 2))
    till.adjust(till.card(program), "stamps", 9, local(3, 2))
    assert till.run_due(BEGINS) == 2
    assert shown(till, card, BEGINS) == (1, 8, 1)


def test_case_S13_a_version_may_finish_what_another_converted(till: Till) -> None:
    program = till.program("stamp", TEN)
    card = till.card(program)
    items(till, card, 6, local(3, 1))
    convert(till, program, EIGHT)
    publish(till, program, local(3, 2), local(3, 5, 0), **(TEN | {"slots": 5}))
    assert shown(till, card, local(3, 6)) == (6, 8, 0)
    items(till, card, 2, local(3, 6))
    assert shown(till, card, local(3, 6)) == (0, 5, 1)
    assert till.findings() == []


def test_case_S13_a_purchase_refunded_after_a_conversion(till: Till) -> None:
    program = till.program("stamp", TEN)
    card = till.card(program)
    bought = items(till, card, 9, local(3, 1))
    convert(till, program, EIGHT)
    back = till.refund(bought, local(3, 4))
    assert (back.stamps_removed, back.rewards_cancelled) == (9, 1)
    assert shown(till, card, local(3, 4)) == (0, 8, 0)
    assert till.findings() == []


def test_a_gift_of_a_conversion_can_be_asked_for_at_once(till: Till) -> None:
    program = till.program("stamp", TEN)
    card = till.card(program)
    items(till, card, 9, local(3, 1))
    convert(till, program, EIGHT)
    with pytest.raises(Conflict):
        till.reserve(card, local(3, 2))
    till.redeem(card, BEGINS)
    assert shown(till, card, BEGINS) == (1, 8, 0)


def test_a_preview_before_a_conversion_is_stale_after_it(till: Till) -> None:
    program = till.program("stamp", TEN)
    card = till.card(program)
    items(till, card, 7, local(3, 1))
    before = till.preview(card, "100", local(3, 2))
    items(till, card, 2, local(3, 2))
    convert(till, program, EIGHT)
    till.run_due(BEGINS)
    with pytest.raises(Conflict) as refused:
        items(till, card, 6, BEGINS, revision=before.card.revision)
    assert refused.value.code == "card_changed"


def test_only_stamp_cards_can_be_converted(till: Till) -> None:
    program = till.program("cashback")
    with pytest.raises(Invalid) as refused:
        convert(till, program, {"rate_bp": 700})
    assert refused.value.code == "no_stamp_cards"


def test_case_S13_corrected_stamps_keep_the_layout_that_they_came_with(
    till: Till,
) -> None:
    program = till.program("stamp", TEN)
    card = till.card(program)
    till.adjust(card, "stamps", 9, local(3, 1))
    publish(till, program, local(3, 2), local(3, 3, 0), **(TEN | {"slots": 8}))
    standing = till.standing(card, local(3, 4))
    assert standing.stamps is not None
    assert (standing.stamps.count, standing.stamps.of) == (9, 10)


def test_case_S13_the_card_in_hand_is_finished_as_it_was_begun(till: Till) -> None:
    program = till.program("stamp", TEN)
    card, other = till.card(program), till.card(program)
    items(till, card, 9, local(3, 1))
    publish(till, program, local(3, 2), local(3, 3, 0), **(TEN | {"slots": 8}))
    standing = till.standing(card, local(3, 4))
    assert standing.stamps is not None
    assert (standing.stamps.count, standing.stamps.of) == (9, 10)
    tenth = items(till, card, 1, local(3, 5))
    assert tenth.figures.rewards_issued == 1
    assert till.stamps(card, local(3, 5)) == (0, 1)
    assert items(till, card, 8, local(3, 6)).figures.rewards_issued == 1
    assert items(till, other, 8, local(3, 6)).figures.rewards_issued == 1
    assert till.findings() == []


@pytest.mark.parametrize("stamp_cards", ["finish", "convert"])
def test_case_S13_a_late_purchase_fills_the_card_that_is_in_hand(
    till: Till, stamp_cards: str
) -> None:
    """It is computed by its own version; the card is the one of today."""
    program = till.program("stamp", TEN)
    card = till.card(program)
    publish(till, program, local(3, 2), BEGINS, stamp_cards, **EIGHT)
    items(till, card, 6, local(3, 4))
    late = items(till, card, 10, local(3, 2), recorded_at=local(3, 5))
    assert late.figures.rewards_issued == 2
    assert shown(till, card, local(3, 5)) == (0, 8, 2)
    assert till.findings() == []
