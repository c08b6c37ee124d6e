"""How many companies, holdings or people are in which tier, by the rules themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from wallet_service.cards import tiers
from wallet_service.cards.ladder import Ladder
from wallet_service.database import BrandSession
from wallet_service.ledger import turnover
from wallet_service.ledger.accounts import AccountKey
from wallet_service.models.program import Program
from wallet_service.services.programs import versions


@dataclass(frozen=True, slots=True)
class InTier:
    """Whose account is in which tier, and its turnover of the present period."""

    key: AccountKey
    tier: str | None
    turnover: int


@dataclass(frozen=True, slots=True)
class TierCounts:
    """A program's tiers from the first to the last; `below` reached none of them."""

    program: Program
    scope: str
    tiers: tuple[tuple[str, int, int], ...]
    below: int


def of_program(
    session: BrandSession, program: Program, now: datetime
) -> TierCounts | None:
    """(name, rate, how many) of each tier; None for a program without tiers."""
    found = _ladder(session, program, now)
    if found is None:
        return None
    ladder, scope = found
    counted = Counter(one.tier for one in standings(session, program, ladder, now))
    known = turnover.count_accounts(session, program.id)
    told = tuple((one.name, one.rate_bp, counted[one.name]) for one in ladder.tiers)
    return TierCounts(program, scope, told, known - sum(one[2] for one in told))


def in_tier(
    session: BrandSession, program: Program, tier: str, now: datetime
) -> list[InTier]:
    """Who is in a tier, the largest turnover first."""
    found = _ladder(session, program, now)
    if found is None:
        return []
    theirs = (
        one for one in standings(session, program, found[0], now) if one.tier == tier
    )
    return sorted(theirs, key=lambda one: (-one.turnover, one.key.owner_id))


def standings(
    session: BrandSession, program: Program, ladder: Ladder, now: datetime
) -> Iterator[InTier]:
    """Everybody who can be in a tier: who never reached the first is left out."""
    lowest = min(one.from_turnover for one in ladder.tiers)
    for key, days in turnover.histories(session, program.id, at_least=lowest):
        standing = tiers.at(ladder, days, now)
        yield InTier(key, standing.tier, standing.turnover)


def _ladder(
    session: BrandSession, program: Program, now: datetime
) -> tuple[Ladder, str] | None:
    version = versions.version_at(session, program.id, now)
    rules = versions.terms_of(
        session,
        version.id,
        kind=program.kind,
        time_zone=ZoneInfo(program.time_zone),
    ).rules
    if rules.ladder is None or not rules.ladder.tiers:
        return None
    return rules.ladder, rules.scope.value
