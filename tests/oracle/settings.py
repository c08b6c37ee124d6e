"""The defaults of optional settings, in one place (product's decisions, R7, R32)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.oracle.records import Line, Refused

CALENDAR = ("month", "quarter", "half", "year")


@dataclass(frozen=True)
class TierSettings:
    tiers: tuple[dict[str, Any], ...]
    period: str
    rolling_days: int
    apply: str
    holds: bool
    base: str
    downgrade: str
    grace_days: int
    rescue_bp: int
    scope: str
    on_refund: str


def tier_settings(kind: str, rules: dict[str, Any]) -> TierSettings | None:
    """The tiers of an accumulating or a cashback program, None without tiers."""
    tiers = rules.get("tiers")
    if kind not in ("accumulating", "cashback") or not tiers:
        return None
    accumulating = kind == "accumulating"
    period = rules.get("period") or "quarter"
    apply = rules.get("apply") or "next"
    base = rules.get("turnover_base") or ("gross" if apply == "marginal" else "net")
    if apply == "marginal" and base != "gross":
        raise Refused(422, "marginal_counts_gross")
    usual_hold = "qualify" if accumulating and period == "quarter" else "within"
    hold = rules.get("hold") or usual_hold
    grace = rules.get("grace_days")
    usual_grace = 14 if accumulating else 0
    return TierSettings(
        tiers=tuple(sorted(tiers, key=lambda tier: tier["from_turnover"])),
        period=period,
        rolling_days=rules.get("rolling_days") or 0,
        apply=apply,
        holds=hold == "qualify" and period in CALENDAR,
        base=base,
        downgrade=rules.get("downgrade") or "to_earned",
        grace_days=usual_grace if grace is None else grace,
        rescue_bp=rules.get("rescue_bp") or 0,
        scope=rules.get("scope") or "company",
        on_refund=rules.get("on_refund") or "keep",
    )


def turnover_base(kind: str, rules: dict[str, Any]) -> str | None:
    """What a purchase adds to a turnover; None where there is none to add to.

    A discount card keeps its net turnover for statements, though it has no tiers.
    """
    if kind == "discount":
        return "net"
    tiers = tier_settings(kind, rules)
    return None if tiers is None else tiers.base


def has_points(kind: str, rules: dict[str, Any]) -> bool:
    """Whether a program keeps a ledger of points."""
    return kind == "cashback" or (
        kind == "accumulating" and bool(rules.get("retro_bonus"))
    )


def excluded(rules: dict[str, Any], lines: tuple[Line, ...]) -> list[bool]:
    names = rules.get("excluded_categories") or []
    return [line.category in names for line in lines]
