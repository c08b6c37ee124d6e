"""Small worlds for the tests: one program, members with cards, local dates, roubles."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.records import Line
from tests.oracle.world import World

MOSCOW = ZoneInfo("Europe/Moscow")
BEFORE = datetime(2025, 1, 1, tzinfo=UTC)
TIERS: list[dict[str, Any]] = [
    {"name": "Silver", "from_turnover": 100_000_000, "rate_bp": 500},
    {"name": "Gold", "from_turnover": 300_000_000, "rate_bp": 700},
    {"name": "Platinum", "from_turnover": 500_000_000, "rate_bp": 1000},
]
QUARTER = {"tiers": TIERS, "period": "quarter", "grace_days": 0}


def rub(amount: str | int) -> int:
    """Kopecks of an amount written as in the cases: `rub("12,345.67")`."""
    whole, _, part = str(amount).replace(",", "").partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def local(text: str) -> datetime:
    """A Moscow day, at noon unless the text says otherwise."""
    if len(text) == len("2026-01-01"):
        text += "T12:00"
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW).astimezone(UTC)


def line(amount: str | int, category: str | None = None, **more: Any) -> Line:
    return Line(rub(amount), category, **more)


def one_card(kind: str, rules: dict[str, Any], **program: Any) -> World:
    """A world with the card `c` of a person `m` of the company `A`."""
    world = World()
    world.company("A", at=BEFORE)
    world.member("m", company="A", at=BEFORE)
    world.program("p", kind, rules, at=BEFORE, **program)
    world.card("c", "p", "m", at=BEFORE)
    return world


def alone(kind: str, rules: dict[str, Any], **program: Any) -> World:
    """A world with the card `c` of a person without a company."""
    world = World()
    world.member("m", at=BEFORE)
    world.program("p", kind, rules, at=BEFORE, **program)
    world.card("c", "p", "m", at=BEFORE)
    return world


def colleague(world: World, card: str, company: str | None = "A") -> None:
    """Another person with a card, whose name is the card's."""
    if company is not None and company not in world.book.parents:
        world.company(company, at=world.clock or BEFORE)
    world.member(card, company=company, at=world.clock or BEFORE)
    world.card(card, "p", card, at=world.clock or BEFORE)
