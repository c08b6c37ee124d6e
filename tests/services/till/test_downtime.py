"""Three months without a worker are made up as if it had been there every day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests import factories
from tests.services.till.till import Till, local

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
