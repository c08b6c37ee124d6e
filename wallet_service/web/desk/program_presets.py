"""Programs to begin with: what many brands want, ready to be changed.

Amounts are whole units of the currency; the ladder 5/7/10 % from 1, 3 and 5 million a
quarter is the usual one of distributors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MILLION = 100_000_000


@dataclass(frozen=True, slots=True)
class Preset:
    """A kind with its rules; its name and tiers are words of the page."""

    kind: str
    rules: Mapping[str, Any]


def _tiers(*rungs: tuple[int, int]) -> list[dict[str, Any]]:
    """Rungs of turnover and rate; they are named by the page's words."""
    return [
        {"name": str(place), "from_turnover": turnover, "rate_bp": rate_bp}
        for place, (turnover, rate_bp) in enumerate(rungs, start=1)
    ]


LADDER = _tiers((MILLION, 500), (3 * MILLION, 700), (5 * MILLION, 1000))
PRESETS: Mapping[str, Preset] = {
    "quarter_ladder": Preset("accumulating", {"tiers": LADDER, "period": "quarter"}),
    "year_ladder": Preset(
        "accumulating",
        {
            "tiers": _tiers(
                (4 * MILLION, 500), (12 * MILLION, 700), (20 * MILLION, 1000)
            ),
            "period": "year",
        },
    ),
    "flat": Preset("discount", {"rate_bp": 700}),
    "cashback": Preset(
        "cashback",
        {"rate_bp": 500, "share_cap_bp": 5000, "expiry": {"months": 12}},
    ),
    "cashback_ladder": Preset(
        "cashback",
        {
            "rate_bp": 300,
            "share_cap_bp": 5000,
            "expiry": {"months": 12},
            "tiers": _tiers((MILLION, 500), (3 * MILLION, 700)),
            "period": "quarter",
        },
    ),
    "tenth": Preset("stamp", {"mode": "purchase", "slots": 10}),
    "by_amount": Preset(
        "stamp", {"mode": "amount", "slots": 10, "per_amount": 10_000_00}
    ),
}


def rules_of(preset: Preset, tier_names: tuple[str, ...]) -> dict[str, Any]:
    """The rules with tiers named in the language of whoever asks."""
    rules = dict(preset.rules)
    if "tiers" in rules:
        named = zip(tier_names, rules["tiers"], strict=False)
        rules["tiers"] = [tier | {"name": name} for name, tier in named]
    return rules
