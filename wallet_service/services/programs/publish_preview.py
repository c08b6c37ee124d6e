"""What publishing a draft would do, told before anybody does it; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from wallet_service.cards import rules as card_rules
from wallet_service.database import BrandSession
from wallet_service.ledger import outlook
from wallet_service.ledger.outlook import PendingPoints
from wallet_service.models.card import Card
from wallet_service.models.program import Program
from wallet_service.services.errors import Conflict
from wallet_service.services.programs import (
    policy_check,
    publishing,
    version_effects,
    versions,
)
from wallet_service.services.programs.publishing import ReadyDraft
from wallet_service.services.programs.version_effects import StampEffect, TierEffect


@dataclass(frozen=True, slots=True)
class PublishPreview:
    """The version as it would begin, and what it would find.

    `refusal` says why it could not be published; a part is None where the kind has
    nothing of it, or where there is no version before. `pending_points` stay as they
    were earned: their dates are those of the purchase's own version.
    """

    version: int
    effective_at: datetime
    worst_case: list[dict[str, Any]]
    refusal: Conflict | None
    cards: int
    stamp_cards: StampEffect | None
    tiers: TierEffect | None
    pending_points: PendingPoints | None


def preview_publishing(
    session: BrandSession,
    program_id: str,
    *,
    effective_at: datetime | None,
    stamp_cards: str = "finish",
    now: datetime,
) -> PublishPreview:
    """What publishing the draft would do; raises as `publish_program`.

    A worst case above the ceiling is no error here but a `refusal`.
    """
    ready = publishing.ready_draft(
        session,
        session.scalar(select(Program).where(Program.id == program_id)),
        effective_at=effective_at,
        stamp_cards=stamp_cards,
        now=now,
    )
    table, refusal = _checked(session, ready)
    stamps, tiers = _effects(session, ready)
    return PublishPreview(
        version=ready.draft.number,
        effective_at=ready.begin,
        worst_case=table,
        refusal=refusal,
        cards=_cards(session, program_id),
        stamp_cards=stamps,
        tiers=tiers,
        pending_points=_pending(session, ready),
    )


def _checked(
    session: BrandSession, ready: ReadyDraft
) -> tuple[list[dict[str, Any]], Conflict | None]:
    try:
        table = policy_check.check_version(
            session, ready.program, ready.draft, ready.begin
        )
    except Conflict as refusal:
        return refusal.extra["worst_case"], refusal
    return table, None


def _effects(
    session: BrandSession, ready: ReadyDraft
) -> tuple[StampEffect | None, TierEffect | None]:
    program, draft = ready.program, ready.draft
    if program.state == "draft":
        return None, None
    zone = ZoneInfo(program.time_zone)
    kind = card_rules.CardKind(program.kind)
    before = versions.terms_at(session, program.id, ready.begin).terms.rules
    after = card_rules.rules_for(kind, draft.rules, time_zone=zone)
    return (
        version_effects.on_stamps(
            session, program.id, before, after, begin=ready.begin
        ),
        version_effects.on_tiers(
            session, program.id, before, after, begin=ready.begin, zone=zone
        ),
    )


def _pending(session: BrandSession, ready: ReadyDraft) -> PendingPoints | None:
    if ready.program.kind == "stamp" or ready.program.state == "draft":
        return None
    return outlook.pending(session, ready.program.id, ready.begin)


def _cards(session: BrandSession, program_id: str) -> int:
    open_cards = select(func.count(Card.id)).where(
        Card.program_id == program_id, Card.state != "closed"
    )
    return int(session.scalar(open_cards) or 0)
