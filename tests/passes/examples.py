"""Cards to look at: one of each kind in both languages, as plain functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from wallet_service.cards.standing import (
    CardStanding,
    CashbackStanding,
    ExpiringPoints,
    NextTier,
    StampStanding,
)
from wallet_service.passes.apple_card import AppleIdentity
from wallet_service.passes.card_view import (
    Brand,
    CardView,
    Effect,
    Kind,
    Locale,
    News,
    Operation,
    PersonalManager,
    ProgramFacts,
    TierFact,
)

DESIGNS = Path(__file__).parents[2] / "pass_templates"
KINDS: tuple[Kind, ...] = ("discount", "accumulating", "cashback", "stamp")
LOCALES: tuple[Locale, ...] = ("en", "ru")
NOON = datetime(2026, 3, 10, 9, 4, tzinfo=UTC)
TODAY = date(2026, 3, 10)
IDENTITY = AppleIdentity(
    pass_type_identifier="pass.com.example.loyalty",
    team_identifier="ABCDE12345",
    organization_name="Northern Tools",
    serial_number="vR3mXq9TzLw8Kc2Jd7Hf5Q",
    authentication_token="9f2c1e7ab04d4c6f8a31d5e2b7904c6f",
    web_service_url="https://cards.example.com/apple",
)
TIERS = (
    TierFact("Silver", 100_000_000, 500),
    TierFact("Gold", 300_000_000, 700),
    TierFact("Platinum", 500_000_000, 1000),
)


def discount_standing(rate_bp: int = 700) -> CardStanding:
    return CardStanding(rate_bp=rate_bp)


def accumulating_standing(turnover: int = 310_000_000) -> CardStanding:
    left = 500_000_000 - turnover
    ahead = NextTier("Platinum", 1000, left, date(2026, 3, 31)) if left > 0 else None
    return CardStanding(rate_bp=700, tier="Gold", turnover=turnover, next_tier=ahead)


def cashback_standing(
    available: int = 199_500, pending: int = 147_499, debt: int = 0
) -> CardStanding:
    expiring = ExpiringPoints(19_950, date(2027, 3, 14)) if available else None
    return CardStanding(
        rate_bp=700, cashback=CashbackStanding(available, pending, debt, expiring)
    )


def stamp_standing(count: int = 7, of: int = 10, rewards: int = 0) -> CardStanding:
    return CardStanding(stamps=StampStanding(count, of), rewards=rewards)


_STANDINGS: dict[Kind, Callable[[], CardStanding]] = {
    "discount": discount_standing,
    "accumulating": accumulating_standing,
    "cashback": cashback_standing,
    "stamp": stamp_standing,
}
_EFFECTS: dict[Kind, tuple[Effect, ...]] = {
    "discount": (Effect("discount", 86_420),),
    "accumulating": (Effect("discount", 86_420),),
    "cashback": (Effect("points", 147_499),),
    "stamp": (Effect("stamps", 1),),
}
_FACTS: dict[Kind, ProgramFacts] = {
    "discount": ProgramFacts(rate_bp=700, category_rates=(("fuel", 50),)),
    "accumulating": ProgramFacts(tiers=TIERS),
    "cashback": ProgramFacts(
        rate_bp=700, hold_days=14, expiry_months=6, share_cap_bp=3000
    ),
    "stamp": ProgramFacts(minimum_amount=500_000, milestones=(5,)),
}


def a_view(kind: Kind = "cashback", locale: Locale = "en", **changes: Any) -> CardView:
    standing = _STANDINGS[kind]()
    russian = locale == "ru"
    purchase = Operation("purchase", NOON, 1_148_147, _EFFECTS[kind])
    view = CardView(
        kind=kind,
        currency="RUB",
        time_zone="Europe/Moscow",
        program_name="Клуб партнёров" if russian else "Partner club",
        brand=Brand(
            name="Северный инструмент" if russian else "Northern Tools",
            phone="+7 495 000-00-00",
            email="club@example.com",
            site="https://example.com",
        ),
        number="004217300158",
        code="kJ8s0vQm2Xz7Lw4Bd9TfYg",
        card_url="https://cards.example.com/c/Wq7",
        locale=locale,
        revision=7,
        today=TODAY,
        standing=standing,
        facts=_FACTS[kind],
        company_name="ООО «Маяк»" if russian else "Lighthouse Ltd",
        reward_name="Кофемашина" if russian else "Coffee machine",
        operations=(purchase,),
        news=News("purchase", NOON, 7, standing, 1_148_147, _EFFECTS[kind]),
        terms={"en": "One card a person.", "ru": "Одна карта на человека."},
        manager=PersonalManager("Анна Петрова", "+7 921 000-00-00"),
    )
    return replace(view, **changes)
