"""Stamp cards: cases S1 to S7, S9 to S11, S14 and the readings R22, R23, R25."""

from __future__ import annotations

import pytest

from tests.cards.examples import (
    a_line,
    a_purchase,
    after,
    local,
    past,
    reasons,
    refunded,
    rules_of,
    units,
)
from wallet_service.cards.outcome import RefundLine
from wallet_service.cards.standing import RewardState, StampCard, Standing


def holding(count: int = 0, **more) -> Standing:
    return Standing(stamp_card=StampCard(count, **more))


def items(quantity: int, sku: str = "cup", category: str | None = None):
    return a_line("100", category, sku=sku, quantity=quantity)


def buy_items(card, standing: Standing, quantity: int):
    purchase = a_purchase(items(quantity))
    return purchase, card.on_purchase(purchase, standing)


def by_item(**settings):
    return rules_of("stamp", **{"mode": "item", "slots": 10, **settings})


@pytest.mark.parametrize(("amount", "stamps"), [("4,999.99", 0), ("5,000", 1)])
def test_case_S1_one_stamp_for_a_purchase_from_the_minimum(amount, stamps):
    card = rules_of("stamp", slots=10, minimum_amount=units("5,000"))
    outcome = card.on_purchase(a_purchase(amount), Standing())
    assert outcome.stamps_added == stamps
    assert reasons(outcome)["stamps"] == (None if stamps else "below_minimum")


def test_case_S2_a_stamp_for_each_amount_and_the_remainder_is_carried():
    card = rules_of("stamp", mode="amount", per_amount=units("10,000"), slots=10)
    first = card.on_purchase(a_purchase("27,500"), Standing())
    assert (first.stamps_added, first.stamps.carry) == (2, units("7,500"))
    second = card.on_purchase(
        a_purchase("4,000"), Standing(stamp_card=after(StampCard(), first.stamps))
    )
    assert (second.stamps_added, second.stamps.carry) == (1, units("1,500"))


@pytest.mark.parametrize(
    ("carry_over", "count", "added"), [(True, 3, 5), (None, 3, 5), (False, 0, 2)]
)
def test_case_S3_a_full_card_gives_a_reward_and_starts_anew(carry_over, count, added):
    card = by_item(carry_over=carry_over, reward_name="Coffee")
    _, outcome = buy_items(card, holding(8), 5)
    assert outcome.rewards_issued == 1
    assert outcome.stamps.rewards_issued[0].name == "Coffee"
    assert (outcome.stamps.count, outcome.stamps.filling) == (count, 1)
    assert outcome.stamps_added == added
    dropped = reasons(outcome).get("carry_over")
    assert dropped == ("no_carry_over" if carry_over is False else None)


MILESTONES = [{"at": 5, "reward_name": "Cake"}, {"at": 10, "reward_name": "Dinner"}]


def test_case_S4_milestones_are_given_on_the_way():
    _, outcome = buy_items(by_item(milestones=MILESTONES), holding(4), 7)
    issued = [(reward.name, reward.at) for reward in outcome.stamps.rewards_issued]
    assert issued == [("Cake", 5), ("Dinner", 10)]
    assert (outcome.stamps.count, outcome.stamps.filling) == (1, 1)


def test_case_S5_one_purchase_may_fill_several_cards():
    _, outcome = buy_items(by_item(), holding(9), 23)
    assert (outcome.rewards_issued, outcome.stamps.count) == (3, 2)
    assert [r.filling for r in outcome.stamps.rewards_issued] == [0, 1, 2]


def test_reading_R23_each_card_passed_gives_its_milestones():
    _, outcome = buy_items(by_item(milestones=MILESTONES), holding(), 25)
    issued = [(r.filling, r.at) for r in outcome.stamps.rewards_issued]
    assert issued == [(0, 5), (0, 10), (1, 5), (1, 10), (2, 5)]


def test_case_S6_only_eligible_items_count():
    card = by_item(eligible_skus=["cup"], excluded_categories=["gift"])
    outcome = card.on_purchase(
        a_purchase(items(3), items(2, "plate"), items(4, "cup", "gift")), Standing()
    )
    assert outcome.stamps_added == 3


def test_case_S7_what_is_above_the_daily_limit_is_lost():
    _, outcome = buy_items(by_item(maximum_per_day=3), holding(2, added_today=2), 4)
    assert outcome.stamps_added == 1
    assert reasons(outcome)["maximum_per_day"] == "daily_limit"
    _, beyond = buy_items(by_item(maximum_per_day=3), holding(added_today=5), 4)
    assert beyond.stamps_added == 0


def test_reading_R22_the_limit_of_a_purchase_comes_before_that_of_the_day():
    card = by_item(maximum_per_purchase=2, maximum_per_day=1)
    _, outcome = buy_items(card, holding(), 4)
    cuts = [(s.step, s.base, s.result) for s in outcome.trace if "maximum" in s.step]
    assert cuts == [("maximum_per_purchase", 4, 2), ("maximum_per_day", 2, 1)]


def test_reading_R22_limits_cut_stamps_and_never_the_remainder():
    card = rules_of(
        "stamp",
        mode="amount",
        per_amount=units("10,000"),
        slots=10,
        maximum_per_purchase=1,
    )
    outcome = card.on_purchase(a_purchase("27,500"), Standing())
    assert (outcome.stamps_added, outcome.stamps.carry) == (1, units("7,500"))


def test_reading_R22_the_remainder_is_carried_without_carry_over_too():
    card = rules_of("stamp", mode="amount", per_amount=1000, slots=2, carry_over=False)
    outcome = card.on_purchase(a_purchase(5300), Standing())
    assert (outcome.stamps.count, outcome.stamps.carry) == (0, 300)
    assert outcome.stamps_added == 2


def test_a_slip_of_many_zeros_does_not_write_millions_of_rewards():
    card = rules_of("stamp", mode="amount", per_amount=1, slots=10)
    outcome = card.on_purchase(a_purchase("10,000,000,000"), Standing())
    assert outcome.stamps_added == 100_000
    assert reasons(outcome)["maximum_per_purchase"] == "purchase_limit"


def tenth_stamp(*, redeem: bool):
    """A card whose tenth stamp was bought in one purchase, before its refund."""
    card = by_item()
    standing = holding(9)
    purchase, outcome = buy_items(card, standing, 1)
    full = after(standing.stamp_card, outcome.stamps, redeem=redeem)
    return card, past(purchase, outcome), Standing(stamp_card=full)


def test_case_S9_the_reward_goes_with_the_stamp_that_brought_it():
    card, bought, standing = tenth_stamp(redeem=False)
    refund = card.on_refund(bought, (), standing)
    assert (refund.stamps.count, refund.stamps.filling) == (9, 0)
    assert refund.stamps.rewards_cancelled == ("reward-0",)
    assert (refund.stamps_removed, refund.rewards_cancelled) == (1, 1)


def test_case_S9_a_reward_in_reservation_is_cancelled_too():
    card, bought, standing = tenth_stamp(redeem=False)
    reserved = StampCard(0, 0, 1, (RewardState("r", 0, 10, "reserved"),))
    refund = card.on_refund(bought, (), Standing(stamp_card=reserved))
    assert refund.stamps.rewards_cancelled == ("r",)
    assert standing.stamp_card.count == 0


def test_case_S10_a_redeemed_reward_stands_and_leaves_a_debt():
    card, bought, standing = tenth_stamp(redeem=True)
    refund = card.on_refund(bought, (), standing)
    assert (refund.stamps.count, refund.rewards_cancelled) == (-1, 0)
    indebted = after(standing.stamp_card, refund.stamps)
    shown = card.display(Standing(stamp_card=indebted), local("2026-03-11"))
    assert (shown.stamps.count, shown.stamps.of) == (0, 10)
    counts = []
    for _ in range(2):
        _, outcome = buy_items(card, Standing(stamp_card=indebted), 1)
        assert outcome.stamps_added == 1
        indebted = after(indebted, outcome.stamps)
        counts.append(indebted.count)
    assert counts == [0, 1]


def test_case_S11_a_part_refund_counts_again_from_the_carry_it_started_with():
    card = rules_of("stamp", mode="amount", per_amount=units("10,000"), slots=10)
    purchase = a_purchase("27,500")
    outcome = card.on_purchase(purchase, Standing())
    standing = Standing(stamp_card=after(StampCard(), outcome.stamps))
    refund = card.on_refund(
        past(purchase, outcome), (RefundLine(1, units("15,000")),), standing
    )
    assert refund.stamps.added == -1
    assert (refund.stamps.count, refund.stamps.carry) == (1, units("2,500"))


def test_case_S14_a_milestone_is_given_once_on_each_card():
    card = by_item(milestones=MILESTONES)
    given = (RewardState("r", 0, 5, "redeemed"),)
    _, outcome = buy_items(card, holding(4, rewards=given), 7)
    assert [r.at for r in outcome.stamps.rewards_issued] == [10]
    _, outcome = buy_items(card, holding(4, filling=1, rewards=given), 1)
    assert [r.at for r in outcome.stamps.rewards_issued] == [5]


def test_reading_R25_a_milestone_above_the_new_count_is_cancelled():
    card = by_item(milestones=MILESTONES)
    purchase, outcome = buy_items(card, holding(4), 2)
    full = after(StampCard(4), outcome.stamps)
    refund = card.on_refund(past(purchase, outcome), (), Standing(stamp_card=full))
    assert refund.stamps.count == 4
    assert refund.rewards_cancelled == 1
    again = after(full, refund.stamps)
    _, outcome = buy_items(card, Standing(stamp_card=again), 1)
    assert outcome.rewards_issued == 1


def test_reading_R25_a_redeemed_milestone_stands_and_is_not_given_again():
    card = by_item(milestones=MILESTONES)
    purchase, outcome = buy_items(card, holding(4), 2)
    full = after(StampCard(4), outcome.stamps, redeem=True)
    refund = card.on_refund(past(purchase, outcome), (), Standing(stamp_card=full))
    assert (refund.stamps.count, refund.rewards_cancelled) == (4, 0)
    again = after(full, refund.stamps)
    _, outcome = buy_items(card, Standing(stamp_card=again), 1)
    assert outcome.rewards_issued == 0


def test_reading_R25_several_full_cards_are_opened_again():
    card = by_item(milestones=MILESTONES)
    purchase, outcome = buy_items(card, holding(9), 23)
    full = after(StampCard(9), outcome.stamps)
    refund = card.on_refund(past(purchase, outcome), (), Standing(stamp_card=full))
    assert (refund.stamps.count, refund.stamps.filling) == (9, 0)
    assert refund.rewards_cancelled == 5


def test_reading_R25_a_redeemed_reward_stops_the_opening_of_cards():
    card = by_item()
    purchase, outcome = buy_items(card, holding(9), 11)
    rewards = (RewardState("a", 0, 10, "redeemed"), RewardState("b", 1, 10, "issued"))
    full = StampCard(outcome.stamps.count, 0, outcome.stamps.filling, rewards)
    refund = card.on_refund(past(purchase, outcome), (), Standing(stamp_card=full))
    assert (refund.stamps.count, refund.stamps.filling) == (-1, 1)
    assert refund.stamps.rewards_cancelled == ("b",)


def per_thousand(*amounts: str):
    """Purchases one after the other on a card of one stamp per 1,000."""
    card = rules_of("stamp", mode="amount", per_amount=units("1,000"), slots=10)
    state, bought = StampCard(), []
    for amount in amounts:
        purchase = a_purchase(amount)
        outcome = card.on_purchase(purchase, Standing(stamp_card=state))
        bought.append(past(purchase, outcome, state.carry))
        state = after(state, outcome.stamps)
    return card, state, bought


def test_reading_R25_a_carry_below_zero_takes_one_more_stamp():
    card, state, bought = per_thousand("2,750", "400")
    assert (state.count, state.carry) == (3, units("150"))
    refund = card.on_refund(
        bought[0], (RefundLine(1, units("1,500")),), Standing(stamp_card=state)
    )
    assert (refund.stamps.count, refund.stamps.carry) == (1, units("650"))
    assert refund.stamps_removed == 2


def test_reading_R25_after_a_stamp_was_taken_for_the_carry_the_rest_adds_up():
    card, state, bought = per_thousand("2,750", "400")
    first = card.on_refund(
        bought[0], (RefundLine(1, units("250")),), Standing(stamp_card=state)
    )
    assert (first.stamps.count, first.stamps.carry) == (2, units("900"))
    state = after(state, first.stamps)
    rest = card.on_refund(refunded(bought[0], first), (), Standing(stamp_card=state))
    assert (rest.stamps.count, rest.stamps.carry) == (0, units("400"))


def test_reading_R25_a_remainder_that_makes_a_stamp_gives_one_back():
    card, state, bought = per_thousand("2,000", "500")
    refund = card.on_refund(
        bought[0], (RefundLine(1, units("100")),), Standing(stamp_card=state)
    )
    assert (refund.stamps.count, refund.stamps.carry) == (2, units("400"))
    assert refund.stamps_removed == 0


def test_reading_R25_a_remainder_without_a_stamp_taken_waits_for_the_next():
    card = rules_of(
        "stamp", mode="amount", per_amount=1000, slots=10, maximum_per_purchase=1
    )
    first = a_purchase(2000)
    outcome = card.on_purchase(first, Standing())
    second = card.on_purchase(
        a_purchase(500), Standing(stamp_card=after(StampCard(), outcome.stamps))
    )
    state = StampCard(second.stamps.count, second.stamps.carry)
    before = past(first, outcome)
    part = card.on_refund(before, (RefundLine(1, 100),), Standing(stamp_card=state))
    assert (part.stamps.count, part.stamps.carry) == (1, 1400)
    state = after(state, part.stamps)
    rest = card.on_refund(refunded(before, part), (), Standing(stamp_card=state))
    assert (rest.stamps.count, rest.stamps.carry) == (0, 500)


def test_reading_R25_a_card_filled_again_is_opened_again():
    card, bought, standing = tenth_stamp(redeem=False)
    opened = card.on_refund(bought, (), standing)
    state = after(standing.stamp_card, opened.stamps)
    purchase, outcome = buy_items(card, Standing(stamp_card=state), 1)
    assert outcome.rewards_issued == 1
    state = after(state, outcome.stamps)
    again = card.on_refund(past(purchase, outcome), (), Standing(stamp_card=state))
    assert (again.stamps.count, again.stamps.filling) == (9, 0)
    assert again.stamps.rewards_cancelled == ("reward-1",)


def test_reading_R25_a_milestone_does_not_open_a_full_card():
    card = by_item(milestones=MILESTONES)
    purchase, outcome = buy_items(card, holding(9), 1)
    rewards = (
        RewardState("cake", 0, 5, "issued"),
        RewardState("dinner", 0, 10, "redeemed"),
    )
    state = StampCard(0, 0, 1, rewards)
    refund = card.on_refund(past(purchase, outcome), (), Standing(stamp_card=state))
    assert (refund.stamps.count, refund.rewards_cancelled) == (-1, 0)


def test_reading_R25_at_most_the_stamps_credited_are_taken():
    card = by_item(maximum_per_day=1)
    purchase, outcome = buy_items(card, holding(), 4)
    state = Standing(stamp_card=after(StampCard(), outcome.stamps))
    before = past(purchase, outcome)
    first = card.on_refund(before, (RefundLine(1, units("50"), 2),), state)
    assert first.stamps_removed == 0
    rest = card.on_refund(refunded(before, first), (), state)
    assert rest.stamps_removed == 1


@pytest.mark.parametrize(
    ("part", "kept"),
    [
        (RefundLine(1, units("34")), 1),
        (RefundLine(1, units("33")), 2),
        (RefundLine(1, units("33"), 2), 1),
        (RefundLine(1, units("100"), 1), 0),
    ],
)
def test_reading_R25_items_refunded_by_amount_keep_their_share(part, kept):
    card = by_item()
    purchase, outcome = buy_items(card, holding(), 3)
    state = Standing(stamp_card=after(StampCard(), outcome.stamps))
    refund = card.on_refund(past(purchase, outcome), (part,), state)
    assert refund.stamps.count == kept
    assert refund.lines[0].quantity == 3 - kept


def test_reading_R25_a_share_never_brings_back_what_was_counted_off():
    card = by_item()
    purchase, outcome = buy_items(card, holding(), 3)
    state = Standing(stamp_card=after(StampCard(), outcome.stamps))
    before = past(purchase, outcome)
    first = card.on_refund(before, (RefundLine(1, 1, 2),), state)
    second = card.on_refund(refunded(before, first), (RefundLine(1, 1),), state)
    assert (first.lines[0].quantity, second.lines[0].quantity) == (2, 0)


def test_reading_R3_a_purchase_below_the_minimum_loses_its_stamp():
    card = rules_of("stamp", slots=10, minimum_amount=units("50"))
    purchase = a_purchase("60")
    outcome = card.on_purchase(purchase, Standing())
    state = Standing(stamp_card=after(StampCard(), outcome.stamps))
    before = past(purchase, outcome)
    kept = card.on_refund(before, (RefundLine(1, units("10")),), state)
    assert kept.stamps_removed == 0
    lost = card.on_refund(before, (RefundLine(1, units("10.01")),), state)
    assert lost.stamps_removed == 1


def test_a_purchase_of_excluded_goods_alone_earns_no_stamp():
    card = rules_of("stamp", slots=10, excluded_categories=["gift"])
    outcome = card.on_purchase(a_purchase(a_line("100", "gift")), Standing())
    assert (outcome.stamps_added, outcome.payable) == (0, units("100"))


def test_a_refund_without_stamps_leaves_a_debt_as_it_is():
    card = by_item(eligible_skus=["cup"])
    purchase = a_purchase(items(2, "plate"))
    outcome = card.on_purchase(purchase, holding(-1, filling=1))
    refund = card.on_refund(past(purchase, outcome), (), holding(-1, filling=1))
    assert (refund.stamps.count, refund.stamps_removed) == (-1, 0)


def test_a_card_with_more_stamps_than_slots_is_full_at_the_next_stamp():
    _, outcome = buy_items(by_item(slots=8), holding(9), 1)
    assert (outcome.rewards_issued, outcome.stamps.count) == (1, 2)


def test_a_stamp_card_shows_stamps_and_rewards_that_are_ready():
    states = ("issued", "reserved", "redeemed", "cancelled", "expired")
    rewards = tuple(RewardState(state, n, 10, state) for n, state in enumerate(states))
    card = by_item()
    shown = card.display(holding(3, rewards=rewards), local("2026-01-01"))
    assert (shown.stamps.count, shown.stamps.of, shown.rewards) == (3, 10, 2)
    assert (card.counts_turnover, card.scope) == (False, "card")
