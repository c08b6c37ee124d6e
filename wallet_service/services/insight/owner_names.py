"""Whose an account is, in words: a company's or a person's name, a card's number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.card import Card
from wallet_service.models.company import Company
from wallet_service.models.member import Member


def of_owners(
    session: BrandSession, owners: Iterable[tuple[str, str]]
) -> Mapping[str, str]:
    """Names by identifier for (kind, identifier) pairs of accounts' owners."""
    ids = [identifier for _, identifier in owners]
    looks = (
        select(Company.id, Company.name).where(Company.id.in_(ids)),
        select(Member.id, Member.name).where(Member.id.in_(ids)),
        select(Card.id, Card.number).where(Card.id.in_(ids)),
    )
    return {
        identifier: name for look in looks for identifier, name in session.execute(look)
    }
