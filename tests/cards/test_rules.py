"""A `rules` document becomes rules, or every fault is told with its place."""

from __future__ import annotations

import pytest

from tests.cards.examples import MOSCOW, rules_of
from wallet_service.cards import errors, rules
from wallet_service.cards.ladder import Apply, Downgrade, Hold, TurnoverBase
from wallet_service.cards.periods import Period

TIER = {"name": "A", "from_turnover": 100, "rate_bp": 500}
HIGHER = {"name": "B", "from_turnover": 200, "rate_bp": 700, "perks": ["Lounge"]}
TIERS = {"tiers": [TIER, HIGHER]}
ITEMS = {"slots": 10, "mode": "item"}

FAULTS = [
    ("discount", {"rate_bp": 10_001}, "/rate_bp"),
    ("discount", {"rate_bp": -1}, "/rate_bp"),
    ("discount", {"rate_bp": "700"}, "/rate_bp"),
    ("discount", {"rate_bp": True}, "/rate_bp"),
    ("discount", {"rate_bp": 7.0}, "/rate_bp"),
    (
        "discount",
        {"category_rates_bp": {"a/b~c": 10_001}},
        "/category_rates_bp/a~1b~0c",
    ),
    ("discount", {"category_rates_bp": {"fuel": None}}, "/category_rates_bp/fuel"),
    ("discount", {"category_rates_bp": [1]}, "/category_rates_bp"),
    ("discount", {"excluded_categories": "fuel"}, "/excluded_categories"),
    ("discount", {"excluded_categories": ["a", 1]}, "/excluded_categories/1"),
    ("discount", {"minimum_amount": -1}, "/minimum_amount"),
    ("discount", {"maximum_discount": -1}, "/maximum_discount"),
    ("discount", {"slots": 10}, "/slots"),
    ("accumulating", {}, "/tiers"),
    ("accumulating", {"tiers": []}, "/tiers"),
    ("accumulating", {"tiers": {"name": "A"}}, "/tiers"),
    ("accumulating", {"tiers": ["A"]}, "/tiers/0"),
    ("accumulating", {"tiers": [{**TIER, "name": " "}]}, "/tiers/0/name"),
    ("accumulating", {"tiers": [{**TIER, "rate_bp": None}]}, "/tiers/0/rate_bp"),
    ("accumulating", {"tiers": [{**TIER, "color": "red"}]}, "/tiers/0/color"),
    ("accumulating", {"tiers": [{**TIER, "perks": 1}]}, "/tiers/0/perks"),
    ("accumulating", {"tiers": [{**TIER, "perks": ""}]}, "/tiers/0/perks"),
    (
        "accumulating",
        {"tiers": [TIER, {**HIGHER, "from_turnover": 100}]},
        "/tiers/1/from_turnover",
    ),
    (
        "accumulating",
        {"tiers": [TIER, {**HIGHER, "rate_bp": 499}]},
        "/tiers/1/rate_bp",
    ),
    ("accumulating", {"tiers": [TIER, {**HIGHER, "name": "A"}]}, "/tiers/1/name"),
    ("accumulating", {**TIERS, "period": "week"}, "/period"),
    ("accumulating", {**TIERS, "period": "rolling"}, "/rolling_days"),
    (
        "accumulating",
        {**TIERS, "period": "rolling", "rolling_days": 0},
        "/rolling_days",
    ),
    ("accumulating", {**TIERS, "apply": "best"}, "/apply"),
    (
        "accumulating",
        {**TIERS, "apply": "marginal", "turnover_base": "net"},
        "/turnover_base",
    ),
    ("accumulating", {**TIERS, "grace_days": 90}, "/grace_days"),
    ("accumulating", {**TIERS, "rescue_bp": 10_001}, "/rescue_bp"),
    ("accumulating", {**TIERS, "scope": "card"}, "/scope"),
    ("cashback", {**TIERS, "apply": "marginal"}, "/apply"),
    ("cashback", {**TIERS, "rescue_bp": 500}, "/rescue_bp"),
    ("cashback", {"share_cap_bp": 10_001}, "/share_cap_bp"),
    ("cashback", {"whole_points": 1}, "/whole_points"),
    ("cashback", {"earn_base": "profit"}, "/earn_base"),
    ("cashback", {"hold_days": -1}, "/hold_days"),
    ("cashback", {"expiry": {}}, "/expiry/months"),
    ("cashback", {"expiry": {"days": 1, "months": 1}}, "/expiry/months"),
    ("cashback", {"expiry": {"days": 0}}, "/expiry/days"),
    ("cashback", {"expiry": {"days": 1, "round_up_to": "week"}}, "/expiry/round_up_to"),
    (
        "cashback",
        {"expiry": {"days": 1, "round_up_to": "rolling"}},
        "/expiry/round_up_to",
    ),
    ("cashback", {"expiry": {"days": 1, "weeks": 1}}, "/expiry/weeks"),
    ("cashback", {"expiry": 180}, "/expiry"),
    ("stamp", {**ITEMS, "expiry_days": 0}, "/expiry_days"),
    ("stamp", {**ITEMS, "expiry_from": "last_stamp"}, "/expiry_days"),
    ("stamp", {**ITEMS, "reward_expiry_days": 0}, "/reward_expiry_days"),
    ("stamp", {}, "/slots"),
    ("stamp", {"slots": 0}, "/slots"),
    ("stamp", {"slots": 10, "mode": "visit"}, "/mode"),
    ("stamp", {"slots": 10, "mode": "amount"}, "/per_amount"),
    ("stamp", {"slots": 10, "mode": "amount", "per_amount": 0}, "/per_amount"),
    (
        "stamp",
        {**ITEMS, "milestones": [{"at": 11, "reward_name": "x"}]},
        "/milestones/0/at",
    ),
    ("stamp", {**ITEMS, "milestones": [{"at": 1}]}, "/milestones/0/reward_name"),
    (
        "stamp",
        {**ITEMS, "milestones": [{"at": 1, "reward_name": "x"}] * 2},
        "/milestones/1/at",
    ),
    ("stamp", {**ITEMS, "milestones": 5}, "/milestones"),
    ("stamp", {**ITEMS, "eligible_skus": [None]}, "/eligible_skus/0"),
    ("stamp", {**ITEMS, "maximum_per_day": 0}, "/maximum_per_day"),
    ("stamp", {**ITEMS, "code_minutes": 0}, "/code_minutes"),
    ("stamp", {**ITEMS, "code_minutes": 1441}, "/code_minutes"),
    ("cashback", {"monthly_cap": -1}, "/monthly_cap"),
    ("accumulating", {**TIERS, "share_cap_bp": 3000}, "/share_cap_bp"),
    ("accumulating", {**TIERS, "expiry": {"days": 1}}, "/expiry"),
    (
        "accumulating",
        {**TIERS, "period": "lifetime", "retro_bonus": True},
        "/retro_bonus",
    ),
    ("cashback", {"maximum_balance": "5"}, "/maximum_balance"),
    ("stamp", {**ITEMS, "reward_name": 5}, "/reward_name"),
    ("stamp", {**ITEMS, "rate_bp": 5}, "/rate_bp"),
]


@pytest.mark.parametrize(("kind", "document", "pointer"), FAULTS)
def test_a_fault_is_told_at_its_place(kind, document, pointer):
    with pytest.raises(errors.InvalidRules) as refused:
        rules_of(kind, **document)
    assert [where for where, _ in refused.value.faults] == [pointer]
    assert pointer in str(refused.value)


def test_every_fault_is_told_at_once():
    with pytest.raises(errors.InvalidRules) as refused:
        rules_of("discount", rate_bp=-1, minimum_amount="5", color="red")
    assert [where for where, _ in refused.value.faults] == [
        "/rate_bp",
        "/minimum_amount",
        "/color",
    ]


def test_rules_that_are_no_object_are_refused():
    with pytest.raises(errors.InvalidRules) as refused:
        rules.rules_for(rules.CardKind.DISCOUNT, ["x"], time_zone=MOSCOW)  # type: ignore[arg-type]
    assert refused.value.faults == (("", "must be an object"),)


@pytest.mark.parametrize(
    ("period", "hold"),
    [
        (None, Hold.QUALIFY),
        ("quarter", Hold.QUALIFY),
        ("month", Hold.WITHIN),
        ("half", Hold.WITHIN),
        ("year", Hold.WITHIN),
    ],
)
def test_reading_R7_the_default_hold_goes_by_the_period(period, hold):
    assert rules_of("accumulating", **TIERS, period=period).terms.ladder.hold is hold


def test_the_defaults_of_an_accumulating_card():
    terms = rules_of("accumulating", **TIERS, on_refund="keep").terms
    assert (terms.apply, terms.turnover_base) == (Apply.NEXT, TurnoverBase.NET)
    assert terms.scope == "company"
    ladder = terms.ladder
    assert (ladder.period, ladder.grace_days) == (Period.QUARTER, 14)
    assert (ladder.downgrade, ladder.rescue_bp) == (Downgrade.TO_EARNED, 0)
    assert ladder.tiers[1].perks == ("Lounge",)


def test_reading_R32_the_defaults_of_cashback_tiers():
    terms = rules_of("cashback", **TIERS).terms
    assert (terms.apply, terms.turnover_base) == (Apply.NEXT, TurnoverBase.NET)
    assert terms.scope == "company"
    ladder = terms.ladder
    assert (ladder.period, ladder.hold) == (Period.QUARTER, Hold.WITHIN)
    assert (ladder.downgrade, ladder.grace_days) == (Downgrade.TO_EARNED, 0)


def test_reading_R5_marginal_counts_in_gross_when_nothing_else_is_said():
    terms = rules_of("accumulating", **TIERS, apply="marginal").terms
    assert terms.turnover_base is TurnoverBase.GROSS


def test_perks_may_be_one_text():
    tiers = [{**TIER, "perks": "Lounge"}]
    card = rules_of("accumulating", tiers=tiers)
    assert card.terms.ladder.tiers[0].perks == ("Lounge",)


def test_reading_R23_a_milestone_at_the_last_slot_is_the_full_cards_reward():
    milestones = [{"at": 10, "reward_name": "Dinner"}, {"at": 5, "reward_name": "Cake"}]
    layout = rules_of("stamp", **ITEMS, milestones=milestones).layout
    assert layout.reward_name == "Dinner"
    assert [milestone.at for milestone in layout.milestones] == [5]


@pytest.mark.parametrize(
    ("kind", "document", "tiers"),
    [
        ("discount", {}, 0),
        ("accumulating", TIERS, 2),
        ("cashback", {}, 0),
        ("cashback", TIERS, 2),
        ("stamp", ITEMS, 0),
    ],
)
def test_every_kind_answers_to_the_same_face(kind, document, tiers):
    card: rules.CardRules = rules_of(kind, **document)
    assert len(card.ladder.tiers if card.ladder else ()) == tiers
    assert card.has_points == (kind == "cashback")
