"""Publishing freezes the draft; purchases from `effective_at` on are computed with it.

Versions come into force in the order of their numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from wallet_service.cards import read_policy
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts
from wallet_service.ledger.accounts import Unit
from wallet_service.models.program import Program, ProgramVersion
from wallet_service.outbox import store, topics
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, NotFound, invalid
from wallet_service.services.programs import drafts, policy_check
from wallet_service.services.wallet import following_cards, google_owing

# clocks of the brand's systems may run a little behind ours
CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ReadyDraft:
    """A program's draft, and when it would come into force."""

    program: Program
    draft: ProgramVersion
    begin: datetime


def publish_program(
    session: BrandSession,
    program_id: str,
    *,
    effective_at: datetime | None,
    stamp_cards: str = "finish",
    actor: Actor,
    now: datetime,
) -> list[dict[str, Any]]:
    """Freeze the draft, in force from `effective_at` (None: from now on).

    Stamp cards in hand are finished as they were begun, or converted (S13). Gives the
    table of the worst case, with the campaigns that the version meets.

    Raises NotFound, Conflict (`nothing_to_publish`; `worst_case_above_ceiling` with
    the table `worst_case`), Invalid for a time in the past (what was bought before
    keeps its rules) and for a conversion without stamps.
    """
    statement = select(Program).where(Program.id == program_id).with_for_update()
    ready = ready_draft(
        session,
        session.scalar(statement),
        effective_at=effective_at,
        stamp_cards=stamp_cards,
        now=now,
    )
    program, draft = ready.program, ready.draft
    worst_case = policy_check.check_version(session, program, draft, ready.begin)
    draft.effective_at = ready.begin
    draft.published_at = now
    draft.stamp_cards = stamp_cards
    program.state = "published"
    if program.budgeted_since is None and _has_budget(draft):
        program.budgeted_since = now
    google_owing.owe_class(session, program_id, now)
    if draft.number > 1:
        subject = following_cards.subject_of_version(program_id, draft.number)
        due = max(now, ready.begin)
        store.enqueue(session, topics.PROGRAM_CHANGED, subject, due)
        unit = Unit.STAMPS if program.kind == "stamp" else Unit.TURNOVER
        accounts.look_again(session, program_id, unit, ready.begin)
    audit.record(
        session,
        actor,
        action="program.publish",
        object_id=program_id,
        now=now,
        detail={"version": draft.number},
    )
    session.flush()
    return worst_case


def ready_draft(
    session: BrandSession,
    program: Program | None,
    *,
    effective_at: datetime | None,
    stamp_cards: str,
    now: datetime,
) -> ReadyDraft:
    """The draft that may be published then; raises as `publish_program`."""
    if program is None:
        raise NotFound("program")
    draft = drafts.draft_of(session, program.id)
    if draft is None:
        detail = "There is no draft: change rules, policy or beneficiary first."
        raise Conflict("nothing_to_publish", detail)
    if stamp_cards != "finish" and program.kind != "stamp":
        detail = "Only a stamp program has stamp cards to convert."
        raise invalid("/stamp_cards", detail, code="no_stamp_cards")
    begin = _checked_begin(session, program.id, effective_at, now)
    return ReadyDraft(program, draft, begin)


def _has_budget(draft: ProgramVersion) -> bool:
    return read_policy.policy_for(draft.policy).budget is not None


def _checked_begin(
    session: BrandSession, program_id: str, wanted: datetime | None, now: datetime
) -> datetime:
    if wanted is not None and wanted < now - CLOCK_TOLERANCE:
        detail = "A version cannot come into force in the past; null means now."
        raise invalid("/effective_at", detail, code="effective_in_the_past")
    begin = wanted or now
    for other in drafts.newest_first(session, [program_id])[program_id]:
        if other.effective_at is not None and other.effective_at > begin:
            detail = (
                f"Version {other.number} comes into force at "
                f"{other.effective_at.isoformat()}; this one can follow it then."
            )
            raise invalid("/effective_at", detail, code="effective_before_previous")
    return begin
