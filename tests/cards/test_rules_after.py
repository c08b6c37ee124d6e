"""Rules behind those of earlier versions: which ladders still matter (A18)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.cards.examples import local, rules_of, units
from wallet_service.cards import rules
from wallet_service.cards.ladder import FormerLadder

FIRST = [{"name": "Silver", "from_turnover": units("1,000,000"), "rate_bp": 500}]
SECOND = [{"name": "Silver", "from_turnover": units("2,000,000"), "rate_bp": 500}]
THIRD = [{"name": "Silver", "from_turnover": units("3,000,000"), "rate_bp": 500}]
MARCH, APRIL, MAY = local("2026-03-01"), local("2026-04-01"), local("2026-05-01")


def tiered(kind, thresholds):
    document = {"tiers": thresholds, "period": "quarter"}
    if kind == "cashback":
        document["rate_bp"] = 100
    return rules_of(kind, **document)


def former(kind, thresholds, until):
    return FormerLadder(tiered(kind, thresholds).ladder, until)


@pytest.mark.parametrize("kind", ["accumulating", "cashback"])
def test_case_A18_every_change_of_the_ladder_is_kept_with_its_end(kind):
    told = (former(kind, FIRST, MARCH), former(kind, SECOND, APRIL))
    own = tiered(kind, THIRD)
    after = rules.after(own, told)
    assert after.ladder == replace(own.ladder, former=told)
    assert replace(after, terms=own.terms) == own


@pytest.mark.parametrize("kind", ["accumulating", "cashback"])
@pytest.mark.parametrize(
    ("versions", "own", "kept"),
    [
        # the ladder of a version with the one behind it alike is no change
        ((FIRST, FIRST, SECOND), THIRD, (1, 2)),
        ((FIRST, SECOND, SECOND), SECOND, (0,)),
        ((FIRST, SECOND, FIRST), FIRST, (0, 1)),
        ((FIRST,), FIRST, ()),
        ((), FIRST, ()),
    ],
)
def test_case_A18_a_version_with_the_same_ladder_changes_nothing(
    kind, versions, own, kept
):
    ends = (MARCH, APRIL, MAY)
    told = tuple(
        former(kind, one, end) for one, end in zip(versions, ends, strict=False)
    )
    own = tiered(kind, own)
    after: Any = rules.after(own, told)
    assert after.ladder.former == tuple(told[index] for index in kept)
    if not kept:
        assert after is own


@pytest.mark.parametrize("kind", ["discount", "stamp", "cashback"])
def test_rules_without_tiers_have_nothing_to_follow(kind):
    documents: dict[str, dict[str, Any]] = {
        "discount": {"rate_bp": 700},
        "cashback": {"rate_bp": 500},
        "stamp": {"mode": "purchase", "slots": 5, "reward_name": "A gift"},
    }
    own = rules_of(kind, **documents[kind])
    told = (former("accumulating", FIRST, MARCH),)
    assert rules.after(own, told) is own
