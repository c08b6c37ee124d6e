"""Finds cards as people ask for them: a code, a number, a phone, a name, a company.

What is found is a card of the brand; nobody's contacts are told.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from wallet_service.database import BrandSession
from wallet_service.models.card import Card
from wallet_service.models.company import Company
from wallet_service.models.member import Member
from wallet_service.models.program import Program
from wallet_service.services import brands
from wallet_service.services.errors import NotFound, ServiceError, invalid
from wallet_service.services.keyring import Keyring
from wallet_service.services.membership import (
    card_numbers,
    cards,
    contacts,
    search_names,
)

MOST = 20
SHORTEST_NAME = 2
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
    digits = "".join(one for one in text if one.isdigit())
    if card_numbers.is_valid(digits) and len(text) - len(digits) <= len(digits):
        return _found(session, Card.number == digits)
    if len(digits) >= contacts.LAST_DIGITS and not any(c.isalpha() for c in text):
        return _found(session, _by_phone(session, keyring, text, digits))
    name = search_names.folded(text)
    if len(name) < SHORTEST_NAME:
        detail = f"Type {SHORTEST_NAME} letters at least."
        raise invalid("/q", detail, code="search_short")
    pattern = "%" + _escaped(name) + "%"
    return _found(
        session,
        or_(
            Member.search_name.like(pattern, escape="\\"),
            Company.search_name.like(pattern, escape="\\"),
        ),
    )


def _by_phone(
    session: BrandSession, keyring: Keyring, text: str, digits: str
) -> ColumnElement[bool]:
    """By the last four digits, or by the whole number as people write it."""
    key = keyring.data_key(session)
    if len(digits) == contacts.LAST_DIGITS:
        return Member.phone_last_four_hash == contacts.phone_last_four_hash(key, digits)
    region = brands.settings_of(brands.the_brand(session)).phone_region
    try:
        phone = contacts.normalise_phone(text, region)
    except ServiceError:
        return Member.id.is_(None)
    return Member.phone_hash == contacts.phone_hash(key, phone)


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


def _escaped(text: str) -> str:
    for one in ("\\", "%", "_"):
        text = text.replace(one, "\\" + one)
    return text
