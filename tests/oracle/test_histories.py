"""Any history: parts add up, balances are covered, and a replay tells the same."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle import money
from tests.oracle.records import Line, Purchase, Refused
from tests.oracle.scenes import QUARTER, colleague, local, one_card
from tests.oracle.world import World

START = local("2026-01-01")
TIERS = [
    {"name": "Silver", "from_turnover": 50_000, "rate_bp": 333},
    {"name": "Gold", "from_turnover": 150_000, "rate_bp": 777},
]
PROGRAMS: dict[str, tuple[str, dict[str, Any]]] = {
    "next": ("accumulating", QUARTER | {"tiers": TIERS}),
    "marginal": ("accumulating", QUARTER | {"tiers": TIERS, "apply": "marginal"}),
    "retro": ("accumulating", {"tiers": TIERS, "period": "month", "retro_bonus": True}),
    "cashback": (
        "cashback",
        {
            "rate_bp": 510,
            "category_rates_bp": {"fuel": 703},
            "discount_bp": 111,
            "hold_days": 3,
            "expiry": {"days": 20},
            "monthly_cap": 9_999,
            "share_cap_bp": 4_500,
        },
    ),
    "amount": ("stamp", {"mode": "amount", "per_amount": 10_000, "slots": 4}),
    "item": (
        "stamp",
        {
            "mode": "item",
            "slots": 5,
            "milestones": [{"at": 2}],
            "expiry_days": 9,
            "expiry_from": "last_stamp",
        },
    ),
}
steps = st.lists(
    st.tuples(
        st.sampled_from(["buy", "buy", "buy", "refund", "part", "redeem", "adjust"]),
        st.integers(0, 120),  # hours later
        st.integers(1, 60_000),
        st.integers(0, 5),
        st.sampled_from(["c", "b"]),
    ),
    max_size=25,
)


def world_of(name: str) -> World:
    kind, rules = PROGRAMS[name]
    world = one_card(kind, rules)
    colleague(world, "b")
    return world


def play(world: World, history: list[Any]) -> datetime:
    now = START
    for number, (step, hours, amount, small, card) in enumerate(history):
        now += timedelta(hours=hours)
        with contextlib.suppress(Refused):
            act(world, str(number), step, amount, small, card, now)
    return now


def act(
    world: World,
    name: str,
    step: str,
    amount: int,
    small: int,
    card: str,
    now: datetime,
) -> None:
    purchases = [fact.id for fact in world.book.every(Purchase)]
    if step == "buy":
        lines = [Line(amount, "fuel", small), Line(amount // 3)]
        points = small * 100 if small > 3 else 0
        back = timedelta(days=small if small == 1 else 0)
        world.purchase(name, card, lines, points=points, occurred_at=now - back, at=now)
    elif step == "redeem":
        world.reserve(card, code=name, at=now)
        world.redeem(name, by="anna", at=now)
    elif step == "adjust":
        unit = "stamps" if world.book.programs["p"].kind == "stamp" else "points"
        world.adjust(name, card, unit, small - 2, by="anna", at=now)
    elif purchases:
        chosen = purchases[amount % len(purchases)]
        lines_taken = [{"line": 1, "amount": amount // 2 + 1}]
        taken = lines_taken if step == "part" else None
        world.refund(name, chosen, taken, at=now)


@pytest.mark.parametrize("name", PROGRAMS)
@settings(max_examples=25, deadline=None)
@given(history=steps)
def test_a_history_keeps_its_balances_and_its_replay(
    name: str, history: list[Any]
) -> None:
    world = world_of(name)
    now = play(world, history)
    for purchase in world.book.every(Purchase):
        outcome = purchase.outcome
        assert outcome.gross - outcome.discount - outcome.points_spent == (
            outcome.payable
        )
        assert min(own.payable for own in outcome.lines) >= 0
        given_back = [
            world.refund_answers[refund.id]
            for refund in world.book.refunds_of(purchase.id)
        ]
        assert sum(answer.money for answer in given_back) <= outcome.payable
        assert sum(a.earning_reversed for a in given_back) <= outcome.earned
    for when in (now, now + timedelta(days=30), now + timedelta(days=200)):
        for card in ("c", "b"):
            standing = world.standing(card, at=when)
            check(world, card, when, standing)
            assert world.replayed().standing(card, at=when) == standing


def check(world: World, card: str, when: datetime, standing: dict[str, Any]) -> None:
    if "cashback" in standing:
        shown = standing["cashback"]
        balance = shown["available"] + shown["pending"]
        assert balance == sum(lot.left for lot in world.lots(card, at=when))
        assert balance == 0 or shown["debt"] == 0
    if "stamps" in standing:
        found = world.stamp_card(card, at=when)
        assert 0 <= found.count < found.filling.slots
        assert found.count == 0 or found.debt == 0
    if "turnover" in standing:
        assert standing["turnover"] >= 0


@given(
    st.integers(0, 10**9),
    st.lists(st.integers(0, 10**6), min_size=1).filter(any),
)
def test_what_is_spread_adds_up_and_is_never_a_unit_off(
    total: int, weights: list[int]
) -> None:
    parts = money.spread(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)
