"""When time alone moves a tier: what due work and cards are told to wait for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.cards.examples import MOSCOW, bought, local, units
from wallet_service.cards import tiers
from wallet_service.cards.ladder import Downgrade, Hold, Ladder, Tier
from wallet_service.cards.periods import Period
from wallet_service.cards.standing import CardStanding

THRESHOLDS = (
    Tier("Silver", units("1,000,000"), 500),
    Tier("Gold", units("3,000,000"), 700),
)
GOLD = (bought("2026-02-10", "3,500,000"),)


def a_ladder(**settings: Any) -> Ladder:
    return Ladder(THRESHOLDS, MOSCOW, **{"hold": Hold.QUALIFY, **settings})


@pytest.mark.parametrize(
    ("settings", "days", "now", "expected"),
    [
        # the turnover of a new quarter is another one, the tier is held
        ({}, GOLD, "2026-02-10", "2026-04-01"),
        # the tier that was held through the next quarter ends
        ({}, GOLD, "2026-04-01", "2026-07-01"),
        ({}, GOLD, "2026-06-30T23:59:59", "2026-07-01"),
        ({}, GOLD, "2026-07-01", None),
        ({"grace_days": 14}, GOLD, "2026-04-01", "2026-07-15"),
        ({"grace_days": 14}, GOLD, "2026-07-14T23:59:59", "2026-07-15"),
        ({"downgrade": Downgrade.ONE_STEP}, GOLD, "2026-07-01", "2026-10-01"),
        ({"downgrade": Downgrade.NEVER}, GOLD, "2026-04-01", None),
        ({"hold": Hold.WITHIN}, GOLD, "2026-02-10", "2026-04-01"),
        ({"hold": Hold.WITHIN}, GOLD, "2026-04-01", None),
        ({"period": Period.MONTH}, GOLD, "2026-02-10", "2026-03-01"),
        ({"period": Period.LIFETIME}, GOLD, "2026-02-10", None),
        # a window of 90 days from 10 Feb ends with 10 May
        (
            {"period": Period.ROLLING, "rolling_days": 90},
            GOLD,
            "2026-03-01",
            "2026-05-11",
        ),
        ({"period": Period.ROLLING, "rolling_days": 90}, GOLD, "2026-05-11", None),
        # sums that leave a window change the turnover below every tier too
        (
            {"period": Period.ROLLING, "rolling_days": 90},
            (bought("2026-01-10", "5"), *GOLD),
            "2026-03-01",
            "2026-04-10",
        ),
        ({}, (), "2026-02-10", None),
    ],
)
def test_turnover_or_tier_change_next_if_nothing_is_bought(
    settings, days, now, expected
):
    change = tiers.next_change(a_ladder(**settings), days, local(now))
    assert change == (local(expected) if expected else None)


@pytest.mark.parametrize(
    ("settings", "occurred", "now", "expected"),
    [
        ({}, "2026-02-10", "2026-02-10", "2026-04-01"),
        # a purchase of the last quarter that is recorded in this one
        ({}, "2026-03-30", "2026-04-02", "2026-07-01"),
        ({}, "2026-03-31T23:59:59", "2026-03-31T23:59:59", "2026-04-01"),
        ({"period": Period.YEAR}, "2026-02-10", "2026-02-10", "2027-01-01"),
        ({"period": Period.HALF}, "2026-02-10", "2026-08-10", "2027-01-01"),
        ({"period": Period.MONTH}, "2026-02-10", "2026-02-10", "2026-03-01"),
        ({"period": Period.LIFETIME}, "2026-02-10", "2026-02-10", None),
        (
            {"period": Period.ROLLING, "rolling_days": 90},
            "2026-02-09",
            "2026-02-20",
            "2026-05-10",
        ),
        (
            {"period": Period.ROLLING, "rolling_days": 1},
            "2026-02-09T23:30",
            "2026-02-20",
            "2026-02-10",
        ),
    ],
)
def test_a_purchase_says_when_to_look_again(settings, occurred, now, expected):
    look = tiers.next_look(a_ladder(**settings), local(occurred), local(now))
    assert look == (local(expected) if expected else None)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, date(2026, 6, 30)),
        ({"grace_days": 14}, date(2026, 7, 14)),
        ({"hold": Hold.WITHIN}, date(2026, 3, 31)),
        ({"downgrade": Downgrade.NEVER}, None),
        ({"period": Period.LIFETIME}, None),
        ({"period": Period.ROLLING, "rolling_days": 90}, date(2026, 5, 10)),
    ],
)
def test_the_last_day_of_a_tier(settings, expected):
    ladder = a_ladder(**settings)
    assert tiers.holds_until(ladder, GOLD, local("2026-02-10")) == expected


@pytest.mark.parametrize(
    ("shown", "personal", "expected"),
    [(500, 700, 700), (500, 500, 500), (500, 300, 500), (None, 0, None), (None, 1, 1)],
)
def test_case_A17_a_card_shows_the_better_of_earned_and_own_rate(
    shown, personal, expected
):
    card = CardStanding(rate_bp=shown, tier="Silver", turnover=7)
    better = tiers.at_least(card, personal)
    assert better == CardStanding(rate_bp=expected, tier="Silver", turnover=7)
