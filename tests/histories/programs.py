"""Programs of the four kinds, drawn setting by setting: small sums, awkward rates.

Every optional setting is there or not by itself, so that any two meet some day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

# a discount card remembers nothing, so it has the least to tell
KINDS = (*("cashback", "accumulating", "stamp") * 2, "discount")
CATEGORIES = ("fuel", "tools", "gift", None)
SKUS = ("wash", "oil", None)
TIERS: tuple[list[dict[str, Any]], ...] = (
    [
        {"name": "Silver", "from_turnover": 100_000, "rate_bp": 333},
        {"name": "Gold", "from_turnover": 300_000, "rate_bp": 777},
        {"name": "Platinum", "from_turnover": 900_000, "rate_bp": 1250},
    ],
    [
        {"name": "Silver", "from_turnover": 50_000, "rate_bp": 200},
        {"name": "Gold", "from_turnover": 500_000, "rate_bp": 501},
    ],
    [{"name": "Gold", "from_turnover": 0, "rate_bp": 999}],
    [
        {"name": "Bronze", "from_turnover": 1, "rate_bp": 100},
        {"name": "Gold", "from_turnover": 250_000, "rate_bp": 100},
        {"name": "Diamond", "from_turnover": 250_001, "rate_bp": 2000},
    ],
)

# what a next version leaves as it was: the law says what other thresholds do within a
# period, not what another period or another base would, nor what becomes of a budget
LASTING = (
    *("period", "rolling_days", "apply", "hold", "turnover_base", "scope"),
    *("downgrade", "grace_days", "rescue_bp", "retro_bonus"),
)


@dataclass(frozen=True)
class Wanted:
    """A program as its brand wants it."""

    kind: str
    rules: dict[str, Any]
    policy: dict[str, Any] = field(default_factory=dict)
    beneficiary: str = "company"
    zone: str = "Europe/Moscow"


def _rate(*more: int) -> st.SearchStrategy[int]:
    return st.sampled_from([500, 333, 1250, 0, 10_000, *more])


_categories = st.fixed_dictionaries({}, optional={"fuel": _rate(), "gift": _rate(1)})
_excluded = st.sampled_from([["gift"], ["gift", "tools"], []])
_minimum = st.sampled_from([10_000, 1, 33_333])
_period = st.sampled_from(["quarter", "month", "half", "year", "lifetime", "rolling"])
_scope = st.sampled_from(["company", "member", "holding"])
_expiry = st.one_of(
    st.fixed_dictionaries({"days": st.sampled_from([9, 1, 30, 180])}),
    st.fixed_dictionaries(
        {"months": st.sampled_from([1, 6])},
        optional={"round_up_to": st.sampled_from(["month", "quarter", "half", "year"])},
    ),
)
_hold = {
    "hold": st.sampled_from(["qualify", "within"]),
    "downgrade": st.sampled_from(["to_earned", "one_step", "never"]),
    "grace_days": st.sampled_from([0, 5, 14]),
}
_policy = st.fixed_dictionaries(
    {"trim_at_purchase": st.just(True)},
    optional={
        "ceiling_bp": st.sampled_from([600, 1200, 0]),
        "category_ceilings_bp": st.sampled_from(
            [{"fuel": 300}, {"fuel": 101, "tools": 50}]
        ),
        "margin_floor_bp": st.sampled_from([300, 0, 2_500]),
        "adjustment_limit": st.sampled_from([5_000, 2]),
        "payouts": st.booleans(),
        "budget": st.fixed_dictionaries(
            {"amount": st.sampled_from([9_999, 50_000])},
            optional={
                "period": st.sampled_from(["month", "quarter"]),
                "mode": st.sampled_from(["partial", "strict"]),
            },
        ),
    },
)


@st.composite
def _discount(draw: st.DrawFn) -> dict[str, Any]:
    optional = {
        "category_rates_bp": _categories,
        "excluded_categories": _excluded,
        "minimum_amount": _minimum,
        "maximum_discount": st.sampled_from([2_000, 0, 777]),
    }
    return draw(st.fixed_dictionaries({"rate_bp": _rate(700)}, optional=optional))


@st.composite
def _accumulating(draw: st.DrawFn) -> dict[str, Any]:
    optional = {
        "excluded_categories": _excluded,
        "period": _period,
        "apply": st.sampled_from(["next", "inclusive", "marginal"]),
        "turnover_base": st.sampled_from(["net", "gross", "paid"]),
        "rescue_bp": st.sampled_from([500, 3_000]),
        "retro_bonus": st.booleans(),
        "on_refund": st.sampled_from(["keep", "recompute"]),
        "share_cap_bp": st.just(5_000),
        "expiry": _expiry,
        "scope": _scope,
        **_hold,
    }
    needed = {"tiers": st.sampled_from(TIERS)}
    return _settled(draw(st.fixed_dictionaries(needed, optional=optional)))


@st.composite
def _cashback(draw: st.DrawFn) -> dict[str, Any]:
    plain = {
        "category_rates_bp": _categories,
        "excluded_categories": _excluded,
        "discount_bp": st.sampled_from([370, 500, 0]),
        "earn_base": st.sampled_from(["payable", "net", "gross"]),
        "hold_days": st.sampled_from([3, 14, 1]),
        "hold_until": st.just("paid"),
        "expiry": _expiry,
        "share_cap_bp": st.sampled_from([3_000, 9_000]),
        "monthly_cap": st.sampled_from([9_999, 1_000]),
        "maximum_balance": st.sampled_from([20_000, 5_000]),
        "minimum_amount": _minimum,
        "whole_points": st.booleans(),
    }
    tiers = {
        "tiers": st.sampled_from(TIERS[:2]),
        "period": _period,
        "apply": st.sampled_from(["next", "inclusive"]),
        "turnover_base": st.sampled_from(["net", "gross", "paid"]),
        "scope": _scope,
        **_hold,
    }
    rules = draw(st.fixed_dictionaries({"rate_bp": _rate(510)}, optional=plain))
    if draw(st.booleans()):
        rules |= draw(st.fixed_dictionaries({}, optional=tiers))
    return _settled(rules)


@st.composite
def _stamp(draw: st.DrawFn) -> dict[str, Any]:
    optional = {
        "excluded_categories": _excluded,
        "minimum_amount": _minimum,
        "eligible_skus": st.sampled_from([["wash"], ["wash", "oil"]]),
        "milestones": st.sampled_from(
            [
                [{"at": 2, "reward_name": "Coffee"}],
                [{"at": 1, "reward_name": "Tea"}, {"at": 3, "reward_name": "Cake"}],
            ]
        ),
        "carry_over": st.booleans(),
        "maximum_per_purchase": st.sampled_from([2, 7]),
        "maximum_per_day": st.sampled_from([3, 9]),
        "expiry_days": st.sampled_from([9, 1, 40]),
        "expiry_from": st.sampled_from(["first_stamp", "last_stamp"]),
        "reward_expiry_days": st.sampled_from([5, 60]),
        "code_minutes": st.sampled_from([5, 60]),
    }
    needed = {
        "slots": st.sampled_from([5, 3, 10]),
        "reward_name": st.just("A gift"),
        "mode": st.sampled_from(["purchase", "amount", "item"]),
    }
    rules = draw(st.fixed_dictionaries(needed, optional=optional))
    if "expiry_days" not in rules:
        rules.pop("expiry_from", None)
    if rules["mode"] == "amount":
        rules["per_amount"] = draw(st.sampled_from([10_000, 33_333, 100_000]))
    return rules


def _settled(rules: dict[str, Any]) -> dict[str, Any]:
    """What one setting asks of another, so that no program is refused for it."""
    if rules.get("period") == "rolling":
        rules["rolling_days"] = 20
    if rules.get("apply") == "marginal":
        rules["turnover_base"] = "gross"
    if rules.get("turnover_base") == "paid":
        rules.pop("on_refund", None)
    if "tiers" in rules and rules.get("period") in {"lifetime", "rolling"}:
        rules.pop("retro_bonus", None)
    if "rate_bp" not in rules and not rules.get("retro_bonus"):
        rules.pop("share_cap_bp", None)
        rules.pop("expiry", None)
    if "hold_until" in rules:
        rules.pop("hold_days", None)
    return rules


RULES = {
    "discount": _discount(),
    "accumulating": _accumulating(),
    "cashback": _cashback(),
    "stamp": _stamp(),
}


@st.composite
def wanted_programs(draw: st.DrawFn) -> Wanted:
    kind = draw(st.sampled_from(KINDS))
    return Wanted(
        kind,
        draw(RULES[kind]),
        policy=draw(st.one_of(st.just({}), _policy)),
        beneficiary=draw(st.sampled_from(["company", "member"])),
        zone=draw(st.sampled_from(["Europe/Moscow", "America/New_York"])),
    )


@st.composite
def another_version(draw: st.DrawFn, before: Wanted) -> Wanted:
    """The next version of a program: other rules or another policy."""
    rules = _lasting(before.rules, draw(RULES[before.kind]))
    policy = dict(draw(st.one_of(st.just(before.policy), _policy)))
    policy.pop("budget", None)
    if "budget" in before.policy:
        policy["budget"] = before.policy["budget"]
    return Wanted(
        before.kind,
        _settled(rules),
        policy=policy,
        beneficiary=before.beneficiary,
        zone=before.zone,
    )


def _lasting(before: dict[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
    """The new rules with what lasts of those before; tiers stay where they are."""
    kept = {key: before[key] for key in LASTING if key in before}
    fresh = {key: value for key, value in rules.items() if key not in LASTING}
    if ("tiers" in before) != ("tiers" in fresh):
        fresh.pop("tiers", None)
        kept |= {"tiers": before["tiers"]} if "tiers" in before else {}
    return fresh | kept
