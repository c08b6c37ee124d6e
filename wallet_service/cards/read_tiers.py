"""Tiers and their time out of a `rules` document, with the defaults of their kind."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from wallet_service.cards.accumulation import Accumulation
from wallet_service.cards.document import MOST_DAYS, Document
from wallet_service.cards.ladder import (
    Apply,
    Downgrade,
    Hold,
    Ladder,
    Scope,
    Tier,
    TurnoverBase,
)
from wallet_service.cards.periods import SHORTEST_DAYS, Period

GRACE_DAYS = 14
SCOPES = (Scope.MEMBER, Scope.COMPANY, Scope.HOLDING)


@dataclass(frozen=True, slots=True)
class Defaults:
    """Where the kinds differ: `qualifies` for accumulating, not for cashback (R32)."""

    qualifies: bool
    applies: tuple[Apply, ...]
    base_rate_bp: int = 0


def read(doc: Document, zone: ZoneInfo, defaults: Defaults) -> Accumulation:
    """The accumulation terms; faults stay in `doc`."""
    apply = doc.choice("apply", Apply.NEXT, Apply)
    if apply not in defaults.applies:
        doc.fault("apply", f"{apply} is not offered for this kind of card")
    return Accumulation(
        ladder=_ladder(doc, zone, defaults),
        apply=apply,
        turnover_base=_turnover_base(doc, apply),
        scope=doc.choice("scope", Scope.COMPANY, SCOPES),
    )


def _ladder(doc: Document, zone: ZoneInfo, defaults: Defaults) -> Ladder:
    period = doc.choice("period", Period.QUARTER, Period)
    rolling_days = doc.integer("rolling_days", 1, MOST_DAYS)
    if period is Period.ROLLING and doc.raw("rolling_days") is None:
        doc.fault("rolling_days", "is needed with the period rolling")
    quarterly = defaults.qualifies and period is Period.QUARTER
    hold = doc.choice("hold", Hold.QUALIFY if quarterly else Hold.WITHIN, Hold)
    rescue_bp = doc.rate("rescue_bp") if defaults.qualifies else None
    return Ladder(
        tiers=_tiers(doc),
        time_zone=zone,
        period=period,
        rolling_days=rolling_days or 1,
        hold=hold,
        downgrade=doc.choice("downgrade", Downgrade.TO_EARNED, Downgrade),
        grace_days=_grace_days(doc, period, defaults),
        rescue_bp=rescue_bp or 0,
        base_rate_bp=defaults.base_rate_bp,
    )


def _grace_days(doc: Document, period: Period, defaults: Defaults) -> int:
    """Grace is shorter than any of its periods, so that two graces never meet."""
    most = SHORTEST_DAYS.get(period, MOST_DAYS) - 1
    days = doc.integer("grace_days", 0, most)
    if days is None:
        return GRACE_DAYS if defaults.qualifies else 0
    return days


def _turnover_base(doc: Document, apply: Apply) -> TurnoverBase:
    marginal = apply is Apply.MARGINAL
    default = TurnoverBase.GROSS if marginal else TurnoverBase.NET
    base = doc.choice("turnover_base", default, TurnoverBase)
    if marginal and base is not TurnoverBase.GROSS:
        doc.fault("turnover_base", "must be gross with apply marginal")
    return base


def _tiers(doc: Document) -> tuple[Tier, ...]:
    tiers: list[Tier] = []
    for entry in doc.objects("tiers"):
        tier = _tier(entry)
        if tier is None:
            continue
        if tiers:
            _fault_order(entry, tiers[-1], tier)
        if tier.name in {earlier.name for earlier in tiers}:
            entry.fault("name", "is the name of another tier")
        tiers.append(tier)
    return tuple(tiers)


def _tier(entry: Document) -> Tier | None:
    name = entry.text("name")
    from_turnover = entry.money("from_turnover")
    rate_bp = entry.rate("rate_bp")
    perks = _perks(entry)
    for key in ("name", "from_turnover", "rate_bp"):
        if entry.raw(key) is None:
            entry.fault(key, "is needed")
    entry.no_more()
    if name is None or from_turnover is None or rate_bp is None:
        return None
    return Tier(name, from_turnover, rate_bp, perks)


def _perks(entry: Document) -> tuple[str, ...]:
    if isinstance(entry.raw("perks"), str):
        text = entry.text("perks")
        return (text,) if text else ()
    return entry.texts("perks") or ()


def _fault_order(entry: Document, below: Tier, tier: Tier) -> None:
    if tier.from_turnover <= below.from_turnover:
        entry.fault("from_turnover", "must be above that of the tier before")
    if tier.rate_bp < below.rate_bp:
        entry.fault("rate_bp", "must not be below that of the tier before")
