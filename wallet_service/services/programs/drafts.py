"""A program's versions to look at, and the one draft beside the published ones.

Only a draft changes; publishing makes it one of the others.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.program import ProgramVersion


def newest_first(
    session: BrandSession, program_ids: Iterable[str]
) -> dict[str, list[ProgramVersion]]:
    """All versions of each program, a draft among them."""
    wanted = list(program_ids)
    found: dict[str, list[ProgramVersion]] = {one: [] for one in wanted}
    statement = (
        select(ProgramVersion)
        .where(ProgramVersion.program_id.in_(wanted))
        .order_by(ProgramVersion.number.desc())
    )
    for version in session.scalars(statement):
        found[version.program_id].append(version)
    return found


def draft_of(session: BrandSession, program_id: str) -> ProgramVersion | None:
    """The draft, if there is one."""
    statement = select(ProgramVersion).where(
        ProgramVersion.program_id == program_id,
        ProgramVersion.published_at.is_(None),
    )
    return session.scalar(statement)


def open_draft(session: BrandSession, program_id: str) -> ProgramVersion:
    """The draft; when there is none, a new one that begins as the newest version."""
    draft = draft_of(session, program_id)
    if draft is not None:
        return draft
    newest = newest_first(session, [program_id])[program_id][0]
    return add_draft(
        session,
        program_id,
        number=newest.number + 1,
        beneficiary=newest.beneficiary,
        rules=newest.rules,
        policy=newest.policy,
    )


def add_draft(
    session: BrandSession,
    program_id: str,
    *,
    number: int,
    beneficiary: str,
    rules: dict[str, object],
    policy: dict[str, object],
) -> ProgramVersion:
    """A draft with this number."""
    draft = ProgramVersion(
        id=identifiers.new_id("pver"),
        brand_id=session.brand,
        program_id=program_id,
        number=number,
        beneficiary=beneficiary,
        rules=rules,
        policy=policy,
    )
    session.add(draft)
    session.flush()
    return draft
