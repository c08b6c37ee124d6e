"""A card is active, frozen or closed; every change is recorded, told and owed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.models.card import Card
from wallet_service.outbox import store, topics
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, NotFound
from wallet_service.services.membership import card_answers, cards
from wallet_service.services.till import card_context, news, reading


def freeze(
    session: BrandSession, card_id: str, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Stop earning and spending until `unfreeze`."""
    card = _change(session, card_id, ("active",), "frozen")
    if card is not None:
        changed(session, card, now, event="frozen")
        record(session, card_id, "freeze", reason=reason, actor=actor, now=now)


def unfreeze(
    session: BrandSession, card_id: str, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Let a frozen card be used again."""
    card = _change(session, card_id, ("frozen",), "active")
    if card is not None:
        changed(session, card, now, event="unfrozen")
        record(session, card_id, "unfreeze", reason=reason, actor=actor, now=now)


def close(
    session: BrandSession, card_id: str, *, reason: str, actor: Actor, now: datetime
) -> None:
    """End the card; issuing it to the same member again reopens it."""
    card = _change(session, card_id, ("active", "frozen"), "closed")
    if card is not None:
        changed(session, card, now, event="closed")
        record(session, card_id, "close", reason=reason, actor=actor, now=now)


def reopen(session: BrandSession, card: Card, *, actor: Actor, now: datetime) -> None:
    """Let a closed card be used again, with all that was on it."""
    card.state = "active"
    changed(session, card, now, event="reopened")
    record(session, card.id, "reopen", reason="issued again", actor=actor, now=now)


def locked(session: BrandSession, card_id: str) -> Card:
    """The card, locked; raises NotFound."""
    card = session.scalar(select(Card).where(Card.id == card_id).with_for_update())
    if card is None:
        raise NotFound("card")
    return card


def changed(
    session: BrandSession,
    card: Card,
    now: datetime,
    *,
    event: str | None = None,
    text: str | None = None,
) -> None:
    """The card moves on and an update is owed; an `event` is what is new on it."""
    session.flush()
    context = card_context.load(session, card.id, now)
    keys = context.account_keys()
    read = ledger_accounts.read(session, context.program_id, keys)
    card.revision += 1
    whole = card.revision + card_answers.revision_of(read)
    card.own_changes = cards.with_change(card.own_changes, whole)
    card.changed_at = cards.moved_on(card.changed_at, now)
    if event is not None:
        shown = reading.for_display(session, context, read, now)
        told = news.of_state(event, shown, occurred_at=now, revision=whole, text=text)
        card.news = news.to_document(told)
    session.flush()
    store.enqueue(session, topics.CARD_CHANGED, card.id, now)


def changed_for_member(session: BrandSession, member_id: str, now: datetime) -> None:
    """All cards of a person move on: they show something else of them now."""
    statement = select(Card).where(Card.member_id == member_id).order_by(Card.id)
    for card in session.scalars(statement.with_for_update()).all():
        changed(session, card, now)


def record(
    session: BrandSession,
    card_id: str,
    action: str,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Write down who did it, and why."""
    audit.record(
        session,
        actor,
        action=f"card_{action}",
        object_id=card_id,
        now=now,
        reason=reason,
    )
    session.flush()


def _change(
    session: BrandSession, card_id: str, allowed: tuple[str, ...], state: str
) -> Card | None:
    """The card in its new state, or None when it is there already."""
    card = locked(session, card_id)
    if card.state == state:
        return None
    if card.state not in allowed:
        detail = f"The card is {card.state}; it cannot be {state} from there."
        raise Conflict("card_state", detail)
    card.state = state
    return card
