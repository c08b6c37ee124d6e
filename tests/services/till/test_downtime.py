"""Three months without a worker are made up as if it had been there every day."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests import factories
from tests.services.till.till import Till, local
from wallet_service.ledger import due
from wallet_service.services.till import due_work

PROGRAMS: dict[str, tuple[str, dict[str, Any]]] = {
    "points": (
        "cashback",
        {"rate_bp": 500, "hold_days": 3, "expiry": {"days": 20}},
    ),
    "tiers": (
        "accumulating",
        {"tiers": factories.TIERS, "period": "rolling", "rolling_days": 30},
    ),
}


def _history(till: Till) -> dict[str, str]:
    cards = {}
    for name, (kind, rules) in PROGRAMS.items():
        cards[name] = till.card_of(kind, rules)
        for day in (1, 1, 3, 9, 20, 28):
            till.buy(cards[name], "1,000,000", local(3, day))
    return cards


def _told(till: Till, card: str, at: datetime) -> list[tuple[object, ...]]:
    return [
        (one.unit, one.kind, one.amount, one.balance_after, one.occurred_at)
        for one in till.entries(card, at)
    ]


def test_one_run_after_three_months_posts_what_daily_runs_post(
    database: Any, vault: Any
) -> None:
    daily, late = Till(database, vault), Till(database, vault, name="Late")
    end = local(6, 30)
    cards = _history(daily)
    now = local(3, 28)
    while now < end:
        now += timedelta(days=1)
        daily.run_due(now)
    others = _history(late)
    late.run_due(now)
    for name, card in cards.items():
        assert _told(daily, card, now) == _told(late, others[name], now)
        assert daily.standing(card, now) == late.standing(others[name], now)
    assert late.findings() == []


def test_a_run_that_was_stopped_is_taken_up_where_it_stood(
    any_database: Any, vault: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = Till(any_database, vault)
    monkeypatch.setattr(due_work, "PAGE", 1)
    monkeypatch.setattr(due, "BATCH", 2)
    cards = [till.card_of("cashback", PROGRAMS["points"][1]) for _ in range(2)]
    for card in cards:
        for day in range(1, 6):
            till.buy(card, "1,000", local(3, day))
    for stop_after in (1, 2, 3):
        with pytest.raises(KeyboardInterrupt):
            due_work.run_due(till.database, local(6, 1), _stop(stop_after))
    till.run_due(local(6, 1))
    for card in cards:
        kinds = [one.kind for one in till.entries(card, local(6, 1))]
        assert (kinds.count("release"), kinds.count("expire")) == (5, 5)
        assert till.points(card, local(6, 1)) == (0, 0, 0)
    assert till.findings() == []


def test_two_workers_at_once_post_everything_once(
    any_database: Any, vault: Any
) -> None:
    till = Till(any_database, vault)
    stamps = {"mode": "purchase", "slots": 2, "reward_name": "A gift"}
    ends = {"expiry_days": 10, "reward_expiry_days": 20}
    programs = [("stamp", stamps | ends), *PROGRAMS.values()]
    cards = [till.card_of(kind, rules) for kind, rules in programs for _ in range(4)]
    for card in cards:
        for day in (1, 2, 3):
            till.buy(card, "1,000,000", local(3, day))
    with ThreadPoolExecutor(2) as workers:
        list(workers.map(till.run_due, [local(6, 1)] * 2))
    for card in cards[:4]:
        gone = [
            one.unit for one in till.entries(card, local(6, 1)) if one.kind == "expire"
        ]
        assert sorted(gone) == ["rewards", "stamps"]
    for card in cards[4:8]:
        kinds = [one.kind for one in till.entries(card, local(6, 1))]
        assert (kinds.count("release"), kinds.count("expire")) == (3, 3)
    assert till.findings() == []


def _stop(after: int) -> Callable[[int], None]:
    """Ends the work like a kill: between two transactions, after some accounts."""

    def told(done: int) -> None:
        if done >= after:
            raise KeyboardInterrupt

    return told
