"""Campaigns and budgets as JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from wallet_service.models.campaign import Campaign
from wallet_service.services.programs import campaigns
from wallet_service.services.programs.budgets import PeriodBudget
from wallet_service.services.programs.campaign_faults import SETTINGS
from wallet_service.services.programs.publish_preview import PublishPreview
from wallet_service.web.api.rendering import instant


def campaign(row: Campaign, now: datetime) -> dict[str, Any]:
    """A campaign; settings of other kinds are null."""
    terms = {name: row.terms.get(name) for name in SETTINGS}
    return {
        "id": row.id,
        "program_id": row.program_id,
        "name": row.name,
        "kind": row.kind,
        "state": campaigns.state_of(row, now),
        "from": instant(row.starts_at),
        "until": instant(row.ends_at),
        "audience": row.audience or "all",
        "budget": _own_budget(row),
        **terms,
        "adds": bool(terms["adds"]),
        "created_at": instant(row.created_at),
    }


def budget(found: PeriodBudget | None) -> dict[str, Any] | None:
    """What a program's budget has used in its present period, and its alarms."""
    if found is None:
        return None
    return {
        "amount": found.budget.amount,
        "period": found.budget.period.value,
        "mode": found.budget.mode.value,
        "from": instant(found.starts_at),
        "until": instant(found.ends_at),
        "used": found.used,
        "left": max(found.left, 0),
        "alarms": [
            {"percent": percent, "raised_at": instant(at)}
            for percent, at in found.alarms
        ],
    }


def publish_preview(found: PublishPreview) -> dict[str, Any]:
    """What publishing a draft would do to the cards there are."""
    refusal = found.refusal
    parts = (found.stamp_cards, found.tiers, found.pending_points)
    stamps, tiers, pending = (asdict(part) if part else None for part in parts)
    return {
        "version": found.version,
        "effective_at": instant(found.effective_at),
        "worst_case": found.worst_case,
        "refusal": refusal and {"code": refusal.code, "detail": str(refusal)},
        "cards": found.cards,
        "stamp_cards": stamps,
        "tiers": tiers,
        "pending_points": pending,
    }


def _own_budget(row: Campaign) -> dict[str, Any] | None:
    if row.budget_amount is None:
        return None
    return {
        "amount": row.budget_amount,
        "mode": row.budget_mode,
        "used": row.budget_used,
        "left": max(row.budget_amount - row.budget_used, 0),
    }
