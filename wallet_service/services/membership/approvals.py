"""Approvals: a company lets its people earn for themselves, to a cap and for a time.

An approval is never changed. Of those that cover a day the newest counts, so another
one replaces it on the days that both cover, and one with a cap of 0 takes it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from wallet_service import identifiers
from wallet_service.cards import periods
from wallet_service.database import BrandSession
from wallet_service.models.approval import Approval
from wallet_service.models.program import Program
from wallet_service.outbox import store, topics
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import NotFound, invalid
from wallet_service.services.membership import companies
from wallet_service.services.wallet import following_cards


@dataclass(frozen=True, slots=True)
class NewApproval:
    """What a company approved; days are the program's, both included."""

    program_id: str
    approved_by: str
    monthly_cap_per_member: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    document: str | None = None


def approve(
    session: BrandSession,
    company_id: str,
    given: NewApproval,
    *,
    actor: Actor,
    now: datetime,
) -> Approval:
    """Write an approval down; the cards of the company's people follow.

    Raises NotFound (company, program), Invalid for an end before the beginning.
    """
    companies.get_company(session, company_id)
    program = session.scalar(select(Program).where(Program.id == given.program_id))
    if program is None:
        raise NotFound("program")
    if given.valid_from and given.valid_until and given.valid_until < given.valid_from:
        detail = "An approval ends on the day it begins, or later."
        raise invalid("/valid_until", detail)
    approval = Approval(
        id=identifiers.new_id("appr"),
        brand_id=session.brand,
        company_id=company_id,
        program_id=given.program_id,
        monthly_cap_per_member=given.monthly_cap_per_member,
        valid_from=given.valid_from,
        valid_until=given.valid_until,
        approved_by=given.approved_by,
        document=given.document,
        recorded_by=str(actor),
        recorded_at=now,
    )
    session.add(approval)
    session.flush()
    _owe_updates(session, approval, ZoneInfo(program.time_zone), now)
    audit.record(
        session,
        actor,
        action="company.approve",
        object_id=company_id,
        now=now,
        detail={"approval": approval.id, "program": given.program_id},
    )
    session.flush()
    return approval


def list_approvals(
    session: BrandSession, company_id: str, *, after: str | None, limit: int
) -> list[Approval]:
    """A company's approvals, newest first, from the one behind `after`."""
    companies.get_company(session, company_id)
    statement = (
        select(Approval)
        .where(Approval.company_id == company_id)
        .order_by(Approval.id.desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(Approval.id < after)
    return list(session.scalars(statement))


def _owe_updates(
    session: BrandSession, approval: Approval, zone: ZoneInfo, now: datetime
) -> None:
    """Now, on the first day and after the last one: each time cards say another."""
    company_id = approval.company_id
    days = {
        "from": approval.valid_from,
        "after": approval.valid_until and approval.valid_until + timedelta(days=1),
    }
    store.enqueue(session, topics.COMPANY_CHANGED, company_id, now)
    for what, day in days.items():
        instant = periods.midnight(day, zone) if day else now
        if instant > now:
            change = f"{approval.id}.{what}"
            subject = following_cards.subject_of_approval(company_id, change)
            store.enqueue(session, topics.COMPANY_CHANGED, subject, instant)
