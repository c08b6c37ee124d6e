"""A program's rules as a member is told them, read from the published document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallet_service.cards.rules import CardKind
from wallet_service.passes.card_view import ProgramFacts, TierFact


def of(kind: CardKind, document: Mapping[str, Any]) -> ProgramFacts:
    """The facts that the back of a card explains; absent settings stay empty."""
    expiry = document.get("expiry") or {}
    return ProgramFacts(
        rate_bp=document.get("rate_bp"),
        category_rates=tuple((document.get("category_rates_bp") or {}).items()),
        minimum_amount=document.get("minimum_amount"),
        tiers=tuple(
            TierFact(tier["name"], tier["from_turnover"], tier["rate_bp"])
            for tier in document.get("tiers") or ()
        ),
        period=document.get("period") or "quarter",
        scope=document.get("scope") or "company",
        hold_days=document.get("hold_days"),
        hold_until_paid=document.get("hold_until") == "paid",
        expiry_days=expiry.get("days"),
        expiry_months=expiry.get("months"),
        share_cap_bp=document.get("share_cap_bp"),
        stamp_mode=document.get("mode") or "purchase",
        per_amount=document.get("per_amount"),
        milestones=_milestones(kind, document),
    )


def _milestones(kind: CardKind, document: Mapping[str, Any]) -> tuple[int, ...]:
    if kind is not CardKind.STAMP:
        return ()
    return tuple(one["at"] for one in document.get("milestones") or ())
