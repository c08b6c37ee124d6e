"""Tiers over time: what history gives at an instant (A4 to A12, A15, R7, R27, R28)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cards.examples import MOSCOW, bought, local, returned, units
from wallet_service.cards import tiers
from wallet_service.cards.ladder import Downgrade, Hold, Ladder, Tier
from wallet_service.cards.periods import Period
from wallet_service.cards.standing import NextTier

THRESHOLDS = (
    Tier("Silver", units("1,000,000"), 500),
    Tier("Gold", units("3,000,000"), 700),
    Tier("Platinum", units("5,000,000"), 1000),
)


def a_ladder(**settings) -> Ladder:
    settings = {"hold": Hold.QUALIFY, **settings}
    return Ladder(settings.pop("tiers", THRESHOLDS), MOSCOW, **settings)


def rate(ladder: Ladder, days, when: str) -> int:
    return tiers.at(ladder, tuple(days), local(when)).rate_bp


def test_the_first_purchase_ever_finds_no_tier():
    standing = tiers.at(a_ladder(), (), local("2026-01-15"))
    assert (standing.tier, standing.rate_bp, standing.turnover) == (None, 0, 0)


def test_a_tier_from_nothing_is_there_from_the_beginning():
    ladder = a_ladder(tiers=(Tier("Basic", 0, 100), *THRESHOLDS))
    standing = tiers.at(ladder, (), local("2026-01-15"))
    assert (standing.tier, standing.rate_bp) == ("Basic", 100)


@pytest.mark.parametrize(
    ("turnover", "expected"), [("1,000,000.00", 500), ("999,999.99", 0)]
)
def test_case_A4_a_threshold_is_reached_when_it_is_met_exactly(turnover, expected):
    days = [bought("2026-01-15", turnover)]
    assert rate(a_ladder(), days, "2026-01-16") == expected


A5 = (bought("2026-03-10", "5,425,000"), bought("2026-05-01", "3,200,000"))


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-03-31", 1000),
        ("2026-06-30T23:59:59", 1000),
        ("2026-07-01", 700),
        ("2026-09-30T23:59:59", 700),
        ("2026-10-01", 0),
    ],
)
def test_case_A5_a_tier_reached_holds_to_the_end_of_the_next_period(when, expected):
    assert rate(a_ladder(), A5, when) == expected


def test_case_A5_it_is_valid_through_the_last_day_of_the_next_period():
    until = tiers.holds_until(a_ladder(), A5[:1], local("2026-03-10T18:00"))
    assert until == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("downgrade", "october", "next_year"),
    [
        (Downgrade.TO_EARNED, 0, 0),
        (Downgrade.ONE_STEP, 500, 0),
        (Downgrade.NEVER, 700, 700),
    ],
)
def test_case_A6_a_tier_not_earned_again_goes_down(downgrade, october, next_year):
    days = [bought("2026-04-10", "3,000,000"), bought("2026-08-01", "900,000")]
    ladder = a_ladder(downgrade=downgrade)
    assert rate(ladder, days, "2026-09-30T23:59:59") == 700
    assert rate(ladder, days, "2026-10-01") == october
    assert rate(ladder, days, "2027-01-01") == next_year


def test_case_A7_within_a_period_everything_starts_at_zero():
    ladder = a_ladder(hold=Hold.WITHIN, grace_days=14, rescue_bp=10_000)
    days = [bought("2026-03-10", "5,425,000")]
    assert rate(ladder, days, "2026-03-31T23:59:59") == 1000
    april = tiers.at(ladder, tuple(days), local("2026-04-01"))
    assert (april.rate_bp, april.turnover) == (0, 0)
    until = tiers.holds_until(ladder, tuple(days), local("2026-03-11"))
    assert until == date(2026, 3, 31)


def test_case_A8_the_period_is_that_of_the_local_day():
    days = (bought("2026-04-01", "1,000,000"),)
    standing = tiers.at(a_ladder(), days, local("2026-04-01T00:30"))
    assert standing.turnover == units("1,000,000")
    before = tiers.at(a_ladder(), days, local("2026-03-31T23:59"))
    assert before.turnover == 0


GRACE = (bought("2026-02-01", "3,000,000"), bought("2026-05-01", "2,950,000"))


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-06-30", 700),
        ("2026-07-01", 700),
        ("2026-07-14T23:59:59", 700),
        ("2026-07-15", 500),
    ],
)
def test_case_A9_grace_keeps_the_tier_for_its_days(when, expected):
    assert rate(a_ladder(grace_days=14), GRACE, when) == expected


def test_case_A9_purchases_in_grace_count_in_the_new_period():
    days = (*GRACE, bought("2026-07-10", "100"))
    standing = tiers.at(a_ladder(grace_days=14), days, local("2026-07-10T12:00"))
    assert standing.turnover == units("100")


def test_a_tier_in_grace_is_valid_through_its_last_day():
    until = tiers.holds_until(a_ladder(grace_days=14), GRACE, local("2026-07-02"))
    assert until == date(2026, 7, 14)


@pytest.mark.parametrize(
    ("second", "expected", "rescued"),
    [
        ("2,950,000", 700, True),
        ("2,850,000", 700, True),
        ("2,849,999.99", 500, False),
    ],
)
def test_case_A10_a_small_shortfall_is_rescued(second, expected, rescued):
    days = (bought("2026-02-01", "3,000,000"), bought("2026-05-01", second))
    standing = tiers.at(a_ladder(rescue_bp=500), days, local("2026-07-01"))
    assert (standing.rate_bp, standing.rescued) == (expected, rescued)


def test_reading_R27_a_tier_is_not_rescued_at_two_closings_in_a_row():
    days = (*GRACE, bought("2026-08-01", "2,950,000"))
    ladder = a_ladder(rescue_bp=500)
    assert rate(ladder, days, "2026-09-30") == 700
    october = tiers.at(ladder, days, local("2026-10-01"))
    assert (october.rate_bp, october.rescued) == (500, False)


def test_reading_R27_a_rescue_is_of_the_present_tier_threshold():
    days = (bought("2026-02-01", "5,000,000"), bought("2026-05-01", "2,950,000"))
    assert rate(a_ladder(rescue_bp=500), days, "2026-07-01") == 500


ROLLING = (bought("2026-01-10", "600,000"), bought("2026-02-09", "500,000"))


@pytest.mark.parametrize(
    ("when", "turnover", "expected"),
    [
        ("2026-02-09T12:00", "1,100,000", 500),
        ("2026-04-09T23:59:59", "1,100,000", 500),
        ("2026-04-10", "500,000", 0),
        ("2026-05-10", "0", 0),
    ],
)
def test_case_A11_a_rolling_window_of_ninety_days(when, turnover, expected):
    ladder = a_ladder(period=Period.ROLLING, rolling_days=90)
    standing = tiers.at(ladder, ROLLING, local(when))
    assert standing.turnover == units(turnover)
    assert standing.rate_bp == expected
    assert standing.period_ends is None


def test_case_A11_it_is_valid_through_the_last_day_of_the_window():
    ladder = a_ladder(period=Period.ROLLING, rolling_days=90)
    until = tiers.holds_until(ladder, ROLLING, local("2026-02-10"))
    assert until == date(2026, 4, 9)


def test_case_A12_a_scope_pools_what_its_cards_bought():
    pooled = [bought("2026-01-10", "600,000"), bought("2026-01-11", "500,000")]
    assert rate(a_ladder(), pooled, "2026-01-12") == 500
    assert rate(a_ladder(), pooled[:1], "2026-01-12") == 0


def test_case_A15_a_late_refund_lowers_the_turnover_shown_not_the_tier_earned():
    days = (
        bought("2026-03-10", "1,200,000"),
        returned("2026-03-10", "400,000", recorded="2026-04-20"),
    )
    ladder = a_ladder()
    march = tiers.at(ladder, days, local("2026-03-31"))
    assert march.turnover == units("800,000")
    april = tiers.at(ladder, days, local("2026-04-21"))
    assert (april.rate_bp, april.turnover) == (500, 0)


def test_reading_R7_a_refund_before_the_end_lowers_the_tier_earned():
    days = (
        bought("2026-03-10", "1,200,000"),
        returned("2026-03-10", "400,000", recorded="2026-03-20"),
    )
    assert rate(a_ladder(), days, "2026-04-21") == 0


def test_case_A20_a_purchase_recorded_late_raises_the_tier_at_once():
    days = (
        bought("2026-01-10", "800,000"),
        bought("2026-02-01", "300,000", recorded="2026-04-20"),
    )
    assert rate(a_ladder(), days, "2026-04-21") == 500


def test_reading_R7_periods_without_purchases_step_down_too():
    days = (bought("2026-01-10", "5,000,000"),)
    ladder = a_ladder(downgrade=Downgrade.ONE_STEP)
    whens = ("2026-06-30", "2026-07-01", "2026-10-01", "2027-01-01", "2040-01-01")
    assert [rate(ladder, days, when) for when in whens] == [1000, 700, 500, 0, 0]


def test_reading_R7_a_tier_earned_twice_steps_down_after_it():
    days = (bought("2026-01-10", "1,000,000"), bought("2026-04-10", "1,000,000"))
    whens = ("2026-09-30", "2026-10-01", "2027-01-01")
    assert [rate(a_ladder(), days, when) for when in whens] == [500, 0, 0]


def test_reading_R7_the_better_of_held_and_reached_is_in_force():
    days = (bought("2026-01-10", "1,000,000"), bought("2026-04-10", "3,000,000"))
    assert rate(a_ladder(), days, "2026-04-09") == 500
    assert rate(a_ladder(), days, "2026-04-11") == 700


def test_a_purchase_after_many_quiet_years_counts():
    days = (bought("1990-01-10", "5,000,000"), bought("2026-01-10", "1,000,000"))
    assert rate(a_ladder(), days, "2026-04-01") == 500
    assert rate(a_ladder(downgrade=Downgrade.NEVER), days, "2026-04-01") == 1000


@pytest.mark.parametrize(
    ("ladder", "ends"),
    [
        (a_ladder(), None),
        (a_ladder(period=Period.LIFETIME), None),
        (a_ladder(downgrade=Downgrade.NEVER), None),
    ],
)
def test_what_cannot_be_lost_has_no_last_day(ladder, ends):
    days = (bought("2026-01-10", "1,000,000"),)
    lasting = ladder.period is Period.LIFETIME or ladder.downgrade is Downgrade.NEVER
    when = local("2026-01-11")
    present = days if lasting else ()
    assert tiers.holds_until(ladder, present, when) is ends


@pytest.mark.parametrize(
    ("period", "until"),
    [
        (Period.MONTH, date(2026, 2, 28)),
        (Period.QUARTER, date(2026, 3, 31)),
        (Period.HALF, date(2026, 6, 30)),
        (Period.YEAR, date(2026, 12, 31)),
        (Period.LIFETIME, None),
        (Period.ROLLING, None),
    ],
)
def test_reading_R28_the_next_tier_and_the_last_day_to_reach_it(period, until):
    days = (bought("2026-02-02", "1,200,000"),)
    ladder = a_ladder(period=period, rolling_days=30)
    standing = tiers.at(ladder, days, local("2026-02-03"))
    assert standing.next_tier == NextTier("Gold", 700, units("1,800,000"), until)


def test_reading_R28_there_is_no_next_tier_at_the_top():
    days = (bought("2026-02-02", "5,000,000"),)
    assert tiers.at(a_ladder(), days, local("2026-02-03")).next_tier is None


def test_reading_R28_a_tier_of_an_equal_rate_is_not_the_next_one():
    ladder = a_ladder(tiers=(Tier("A", 100, 500), Tier("B", 200, 500)))
    days = (bought("2026-02-02", 150),)
    assert tiers.at(ladder, days, local("2026-02-03")).next_tier is None


def test_reading_R28_a_held_tier_looks_on_from_this_periods_turnover():
    standing = tiers.at(a_ladder(), A5[:1] + A5[1:], local("2026-07-02"))
    assert standing.next_tier == NextTier(
        "Platinum", 1000, units("5,000,000"), date(2026, 9, 30)
    )


def test_days_after_the_instant_do_not_count():
    assert rate(a_ladder(), [bought("2026-02-02", "5,000,000")], "2026-02-01") == 0


def test_the_period_ends_at_local_midnight():
    standing = tiers.at(a_ladder(), (), local("2026-02-03"))
    assert standing.period_ends == local("2026-04-01")
