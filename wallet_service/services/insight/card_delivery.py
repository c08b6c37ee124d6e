"""One card on its way to the phones, step by step: what is known, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.apple import AppleRegistration
from wallet_service.models.card import Card, CardPass
from wallet_service.models.google import GoogleObject
from wallet_service.models.program import Program
from wallet_service.outbox import dead_letters, topics
from wallet_service.outbox.dead_letters import OwedMessage
from wallet_service.services.errors import NotFound
from wallet_service.services.insight import delivery_causes
from wallet_service.services.wallet import delivery_status
from wallet_service.services.wallet.delivery_status import DeviceState

OF_CARDS = (
    topics.CARD_CHANGED,
    topics.APPLE_PUSH,
    topics.GOOGLE_OBJECT,
    topics.GOOGLE_MESSAGE,
)


@dataclass(frozen=True, slots=True)
class Owed:
    """A message about the card that waits or was given up, with its cause."""

    message: OwedMessage
    cause: str


@dataclass(frozen=True, slots=True)
class AtGoogle:
    """The card's object at Google; `is_current`: it has what the card shows."""

    inserted_at: datetime
    acknowledged_at: datetime
    is_current: bool
    is_kept: bool


@dataclass(frozen=True, slots=True)
class CardDelivery:
    """The way of a card's pass; a time that is None has not come, or is not known."""

    card_id: str
    number: str
    program: str
    changed_at: datetime
    built_at: datetime
    opened_at: datetime | None
    fetched_at: datetime | None
    fetched_lag: int | None
    is_fetched_current: bool
    installed_at: datetime | None
    removed_at: datetime | None
    phones: tuple[DeviceState, ...]
    google: AtGoogle | None
    owed: tuple[Owed, ...]


def of_card(session: BrandSession, card_id: str) -> CardDelivery:
    """The way of the card's live pass; raises NotFound.

    A closed card may have none: then its last one is told.
    """
    statement = (
        select(Card, CardPass, Program.name)
        .join(CardPass, CardPass.card_id == Card.id)
        .join(Program, Program.id == Card.program_id)
        .where(Card.id == card_id)
        .order_by(CardPass.retired_at.is_not(None), CardPass.issued_at.desc())
        .limit(1)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("card")
    card, card_pass, program = row
    return CardDelivery(
        card_id=card.id,
        number=card.number,
        program=program,
        changed_at=datetime.fromtimestamp(card.changed_at, UTC),
        built_at=card_pass.issued_at,
        opened_at=card_pass.link_opened_at,
        fetched_at=card_pass.fetched_at,
        fetched_lag=card_pass.fetched_lag,
        is_fetched_current=card_pass.fetched_change == card.changed_at,
        installed_at=card_pass.installed_at,
        removed_at=card_pass.removed_at,
        phones=tuple(delivery_status.devices(session, card_id)),
        google=_at_google(session, card, card_pass.id),
        owed=tuple(_owed(session, card_id, card_pass.id)),
    )


def _at_google(session: BrandSession, card: Card, pass_id: str) -> AtGoogle | None:
    row = session.scalar(select(GoogleObject).where(GoogleObject.pass_id == pass_id))
    if row is None:
        return None
    return AtGoogle(
        inserted_at=row.inserted_at,
        acknowledged_at=row.acknowledged_at,
        is_current=row.acknowledged_change == card.changed_at,
        is_kept=row.has_users,
    )


def _owed(session: BrandSession, card_id: str, pass_id: str) -> list[Owed]:
    phones = session.scalars(
        select(AppleRegistration.device_id).where(AppleRegistration.pass_id == pass_id)
    )
    messages = dead_letters.about(session, OF_CARDS, [card_id, pass_id, *phones])
    return [
        Owed(one, delivery_causes.cause(one.topic, one.last_error)) for one in messages
    ]
