"""What may be refunded; parts in any order add up to the whole (R2, R3, R25)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cards.examples import (
    a_line,
    a_purchase,
    after,
    bought,
    past,
    refunded,
    rules_of,
    units,
)
from wallet_service.cards import errors, trace
from wallet_service.cards.outcome import RefundLine
from wallet_service.cards.purchase import Line, Purchase
from wallet_service.cards.standing import StampCard, Standing


def bought_for(*amounts: str):
    card = rules_of("discount", rate_bp=1000)
    purchase = a_purchase(*amounts)
    return card, past(purchase, card.on_purchase(purchase, Standing()))


@pytest.mark.parametrize(
    ("lines", "refusal", "told"),
    [
        ((RefundLine(1, 10_001),), errors.RefundExceedsLine, (1, 10_000)),
        (
            (RefundLine(1, 6_000), RefundLine(1, 6_000)),
            errors.RefundExceedsLine,
            (1, 4_000),
        ),
        ((RefundLine(1, 100, 2),), errors.RefundExceedsQuantity, (1, 1)),
    ],
)
def test_reading_R2_more_than_is_left_is_refused(lines, refusal, told):
    card, before = bought_for("100", "50")
    with pytest.raises(refusal) as refused:
        card.on_refund(before, lines, Standing())
    assert (refused.value.number, refused.value.left) == told


def test_reading_R2_lines_count_from_one():
    card, before = bought_for("100")
    with pytest.raises(errors.UnknownLine) as refused:
        card.on_refund(before, (RefundLine(0, 1),), Standing())
    assert refused.value.number == 0


def test_reading_R2_without_lines_everything_left_comes_back_once():
    card, before = bought_for("100", "50")
    first = card.on_refund(before, (RefundLine(1, 4_000),), Standing())
    before = refunded(before, first)
    rest = card.on_refund(before, (), Standing())
    assert (first.money, rest.money) == (3_600, 9_900)
    assert [row.number for row in rest.lines] == [1, 2]
    with pytest.raises(errors.NothingLeft):
        card.on_refund(refunded(before, rest), (), Standing())


def test_a_refund_does_not_add():
    card, before = bought_for("100")
    with pytest.raises(ValueError, match="takes back"):
        card.on_refund(before, (RefundLine(1, -1),), Standing())


def test_reading_R2_the_discount_kept_is_rounded_half_up():
    card = rules_of("discount", rate_bp=500)
    purchase = a_purchase(200)
    before = past(purchase, card.on_purchase(purchase, Standing()))
    refund = card.on_refund(before, (RefundLine(1, 190),), Standing())
    assert (refund.lines[0].discount, refund.money) == (9, 181)


def test_reading_R2_points_come_back_by_the_net_that_is_left():
    card = rules_of("cashback", rate_bp=300, discount_bp=500)
    purchase = a_purchase("0.03", points=2)
    before = past(purchase, card.on_purchase(purchase, Standing(spendable=2)))
    money = []
    for _ in range(3):
        refund = card.on_refund(before, (RefundLine(1, 1),), Standing())
        money.append((refund.money, refund.points_returned))
        before = refunded(before, refund)
    assert money == [(0, 1), (0, 1), (1, 0)]


def test_reading_R2_a_line_paid_with_points_alone_never_gives_money_back():
    card = rules_of("cashback", rate_bp=300, discount_bp=500)
    purchase = a_purchase(100, points=95)
    before = past(purchase, card.on_purchase(purchase, Standing(spendable=95)))
    first = card.on_refund(before, (RefundLine(1, 95),), Standing())
    rest = card.on_refund(refunded(before, first), (), Standing())
    assert [(r.money, r.points_returned) for r in (first, rest)] == [(0, 90), (0, 5)]


def test_reading_R2_a_line_of_no_gross_comes_back_with_its_goods():
    card = rules_of("stamp", mode="item", slots=10)
    purchase = a_purchase("100", Line(2, 0, quantity=3))
    outcome = card.on_purchase(purchase, Standing())
    assert outcome.stamps_added == 4
    state = Standing(stamp_card=after(StampCard(), outcome.stamps))
    refund = card.on_refund(past(purchase, outcome), (RefundLine(2, 0),), state)
    assert (refund.money, refund.stamps_removed) == (0, 3)


CATEGORIES = st.sampled_from([None, "fuel", "gift"])
LINES = st.lists(
    st.builds(
        Line,
        number=st.just(1),
        amount=st.integers(0, 3_000_000),
        category=CATEGORIES,
        sku=st.sampled_from(["cup", "plate"]),
        quantity=st.integers(1, 9),
    ),
    min_size=1,
    max_size=5,
).filter(lambda lines: any(line.amount for line in lines))
RATE = st.integers(0, 10_000)
TIERS = [
    {"name": "A", "from_turnover": 50_000, "rate_bp": 333},
    {"name": "B", "from_turnover": 1_000_000, "rate_bp": 777},
]
OPTIONAL_MINIMUM = st.none() | st.integers(0, 2_000_000)


@st.composite
def cards(draw):
    """Rules of any kind, with settings that make rounding hard."""
    shared = {"excluded_categories": draw(st.sampled_from([[], ["gift"]]))}
    kind = draw(st.sampled_from(["discount", "accumulating", "cashback", "stamp"]))
    if kind == "discount":
        shared |= {
            "rate_bp": draw(RATE),
            "category_rates_bp": {"fuel": draw(RATE)},
            "minimum_amount": draw(OPTIONAL_MINIMUM),
            "maximum_discount": draw(st.none() | st.integers(0, 100_000)),
        }
    if kind == "accumulating":
        apply = draw(st.sampled_from(["next", "inclusive", "marginal"]))
        shared |= {"tiers": TIERS, "apply": apply}
    if kind == "cashback":
        shared |= {
            "rate_bp": draw(RATE),
            "category_rates_bp": {"fuel": draw(RATE)},
            "discount_bp": draw(RATE),
            "earn_base": draw(st.sampled_from(["payable", "net", "gross"])),
            "whole_points": draw(st.booleans()),
            "minimum_amount": draw(OPTIONAL_MINIMUM),
            "tiers": draw(st.sampled_from([None, TIERS])),
        }
    if kind == "stamp":
        shared |= {
            "mode": draw(st.sampled_from(["purchase", "amount", "item"])),
            "per_amount": draw(st.integers(50_000, 2_000_000)),
            "eligible_skus": draw(st.sampled_from([None, ["cup"]])),
            "slots": draw(st.integers(1, 12)),
            "milestones": [{"at": 1, "reward_name": "x"}],
            "carry_over": draw(st.booleans()),
            "minimum_amount": draw(OPTIONAL_MINIMUM),
            "maximum_per_purchase": draw(st.none() | st.integers(1, 9)),
            "maximum_per_day": draw(st.none() | st.integers(1, 9)),
        }
    return rules_of(kind, **shared)


@st.composite
def purchases(draw, card):
    """A purchase, with points where the card can pay with them, and its standing."""
    lines = draw(LINES)
    state = StampCard(0, 0, 0)
    if hasattr(card, "layout"):
        carry = draw(st.integers(0, card.per_amount - 1))
        count = draw(st.integers(0, card.layout.slots - 1))
        state = StampCard(count, carry if card.mode == "amount" else 0, 0)
    turnover = (bought("2026-03-01", draw(st.integers(0, 2_000_000))),)
    standing = Standing(turnover, 10**9, state)
    plain = a_purchase(*lines)
    if not card.has_points:
        return plain, standing
    net = card.on_purchase(plain, standing).payable
    points = draw(st.integers(0, net))
    return Purchase(plain.occurred_at, plain.lines, points), standing


def totals(refund) -> tuple[int, ...]:
    return (
        refund.money,
        refund.points_returned,
        refund.earning_reversed,
        refund.turnover_removed,
        sum(row.discount for row in refund.lines),
        sum(row.amount for row in refund.lines),
    )


@given(st.data())
def test_reading_R2_R3_R25_parts_in_any_order_reverse_exactly_the_whole(data):
    card = data.draw(cards())
    purchase, standing = data.draw(purchases(card))
    outcome = card.on_purchase(purchase, standing)
    state = standing.stamp_card
    if outcome.stamps:
        state = after(state, outcome.stamps)
    before = past(purchase, outcome, standing.stamp_card.carry)
    sums: tuple[int, ...] = (0,) * 6
    while any(line.left for line in before.lines):
        line = data.draw(st.sampled_from([n for n in before.lines if n.left]))
        amount = data.draw(st.integers(1, line.left) | st.just(line.left))
        quantity = data.draw(st.integers(0, line.left_quantity))
        part: tuple[RefundLine, ...] = (
            RefundLine(line.outcome.number, amount, quantity),
        )
        if data.draw(st.booleans()):
            part = ()
        refund = card.on_refund(before, part, Standing(stamp_card=state))
        given_back = totals(refund)
        assert all(figure >= 0 for figure in given_back)
        assert refund.money >= 0
        assert all(row.money >= 0 and row.discount >= 0 for row in refund.lines)
        assert {step.step for step in refund.trace} <= set(trace.STEPS)
        sums = tuple(a + b for a, b in zip(sums, given_back, strict=True))
        before = refunded(before, refund)
        if refund.stamps:
            state = after(state, refund.stamps)
    assert sums == (
        outcome.payable,
        outcome.points_spent,
        outcome.earned,
        outcome.turnover_added,
        outcome.discount,
        outcome.gross,
    )
    had = standing.stamp_card
    assert (state.count, state.carry, state.filling) == (
        had.count,
        had.carry,
        had.filling,
    )
    assert all(reward.state == "cancelled" for reward in state.rewards)


@given(st.data())
def test_the_parts_of_a_purchase_add_up_to_its_totals(data):
    card = data.draw(cards())
    purchase, standing = data.draw(purchases(card))
    outcome = card.on_purchase(purchase, standing)
    for name in ("gross", "discount", "points_spent", "payable", "earned"):
        parts = [getattr(line, name) for line in outcome.lines]
        assert sum(parts) == getattr(outcome, name)
        assert all(part >= 0 for part in parts)
    assert all(line.discount <= line.gross for line in outcome.lines)
    assert outcome.payable == (outcome.gross - outcome.discount - outcome.points_spent)
    assert {step.step for step in outcome.trace} <= set(trace.STEPS)
    words = {step.reason for step in outcome.trace} - {None}
    assert words <= set(trace.REASONS)


@given(
    rate=RATE,
    parts=st.lists(st.integers(0, 10**7), min_size=1, max_size=6),
    whole_points=st.booleans(),
)
def test_splitting_a_purchase_never_earns_more(rate, parts, whole_points):
    card = rules_of("cashback", rate_bp=rate, whole_points=whole_points)
    whole = card.on_purchase(a_purchase(sum(parts)), Standing()).earned
    split = [card.on_purchase(a_purchase(part), Standing()).earned for part in parts]
    lines = card.on_purchase(a_purchase(*parts), Standing()).earned
    assert sum(split) <= whole == lines


def test_the_trace_of_a_refund_tells_what_came_back():
    card = rules_of("cashback", rate_bp=300, discount_bp=500, tiers=TIERS)
    purchase = a_purchase(a_line("100"), points=1_000)
    outcome = card.on_purchase(purchase, Standing(spendable=1_000))
    refund = card.on_refund(past(purchase, outcome), (), Standing())
    assert [(step.step, step.result) for step in refund.trace] == [
        ("refund", units("100")),
        ("refund_discount", units("5")),
        ("points_returned", units("10")),
        ("money_returned", units("85")),
        ("earning_reversed", outcome.earned),
        ("turnover_removed", units("95")),
    ]
