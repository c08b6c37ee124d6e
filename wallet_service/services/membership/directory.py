"""Companies and people as the desk lists them: by name, searched, page by page.

A cursor is the identifier of a page's last row; one that is unknown finds nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from wallet_service.database import BrandSession
from wallet_service.models.card import Card
from wallet_service.models.company import Company
from wallet_service.models.member import Member
from wallet_service.models.program import Program
from wallet_service.services.keyring import Keyring
from wallet_service.services.membership import companies, contacts, member_search
from wallet_service.services.membership.contacts import Contacts

Named = type[Company] | type[Member]


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company in a list; `cards` are those of its people that are not closed."""

    id: str
    name: str
    tax_id: str | None
    external_id: str | None
    holding: str | None
    manager: str | None
    members: int
    cards: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class HeldCard:
    """A card in its holder's row."""

    id: str
    number: str
    state: str
    program: str
    kind: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a list; contacts are there for those who may read them."""

    id: str
    name: str
    role: str | None
    company_id: str | None
    company: str | None
    cards: tuple[HeldCard, ...]
    created_at: datetime
    contacts: Contacts = field(default=Contacts(), repr=False)


def find_companies(
    session: BrandSession, text: str = "", *, after: str | None = None, limit: int = 50
) -> list[CompanyRow]:
    """Companies whose name holds the text, or whose number it is.

    Raises Invalid (`search_short`).
    """
    holding = aliased(Company)
    statement = _page(Company, after, limit)
    if text:
        statement = statement.where(_company_wanted(text))
    found = session.execute(
        statement.outerjoin(holding, holding.id == Company.parent_id).with_only_columns(
            Company, holding.name
        )
    ).all()
    people, cards = _counts(session, [company.id for company, _ in found])
    return [
        CompanyRow(
            id=company.id,
            name=company.name,
            tax_id=company.tax_id,
            external_id=company.external_id,
            holding=above,
            manager=(company.manager or {}).get("name"),
            members=people[company.id],
            cards=cards[company.id],
            created_at=company.created_at,
        )
        for company, above in found
    ]


def find_people(
    session: BrandSession,
    keyring: Keyring,
    text: str = "",
    *,
    company_id: str | None = None,
    after: str | None = None,
    limit: int = 50,
    with_contacts: bool = False,
) -> list[PersonRow]:
    """People by name, company, phone, e-mail or card number.

    Raises Invalid (`search_short`).
    """
    statement = _page(Member, after, limit)
    if text:
        statement = statement.where(member_search.wanted(session, keyring, text))
    if company_id is not None:
        statement = statement.where(Member.company_id == company_id)
    found = session.execute(
        statement.outerjoin(Company, Company.id == Member.company_id).with_only_columns(
            Member, Company.name
        )
    ).all()
    held = cards_of(session, [member.id for member, _ in found])
    key = keyring.data_key(session) if with_contacts else None
    return [
        PersonRow(
            id=member.id,
            name=member.name,
            role=member.role,
            company_id=member.company_id,
            company=company,
            cards=held[member.id],
            created_at=member.created_at,
            contacts=contacts.contacts_of(key, member) if key else Contacts(),
        )
        for member, company in found
    ]


def cards_of(
    session: BrandSession, member_ids: Sequence[str]
) -> dict[str, tuple[HeldCard, ...]]:
    """The cards of each person, the oldest first."""
    statement = (
        select(
            Card.member_id,
            Card.id,
            Card.number,
            Card.state,
            Program.name,
            Program.kind,
            Card.issued_at,
        )
        .join(Program, Program.id == Card.program_id)
        .where(Card.member_id.in_(member_ids))
        .order_by(Card.id)
    )
    held: dict[str, tuple[HeldCard, ...]] = defaultdict(tuple)
    for row in session.execute(statement):
        held[row[0]] += (HeldCard(*row[1:]),)
    return held


def subsidiaries(session: BrandSession, company_id: str) -> list[tuple[str, str]]:
    """Identifier and name of the companies right below this one, by name."""
    statement = (
        select(Company.id, Company.name)
        .where(Company.parent_id == company_id)
        .order_by(Company.search_name, Company.id)
    )
    return [(row.id, row.name) for row in session.execute(statement)]


def _page(table: Named, after: str | None, limit: int) -> Select[Any]:
    """The rows behind a place, in the order of their names."""
    place = table.search_name, table.id
    statement: Select[Any] = select(table).order_by(*place).limit(limit)
    if after is None:
        return statement
    last = aliased(table)
    behind = select(last.search_name, last.id).where(last.id == after)
    return statement.where(tuple_(*place) > behind.scalar_subquery())


def _company_wanted(text: str) -> ColumnElement[bool]:
    return or_(
        Company.search_name.like(member_search.pattern_of(text), escape="\\"),
        Company.tax_id == companies.normalise_tax_id(text),
        Company.external_id == text.strip(),
    )


def _counts(
    session: BrandSession, company_ids: Sequence[str]
) -> tuple[dict[str | None, int], dict[str | None, int]]:
    """How many people, and how many of their cards, by company."""
    people: dict[str | None, int] = defaultdict(int)
    cards: dict[str | None, int] = defaultdict(int)
    statement = (
        select(
            Member.company_id,
            func.count(func.distinct(Member.id)),
            func.count(Card.id),
        )
        .outerjoin(Card, (Card.member_id == Member.id) & (Card.state != "closed"))
        .where(Member.company_id.in_(company_ids))
        .group_by(Member.company_id)
    )
    for company_id, persons, held in session.execute(statement):
        people[company_id], cards[company_id] = persons, held
    return people, cards
