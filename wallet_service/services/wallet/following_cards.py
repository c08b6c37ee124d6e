"""The cards that follow when something behind them changes: their program, a company.

Pages are locked in the order of the cards, as the pages of pooled accounts are.
"""

from __future__ import annotations

from sqlalchemy import Table, select
from sqlalchemy.sql import Select

from wallet_service.database import BrandSession
from wallet_service.models.card import Card
from wallet_service.models.member import Member
from wallet_service.services.wallet import pooled_cards

CARDS: Table = Card.__table__  # type: ignore[assignment]
MEMBERS: Table = Member.__table__  # type: ignore[assignment]
# what was published carries its version: one change must not take another's place
SEPARATOR = "#"


def subject_of_version(program_id: str, number: int) -> str:
    """Names a version that comes into force, apart from a change of looks."""
    return f"{program_id}{SEPARATOR}{number}"


def of_program(
    session: BrandSession, subject: str, *, after: str, limit: int
) -> list[str]:
    """The next cards of a program, or of the program of a version."""
    program_id = subject.partition(SEPARATOR)[0]
    chosen = _cards(session, after, limit).where(CARDS.c.program_id == program_id)
    return list(session.core.scalars(chosen))


def subject_of_approval(company_id: str, what: str) -> str:
    """Names the day on which an approval begins or ends, apart from other changes."""
    return f"{company_id}{SEPARATOR}{what}"


def subject_of_override(member_id: str, override_id: str) -> str:
    """Names the end of a person's own rate."""
    return f"{member_id}{SEPARATOR}{override_id}"


def of_member(
    session: BrandSession, subject: str, *, after: str, limit: int
) -> list[str]:
    """The next cards of a person."""
    member_id = subject.partition(SEPARATOR)[0]
    chosen = _cards(session, after, limit).where(CARDS.c.member_id == member_id)
    return list(session.core.scalars(chosen))


def of_company(
    session: BrandSession, subject: str, *, after: str, limit: int
) -> list[str]:
    """The next cards of the people of a company and of the companies below it."""
    company_id = subject.partition(SEPARATOR)[0]
    people = select(MEMBERS.c.id).where(
        MEMBERS.c.brand_id == session.brand,
        MEMBERS.c.company_id.in_(pooled_cards.below(session, company_id)),
    )
    chosen = _cards(session, after, limit).where(CARDS.c.member_id.in_(people))
    return list(session.core.scalars(chosen))


def _cards(session: BrandSession, after: str, limit: int) -> Select[str]:
    return (
        select(CARDS.c.id)
        .where(CARDS.c.brand_id == session.brand, CARDS.c.id > after)
        .order_by(CARDS.c.id)
        .limit(limit)
        .with_for_update(key_share=True)
    )
