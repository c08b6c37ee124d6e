"""Publishing freezes the draft; purchases from `effective_at` on are computed with it.

Versions come into force in the order of their numbers.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from wallet_service.cards import read_policy
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts
from wallet_service.models.program import Program, ProgramVersion
from wallet_service.outbox import store, topics
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, NotFound, invalid
from wallet_service.services.programs import drafts, policy_check
from wallet_service.services.wallet import following_cards, google_owing

# clocks of the brand's systems may run a little behind ours
CLOCK_TOLERANCE = timedelta(minutes=5)


def publish_program(
    session: BrandSession,
    program_id: str,
    *,
    effective_at: datetime | None,
    actor: Actor,
    now: datetime,
) -> list[dict[str, Any]]:
    """Freeze the draft, in force from `effective_at` (None: from now on).

    Gives the table of the worst case, with the campaigns that the version meets.

    Raises NotFound, Conflict (`nothing_to_publish`; `worst_case_above_ceiling` with
    the table `worst_case`), Invalid for a time in the past: what was bought before
    keeps its rules.
    """
    statement = select(Program).where(Program.id == program_id).with_for_update()
    program = session.scalar(statement)
    if program is None:
        raise NotFound("program")
    draft = drafts.draft_of(session, program_id)
    if draft is None:
        detail = "There is no draft: change rules, policy or beneficiary first."
        raise Conflict("nothing_to_publish", detail)
    begin = _checked_begin(session, program_id, effective_at, now)
    worst_case = policy_check.check_version(session, program, draft, begin)
    draft.effective_at = begin
    draft.published_at = now
    program.state = "published"
    if program.budgeted_since is None and _has_budget(draft):
        program.budgeted_since = now
    google_owing.owe_class(session, program_id, now)
    if draft.number > 1:
        subject = following_cards.subject_of_version(program_id, draft.number)
        due = max(now, draft.effective_at)
        store.enqueue(session, topics.PROGRAM_CHANGED, subject, due)
        accounts.look_again(session, program_id, draft.effective_at)
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
