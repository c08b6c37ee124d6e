"""A new version changes the ladder within a period (A18, R36)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.cards.examples import MOSCOW, bought, local, units
from wallet_service.cards import tiers
from wallet_service.cards.ladder import FormerLadder, Hold, Ladder, Tier
from wallet_service.cards.periods import Period

OLD = (Tier("Silver", units("1,000,000"), 500), Tier("Gold", units("3,000,000"), 700))
LOWER = (Tier("Silver", units("500,000"), 500), Tier("Gold", units("1,000,000"), 700))
HIGHER = (
    Tier("Silver", units("2,000,000"), 500),
    Tier("Gold", units("4,000,000"), 700),
)


def changed(new: Any, when: str = "2026-03-01", **settings: Any) -> Ladder:
    """The ladder `new`, after OLD was in force until `when`."""
    settings = {"hold": Hold.WITHIN, **settings}
    old = Ladder(OLD, MOSCOW, **settings)
    return replace(old, tiers=new, former=(FormerLadder(old, local(when)),))


def rate(ladder: Ladder, days: Any, when: str) -> int:
    return tiers.at(ladder, tuple(days), local(when)).rate_bp


def test_case_A18_lower_thresholds_raise_the_tier_at_once():
    days = [bought("2026-02-10", "1,200,000")]
    assert rate(changed(LOWER), days, "2026-03-01") == 700


@pytest.mark.parametrize("hold", list(Hold))
def test_case_A18_higher_thresholds_count_from_the_periods_end(hold):
    days = [bought("2026-02-10", "1,200,000")]
    ladder = changed(HIGHER, hold=hold)
    assert rate(ladder, days, "2026-03-01") == 500
    assert rate(ladder, days, "2026-03-31T23:59:59") == 500
    assert rate(ladder, days, "2026-04-01") == 0


def test_case_A18_what_is_bought_after_the_change_counts_by_the_new_thresholds():
    days = [bought("2026-02-10", "900,000"), bought("2026-03-05", "200,000")]
    assert rate(changed(HIGHER), days, "2026-03-06") == 0
    days.append(bought("2026-03-10", "900,000"))
    assert rate(changed(HIGHER), days, "2026-03-11") == 500


def test_case_A18_a_held_tier_is_kept_by_its_name():
    days = [bought("2026-02-10", "3,500,000")]
    ladder = changed(HIGHER, "2026-05-01", hold=Hold.QUALIFY)
    assert rate(ladder, days, "2026-05-02") == 700
    assert rate(ladder, days, "2026-06-30") == 700
    assert rate(ladder, days, "2026-07-01") == 0


def test_case_A18_a_tier_that_is_gone_stands_by_its_rate():
    days = [bought("2026-02-10", "3,500,000")]
    ladder = changed((Tier("Club", units("9,000,000"), 600),))
    assert rate(ladder, days, "2026-03-02") == 600
    assert rate(ladder, days, "2026-04-01") == 0


@pytest.mark.parametrize("period", [Period.LIFETIME, Period.ROLLING])
def test_reading_R36_where_nothing_closes_a_lower_tier_counts_at_once(period):
    days = [bought("2026-02-10", "1,200,000")]
    ladder = changed(HIGHER, period=period, rolling_days=90)
    assert rate(ladder, days, "2026-03-01") == 0
