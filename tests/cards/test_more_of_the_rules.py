"""What the tables of the kinds leave open, each for a rule that nothing else held."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.cards.examples import (
    MOSCOW,
    a_line,
    a_purchase,
    bought,
    local,
    past,
    returned,
    rules_of,
    units,
)
from wallet_service.cards import campaigns, errors, tiers
from wallet_service.cards.campaign import Campaign, CampaignKind
from wallet_service.cards.errors import TooManyPoints
from wallet_service.cards.ladder import Downgrade, FormerLadder, Hold, Ladder, Tier
from wallet_service.cards.outcome import RefundLine
from wallet_service.cards.standing import RewardState, StampCard, Standing

TIERS = [
    {"name": "Silver", "from_turnover": units("1,000"), "rate_bp": 500},
    {"name": "Gold", "from_turnover": units("3,000"), "rate_bp": 1000},
]


def a_campaign(**fields: Any) -> Campaign:
    kind = CampaignKind.EXTRA_RATE
    return Campaign("c", kind, local("2026-03-01"), local("2026-04-01"), **fields)


# Points of a retro-bonus pay like those of cashback


@pytest.mark.parametrize(
    ("share_cap_bp", "policy", "maximum"),
    [
        (3000, {}, "30"),
        (None, {}, "100"),
        # M2: at least 103 per cent of a cost of 80 stay to be paid
        (None, {"margin_floor_bp": 300}, "17.60"),
    ],
)
def test_case_C11_case_M2_points_of_a_bonus_are_held_to_share_and_margin(
    share_cap_bp, policy, maximum
):
    document = {"tiers": TIERS, "retro_bonus": True}
    if share_cap_bp is not None:
        document["share_cap_bp"] = share_cap_bp
    card = rules_of("accumulating", policy=policy, **document)
    standing = Standing(spendable=units("500"))
    goods = a_line("100", cost=units("80"))
    with pytest.raises(TooManyPoints) as refusal:
        card.on_purchase(a_purchase(goods, points=units("100.01")), standing)
    assert refusal.value.maximum == units(maximum)
    most = card.on_purchase(a_purchase(goods, points=units(maximum)), standing)
    assert most.payable == units("100") - units(maximum)
    assert [one.step for one in most.trace].count("points") == 1


# Whom a campaign speaks to


@pytest.mark.parametrize(
    ("companies", "company", "speaks"),
    [
        (None, "acme", True),
        (None, None, True),
        (frozenset({"acme"}), "acme", True),
        (frozenset({"acme"}), "other", False),
        (frozenset({"acme"}), None, False),
    ],
)
def test_an_audience_of_companies(companies, company, speaks):
    campaign = a_campaign(companies=companies)
    assert campaigns.speaks_to_company(campaign, company) is speaks


@pytest.mark.parametrize(
    ("apply", "turnover", "earned"),
    [
        # 5 of 1,500 in the tier, 3 per cent of the card below it
        ("next", "1,000", "150"),
        ("next", "999.99", "45"),
        # by the turnover with this purchase
        ("inclusive", "0", "150"),
    ],
)
def test_a_campaign_of_a_tier_raises_the_earning_in_that_tier(apply, turnover, earned):
    card = rules_of("cashback", rate_bp=300, tiers=TIERS, apply=apply)
    silver = a_campaign(rate_bp=1000, tiers=frozenset({"Silver"}))
    standing = Standing(turnover=(bought("2026-03-01", turnover),), campaigns=(silver,))
    outcome = card.on_purchase(a_purchase("1,500"), standing)
    assert outcome.earned == units(earned)


# Refunds that change nothing but money say so


def test_a_refund_without_an_earning_has_no_step_of_it():
    card = rules_of("cashback", rate_bp=0)
    purchase = a_purchase("100")
    outcome = card.on_purchase(purchase, Standing())
    refund = card.on_refund(past(purchase, outcome), (), Standing())
    assert [one.step for one in refund.trace] == ["refund", "money_returned"]


def test_reading_R2_all_that_is_left_takes_the_goods_along():
    card = rules_of("cashback", rate_bp=500)
    purchase = a_purchase(a_line("100", quantity=3), a_line("50", quantity=2))
    outcome = card.on_purchase(purchase, Standing())
    refund = card.on_refund(past(purchase, outcome), (), Standing())
    assert [one.quantity for one in refund.lines] == [3, 2]


# Versions that change the ladder more than once in a period (A18)


def steps(*thresholds: tuple[str, str], hold: Hold = Hold.WITHIN) -> Ladder:
    """The ladder of the last threshold of Silver, those before until their dates."""
    settings: dict[str, Any] = {"hold": hold, "grace_days": 0}
    ladders = [
        Ladder((Tier("Silver", units(amount), 500),), MOSCOW, **settings)
        for amount, _ in thresholds
    ]
    former = tuple(
        FormerLadder(ladder, local(until))
        for ladder, (_, until) in zip(ladders[:-1], thresholds[:-1], strict=True)
    )
    return replace(ladders[-1], former=former)


@pytest.mark.parametrize(
    ("ladder", "days", "when", "rate"),
    [
        # reached under the first, kept through two stricter ones to the period's end
        (
            (("1,000", "2026-02-15"), ("2,000", "2026-03-10"), ("3,000", "")),
            [bought("2026-02-10", "1,200")],
            "2026-03-31T23:59:59",
            500,
        ),
        (
            (("1,000", "2026-02-15"), ("2,000", "2026-03-10"), ("3,000", "")),
            [bought("2026-02-10", "1,200")],
            "2026-04-01",
            0,
        ),
        # reached under the second alone
        (
            (("3,000", "2026-02-15"), ("1,000", "2026-03-10"), ("2,000", "")),
            [bought("2026-02-10", "1,200")],
            "2026-03-11",
            500,
        ),
        # bought after the first, which was the only one to give it
        (
            (("1,000", "2026-02-15"), ("2,000", "2026-03-10"), ("3,000", "")),
            [bought("2026-02-15", "1,200")],
            "2026-03-11",
            0,
        ),
        # on the last day of the first
        (
            (("1,000", "2026-02-15"), ("2,000", "2026-03-10"), ("3,000", "")),
            [bought("2026-02-14", "1,200")],
            "2026-03-11",
            500,
        ),
        # a change of an earlier quarter says nothing of this one
        (
            (("1,000", "2025-11-15"), ("2,000", "2026-03-10"), ("3,000", "")),
            [bought("2025-11-01", "1,200"), bought("2026-02-14", "2,200")],
            "2026-03-11",
            500,
        ),
        # taken back before the change, or in a later month
        (
            (("1,000", "2026-02-15"), ("2,000", "")),
            [
                bought("2026-02-10", "1,200"),
                returned("2026-02-10", "300", "2026-02-12"),
            ],
            "2026-02-16",
            0,
        ),
        (
            (("1,000", "2026-02-15"), ("2,000", "")),
            [
                bought("2026-02-10", "1,200"),
                returned("2026-02-10", "300", "2026-03-01"),
            ],
            "2026-03-02",
            500,
        ),
        # the last day of the version is the first of its month
        (
            (("1,000", "2026-02-02"), ("2,000", "")),
            [
                bought("2026-02-01", "1,200"),
                returned("2026-02-01", "300", "2026-02-01"),
            ],
            "2026-02-03",
            0,
        ),
    ],
)
def test_case_A18_several_changes_in_one_period(ladder, days, when, rate):
    assert tiers.at(steps(*ladder), tuple(days), local(when)).rate_bp == rate


@pytest.mark.parametrize(
    ("settings", "when", "rate"),
    [
        ({}, "2026-03-31T23:59:59", 500),
        ({}, "2026-04-01", 0),
        ({"grace_days": 14}, "2026-04-14T23:59:59", 500),
        ({"grace_days": 14}, "2026-04-15", 0),
        ({"downgrade": Downgrade.NEVER}, "2026-07-01", 500),
        ({"downgrade": Downgrade.ONE_STEP}, "2026-04-01", 0),
    ],
)
def test_case_A18_what_a_stricter_version_left_standing_is_closed_with_the_period(
    settings, when, rate
):
    ladder = steps(("1,000", "2026-03-10"), ("9,000", ""), hold=Hold.QUALIFY)
    days = (bought("2026-02-10", "1,200"),)
    own = replace(ladder, **settings)
    assert tiers.at(own, days, local(when)).rate_bp == rate


# Stamps that time or an earlier refund took before this one


def test_reading_R14_expired_stamps_and_remainders_are_excused():
    card = rules_of("stamp", mode="amount", per_amount=units("10"), slots=10)
    purchase = a_purchase("57")
    outcome = card.on_purchase(purchase, Standing())
    assert (outcome.stamps.added, outcome.stamps.carry) == (5, units("7"))
    gone = replace(past(purchase, outcome), stamps_expired=3, carry_expired=True)
    now = StampCard(count=4, carry=units("2"), filling=1)
    change = card.on_refund(gone, (), Standing(stamp_card=now)).stamps
    assert (change.added, change.excused) == (-2, 3)
    assert (change.count, change.carry) == (2, units("2"))


def test_reading_R25_a_remainder_of_exactly_a_stamp_gives_one_back():
    card = rules_of("stamp", mode="amount", per_amount=units("10"), slots=10)
    purchase = a_purchase("15")
    outcome = card.on_purchase(purchase, Standing())
    assert (outcome.stamps.added, outcome.stamps.carry) == (1, units("5"))
    # 6 are left: no stamp, and 1 more carried, which makes 10 with the 9 since
    now = StampCard(count=4, carry=units("9"))
    part = (RefundLine(1, units("9")),)
    before = past(purchase, outcome)
    change = card.on_refund(before, part, Standing(stamp_card=now)).stamps
    assert (change.added, change.count, change.carry) == (0, 4, 0)


def test_reading_R14_an_expired_reward_is_not_taken_and_leaves_no_debt():
    card = rules_of("stamp", mode="item", slots=5)
    purchase = a_purchase(a_line("10", quantity=4))
    outcome = card.on_purchase(purchase, Standing())
    full = RewardState("full", 0, 5, "expired")
    now = StampCard(count=1, carry=3, filling=1, rewards=(full,))
    change = card.on_refund(
        past(purchase, outcome), (), Standing(stamp_card=now)
    ).stamps
    assert (change.count, change.filling, change.carry) == (0, 1, 3)
    assert change.rewards_cancelled == ()


@pytest.mark.parametrize(
    ("stamps", "count", "filling", "cancelled"),
    [
        # exactly to nothing: the card before stays full
        (2, 0, 4, ("second",)),
        (1, 1, 4, ("second",)),
        # below it: the last full card that did not expire is opened again
        (3, 4, 2, ("full", "second")),
    ],
)
def test_reading_R25_stamps_off_a_card_behind_one_that_expired(
    stamps, count, filling, cancelled
):
    card = rules_of(
        "stamp", mode="item", slots=5, milestones=[{"at": 2, "reward_name": "Tea"}]
    )
    purchase = a_purchase(a_line("10", quantity=stamps))
    outcome = card.on_purchase(purchase, Standing())
    rewards = (
        RewardState("other", 2, 2, "issued"),
        RewardState("full", 2, 5, "issued"),
        RewardState("second", 4, 2, "issued"),
    )
    now = StampCard(count=2, filling=4, rewards=rewards, lapsed=(3,))
    change = card.on_refund(
        past(purchase, outcome), (), Standing(stamp_card=now)
    ).stamps
    assert (change.count, change.filling) == (count, filling)
    assert set(change.rewards_cancelled) == set(cancelled)


def test_reading_R25_of_two_full_cards_rewards_the_larger_is_the_last():
    card = rules_of("stamp", mode="item", slots=8)
    purchase = a_purchase(a_line("10", quantity=1))
    outcome = card.on_purchase(purchase, Standing())
    rewards = (
        RewardState("eight", 0, 8, "issued"),
        RewardState("five", 0, 5, "issued"),
    )
    now = StampCard(count=0, filling=1, rewards=rewards)
    change = card.on_refund(
        past(purchase, outcome), (), Standing(stamp_card=now)
    ).stamps
    assert change.rewards_cancelled[0] == "eight"
    assert (change.count, change.filling) == (7, 0)


# What a refusal says


@pytest.mark.parametrize(
    ("refusal", "given", "said"),
    [
        (
            errors.TooManyPoints,
            (150,),
            "At most 150 points (minor units) can be spent.",
        ),
        (errors.NothingLeft, (), "The purchase has already been refunded in full."),
        (errors.UnknownLine, (3,), "The purchase has no line 3."),
        (errors.RefundExceedsLine, (2, 9), "Only 9 (minor units) is left of line 2."),
        (errors.RefundExceedsQuantity, (2, 4), "Only 4 items are left of line 2."),
        (
            errors.InvalidRules,
            ((("/slots", "is missing"), ("", "is no object")),),
            "/slots: is missing; /: is no object",
        ),
    ],
)
def test_a_refusal_says_what_is_wrong(refusal, given, said):
    assert str(refusal(*given)) == said
