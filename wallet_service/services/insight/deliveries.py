"""Whether the brand's phones show what is true: how many do, what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.apple import AppleRegistration
from wallet_service.models.card import Card, CardPass
from wallet_service.models.google import GoogleIssuer
from wallet_service.outbox import dead_letters, store, topics
from wallet_service.outbox.dead_letters import OwedMessage, Waiting
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import NotFound
from wallet_service.services.insight import delivery_causes
from wallet_service.services.wallet import certificate_watch, stale_cards
from wallet_service.services.wallet.certificate_watch import CertificateStatus
from wallet_service.services.wallet.stale_cards import Freshness

MOST_LETTERS = 50
OF_PASSES = frozenset({topics.GOOGLE_OBJECT.name, topics.GOOGLE_MESSAGE.name})


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A dead letter, its cause, and the card that it was about, if it was about one."""

    message: OwedMessage
    cause: str
    card_id: str | None
    number: str | None


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Everything that the brand's page of deliveries tells, of one snapshot."""

    freshness: Freshness
    waiting: Waiting
    given_up: tuple[GivenUp, ...]
    given_up_count: int
    certificate: CertificateStatus | None
    issuer_id: str | None
    issuer_stopped: str | None


def look(session: BrandSession, now: datetime) -> Deliveries:
    """How deliveries stand."""
    issuer = session.scalar(select(GoogleIssuer))
    certificates = certificate_watch.statuses(session, now)
    return Deliveries(
        freshness=stale_cards.freshness(session, now),
        waiting=dead_letters.waiting(session),
        given_up=tuple(_given_up(session)),
        given_up_count=dead_letters.count(session),
        certificate=next(iter(certificates), None),
        issuer_id=issuer.issuer_id if issuer else None,
        issuer_stopped=issuer.stopped_reason if issuer else None,
    )


def push_again(
    session: BrandSession, card_id: str, *, actor: Actor, now: datetime
) -> None:
    """Owe the card's phones and Google an update at once; raises NotFound.

    Phones that have the card's present state answer that nothing changed.
    """
    if session.scalar(select(Card.id).where(Card.id == card_id)) is None:
        raise NotFound("card")
    store.enqueue(session, topics.CARD_CHANGED, card_id, now)
    audit.record(session, actor, action="push_again", object_id=card_id, now=now)


def push_all_stale(session: BrandSession, *, actor: Actor, now: datetime) -> None:
    """Owe every stale card an update, behind everything else."""
    store.enqueue(session, topics.STALE_CARDS, session.brand, now)
    audit.record(
        session, actor, action="push_all_stale", object_id=session.brand, now=now
    )


def send_again(
    session: BrandSession, message_id: str, *, actor: Actor, now: datetime
) -> None:
    """Owe a dead letter anew; raises NotFound."""
    if not dead_letters.send_again(session, message_id, now):
        raise NotFound("message")
    audit.record(session, actor, action="send_again", object_id=message_id, now=now)


def send_all_again(session: BrandSession, *, actor: Actor, now: datetime) -> int:
    """Owe the dead letters anew that the page lists; gives their number."""
    found = dead_letters.newest(session, limit=MOST_LETTERS)
    for one in found:
        send_again(session, one.id, actor=actor, now=now)
    return len(found)


def _given_up(session: BrandSession) -> list[GivenUp]:
    messages = dead_letters.newest(session, limit=MOST_LETTERS)
    cards = _cards_of(session, messages)
    return [
        GivenUp(
            one,
            delivery_causes.cause(one.topic, one.last_error),
            *cards.get(one.subject, (None, None)),
        )
        for one in messages
    ]


def _cards_of(
    session: BrandSession, messages: Sequence[OwedMessage]
) -> Mapping[str, tuple[str, str]]:
    """(card, number) by the subject of a message: a card, a pass, or a phone."""
    of_cards = [m.subject for m in messages if m.topic == topics.CARD_CHANGED.name]
    of_passes = [m.subject for m in messages if m.topic in OF_PASSES]
    of_phones = [m.subject for m in messages if m.topic == topics.APPLE_PUSH.name]
    found = select(CardPass.id, Card.id, Card.number).join(
        Card, Card.id == CardPass.card_id
    )
    looks = (
        (of_cards, select(Card.id, Card.id, Card.number).where(Card.id.in_(of_cards))),
        (of_passes, found.where(CardPass.id.in_(of_passes))),
        (
            of_phones,
            select(AppleRegistration.device_id, Card.id, Card.number)
            .join(CardPass, CardPass.id == AppleRegistration.pass_id)
            .join(Card, Card.id == CardPass.card_id)
            .where(AppleRegistration.device_id.in_(of_phones)),
        ),
    )
    return {
        subject: (card_id, number)
        for subjects, look in looks
        if subjects
        for subject, card_id, number in session.execute(look)
    }
