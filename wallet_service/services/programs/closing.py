"""A program is closed: nobody new gets its card; those who have one keep it.

Cards in hand go on by the version in force until each of them is closed.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.program import Program
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, NotFound


def close_program(
    session: BrandSession, program_id: str, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Give out no more cards; raises NotFound, Conflict (`program_state`)."""
    _move(session, program_id, "published", "closed")
    _record(session, "program.close", program_id, reason, actor, now)


def reopen_program(
    session: BrandSession, program_id: str, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Give out cards again; raises NotFound, Conflict (`program_state`)."""
    _move(session, program_id, "closed", "published")
    _record(session, "program.reopen", program_id, reason, actor, now)


def _move(session: BrandSession, program_id: str, present: str, state: str) -> None:
    statement = select(Program).where(Program.id == program_id).with_for_update()
    program = session.scalar(statement)
    if program is None:
        raise NotFound("program")
    if program.state != present:
        detail = f"The program is {program.state}, not {present}."
        raise Conflict("program_state", detail)
    program.state = state


def _record(
    session: BrandSession,
    action: str,
    program_id: str,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    audit.record(
        session, actor, action=action, object_id=program_id, now=now, reason=reason
    )
    session.flush()
