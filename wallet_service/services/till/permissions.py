"""What people decided that a purchase has to know: approvals and personal rates.

Nothing is read for a card whose program and member have none.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Table, bindparam, or_, select

from wallet_service.cards.standing import Approval
from wallet_service.database import BrandSession
from wallet_service.models.approval import Approval as ApprovalRow
from wallet_service.models.approval import Override
from wallet_service.services.till.card_context import CardContext

APPROVALS: Table = ApprovalRow.__table__  # type: ignore[assignment]
OVERRIDES: Table = Override.__table__  # type: ignore[assignment]
# made once: building a statement costs several times its execution
APPROVAL = (
    select(APPROVALS.c.monthly_cap_per_member)
    .where(
        APPROVALS.c.brand_id == bindparam("brand"),
        APPROVALS.c.company_id == bindparam("company"),
        APPROVALS.c.program_id == bindparam("program"),
        or_(
            APPROVALS.c.valid_from.is_(None), APPROVALS.c.valid_from <= bindparam("day")
        ),
        or_(
            APPROVALS.c.valid_until.is_(None),
            APPROVALS.c.valid_until >= bindparam("day"),
        ),
    )
    .order_by(APPROVALS.c.recorded_at.desc(), APPROVALS.c.id.desc())
    .limit(1)
)
OVERRIDE = (
    select(OVERRIDES.c.rate_bp, OVERRIDES.c.until)
    .where(
        OVERRIDES.c.brand_id == bindparam("brand"),
        OVERRIDES.c.member_id == bindparam("member"),
        OVERRIDES.c.program_id == bindparam("program"),
        OVERRIDES.c.made_at <= bindparam("at"),
    )
    .order_by(OVERRIDES.c.made_at.desc(), OVERRIDES.c.id.desc())
    .limit(1)
)
OVERRIDE_SHOWN_AT = OVERRIDE.where(
    or_(
        OVERRIDES.c.card_revision.is_(None),
        OVERRIDES.c.card_revision <= bindparam("revision"),
    )
)


def approval(
    session: BrandSession,
    context: CardContext,
    instant: datetime,
    *,
    known_at: datetime | None = None,
) -> Approval | None:
    """What the member's company allows on the day of `instant`; None: nobody asks.

    Of the approvals that cover the day the newest counts; a cap of 0 is a refusal. With
    `known_at`, only what was recorded up to then.
    """
    if not context.needs_approval or context.company_id is None:
        return None
    day = context.local_day(instant)
    return of_company(
        session, context.program_id, context.company_id, day, known_at=known_at
    )


def of_company(
    session: BrandSession,
    program_id: str,
    company_id: str,
    day: date,
    *,
    known_at: datetime | None = None,
) -> Approval:
    """What a company allows its people on a local day of the program."""
    where = {
        "brand": session.brand,
        "company": company_id,
        "program": program_id,
        "day": day,
    }
    statement = APPROVAL
    if known_at is not None:
        statement = APPROVAL.where(APPROVALS.c.recorded_at <= known_at)
    row = session.core.execute(statement, where).one_or_none()
    if row is None or row.monthly_cap_per_member == 0:
        return Approval(given=False)
    return Approval(given=True, monthly_cap=row.monthly_cap_per_member)


def awaits_approval(session: BrandSession, context: CardContext, now: datetime) -> bool:
    """Whether the card says so instead of a balance (M7)."""
    found = approval(session, context, now)
    return found is not None and not found.given


def personal_rate_bp(
    session: BrandSession,
    context: CardContext,
    instant: datetime,
    *,
    shown_at: int | None = None,
) -> int:
    """The member's own rate at `instant`, 0 without one (A17).

    With `shown_at`, only what the card of that revision knew of (R1).
    """
    if not context.has_overrides:
        return 0
    where = {
        "brand": session.brand,
        "member": context.member_id,
        "program": context.program_id,
        "at": instant,
        "revision": shown_at,
    }
    statement = OVERRIDE_SHOWN_AT
    if shown_at is None:
        statement = OVERRIDE
        del where["revision"]
    row = session.core.execute(statement, where).one_or_none()
    if row is None or (row.until and row.until < context.local_day(instant)):
        return 0
    rate_bp: int = row.rate_bp
    return rate_bp
