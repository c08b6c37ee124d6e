"""Everything that is kept about a person, as plain JSON for the person alone.

Of accounts that colleagues share, only what this person's own cards moved is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.card import Card
from wallet_service.models.company import Company
from wallet_service.models.member import Consent, Member
from wallet_service.models.program import Program
from wallet_service.models.purchase import Purchase, Refund
from wallet_service.services import brands
from wallet_service.services.keyring import Keyring
from wallet_service.services.membership import contacts, entries, members
from wallet_service.services.membership.entries import ExplainedEntry

PAGE = 100


def document(
    session: BrandSession, keyring: Keyring, member_id: str, now: datetime
) -> dict[str, Any]:
    """The person, their consents as given, their cards with all that happened there."""
    member = members.get_member(session, member_id)
    return {
        "brand": brands.the_brand(session).name,
        "made_at": _told(now),
        "person": _person(session, keyring, member),
        "consents": [_consent(one) for one in _consents(session, member_id)],
        "cards": [_card(session, one, member, now) for one in _cards(session, member)],
    }


def own_entries(
    session: BrandSession, card_id: str, now: datetime, *, before: str | None = None
) -> Iterator[ExplainedEntry]:
    """The entries that the card itself made, and those that time made, newest first."""
    while True:
        page = entries.entries_of(session, card_id, before=before, limit=PAGE, now=now)
        yield from (one for one in page if one.entry.card_id in {card_id, None})
        if len(page) < PAGE:
            return
        before = str(page[-1].entry.id)


def _person(session: BrandSession, keyring: Keyring, member: Member) -> dict[str, Any]:
    known = contacts.contacts_of(keyring.data_key(session), member)
    company = session.scalar(
        select(Company.name).where(Company.id == member.company_id)
    )
    return {
        "id": member.id,
        "name": member.name,
        "email": known.email,
        "phone": known.phone,
        "company": company,
        "stated_company": member.stated_company,
        "stated_tax_id": member.stated_tax_id,
        "role": member.role,
        "language": member.locale,
        "known_since": _told(member.created_at),
    }


def _consents(session: BrandSession, member_id: str) -> list[Consent]:
    statement = select(Consent).where(Consent.member_id == member_id)
    return list(session.scalars(statement.order_by(Consent.id)))


def _consent(row: Consent) -> dict[str, Any]:
    return {
        "purpose": row.purpose,
        "version": row.version,
        "text": row.text,
        "given": row.given,
        "channel": row.channel,
        "at": _told(row.recorded_at),
    }


def _cards(session: BrandSession, member: Member) -> list[tuple[Card, Program]]:
    statement = (
        select(Card, Program)
        .join(Program, Program.id == Card.program_id)
        .where(Card.member_id == member.id)
        .order_by(Card.id)
    )
    return [(card, program) for card, program in session.execute(statement)]


def _card(
    session: BrandSession, pair: tuple[Card, Program], member: Member, now: datetime
) -> dict[str, Any]:
    card, program = pair
    return {
        "number": card.number,
        "program": program.name,
        "kind": program.kind,
        "currency": program.currency,
        "state": card.state,
        "issued_at": _told(card.issued_at),
        "purchases": [_purchase(one) for one in _bought(session, card.id)],
        "refunds": [_refund(one) for one in _returned(session, card.id)],
        "entries": [
            _entry(one, member.locale) for one in own_entries(session, card.id, now)
        ],
    }


def _bought(session: BrandSession, card_id: str) -> list[Purchase]:
    statement = select(Purchase).where(Purchase.card_id == card_id)
    return list(session.scalars(statement.order_by(Purchase.recorded_at)))


def _returned(session: BrandSession, card_id: str) -> list[Refund]:
    statement = select(Refund).where(Refund.card_id == card_id)
    return list(session.scalars(statement.order_by(Refund.recorded_at)))


def _purchase(row: Purchase) -> dict[str, Any]:
    return {
        "id": row.id,
        "external_id": row.external_id,
        "state": row.state,
        "gross": row.gross,
        "discount": row.discount,
        "points_spent": row.points_spent,
        "payable": row.payable,
        "earned": row.earned,
        "stamps_added": row.stamps_added,
        "occurred_at": _told(row.occurred_at),
    }


def _refund(row: Refund) -> dict[str, Any]:
    return {
        "id": row.id,
        "purchase_id": row.purchase_id,
        "money": row.money,
        "points_returned": row.points_returned,
        "at": _told(row.recorded_at),
    }


def _entry(found: ExplainedEntry, locale: str) -> dict[str, Any]:
    entry = found.entry
    return {
        "unit": entry.unit,
        "kind": entry.kind,
        "amount": entry.amount,
        "explanation": found.explanation.get(locale, found.explanation["en"]),
        "at": _told(entry.occurred_at),
    }


def _told(instant: datetime) -> str:
    return instant.isoformat()
