"""Whatever is bought and given back in parts, in any order, leaves nothing behind."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.records import Purchase
from tests.oracle.scenes import local, one_card
from tests.oracle.world import World

NOON = local("2026-03-10")
PARTS = 10  # from then on a line is refunded whole
sales = st.lists(
    st.tuples(st.integers(1, 6_000), st.integers(1, 3_000), st.booleans()),
    min_size=1,
    max_size=4,
)
cashbacks = st.fixed_dictionaries(
    {
        "rate_bp": st.sampled_from([333, 1000, 5000]),
        "category_rates_bp": st.sampled_from([{}, {"fuel": 0}, {"fuel": 2000}]),
        "discount_bp": st.sampled_from([0, 111, 9000]),
        "hold_days": st.sampled_from([0, 3]),
        "whole_points": st.booleans(),
        "minimum_amount": st.sampled_from([0, 500]),
    }
)
policies = st.fixed_dictionaries(
    {
        "ceiling_bp": st.sampled_from([None, 700]),
        "category_ceilings_bp": st.sampled_from([{}, {"fuel": 300}]),
        "trim_at_purchase": st.just(True),
    }
)


def buy(world: World, bought: list[tuple[int, int, bool]]) -> None:
    for number, (first, second, spends) in enumerate(bought):
        fuel: dict[str, Any] = {"amount": first, "category": "fuel"}
        lines = [fuel, {"amount": second}]
        points = 0
        if spends:
            standing = world.standing("c", at=NOON)["cashback"]
            payable = world.preview("c", lines, at=NOON).payable
            points = min(standing["available"], payable)
        world.purchase(str(number), "c", lines, points=points, at=NOON)


def give_back(world: World, data: st.DataObject) -> None:
    """Refund every purchase by random parts of random lines."""
    purchases = {fact.id: fact for fact in world.book.every(Purchase)}
    left = {
        (name, line.line): line.gross
        for name, fact in purchases.items()
        for line in fact.outcome.lines
    }
    step = 0
    while left:
        name, number = data.draw(st.sampled_from(sorted(left)))
        rest = left[name, number]
        part = data.draw(st.integers(1, rest)) if step < PARTS else rest
        taken = [{"line": number, "amount": part}]
        answer = world.refund(f"r{step}", name, taken, at=NOON)
        assert min(answer.money, answer.points_returned, answer.discount) >= 0
        assert answer.earning_reversed >= 0
        step += 1
        left[name, number] -= part
        if not left[name, number]:
            del left[name, number]


@settings(max_examples=30, deadline=None)
@given(rules=cashbacks, policy=policies, bought=sales, data=st.data())
def test_cashback_is_as_if_nothing_had_been_bought(
    rules: dict[str, Any],
    policy: dict[str, Any],
    bought: list[tuple[int, int, bool]],
    data: st.DataObject,
) -> None:
    world = one_card("cashback", rules, policy=policy)
    buy(world, bought)
    give_back(world, data)
    for purchase in world.book.every(Purchase):
        answers = [
            world.refund_answers[refund.id]
            for refund in world.book.refunds_of(purchase.id)
        ]
        outcome = purchase.outcome
        assert sum(answer.money for answer in answers) == outcome.payable
        assert sum(answer.points_returned for answer in answers) == (
            outcome.points_spent
        )
        assert sum(answer.earning_reversed for answer in answers) == outcome.earned
    shown = world.standing("c", at=NOON)["cashback"]
    assert (shown["available"], shown["pending"], shown["debt"]) == (0, 0, 0)


@settings(max_examples=30, deadline=None)
@given(bought=sales, data=st.data())
def test_stamps_and_carry_are_worth_nothing_together(
    bought: list[tuple[int, int, bool]], data: st.DataObject
) -> None:
    """A carry may then stand against a debt of the same worth, as R25 is written."""
    rules = {"mode": "amount", "per_amount": 1000, "slots": 4}
    world = one_card("stamp", rules | {"milestones": [{"at": 2}]})
    buy(world, [(first, second, False) for first, second, _ in bought])
    give_back(world, data)
    card = world.stamp_card("c", at=NOON)
    assert card.count * 1000 + card.carry == card.debt * 1000
    assert not any(reward.ready for reward in card.rewards)
