"""Limits: counted before they are judged, together, and forgotten after a day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.factories import NOW
from wallet_service.models.sign_in import Attempt
from wallet_service.services.errors import TooMany
from wallet_service.services.staff import attempts
from wallet_service.services.staff.attempts import Counted, Limit

LIMITS = (Limit(3, timedelta(minutes=5)), Limit(4, timedelta(hours=1)))
ANN = Counted("sign-in", "ann@x.example", LIMITS)
BOB = Counted("sign-in", "bob@x.example", LIMITS)


def take(database, vault, *counted, now=NOW):
    attempts.take(database, vault, counted or (ANN,), now)


def test_the_limit_of_each_time_counts_for_each_alone(database, vault):
    for _ in range(3):
        take(database, vault)
    with pytest.raises(TooMany) as refused:
        take(database, vault)
    assert refused.value.retry_after == 300
    take(database, vault, BOB)
    later = NOW + timedelta(minutes=6)
    take(database, vault, now=later)
    with pytest.raises(TooMany):
        take(database, vault, now=later + timedelta(minutes=6))
    take(database, vault, now=NOW + timedelta(hours=2))


def test_what_is_refused_is_not_counted(database, vault):
    for _ in range(3):
        take(database, vault)
    for _ in range(5):
        with pytest.raises(TooMany):
            take(database, vault, ANN, BOB)
    for _ in range(3):
        take(database, vault, BOB)


def test_a_right_one_is_taken_back(database, vault):
    for _ in range(5):
        take(database, vault)
        with database.writing_across_brands() as session:
            attempts.forgive(session, vault, [ANN], NOW)


def test_nobody_stands_in_the_rows_in_clear_and_old_ones_go(database, vault):
    take(database, vault)
    take(database, vault, BOB)
    with database.writing_across_brands() as session:
        rows = session.scalars(select(Attempt.subject)).all()
        assert not any("ann" in row or "bob" in row for row in rows)
        attempts.forget_old(session, NOW + timedelta(days=1))
        assert session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_many_at_once_are_all_counted(any_database, vault):
    def one(_):
        try:
            take(any_database, vault)
        except TooMany:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(12))) <= 3
