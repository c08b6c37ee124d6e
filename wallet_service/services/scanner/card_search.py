"""Finds cards as people ask for them: a code, a number, a phone, a name, a company.

What is found is a card of the brand; nobody's contacts are told.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from wallet_service.database import BrandSession
from wallet_service.models.card import Card
from wallet_service.models.company import Company
from wallet_service.models.member import Member
from wallet_service.models.program import Program
from wallet_service.services.errors import NotFound
from wallet_service.services.keyring import Keyring
from wallet_service.services.membership import cards, member_search

MOST = 20
SHORTEST_CODE = 16


@dataclass(frozen=True, slots=True)
class FoundCard:
    """A card in a list of findings."""

    card_id: str
    number: str
    state: str
    program: str
    member: str
    company: str | None


def by_code(session: BrandSession, text: str) -> str | None:
    """The card whose QR code holds the text; None for what is no code of ours."""
    code = text.strip()
    if len(code) < SHORTEST_CODE or " " in code or not code.isascii():
        return None
    try:
        return cards.find_card(session, code=code)
    except NotFound:
        return None


def search(session: BrandSession, keyring: Keyring, text: str) -> list[FoundCard]:
    """Up to twenty cards, by name; raises Invalid (`search_short`)."""
    text = text.strip()
    number = member_search.card_number_in(text)
    if number is not None:
        return _found(session, Card.number == number)
    if member_search.is_phone(text):
        return _found(session, member_search.by_phone(session, keyring, text))
    return _found(session, member_search.by_name(text))


def _found(session: BrandSession, wanted: ColumnElement[bool]) -> list[FoundCard]:
    rows = session.execute(
        select(
            Card.id, Card.number, Card.state, Program.name, Member.name, Company.name
        )
        .join(Member, Member.id == Card.member_id)
        .join(Program, Program.id == Card.program_id)
        .outerjoin(Company, Company.id == Member.company_id)
        .where(wanted, Card.state != "closed")
        .order_by(Member.search_name, Program.name, Card.id)
        .limit(MOST)
    )
    return [FoundCard(*row) for row in rows]
