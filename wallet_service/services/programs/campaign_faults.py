"""What is wrong with a campaign, told by fields of the request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from wallet_service.cards import rules as card_rules
from wallet_service.cards.money import WHOLE_BP
from wallet_service.cards.rules import CardKind, Rules
from wallet_service.database import BrandSession
from wallet_service.models.company import Company
from wallet_service.models.program import Program, ProgramVersion
from wallet_service.services.errors import FieldFault, NotFound

# what a kind needs, and what it may have beside it
NEEDED = {"extra_rate": "rate_bp", "multiplier": "factor_bp", "welcome": "amount"}
OFFERED = {
    "extra_rate": frozenset({"rate_bp", "categories", "adds"}),
    "multiplier": frozenset({"factor_bp"}),
    "welcome": frozenset({"amount", "minimum_amount"}),
}
SETTINGS = ("rate_bp", "categories", "adds", "factor_bp", "amount", "minimum_amount")


@dataclass(frozen=True, slots=True)
class Draft:
    """A campaign as it would be kept."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    audience: Mapping[str, Any]
    terms: Mapping[str, Any]
    has_budget: bool


def faults(
    session: BrandSession, program: Program, version: ProgramVersion, wanted: Draft
) -> Iterator[FieldFault]:
    """Every fault; raises NotFound for a company that the brand does not have."""
    rules = card_rules.rules_for(
        CardKind(program.kind), version.rules, time_zone=ZoneInfo(program.time_zone)
    )
    if wanted.starts_at >= wanted.ends_at:
        yield FieldFault("/until", "must be later than from")
    yield from _kind_faults(program, rules, wanted.kind)
    yield from _term_faults(wanted)
    yield from _tier_faults(rules, wanted.audience)
    if wanted.has_budget and wanted.kind == "extra_rate" and not _earns(program):
        detail = "A budget counts points; this campaign gives a discount."
        yield FieldFault("/budget", detail)
    _require_companies(session, wanted.audience)


def _earns(program: Program) -> bool:
    return program.kind == CardKind.CASHBACK


def _kind_faults(program: Program, rules: Rules, kind: str) -> Iterator[FieldFault]:
    if program.kind == CardKind.STAMP:
        yield FieldFault("/program_id", "A stamp program has no rates and no points.")
    elif kind == "multiplier" and not _earns(program):
        yield FieldFault("/kind", "A multiplier needs a cashback program.")
    elif kind == "welcome" and not rules.has_points:
        yield FieldFault("/kind", "A welcome needs a program with points.")


def _term_faults(wanted: Draft) -> Iterator[FieldFault]:
    needed = NEEDED[wanted.kind]
    if wanted.terms.get(needed) is None:
        yield FieldFault(f"/{needed}", "is needed for this kind of campaign")
    for name in SETTINGS:
        given = wanted.terms.get(name)
        if name not in OFFERED[wanted.kind] and given not in (None, False):
            yield FieldFault(f"/{name}", f"is no setting of kind {wanted.kind}")
    if (wanted.terms.get("factor_bp") or WHOLE_BP) < WHOLE_BP:
        yield FieldFault("/factor_bp", f"must be at least {WHOLE_BP}")


def _tier_faults(rules: Rules, audience: Mapping[str, Any]) -> Iterator[FieldFault]:
    known = [tier.name for tier in rules.ladder.tiers] if rules.ladder else []
    for place, name in enumerate(audience.get("tiers") or ()):
        if name not in known:
            detail = f"The program has these tiers: {', '.join(known) or 'none'}."
            yield FieldFault(f"/audience/tiers/{place}", detail)


def _require_companies(session: BrandSession, audience: Mapping[str, Any]) -> None:
    wanted = set(audience.get("companies") or ())
    if not wanted:
        return
    found = session.scalars(select(Company.id).where(Company.id.in_(wanted)))
    if wanted - set(found):
        raise NotFound("company")
