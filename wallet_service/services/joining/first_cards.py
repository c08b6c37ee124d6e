"""The card of somebody who has just joined, to be shown before there is one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from wallet_service.cards import periods
from wallet_service.cards.rules import CardKind
from wallet_service.cards.standing import (
    CardStanding,
    CashbackStanding,
    NextTier,
    StampStanding,
)
from wallet_service.database import BrandSession
from wallet_service.models.program import Program
from wallet_service.passes import card_view
from wallet_service.passes.card_view import CardView, Locale
from wallet_service.services.programs import versions
from wallet_service.services.wallet import program_facts

NUMBER = "000000000000"


def first_card(
    session: BrandSession,
    program: Program,
    *,
    brand_name: str,
    company_name: str | None,
    locale: Locale,
    now: datetime,
) -> CardView:
    """The card with nothing on it yet; raises Conflict before the first publishing."""
    version = versions.version_at(session, program.id, now)
    document = versions.document_of(session, version.id)
    kind = CardKind(program.kind)
    return CardView(
        kind=cast("card_view.Kind", program.kind),
        currency=program.currency,
        time_zone=program.time_zone,
        program_name=program.name,
        brand=card_view.Brand(brand_name),
        number=NUMBER,
        code=NUMBER,
        card_url="",
        locale=locale,
        revision=1,
        today=periods.local_day(now, ZoneInfo(program.time_zone)),
        standing=_standing(kind, document),
        facts=program_facts.of(kind, document),
        company_name=company_name,
        reward_name=document.get("reward_name"),
        terms=program.terms,
    )


def _standing(kind: CardKind, document: Mapping[str, Any]) -> CardStanding:
    tiers = sorted(document.get("tiers") or (), key=lambda one: one["from_turnover"])
    reached = [one for one in tiers if one["from_turnover"] == 0]
    tier = reached[-1] if reached else None
    own_rate = document.get("rate_bp") or 0
    return CardStanding(
        rate_bp=tier["rate_bp"] if tier else own_rate,
        tier=tier["name"] if tier else None,
        turnover=0 if tiers else None,
        next_tier=_next(tiers[len(reached) :]),
        cashback=CashbackStanding(0, 0, 0, None) if kind is CardKind.CASHBACK else None,
        stamps=StampStanding(0, document["slots"]) if kind is CardKind.STAMP else None,
        rewards=0 if kind is CardKind.STAMP else None,
    )


def _next(tiers: list[Mapping[str, Any]]) -> NextTier | None:
    if not tiers:
        return None
    ahead = tiers[0]
    return NextTier(ahead["name"], ahead["rate_bp"], ahead["from_turnover"], None)
