"""Which members somebody means who types a number, a phone, an e-mail or a name.

Contacts are compared by their keyed hashes, whole; of a phone four digits are enough.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from wallet_service.database import BrandSession
from wallet_service.models.card import Card
from wallet_service.models.company import Company
from wallet_service.models.member import Member
from wallet_service.services import brands
from wallet_service.services.errors import ServiceError, invalid
from wallet_service.services.keyring import Keyring
from wallet_service.services.membership import card_numbers, contacts, search_names

SHORTEST_NAME = 2


def wanted(session: BrandSession, keyring: Keyring, text: str) -> ColumnElement[bool]:
    """The condition for members joined with their companies.

    Raises Invalid (`search_short`).
    """
    number = card_number_in(text)
    if number is not None:
        return Member.id.in_(select(Card.member_id).where(Card.number == number))
    if "@" in text:
        return _by_email(session, keyring, text)
    if is_phone(text):
        return by_phone(session, keyring, text)
    return by_name(text)


def card_number_in(text: str) -> str | None:
    """The digits of a card's number, however it was grouped; None for anything else."""
    digits = _digits(text)
    if card_numbers.is_valid(digits) and len(text) - len(digits) <= len(digits):
        return digits
    return None


def is_phone(text: str) -> bool:
    """Whether it may be a phone, or its last digits."""
    no_letters = not any(one.isalpha() for one in text)
    return no_letters and len(_digits(text)) >= contacts.LAST_DIGITS


def by_phone(session: BrandSession, keyring: Keyring, text: str) -> ColumnElement[bool]:
    """By the last four digits, or by the whole number as people write it."""
    key = keyring.data_key(session)
    digits = _digits(text)
    if len(digits) == contacts.LAST_DIGITS:
        return Member.phone_last_four_hash == contacts.phone_last_four_hash(key, digits)
    region = brands.settings_of(brands.the_brand(session)).phone_region
    try:
        phone = contacts.normalise_phone(text, region)
    except ServiceError:
        return Member.id.is_(None)
    return Member.phone_hash == contacts.phone_hash(key, phone)


def by_name(text: str) -> ColumnElement[bool]:
    """By a part of the person's or the company's name; raises Invalid."""
    pattern = pattern_of(text)
    return or_(
        Member.search_name.like(pattern, escape="\\"),
        Company.search_name.like(pattern, escape="\\"),
    )


def pattern_of(text: str) -> str:
    """What names are compared with; raises Invalid (`search_short`)."""
    name = search_names.folded(text)
    if len(name) < SHORTEST_NAME:
        detail = f"Type {SHORTEST_NAME} letters at least."
        raise invalid("/q", detail, code="search_short")
    for one in ("\\", "%", "_"):
        name = name.replace(one, "\\" + one)
    return f"%{name}%"


def _by_email(
    session: BrandSession, keyring: Keyring, text: str
) -> ColumnElement[bool]:
    try:
        email = contacts.normalise_email(text.strip())
    except ServiceError:
        return Member.id.is_(None)
    key = keyring.data_key(session)
    return Member.email_hash == contacts.email_hash(key, email)


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdigit())
