"""How long stamps and rewards last: S12 and R26, in days alone."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cards.examples import MOSCOW, local
from wallet_service.cards.stamp_life import FOR_EVER, ExpiryFrom, StampLife

FIRST, LAST = date(2026, 2, 1), date(2026, 3, 1)


@pytest.mark.parametrize(
    ("expiry_from", "days", "expected"),
    [
        (ExpiryFrom.LAST_STAMP, 180, "2026-08-28"),
        (ExpiryFrom.FIRST_STAMP, 180, "2026-07-31"),
        (ExpiryFrom.LAST_STAMP, 1, "2026-03-02"),
        (ExpiryFrom.LAST_STAMP, None, None),
    ],
)
def test_case_S12_reading_R26_stamps_are_gone_at_midnight_after_their_last_day(
    expiry_from, days, expected
):
    life = StampLife(MOSCOW, expiry_days=days, expiry_from=expiry_from)
    assert life.stamps_end(FIRST, LAST) == (local(expected) if expected else None)


def test_a_card_without_stamps_has_no_end():
    assert StampLife(MOSCOW, expiry_days=180).stamps_end(None, None) is None
    assert FOR_EVER.stamps_end(FIRST, LAST) is None


@pytest.mark.parametrize(("days", "expected"), [(5, "2026-03-06"), (None, None)])
def test_case_S12_a_reward_counts_from_its_own_local_day(days, expected):
    life = StampLife(MOSCOW, reward_expiry_days=days)
    ends = life.reward_ends(local("2026-03-01T23:30"))
    assert ends == (local(expected) if expected else None)


def test_a_late_evening_in_utc_is_a_stamp_of_the_next_day():
    assert StampLife(MOSCOW).day(local("2026-03-01T00:30")) == date(2026, 3, 1)
